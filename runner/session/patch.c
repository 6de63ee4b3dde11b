/* SPDX-License-Identifier: Apache-2.0 */
/* image_patch(): the parameter block of a copy of an image. */
#include "session/image.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The bytes of a regular file; NULL with *err. */
static char *read_stream(FILE *file, size_t *len, int *err)
{
	struct stat st;
	char *bytes;

	if (fstat(fileno(file), &st) != 0) {
		*err = -errno;
		return NULL;
	}
	*len = (size_t)st.st_size;
	bytes = malloc(*len + 1); /* an empty file is not out of memory */
	if (bytes == NULL) {
		*err = -ENOMEM;
	} else if (fread(bytes, 1, *len, file) != *len) {
		*err = -EIO;
		free(bytes);
		bytes = NULL;
	}
	return bytes;
}

static char *read_file(const char *path, size_t *len, int *err)
{
	FILE *file = fopen(path, "re");
	char *bytes;

	if (file == NULL) {
		*err = -errno;
		return NULL;
	}
	bytes = read_stream(file, len, err);
	fclose(file);
	return bytes;
}

static int write_file(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "we");
	int err = 0;

	if (file == NULL) {
		return -errno;
	}
	if (fwrite(bytes, 1, len, file) != len) {
		err = -errno;
	}
	if (fclose(file) != 0 && err == 0) {
		err = -errno;
	}
	if (err != 0) {
		unlink(path);
	}
	return err;
}

/* The only block of the image; NULL when there is none, several, or one that is cut off. */
static char *find_block(char *bytes, size_t len, const char *magic, const char **what)
{
	char *first = memmem(bytes, len, magic, PARAMS_MAGIC_LEN);
	size_t rest;

	if (first == NULL) {
		*what = "no";
		return NULL;
	}
	rest = len - (size_t)(first - bytes);
	if (rest < sizeof(struct params)) {
		*what = "a truncated";
		return NULL;
	}
	if (memmem(first + 1, rest - 1, magic, PARAMS_MAGIC_LEN) != NULL) {
		*what = "more than one";
		return NULL;
	}
	return first;
}

int image_patch(const char *from, const char *to, struct params *params, char *why)
{
	const char *magic = PARAMS_MAGIC;
	const char *what = NULL;
	size_t len = 0;
	int err = 0;
	char *bytes = read_file(from, &len, &err);
	char *block;

	if (bytes == NULL) {
		snprintf(why, IMAGE_FAULT_MAX, "%s: %s", from, strerror(-err));
		return err;
	}
	if (memmem(bytes, len, PARAMS_MAGIC, PARAMS_MAGIC_LEN) == NULL &&
	    memmem(bytes, len, PARAMS_MAGIC_OLD, PARAMS_MAGIC_LEN) != NULL) {
		magic = PARAMS_MAGIC_OLD;
		params->nonce = 0;
	}
	block = find_block(bytes, len, magic, &what);
	if (block == NULL) {
		snprintf(why, IMAGE_FAULT_MAX, "%s: has %s parameter block (" PARAMS_MAGIC ")",
			 from, what);
		err = -EINVAL;
	} else {
		memcpy(params->magic, magic, PARAMS_MAGIC_LEN);
		params_seal(params);
		memcpy(block, params, sizeof(*params));
		err = write_file(to, bytes, len);
		if (err != 0) {
			snprintf(why, IMAGE_FAULT_MAX, "%s: %s", to, strerror(-err));
		}
	}
	free(bytes);
	return err;
}
