/* SPDX-License-Identifier: Apache-2.0 */
#include "config/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char *source_path(const char *root, const char *rest)
{
	char *path = NULL;

	if (strcmp(root, ".") == 0) {
		return strdup(rest);
	}
	return asprintf(&path, "%s/%s", root, rest) < 0 ? NULL : path;
}

static int read_all(int fd, char *buf, size_t size, size_t *len)
{
	size_t have = 0;

	while (have < size) {
		ssize_t got = read(fd, buf + have, size - have);

		if (got == 0) {
			break;
		}
		if (got < 0 && errno != EINTR) {
			return -errno;
		}
		have += got > 0 ? (size_t)got : 0;
	}
	*len = have;
	return 0;
}

/* A descriptor or -errno; -ENOTSUP: no regular file. */
static int source_open(const char *path)
{
	/* Without O_NONBLOCK a FIFO would wait here for somebody to write it. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int err = 0;

	if (fd < 0) {
		return -errno;
	}
	if (fstat(fd, &st) != 0) {
		err = -errno;
	} else if (S_ISDIR(st.st_mode)) {
		err = -EISDIR;
	} else if (!S_ISREG(st.st_mode)) {
		err = -ENOTSUP;
	}
	if (err != 0) {
		close(fd);
		return err;
	}
	return fd;
}

int source_read(const char *path, char **text, size_t *len)
{
	char *buf = NULL;
	size_t have = 0;
	int err;
	int fd = source_open(path);

	if (fd < 0) {
		return fd;
	}
	/* One byte more than allowed tells a file of the largest size from a larger one. */
	buf = malloc(SOURCE_SIZE_MAX + 1u);
	err = buf == NULL ? -ENOMEM : read_all(fd, buf, SOURCE_SIZE_MAX + 1u, &have);
	close(fd);
	if (err == 0 && have > SOURCE_SIZE_MAX) {
		err = -EFBIG;
	}
	if (err != 0) {
		free(buf);
		return err;
	}
	buf[have] = '\0';
	*text = buf;
	*len = have;
	return 0;
}
