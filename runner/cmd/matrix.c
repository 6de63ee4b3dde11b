/* SPDX-License-Identifier: Apache-2.0 */
/* trapline matrix: a run, pivoted. */
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/options.h"
#include "cmd/out_file.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "config/hint.h"
#include "report/matrix_text.h"
#include "store/file.h"
#include "store/pool.h"

#define NAME       "matrix"
#define MOVES_MOST 10000u

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

enum format {
	FORMAT_TABLE,
	FORMAT_MD,
	FORMAT_CSV,
	FORMAT_JSON,
	N_FORMATS,
};

static const char *const format_names[N_FORMATS] = { "table", "md", "csv", "json" };

struct options {
	const char *run;
	size_t rows;
	size_t columns;
	const char *base;
	const char *filter;
	uint32_t moves;
	enum format format;
	const char *output;
	const char *colour;
};

static int say_no_memory(void)
{
	fputs("trapline " NAME ": out of memory\n", stderr);
	return RC_INCOMPLETE;
}

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

static int take_format(enum format *out)
{
	for (unsigned i = 0; i < N_FORMATS; i++) {
		if (strcmp(optarg, format_names[i]) == 0) {
			*out = (enum format)i;
			return RC_OK;
		}
	}
	return say_wrong(NAME, "--format: '%s' is not table, md, csv or json", optarg);
}

static int take_output(struct options *o)
{
	struct store_err err;

	o->output = optarg;
	if (out_file_check(optarg, &err) != 0) {
		find_run_say(NAME, err.text);
		return RC_USAGE;
	}
	return RC_OK;
}

static int take_option(int opt, struct options *o)
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
		return options_take_number(NAME, "--moves", optarg, MOVES_MOST, &o->moves);
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

static int parse_options(int argc, char **argv, struct options *o)
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

/* The cells whose name matches; caller frees. NULL: no memory. */
static const struct cell **choose_cells(const struct run *run, const char *filter, size_t *n)
{
	const struct cell **cells = calloc(run->n_cells + 1, sizeof(*cells));
	regex_t regex;

	*n = 0;
	if (cells == NULL ||
	    (filter != NULL && regcomp(&regex, filter, REG_EXTENDED | REG_NOSUB) != 0)) {
		free(cells);
		return NULL;
	}
	for (size_t i = 0; i < run->n_cells; i++) {
		char *name = filter != NULL ? cell_name(&run->cells[i]) : NULL;

		if (filter == NULL || (name != NULL && regexec(&regex, name, 0, NULL, 0) == 0)) {
			cells[(*n)++] = &run->cells[i];
		}
		free(name);
	}
	if (filter != NULL) {
		regfree(&regex);
	}
	return cells;
}

/* What a benchmark costs more than another one says nothing. */
static size_t base_field_of(const struct options *o)
{
	return strcmp(cell_key_names[o->rows], "benchmark") == 0 ? o->columns : o->rows;
}

/* --base is a value of the rows, or of the columns. */
static int make_matrix(const struct run *run, const struct cell *const *cells, size_t n,
		       const struct options *o, struct matrix *out)
{
	struct matrix_spec spec = { .rows = o->rows,
				    .columns = o->columns,
				    .base_field = base_field_of(o),
				    .base = o->base };
	int err = matrix_make(run, cells, n, &spec, out);

	if (err == -ENOENT) {
		spec.base_field = spec.base_field == o->rows ? o->columns : o->rows;
		err = matrix_make(run, cells, n, &spec, out);
	}
	if (err == -ENOENT) {
		return say_wrong(NAME,
				 "--base: no cell has %s or %s '%s' (trapline " NAME
				 " without --base shows which there are)",
				 cell_key_names[o->rows], cell_key_names[o->columns], o->base);
	}
	return err == 0 ? RC_OK : say_no_memory();
}

static int put(const struct matrix_page *page, enum format format, const struct report_look *look,
	       FILE *out)
{
	switch (format) {
	case FORMAT_MD:
		return matrix_put_md(page, out);
	case FORMAT_CSV:
		return matrix_put_csv(page, out);
	case FORMAT_JSON:
		return matrix_put_json(page, out);
	default:
		return matrix_put_table(page, look, out);
	}
}

static int write_output(const struct matrix_page *page, const struct options *o)
{
	static const struct report_look look = { .columns = REPORT_COLUMNS };
	struct store_err err;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int error = out != NULL ? put(page, o->format, &look, out) : -ENOMEM;

	if (out != NULL && file_finish(out, &text) != 0) {
		error = -ENOMEM;
	}
	if (error != 0) {
		free(text);
		return say_no_memory();
	}
	error = out_file_write(o->output, text, size, &err);
	free(text);
	if (error != 0) {
		find_run_say(NAME, err.text);
		return RC_USAGE;
	}
	return RC_OK;
}

