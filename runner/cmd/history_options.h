/* SPDX-License-Identifier: Apache-2.0 */
/* trapline history: its command line, and its parts. */
#ifndef CMD_HISTORY_OPTIONS_H
#define CMD_HISTORY_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "history/history.h"
#include "stats/change_points.h"

enum history_format {
	HISTORY_TEXT,
	HISTORY_JSON,
	HISTORY_CSV,
};

struct history_options {
	const char *results; /* NULL: results in the source tree */
	const char *plot;    /* NULL: none */
	enum history_format format;
	struct change_rules rules;
	size_t last; /* runs of a cell to look at; 0: all */
	bool all;
	char **operands; /* behind the subcommand */
	size_t n_operands;
	const char *pattern; /* of those that take one; NULL: all cells */
	/* Worked out of it; history_options_free() frees them. */
	char *runs;
	char *file;
};

/* @argv[0] is the subcommand. RC_OK, or RC_USAGE after printing what is wrong. */
int history_options_parse(int argc, char **argv, struct history_options *out);
/* Fills runs and file. RC_OK; RC_USAGE or RC_INCOMPLETE after printing why. */
int history_options_place(struct history_options *o);
void history_options_free(struct history_options *o);

/* Each an enum rc. */
int history_do_import(const struct history_options *o);
int history_do_rebuild(const struct history_options *o);
int history_do_list(const struct history_options *o);
int history_do_trend(const struct history_options *o);
int history_do_changes(const struct history_options *o);

/* "trapline history: TEXT" to stderr, made harmless. RC_INCOMPLETE. */
int history_say(const struct store_err *err);

#endif
