/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/matrix_options.h"

#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/options.h"
#include "cmd/out_file.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "config/hint.h"
#include "report/matrix.h"

#define NAME       "matrix"
#define MOVES_MOST 10000u

static const char *const format_names[N_MATRIX_FORMATS] = { "table", "md", "csv", "json" };

enum {
	OPT_ROWS = 256,
	OPT_COLUMNS,
	OPT_BASE,
	OPT_FILTER,
	OPT_MOVES,
	OPT_FORMAT,
	OPT_OUTPUT,
	OPT_COLOUR,
};

static int take_field(const char *option, size_t *out)
{
	struct hint hint;

	*out = matrix_find_field(optarg);
	if (*out < CELL_KEY_FIELDS) {
		return RC_OK;
	}
	hint_begin(&hint, optarg);
	for (size_t i = 0; i < CELL_KEY_FIELDS; i++) {
		hint_offer(&hint, cell_key_names[i]);
	}
	return say_wrong(NAME, "%s: there is no field '%s' (%s)", option, optarg,
			 hint_finish(&hint, "fields"));
}

static int take_format(enum matrix_format *out)
{
	for (unsigned i = 0; i < N_MATRIX_FORMATS; i++) {
		if (strcmp(optarg, format_names[i]) == 0) {
			*out = (enum matrix_format)i;
			return RC_OK;
		}
	}
	return say_wrong(NAME, "--format: '%s' is not table, md, csv or json", optarg);
}

static int take_output(struct matrix_options *o)
{
	struct store_err err;

	o->output = optarg;
	if (out_file_check(optarg, &err) != 0) {
		find_run_say(NAME, err.text);
		return RC_USAGE;
	}
	return RC_OK;
}

static int take_option(int opt, struct matrix_options *o)
{
	switch (opt) {
	case OPT_ROWS:
		return take_field("--rows", &o->rows);
	case OPT_COLUMNS:
		return take_field("--columns", &o->columns);
	case OPT_BASE:
		o->base = optarg;
		return RC_OK;
	case OPT_FILTER:
		o->filter = optarg;
		return options_check_pattern(NAME, "--filter", optarg);
	case OPT_MOVES:
		o->moves = 0;
		return strcmp(optarg, "0") == 0 ? RC_OK
						: options_take_number(NAME, "--moves", optarg,
								      MOVES_MOST, &o->moves);
	case OPT_FORMAT:
		return take_format(&o->format);
	case OPT_OUTPUT:
		return take_output(o);
	case OPT_COLOUR:
		o->colour = optarg;
		return term_colour_is_word(optarg)
			       ? RC_OK
			       : say_wrong(NAME, "--color: '%s' is not auto, always or never",
					   optarg);
	default:
		return RC_USAGE;
	}
}

int matrix_options_parse(int argc, char **argv, struct matrix_options *o)
{
	static const struct option longopts[] = {
		{ "rows", required_argument, NULL, OPT_ROWS },
		{ "columns", required_argument, NULL, OPT_COLUMNS },
		{ "base", required_argument, NULL, OPT_BASE },
		{ "filter", required_argument, NULL, OPT_FILTER },
		{ "moves", required_argument, NULL, OPT_MOVES },
		{ "format", required_argument, NULL, OPT_FORMAT },
		{ "output", required_argument, NULL, OPT_OUTPUT },
		{ "color", required_argument, NULL, OPT_COLOUR },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	*o = (struct matrix_options){ .rows = matrix_find_field("flags"),
				      .columns = matrix_find_field("board"),
				      .moves = 5,
				      .colour = "auto" };
	while ((opt = options_next(NAME, argc, argv, longopts)) != -1) {
		if (take_option(opt, o) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (argc - optind > 1) {
		return say_wrong(NAME, "%d runs given (one would be right, or none for latest)",
				 argc - optind);
	}
	if (o->rows == o->columns) {
		return say_wrong(NAME,
				 "--rows and --columns are both %s (two different ones would be "
				 "right)",
				 cell_key_names[o->rows]);
	}
	o->run = optind < argc ? argv[optind] : "latest";
	return RC_OK;
}