static int show(const struct matrix_page *page, const struct options *o)
{
	const struct report_look look = term_look(stdout, o->colour);

	if (o->output != NULL) {
		int rc = write_output(page, o);

		if (rc != RC_OK) {
			return rc;
		}
	}
	return put(page, o->output != NULL ? FORMAT_TABLE : o->format, &look, stdout) == 0
		       ? RC_OK
		       : say_no_memory();
}

static bool has_noise(const struct cell *const *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(cells[i]->key.clock, "exact") != 0) {
			return true;
		}
	}
	return false;
}

static int pivot(const struct run *run, const struct cell *const *cells, size_t n,
		 const struct options *o)
{
	struct matrix matrix = { 0 };
	struct matrix_code code = { 0 };
	const struct matrix_page page = { .run = run,
					  .matrix = &matrix,
					  .code = &code,
					  .n_moves = o->moves,
					  .is_noisy = has_noise(cells, n) };
	int rc = make_matrix(run, cells, n, o, &matrix);

	if (rc == RC_OK) {
		rc = matrix_code_make(run, &code) == 0 ? show(&page, o) : say_no_memory();
	}
	matrix_free(&matrix);
	matrix_code_free(&code);
	return rc;
}

static int run_matrix(int argc, char **argv)
{
	struct options o = { .rows = matrix_find_field("flags"),
			     .columns = matrix_find_field("board"),
			     .moves = 5,
			     .colour = "auto" };
	struct run *run = NULL;
	struct run *pool = NULL;
	const struct cell **cells = NULL;
	size_t n = 0;
	int rc = parse_options(argc, argv, &o);

	if (rc == RC_OK) {
		rc = find_run_load(NAME, o.run, &run);
	}
	if (rc == RC_OK) {
		cells = pool_run(run, &pool) == 0 ? choose_cells(pool, o.filter, &n) : NULL;
		rc = cells != NULL ? RC_OK : say_no_memory();
	}
	if (rc == RC_OK && n == 0) {
		rc = say_wrong(NAME, "--filter: '%s' matches no cell of the run",
			       o.filter != NULL ? o.filter : "");
	}
	if (rc == RC_OK) {
		rc = pivot(pool, cells, n, &o);
	}
	free(cells);
	run_free(pool);
	run_free(run);
	return rc;
}

const struct cmd cmd_matrix = {
	.name = "matrix",
	.args = "[--rows FIELD] [--columns FIELD] [OPTION]... [RUN]",
	.summary = "pivot a run: flags down, boards across, or any two of them",
	/* clang-format off */
	.help =
		"Shows one run as a table of two fields: each row is a value of one, each column of the\n"
		"other. Fields: benchmark, host, board, cpu, toolchain, flags, hal, switch, vectors, clock.\n"
		"\n"
		"Where one cell falls into a place, the place shows its median. Where several do (all\n"
		"benchmarks, say), it shows how far they are from the base, the first row: each cell against\n"
		"the one that differs from it in that field alone, and the geometric mean of the ratios.\n"
		"Below: the cells that moved farthest, and what the object code of the images says (its\n"
		"size, its indirect calls, what it saves on the trap path), where the run knows that.\n"
		"It describes and does not judge: 'trapline gate' and 'compare' do.\n"
		"\n"
		"RUN is a run's folder, its run.json, or a name: latest (default), ID or runs/ID.\n"
		"\n"
		"Options:\n"
		"  --rows FIELD     what stands down; default: flags\n"
		"  --columns FIELD  what stands across; default: board\n"
		"  --base VALUE     the row, or column, that the others are held against; default: the\n"
		"                   usual row (-O2, gcc, static, ...); the usual column where rows are\n"
		"                   benchmarks\n"
		"  --filter RE      only cells whose name, as of 'trapline list cells', matches\n"
		"  --moves N        how many of the cells that moved farthest are named (5)\n"
		"  --format FORMAT  table (default), md, csv, json: docs/matrix.md\n"
		"  --output FILE    write that to FILE, whole or not at all, and the table to standard\n"
		"                   output\n"
		"  --color=WHEN     auto (default), always or never\n"
		"  --help           show this\n"
		"\n"
		"Examples:\n"
		"  trapline run --suite flags && trapline matrix --rows flags --columns toolchain\n"
		"  trapline matrix --rows benchmark --columns flags --filter '^hvc/'\n"
		"  trapline matrix --rows cpu --columns hal --base cortex-a57 --format md\n"
		"\n"
		"Exit codes: 0 shown, 2 wrong command line, or a run that cannot be trusted, 3 no result.",
	/* clang-format on */
	.run = run_matrix,
};
