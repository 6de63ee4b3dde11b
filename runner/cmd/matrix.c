/* SPDX-License-Identifier: Apache-2.0 */
/* trapline matrix: a run, pivoted. */
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/matrix_options.h"
#include "cmd/out_file.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "lab/lab.h"
#include "report/matrix_join.h"
#include "report/matrix_text.h"
#include "store/file.h"
#include "store/pool.h"

#define NAME "matrix"

static int say_no_memory(void)
{
	fputs("trapline " NAME ": out of memory\n", stderr);
	return RC_INCOMPLETE;
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

/* --base is a value of the rows, or of the columns. */
static int make_matrix(const struct run *run, const struct cell *const *cells, size_t n,
		       const struct matrix_options *o, struct matrix *out)
{
	struct matrix_spec spec = { .rows = o->rows,
				    .columns = o->columns,
				    .base_field = matrix_default_base(o->rows, o->columns),
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

static int put(const struct matrix_page *page, enum matrix_format format,
	       const struct report_look *look, FILE *out)
{
	switch (format) {
	case MATRIX_FORMAT_MD:
		return matrix_put_md(page, out);
	case MATRIX_FORMAT_CSV:
		return matrix_put_csv(page, out);
	case MATRIX_FORMAT_JSON:
		return matrix_put_json(page, out);
	default:
		return matrix_put_table(page, look, out);
	}
}

static int write_output(const struct matrix_page *page, const struct matrix_options *o)
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

static int show(const struct matrix_page *page, const struct matrix_options *o)
{
	const struct report_look look = term_look(stdout, o->colour);

	if (o->output != NULL) {
		int rc = write_output(page, o);

		if (rc != RC_OK) {
			return rc;
		}
	}
	return put(page, o->output != NULL ? MATRIX_FORMAT_TABLE : o->format, &look, stdout) == 0
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

/* @cells: whose images are told of. */
static int show_matrix(const struct run *run, const struct cell *const *cells, size_t n,
		       const struct matrix *matrix, bool is_noisy, const struct matrix_options *o)
{
	struct matrix_code code = { 0 };
	const struct matrix_page page = { .run = run,
					  .matrix = matrix,
					  .code = &code,
					  .n_moves = o->moves,
					  .is_noisy = is_noisy };
	int rc = matrix_code_make(run, cells, n, &code) == 0 ? show(&page, o) : say_no_memory();

	matrix_code_free(&code);
	return rc;
}

struct pivoted { /* one run */
	struct run *pool;
	const struct cell **cells;
	size_t n; /* 0: the filter matches none, and there is no matrix */
	struct matrix matrix;
	bool is_noisy;
};

static int pivot_run(const char *name, const struct matrix_options *o, struct pivoted *out)
{
	struct run *run = NULL;
	int rc = find_run_load(NAME, name, &run);

	if (rc == RC_OK) {
		out->cells = pool_run(run, &out->pool) == 0
				     ? choose_cells(out->pool, o->filter, &out->n)
				     : NULL;
		rc = out->cells != NULL ? RC_OK : say_no_memory();
	}
	if (rc == RC_OK && out->n > 0) {
		out->is_noisy = has_noise(out->cells, out->n);
		rc = make_matrix(out->pool, out->cells, out->n, o, &out->matrix);
	}
	run_free(run);
	return rc;
}

static void pivoted_free(struct pivoted *p)
{
	matrix_free(&p->matrix);
	free(p->cells);
	run_free(p->pool);
}

static int say_no_match(const struct matrix_options *o)
{
	return say_wrong(NAME, "--filter: '%s' matches no cell of %s",
			 o->filter != NULL ? o->filter : "", o->run);
}

static int show_run(const struct matrix_options *o)
{
	struct pivoted p = { .pool = NULL };
	int rc = pivot_run(o->run, o, &p);

	if (rc == RC_OK) {
		rc = p.n > 0 ? show_matrix(p.pool, p.cells, p.n, &p.matrix, p.is_noisy, o)
			     : say_no_match(o);
	}
	pivoted_free(&p);
	return rc;
}

/* One board at a time; two of them are never held against each other. */
static int join_board(const struct lab *lab, size_t board, const struct matrix_options *o,
		      struct matrix *sum, bool *is_noisy)
{
	struct pivoted p = { .pool = NULL };
	char *dir = lab_run_dir(lab, board);
	int rc = dir != NULL ? pivot_run(dir, o, &p) : say_no_memory();

	if (rc == RC_OK && p.n > 0 && p.matrix.spec.base_field == matrix_find_field("board")) {
		rc = say_wrong(NAME, "--base: boards of a lab are looked at one by one: what they "
				     "are held against is of another field (leave out --base, or "
				     "name a value of the other field)");
	}
	if (rc == RC_OK && p.n > 0 && matrix_join(sum, &p.matrix) != 0) {
		rc = say_no_memory();
	}
	*is_noisy |= p.is_noisy;
	pivoted_free(&p);
	free(dir);
	return rc;
}

static int show_lab(const char *path, const struct matrix_options *o)
{
	struct matrix sum = { 0 };
	struct run *none = run_new(); /* what object code says is of one board's run */
	struct store_err err;
	struct lab lab = { 0 };
	bool is_noisy = false;
	int rc = none != NULL ? RC_OK : say_no_memory();

	if (rc == RC_OK && lab_load(path, &lab, &err) != 0) {
		find_run_say(NAME, err.text);
		rc = RC_USAGE;
	}
	for (size_t i = 0; i < lab.n && rc == RC_OK; i++) {
		rc = join_board(&lab, i, o, &sum, &is_noisy);
	}
	if (rc == RC_OK && sum.n_rows == 0) {
		rc = say_no_match(o);
	}
	if (rc == RC_OK) {
		none->id = strdup(lab.id);
		rc = none->id != NULL ? show_matrix(none, NULL, 0, &sum, is_noisy, o)
				      : say_no_memory();
	}
	matrix_join_free(&sum);
	lab_free(&lab);
	run_free(none);
	return rc;
}

static int run_matrix(int argc, char **argv)
{
	struct matrix_options o;
	char *path = NULL;
	int rc = matrix_options_parse(argc, argv, &o);

	if (rc == RC_OK) {
		path = find_run_path(o.run);
		rc = path == NULL ? say_no_memory() : RC_OK;
	}
	if (rc == RC_OK) {
		rc = lab_is(path) ? show_lab(path, &o) : show_run(&o);
	}
	free(path);
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
		"RUN is a run's folder, its run.json, or a name: latest (default), ID or runs/ID; or the\n"
		"folder of a lab, which 'trapline merge --by-board' made: its boards are read one by one.\n"
		"\n"
		"Options:\n"
		"  --rows FIELD     what stands down; default: flags\n"
		"  --columns FIELD  what stands across; default: board\n"
		"  --base VALUE     the row, or column, that the others are held against; default: the\n"
		"                   usual row (-O2, gcc, static, ...); the usual column where rows are\n"
		"                   benchmarks or boards\n"
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
