/* SPDX-License-Identifier: Apache-2.0 */
/* The image in the folder of a TFTP server, which other hosts may use as well. */
#ifndef SESSION_TFTP_FILE_H
#define SESSION_TFTP_FILE_H

#include "target/target.h"

/**
 * tftp_file_put - put @image into @dir, world-readable: the server is another user
 * @board: is ours, by its lock
 * @why: at least TARGET_WHY_MAX bytes
 *
 * Its name has this host, the board and this process in it; it replaces no file. What runs on this
 * board that were killed on this host left behind is removed first.
 *
 * Returns: 0 with the path in *out, to be freed; -ENOMEM; -errno with @why
 */
int tftp_file_put(const char *image, const char *dir, const char *board, char **out, char *why);

#endif
