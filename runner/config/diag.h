/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything wrong with the input, collected, so that the user sees all of it in one go:
 *	file:line:col: what is wrong (what would be right)
 */
#ifndef CONFIG_DIAG_H
#define CONFIG_DIAG_H

#include <stddef.h>
#include <stdio.h>

struct diag {
	char **lines;
	size_t n;
};

/* A place in a file; line and col count from 1, 0 means unknown. file is not owned. */
struct mark {
	const char *file;
	unsigned line;
	unsigned col;
};

__attribute__((format(printf, 3, 4))) void diag_add(struct diag *d, struct mark at, const char *fmt,
						    ...);
void diag_print(const struct diag *d, FILE *out);
void diag_free(struct diag *d);

#endif
