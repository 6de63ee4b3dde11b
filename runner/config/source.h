/* SPDX-License-Identifier: Apache-2.0 */
/* Files and paths of the source tree. */
#ifndef CONFIG_SOURCE_H
#define CONFIG_SOURCE_H

#include <stddef.h>

#define SOURCE_SIZE_MAX (1u << 20)

/* @rest below @root; a root of "." adds nothing, so that messages read as the user would type.
 * Caller frees; NULL: out of memory. */
char *source_path(const char *root, const char *rest);

/**
 * source_read - the whole of a file in memory
 * @text: NUL-terminated beyond @len; caller frees
 *
 * Returns: 0, -EFBIG when it is larger than SOURCE_SIZE_MAX, -ENOTSUP when it is no regular file
 *          (one would have to be waited for), or -errno
 */
int source_read(const char *path, char **text, size_t *len);

#endif
