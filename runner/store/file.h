/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are either on disk, whole, or reported; and the one way to report. */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include "store/store.h"

/* Fills @err and returns -@error. */
__attribute__((format(printf, 3, 4))) int store_fail(struct store_err *err, int error,
						     const char *fmt, ...);

/* What a user can do about @error when writing: a clause in brackets with a leading space, or "". */
const char *file_advice(int error);

/* Makes @path, which must not exist, and returns only after its bytes are on disk.
 * 0 or -errno with @err filled; a short write is an error and leaves no file behind. */
int file_write(const char *path, const char *bytes, size_t size, struct store_err *err);

/* @path has these bytes, or is as it was: by a rename, and without waiting for the disk. 0 or -errno. */
int file_replace(const char *path, const char *bytes, size_t size);
/* The same; it never has other times than @times, of access and change, from the moment that it is there. */
int file_replace_dated(const char *path, const char *bytes, size_t size,
		       const struct timespec *times);
/* write() all of it; 0 or -errno. */
int file_write_all(int fd, const char *bytes, size_t size);

/* The whole of a regular file, NUL-terminated; caller frees. 0 or -errno with @err filled; anything
 * else, such as a FIFO, is -EINVAL and not waited for. */
int file_read(const char *path, char **bytes, size_t *size, struct store_err *err);
/* The same; -EFBIG: it has more than @most bytes. */
int file_read_at_most(const char *path, size_t most, char **bytes, size_t *size,
		      struct store_err *err);

/* fsync of every file and folder below @dir, and of @dir. 0 or -errno with @err filled. */
int file_sync_tree(const char *dir, struct store_err *err);
/* fsync of one folder: what makes a rename in it last. */
int file_sync_dir(const char *dir, struct store_err *err);
/* Removes @dir and all below it; follows no symlink. 0 or -errno. */
int file_remove_tree(const char *dir);

/**
 * file_finish - close a stream from open_memstream() and say whether it holds everything
 * @text: where open_memstream() puts the buffer; freed and NULL on failure
 *
 * Returns: 0 or -ENOMEM
 */
int file_finish(FILE *out, char **text);

/* @dir/@name on the heap, or NULL. */
char *file_join(const char *dir, const char *name);

#endif
