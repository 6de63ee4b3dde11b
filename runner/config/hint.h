/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "did you mean 'samples'? keys of a suite: summary, clock, ...": begin with the wrong word, offer
 * every right one, then take the text.
 */
#ifndef CONFIG_HINT_H
#define CONFIG_HINT_H

#include <stddef.h>

#define HINT_LIST_MAX 512u
#define HINT_WORD_MAX 64u

struct hint {
	const char *word; /* what the file says */
	const char *best; /* the offered word nearest to it, when near enough to be meant */
	unsigned best_distance;
	char list[HINT_LIST_MAX]; /* every word offered, as far as they fit */
	size_t list_len;
	char text[HINT_LIST_MAX + 2 * HINT_WORD_MAX];
};

void hint_begin(struct hint *hint, const char *word);
void hint_offer(struct hint *hint, const char *name);
/* The finished text, inside @hint. @what names the list: "keys of a suite". */
const char *hint_finish(struct hint *hint, const char *what);

/* Insertions, deletions, replacements and swaps of neighbours that turn @a into @b, letter case
 * aside; UINT_MAX when one of them is longer than HINT_WORD_MAX bytes. */
unsigned hint_distance(const char *a, const char *b);

#endif
