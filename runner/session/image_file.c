/* SPDX-License-Identifier: Apache-2.0 */
#include "session/image_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/env.h"
#include "store/file.h"

#define MANIFEST_MAX 65536u

static const char image_name[] = "bench.elf";
static const char manifest_name[] = "manifest";

/* The folder of @path is that of the manifest. */
static int find_files(const char *path, struct image_file *file, char *why)
{
	const char *slash = strrchr(path, '/');
	char *dir = slash != NULL ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
	struct stat st;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
		file->path = file_join(path, image_name);
		file->manifest = file_join(path, manifest_name);
	} else {
		file->path = strdup(path);
		file->manifest = dir != NULL ? file_join(dir, manifest_name) : NULL;
	}
	free(dir);
	if (file->path == NULL || file->manifest == NULL) {
		snprintf(why, IMAGE_FAULT_MAX, "out of memory");
		return -ENOMEM;
	}
	if (access(file->path, R_OK) != 0) {
		int err = -errno;

		snprintf(why, IMAGE_FAULT_MAX, "no image: %s: %s", file->path, strerror(-err));
		return err;
	}
	return 0;
}

static unsigned take_number(const char *text, const char *key)
{
	char value[16];

	return env_find_value(text, key, '=', value, sizeof(value))
		       ? (unsigned)strtoul(value, NULL, 10)
		       : 0;
}

static int take_choices(const char *text, struct image_file *file, char *why)
{
	const struct {
		const char *key;
		char *value;
		size_t size;
	} keys[] = {
		{ "board", file->board, sizeof(file->board) },
		{ "toolchain", file->compiler, sizeof(file->compiler) },
		{ "hal", file->hal, sizeof(file->hal) },
		{ "switch", file->switch_policy, sizeof(file->switch_policy) },
		{ "vectors", file->vectors, sizeof(file->vectors) },
		{ "flags", file->flags, sizeof(file->flags) },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!env_find_value(text, keys[i].key, '=', keys[i].value, keys[i].size) ||
		    keys[i].value[0] == '\0') {
			snprintf(why, IMAGE_FAULT_MAX, "%s: has no '%s=' (build the image again)",
				 file->manifest, keys[i].key);
			return -EINVAL;
		}
	}
	/* gcc-12.2.0: make is asked for gcc */
	file->compiler[strcspn(file->compiler, "-")] = '\0';
	file->layout = take_number(text, "layout");
	file->inject = take_number(text, "inject");
	return 0;
}

int image_file_open(const char *path, struct image_file *out, char *why)
{
	struct image_file file = { 0 };
	struct store_err store_err = { 0 };
	char *text = NULL;
	size_t size;
	int err = find_files(path, &file, why);

	if (err == 0) {
		err = file_read_at_most(file.manifest, MANIFEST_MAX, &text, &size, &store_err);
		if (err != 0) {
			snprintf(why, IMAGE_FAULT_MAX, "%s", store_err.text);
		}
	}
	if (err == 0) {
		err = take_choices(text, &file, why);
	}
	free(text);
	if (err != 0) {
		image_file_free(&file);
		return err;
	}
	*out = file;
	return 0;
}

void image_file_free(struct image_file *file)
{
	free(file->path);
	free(file->manifest);
	*file = (struct image_file){ 0 };
}

int image_file_use(const struct image_file *file, struct image *image)
{
	char *path = strdup(file->path);
	char *manifest = strdup(file->manifest);

	if (path == NULL || manifest == NULL) {
		free(path);
		free(manifest);
		return -ENOMEM;
	}
	free(image->path);
	free(image->manifest);
	image->path = path;
	image->manifest = manifest;
	image->layout = file->layout;
	image->inject = file->inject;
	return 0;
}
