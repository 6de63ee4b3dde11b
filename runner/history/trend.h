/* SPDX-License-Identifier: Apache-2.0 */
/* One cell's history as text: for a terminal, for programs, and as a plot's script. */
#ifndef HISTORY_TREND_H
#define HISTORY_TREND_H

#include <stdio.h>

#include "history/changes.h"

struct trend { /* of one cell; what it points to is the caller's */
	const struct history_series *series;
	struct history_change *changes;
	size_t n_changes;
	char *name;   /* history_name() */
	char *detail; /* history_detail() */
};

/* Name, detail, a plot of at most @columns, the changes marked by letters, and the last @most points. Write
 * errors stay in @out, here and below. */
void trend_print(const struct trend *trend, size_t most, size_t columns, FILE *out);
/* Name and changes: the two runs and revisions around each. */
void trend_print_changes(const struct trend *trend, FILE *out);
/* The plot alone: a row of the smallest to a row of the largest median, marks below it. */
void trend_print_plot(const struct trend *trend, size_t columns, FILE *out);

/* @text and blanks to @width; longer is whole. Control characters are made harmless: files come from
 * elsewhere. */
void trend_put_padded(const char *text, size_t width, FILE *out);

/* 'a' to 'z' by its place in trend.changes; '*' behind those. */
char trend_mark(size_t change);
/* "0123456789ab+", + for a tree with changes beside the revision; "-" unknown. */
struct trend_revision {
	char text[16];
} trend_revision(const struct history_point *point);
/* +3.0 %, or the difference where the old value is 0. */
struct trend_effect {
	char text[32];
} trend_effect(const struct history_change *change);

/* A JSON array of all cells. 0, -ENOMEM, or -EIO: @out took not all of it. */
int trend_write_json(const struct trend *trends, size_t n, bool with_points, FILE *out);
/* A line for each point, RFC 4180; column change has what changed at it. */
void trend_write_csv(const struct trend *trends, size_t n, FILE *out);
/* A line for each change. */
void trend_write_changes_csv(const struct trend *trends, size_t n, FILE *out);

/**
 * trend_draw - draw it into @path by gnuplot
 * @path: ends in .svg or .png; replaced by one rename
 *
 * Returns: 0; -EINVAL: another ending; -errno with @err filled
 */
int trend_draw(const struct trend *trend, const char *path, struct store_err *err);

#endif
