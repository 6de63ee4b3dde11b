/* SPDX-License-Identifier: Apache-2.0 */
/* A file that a command was told to write. */
#ifndef CMD_OUT_FILE_H
#define CMD_OUT_FILE_H

#include <stddef.h>

#include "store/store.h"

/**
 * out_file_write - @path holds @text, or what it held before
 *
 * A file is replaced by a rename, after all of the new one is on disk, through a symlink too. What is there and
 * no regular file, as a pipe or /dev/stderr, is written to as it is. What a run or a history is made of, by its
 * name, is never replaced: -EEXIST.
 *
 * Returns: 0 or -errno with @err filled
 */
int out_file_write(const char *path, const char *text, size_t size, struct store_err *err);

/**
 * out_file_check - that the folder of @path is there and can be written to, before much work is done for it
 *
 * What else can be wrong with @path, and may be another thing by then, out_file_write() says.
 *
 * Returns: 0 or -errno with @err filled
 */
int out_file_check(const char *path, struct store_err *err);

#endif
