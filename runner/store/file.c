/* SPDX-License-Identifier: Apache-2.0 */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdint.h>
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
		return " (free some space, or write to another disk: --out DIR, for baselines "
		       "--baselines DIR)";
	case EFBIG:
		return " (the limit on file sizes, ulimit -f, is too low for this run)";
	case EACCES:
	case EPERM:
	case EROFS:
		return " (choose a folder that you may write to: --out DIR, for baselines "
		       "--baselines DIR)";
	case ENOTDIR:
		return " (a part of the path is a file: choose a folder: --out DIR, for baselines "
		       "--baselines DIR)";
	default:
		return "";
	}
}

int file_write_all(int fd, const char *bytes, size_t size)
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
	error = -file_write_all(fd, bytes, size);
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

int file_replace_dated(const char *path, const char *bytes, size_t size,
		       const struct timespec *times)
{
	char *temp = NULL;
	int error = 0;
	int fd;

	if (asprintf(&temp, "%s.new", path) < 0) {
		return -ENOMEM;
	}
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0) {
		error = -errno;
		free(temp);
		return error;
	}
	error = file_write_all(fd, bytes, size);
	if (error == 0 && times != NULL && futimens(fd, times) != 0) {
		error = -errno;
	}
	if (close(fd) != 0 && error == 0) {
		error = -errno;
	}
	if (error == 0 && rename(temp, path) != 0) {
		error = -errno;
	}
	if (error != 0) {
		unlink(temp);
	}
	free(temp);
	return error;
}

int file_replace(const char *path, const char *bytes, size_t size)
{
	return file_replace_dated(path, bytes, size, NULL);
}

static int fail_size(const char *path, size_t most, struct store_err *err)
{
	return store_fail(err, EFBIG, "%s: is too large (up to %zu MiB would be right)", path,
			  most >> 20);
}

/* -EFBIG: there is more than @most. */
static int read_all(int fd, size_t most, FILE *out)
{
	char chunk[65536];
	size_t sum = 0;
	ssize_t n;

	for (;;) {
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0) {
			return 0;
		}
		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		if (n > 0) {
			sum += (size_t)n;
			if (sum > most) {
				return -EFBIG;
			}
			if (fwrite(chunk, 1, (size_t)n, out) != (size_t)n) {
				return -ENOMEM;
			}
		}
	}
}

/* Returns a descriptor, or -errno: anything but a file could have no end, or never begin. */
static int open_file(const char *path, size_t most, struct store_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int error;

	if (fd < 0 || fstat(fd, &st) != 0) {
		error = errno;
		if (fd >= 0) {
			close(fd);
		}
		return store_fail(err, error, "%s: cannot be read: %s", path, strerror(error));
	}
	if (!S_ISREG(st.st_mode)) {
		close(fd);
		return store_fail(err, EINVAL, "%s: is not a regular file (one would be right)",
				  path);
	}
	if ((uintmax_t)st.st_size > most) {
		close(fd);
		return fail_size(path, most, err);
	}
	return fd;
}

int file_read_at_most(const char *path, size_t most, char **bytes, size_t *size,
		      struct store_err *err)
{
	int fd = open_file(path, most, err);
	char *text = NULL;
	size_t text_size = 0;
	FILE *out;
	int error;

	if (fd < 0) {
		return fd;
	}
	out = open_memstream(&text, &text_size);
	error = out == NULL ? -ENOMEM : read_all(fd, most, out);
	close(fd);
	if (out != NULL && file_finish(out, &text) != 0 && error == 0) {
		error = -ENOMEM;
	}
	if (error != 0) {
		free(text);
		return error == -EFBIG ? fail_size(path, most, err)
				       : store_fail(err, -error, "%s: cannot be read: %s", path,
						    strerror(-error));
	}
	*bytes = text;
	*size = text_size;
	return 0;
}

int file_read(const char *path, char **bytes, size_t *size, struct store_err *err)
{
	return file_read_at_most(path, SIZE_MAX, bytes, size, err);
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
