/* SPDX-License-Identifier: Apache-2.0 */
/* The search between two revisions. */
#ifndef CMD_BISECT_SEARCH_H
#define CMD_BISECT_SEARCH_H

#include "cmd/bisect_work.h"

struct bisect {
	const char *cell;      /* its name */
	const char *good_name; /* as the user calls them */
	const char *bad_name;
	bool not_worse;
	char *root; /* absolute */
	char good[BISECT_SHA_MAX];
	char bad[BISECT_SHA_MAX];
	struct bisect_work work; /* with a suite in it; GOOD is checked out */
};

/* Measures both ends, has git bisect do the rest, and prints what came out. An enum rc. */
int bisect_search(struct bisect *b);

/* "trapline bisect: BEFORE QUOTED AFTER" to stderr without the blanks, QUOTED made harmless. RC_USAGE. */
int bisect_say(const char *before, const char *quoted, const char *after);

#endif
