/* SPDX-License-Identifier: Apache-2.0 */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int store_fail(struct store_err *err, int error, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, args);
	va_end(args);
	return -error;
}

const char *file_advice(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return " (free some space, or write to another disk with --out DIR)";
	case EFBIG:
		return " (the limit on file sizes, ulimit -f, is too low for this run)";
	case EACCES:
	case EPERM:
	case EROFS:
		return " (choose a folder that you may write to with --out DIR)";
	case ENOTDIR:
		return " (a part of the path is a file: choose a folder with --out DIR)";
	default:
		return "";
	}
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		}
	}
	return 0;
}

int file_write(const char *path, const char *bytes, size_t size, struct store_err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int error;

	if (fd < 0) {
		error = errno;
		return store_fail(err, error, "%s: cannot be made: %s%s", path, strerror(error),
				  file_advice(error));
	}
	error = -write_all(fd, bytes, size);
	if (error == 0 && fsync(fd) != 0) {
		error = errno;
	}
	/* Network and quota file systems may report a failed write only here. */
	if (close(fd) != 0 && error == 0) {
		error = errno;
	}
	if (error != 0) {
		unlink(path);
		return store_fail(err, error, "%s: cannot be written: %s%s", path, strerror(error),
				  file_advice(error));
	}
	return 0;
}

static int read_all(int fd, FILE *out)
{
	char chunk[65536];
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0) {
			return 0;
		}
		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (n > 0 && fwrite(chunk, 1, (size_t)n, out) != (size_t)n) {
			return -ENOMEM;
		}
	}
}

int file_read(const char *path, char **bytes, size_t *size, struct store_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *text = NULL;
	size_t text_size = 0;
	FILE *out;
	int error;

	if (fd < 0) {
		error = errno;
		return store_fail(err, error, "%s: cannot be read: %s", path, strerror(error));
	}
	out = open_memstream(&text, &text_size);
	error = out == NULL ? -ENOMEM : read_all(fd, out);
	close(fd);
	if (out != NULL && file_finish(out, &text) != 0 && error == 0) {
		error = -ENOMEM;
	}
	if (error != 0) {
		free(text);
		return store_fail(err, -error, "%s: cannot be read: %s", path, strerror(-error));
	}
	*bytes = text;
	*size = text_size;
	return 0;
}

static int sync_path(const char *path, int flags)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | flags);
	int error = 0;

	if (fd < 0) {
		return -errno;
	}
	if (fsync(fd) != 0) {
		error = -errno;
	}
	close(fd);
	return error;
}

/* nftw() wants 0 to go on; errno carries the reason out. */
static int sync_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
	int error = 0;

	(void)st;
	(void)where;
	if (type == FTW_F) {
		error = sync_path(path, 0);
	} else if (type == FTW_DP) {
		error = sync_path(path, O_DIRECTORY);
	} else if (type == FTW_DNR || type == FTW_NS) {
		error = -EACCES;
	}
	errno = -error;
	return error != 0;
}

int file_sync_tree(const char *dir, struct store_err *err)
{
	if (nftw(dir, sync_entry, 16, FTW_DEPTH | FTW_PHYS) != 0) {
		return store_fail(err, errno, "%s: cannot be put on disk: %s%s", dir,
				  strerror(errno), file_advice(errno));
	}
	return 0;
}

int file_sync_dir(const char *dir, struct store_err *err)
{
	int error = sync_path(dir, O_DIRECTORY);

	if (error != 0) {
		return store_fail(err, -error, "%s: cannot be put on disk: %s%s", dir,
				  strerror(-error), file_advice(-error));
	}
	return 0;
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	return remove(path);
}

int file_remove_tree(const char *dir)
{
	return nftw(dir, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0 ? 0 : -errno;
}

int file_finish(FILE *out, char **text)
{
	bool failed = ferror(out) != 0;

	if (fclose(out) != 0 || failed) {
		free(*text);
		*text = NULL;
		return -ENOMEM;
	}
	return 0;
}

char *file_join(const char *dir, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s", dir, name) < 0 ? NULL : path;
}
