/* SPDX-License-Identifier: Apache-2.0 */
/* trapline history list, trend and changes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/history_options.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "history/trend.h"
#include "store/file.h"

/* Without --all. */
#define RUNS_SHOWN    20u
#define CELLS_SHOWN   40u
#define TRENDS_SHOWN  4u
#define POINTS_SHOWN  10u
#define CHANGED_SHOWN 20u
#define NAMED_SHOWN   8u /* however many match */

#define RUN_WIDTH      36
#define REVISION_WIDTH 13
#define COUNT_WIDTH    5

struct shown { /* the cells that match, and, once read, what became of them */
	struct history *history;
	const struct history_options *o;
	struct history_series *cells;
	struct trend *trends;
	size_t n;
};

static int say_no_memory(void)
{
	fprintf(stderr, "trapline history: out of memory\n");
	return RC_INCOMPLETE;
}

static int open_and_find(struct shown *s)
{
	struct store_err err = { "" };

	if (history_open(s->o->file, false, &s->history, &err) != 0 ||
	    history_find_cells(s->history, s->o->pattern, &s->cells, &s->n, &err) != 0) {
		return history_say(&err);
	}
	if (s->n == 0 && s->o->pattern != NULL) {
		store_fail(&err, ENOENT,
			   "%s: no cell matches '%.200s' (trapline history list shows all)",
			   s->o->file, s->o->pattern);
		history_say(&err);
		return RC_USAGE;
	}
	s->trends = calloc(s->n + 1, sizeof(*s->trends));
	return s->trends != NULL ? RC_OK : say_no_memory();
}

static void shown_free(struct shown *s)
{
	for (size_t i = 0; s->trends != NULL && i < s->n; i++) {
		free(s->trends[i].changes);
		free(s->trends[i].name);
		free(s->trends[i].detail);
	}
	free(s->trends);
	history_cells_free(s->cells, s->n);
	history_close(s->history);
}

static int read_cell(struct shown *s, size_t i)
{
	struct history_series *series = &s->cells[i];
	struct trend *trend = &s->trends[i];
	struct store_err err = { "" };

	if (history_load_series(s->history, series, s->o->last, &err) != 0) {
		return history_say(&err);
	}
	trend->series = series;
	trend->name = history_name(series);
	trend->detail = history_detail(series);
	if (trend->name == NULL || trend->detail == NULL ||
	    history_find_changes(series, &s->o->rules, &trend->changes, &trend->n_changes) != 0) {
		return say_no_memory();
	}
	return RC_OK;
}

static int read_cells(struct shown *s, size_t most)
{
	int rc = RC_OK;

	for (size_t i = 0; rc == RC_OK && i < s->n && i < most; i++) {
		rc = read_cell(s, i);
	}
	return rc;
}

static size_t limit(const struct shown *s, size_t most)
{
	return s->o->all ? SIZE_MAX : most;
}

static void put_rest(size_t n, size_t most, const char *what)
{
	if (n > most) {
		printf("and %zu more %s%s (--all)\n", n - most, what, n - most == 1 ? "" : "s");
	}
}

/* A run that ab stored is listed, so that it is known, and its cells are no points in time. */
static bool is_side_of_ab(const struct history_run *run)
{
	bool is_named =
		strstr(run->name, "-ab-old") != NULL || strstr(run->name, "-ab-new") != NULL;

	return is_named && run->n_cells == 0 && run->n_without == 0;
}

static void put_counts(const struct history_run *run)
{
	if (is_side_of_ab(run)) {
		puts("  a side of an ab, not in trends");
		return;
	}
	printf(" %6zu  %7zu%s", run->n_cells, run->n_without, run->mode[0] != '\0' ? "  " : "");
	trend_put_padded(run->mode, 0, stdout);
	putchar('\n');
}

static int list_runs(const struct shown *s)
{
	struct history_run *runs;
	struct store_err err = { "" };
	size_t most = limit(s, RUNS_SHOWN);
	size_t n;
	size_t n_all;

	if (history_list_runs(s->history, most, &runs, &n, &n_all, &err) != 0) {
		return history_say(&err);
	}
	printf("%zu run%s\n%-*s  %-*s %6s  %s\n", n_all, n_all == 1 ? "" : "s", RUN_WIDTH, "run",
	       REVISION_WIDTH, "revision", "cells", "without");
	for (size_t i = 0; i < n; i++) {
		struct history_point point = { .revision = runs[i].revision,
					       .is_dirty = runs[i].is_dirty };

		trend_put_padded(runs[i].name, RUN_WIDTH, stdout);
		fputs("  ", stdout);
		trend_put_padded(trend_revision(&point).text, REVISION_WIDTH, stdout);
		put_counts(&runs[i]);
	}
	put_rest(n_all, n, "run");
	history_runs_free(runs, n);
	return RC_OK;
}

/* What the name does not say goes behind it, or below where that is too wide. */
static int put_cell(const struct history_series *cell, size_t columns, FILE *out)
{
	char *name = history_name(cell);
	char *detail = history_detail(cell);
	int rc = RC_OK;

	if (name == NULL || detail == NULL) {
		rc = say_no_memory();
	} else {
		fprintf(out, "%*zu  ", COUNT_WIDTH, cell->n_runs);
		trend_put_padded(name, 0, out);
		if (COUNT_WIDTH + 2 + strlen(name) + strlen(" ()") + strlen(detail) > columns) {
			fprintf(out, "\n%*s", COUNT_WIDTH + 1, "");
		}
		fputs(" (", out);
		trend_put_padded(detail, 0, out);
		fputs(")\n", out);
	}
	free(name);
	free(detail);
	return rc;
}

