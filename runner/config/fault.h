/* SPDX-License-Identifier: Apache-2.0 */
/* The faults of one file, gathered in any order and told in the order of the file. */
#ifndef CONFIG_FAULT_H
#define CONFIG_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/diag.h"

/* A file with more is the wrong file, and the rest would only scroll the first ones away. */
#define FAULTS_MAX 100u

struct fault {
	struct mark at;
	size_t order; /* keeps faults of one place in the order they were found */
	char *text;
};

struct faults {
	struct fault *items;
	size_t n;
	bool full; /* there were more than FAULTS_MAX */
	bool lost; /* one could not be stored: out of memory */
};

__attribute__((format(printf, 3, 4))) void fault_add(struct faults *faults, struct mark at,
						     const char *fmt, ...);

/**
 * faults_tell - move all faults to @d, sorted by line and column, and free them
 *
 * Returns: 0        there were none
 *          -EINVAL  @d holds them
 *          -ENOMEM  not all could be stored
 */
int faults_tell(struct faults *faults, struct diag *d);

/* At most this much of a value is quoted in a message. */
#define EXCERPT_MAX 60u

struct excerpt {
	char text[EXCERPT_MAX + sizeof("...")];
};

/* The beginning of @text, cut between characters; use as excerpt_of(text).text. */
struct excerpt excerpt_of(const char *text);

#endif
