/* SPDX-License-Identifier: Apache-2.0 */
/* What a benchmark's source file says of itself. */
#ifndef CONFIG_BENCH_COMMENT_H
#define CONFIG_BENCH_COMMENT_H

#include <stddef.h>

#include "config/diag.h"

/**
 * bench_comment_summary - the first sentence of the first comment after the licence line
 * @source: C text, NUL-terminated
 * @name:   a leading "name: " is left out, with / or _
 *
 * White space is folded and the full stop left out.
 *
 * Returns: a string that the caller frees, "" when there is no comment; NULL: out of memory
 */
char *bench_comment_summary(const char *source, const char *name);

/* The same from a file. 0, -ENOMEM, or -EINVAL after telling why it cannot be read. */
int bench_comment_read(const char *path, const char *name, char **summary, struct diag *d);

#endif