static int list_cells(const struct shown *s, size_t columns)
{
	int rc = RC_OK;

	printf("\n%zu cell%s%s\n%*s  cell\n", s->n, s->n == 1 ? "" : "s",
	       s->o->pattern == NULL ? ""
	       : s->n == 1           ? " that matches"
				     : " that match",
	       COUNT_WIDTH, "runs");
	for (size_t i = 0; rc == RC_OK && i < s->n && i < limit(s, CELLS_SHOWN); i++) {
		rc = put_cell(&s->cells[i], columns, stdout);
	}
	put_rest(s->n, limit(s, CELLS_SHOWN), "cell");
	return rc;
}

int history_do_list(const struct history_options *o)
{
	struct shown s = { .o = o };
	int rc = open_and_find(&s);

	if (rc == RC_OK) {
		rc = list_runs(&s);
	}
	if (rc == RC_OK) {
		rc = list_cells(&s, term_columns(stdout));
	}
	shown_free(&s);
	return rc;
}

static int refuse_many(const struct shown *s)
{
	int rc = RC_OK;

	say_wrong(
		"history",
		"--plot: %zu cells match, and a plot shows one (a PATTERN that matches only one of "
		"these lines would be right, such as '^hvc/return .*/cortex-a57 static \\(exact'):",
		s->n);
	fputs(" runs  cell\n", stderr);
	for (size_t i = 0; rc == RC_OK && i < s->n && i < NAMED_SHOWN; i++) {
		rc = put_cell(&s->cells[i], term_columns(stderr), stderr);
	}
	if (s->n > NAMED_SHOWN) {
		fprintf(stderr, "and %zu more (trapline history list names them)\n",
			s->n - NAMED_SHOWN);
	}
	return rc == RC_OK ? RC_USAGE : rc;
}

/* Not among what a program reads. */
static void say_drawn(const struct shown *s)
{
	FILE *out = s->o->format == HISTORY_TEXT ? stdout : stderr;

	fputs(s->o->format == HISTORY_TEXT ? "\n" : "", out);
	trend_put_padded(s->o->plot, 0, out);
	fputs(": written\n", out);
}

static int draw(const struct shown *s)
{
	struct store_err err = { "" };
	int error;

	error = trend_draw(&s->trends[0], s->o->plot, &err);
	if (error != 0) {
		history_say(&err);
		return error == -EINVAL ? RC_USAGE : RC_INCOMPLETE;
	}
	say_drawn(s);
	return RC_OK;
}

/* What a program reads is never capped. */
static int write_data(const struct shown *s, bool with_points)
{
	if (s->o->format == HISTORY_JSON) {
		return trend_write_json(s->trends, s->n, with_points, stdout) == -ENOMEM
			       ? say_no_memory()
			       : RC_OK;
	}
	if (with_points) {
		trend_write_csv(s->trends, s->n, stdout);
	} else {
		trend_write_changes_csv(s->trends, s->n, stdout);
	}
	return RC_OK;
}

static void print_trends(const struct shown *s, size_t columns)
{
	for (size_t i = 0; i < s->n && i < limit(s, TRENDS_SHOWN); i++) {
		fputs(i > 0 ? "\n" : "", stdout);
		trend_print(&s->trends[i], limit(s, POINTS_SHOWN), columns, stdout);
	}
	put_rest(s->n, limit(s, TRENDS_SHOWN), "cell");
}

int history_do_trend(const struct history_options *o)
{
	struct shown s = { .o = o };
	int rc = open_and_find(&s);

	if (rc == RC_OK && o->plot != NULL && s.n > 1) {
		rc = refuse_many(&s);
	}
	if (rc == RC_OK) {
		rc = read_cells(&s, o->format == HISTORY_TEXT ? limit(&s, TRENDS_SHOWN) : SIZE_MAX);
	}
	if (rc == RC_OK && o->format != HISTORY_TEXT) {
		rc = write_data(&s, true);
	} else if (rc == RC_OK) {
		print_trends(&s, term_columns(stdout));
	}
	if (rc == RC_OK && o->plot != NULL) {
		rc = draw(&s);
	}
	shown_free(&s);
	return rc;
}

static void print_changes(const struct shown *s)
{
	size_t n_changed = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (s->trends[i].n_changes > 0 && n_changed++ < limit(s, CHANGED_SHOWN)) {
			trend_print_changes(&s->trends[i], stdout);
			putchar('\n');
		}
	}
	put_rest(n_changed, limit(s, CHANGED_SHOWN), "changed cell");
	printf("%zu of %zu cells changed\n", n_changed, s->n);
}

int history_do_changes(const struct history_options *o)
{
	struct shown s = { .o = o };
	int rc = open_and_find(&s);

	if (rc == RC_OK) {
		rc = read_cells(&s, SIZE_MAX);
	}
	if (rc == RC_OK && o->format != HISTORY_TEXT) {
		rc = write_data(&s, false);
	} else if (rc == RC_OK) {
		print_changes(&s);
	}
	shown_free(&s);
	return rc;
}
