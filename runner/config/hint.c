/* SPDX-License-Identifier: Apache-2.0 */
#include "config/hint.h"

#include <ctype.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool is_same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

static bool is_swapped(const char *a, const char *b, size_t i, size_t j)
{
	return i > 1 && j > 1 && is_same_letter(a[i - 1], b[j - 2]) &&
	       is_same_letter(a[i - 2], b[j - 1]);
}

/* Optimal string alignment, three rows at a time: rows[i % 3] holds distances of a[0..i). */
unsigned hint_distance(const char *a, const char *b)
{
	unsigned rows[3][HINT_WORD_MAX + 1];
	size_t a_len = strnlen(a, HINT_WORD_MAX + 1);
	size_t b_len = strnlen(b, HINT_WORD_MAX + 1);

	if (a_len > HINT_WORD_MAX || b_len > HINT_WORD_MAX) {
		return UINT_MAX;
	}
	for (size_t j = 0; j <= b_len; j++) {
		rows[0][j] = (unsigned)j;
	}
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *row = rows[i % 3];
		const unsigned *above = rows[(i + 2) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned change = is_same_letter(a[i - 1], b[j - 1]) ? 0 : 1;

			row[j] = least(above[j - 1] + change, least(above[j], row[j - 1]) + 1);
			if (is_swapped(a, b, i, j)) {
				row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
			}
		}
	}
	return rows[a_len % 3][b_len];
}

void hint_begin(struct hint *hint, const char *word)
{
	*hint = (struct hint){ .word = word, .best_distance = UINT_MAX };
}

/* The beginning of the name, or with at most a third of the longer word wrong: more would be a
 * guess. */
static bool is_near(const char *word, const char *name, unsigned distance)
{
	size_t a = strlen(word);
	size_t b = strlen(name);
	size_t allowed = (a > b ? a : b) / 3;

	if (a >= 3 && strncasecmp(word, name, a) == 0) {
		return true;
	}
	return distance <= (allowed > 1 ? allowed : 1) && distance < b;
}

static void list_append(struct hint *hint, const char *name)
{
	size_t room = sizeof(hint->list) - hint->list_len;
	const char *comma = hint->list_len > 0 ? ", " : "";
	size_t need = strlen(comma) + strlen(name);

	if (need + sizeof(", ...") <= room) {
		snprintf(hint->list + hint->list_len, room, "%s%s", comma, name);
		hint->list_len += need;
	} else if (room >= sizeof(", ...")) {
		snprintf(hint->list + hint->list_len, room, "%s...", comma);
		hint->list_len = sizeof(hint->list); /* nothing more is appended */
	}
}

void hint_offer(struct hint *hint, const char *name)
{
	unsigned distance = hint_distance(hint->word, name);

	if (distance < hint->best_distance && is_near(hint->word, name, distance)) {
		hint->best = name;
		hint->best_distance = distance;
	}
	if (hint->list_len < sizeof(hint->list)) {
		list_append(hint, name);
	}
}

const char *hint_finish(struct hint *hint, const char *what)
{
	const char *list = hint->list_len > 0 ? hint->list : "none";

	if (hint->best != NULL) {
		snprintf(hint->text, sizeof(hint->text), "did you mean '%s'? %s: %s", hint->best,
			 what, list);
	} else {
		snprintf(hint->text, sizeof(hint->text), "%s: %s", what, list);
	}
	return hint->text;
}
