/* SPDX-License-Identifier: Apache-2.0 */
#include "report/missing.h"

#include <stdlib.h>
#include <string.h>

#include "report/ansi.h"
#include "report/wrap.h"

/* Benchmarks that are worth their names in a list, be they all there are. */
#define ALL_FROM 2u

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool missing_same_cause(const struct cell *a, const struct cell *b)
{
	return cell_is_failed(a) && a->status == b->status && same_text(a->error, b->error) &&
	       same_text(a->log, b->log);
}

bool missing_is_first(const struct run *run, size_t index)
{
	if (!cell_is_failed(&run->cells[index])) {
		return false;
	}
	for (size_t i = 0; i < index; i++) {
		if (missing_same_cause(&run->cells[i], &run->cells[index])) {
			return false;
		}
	}
	return true;
}

size_t missing_count_cause(const struct run *run, size_t index)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_cells; i++) {
		n += missing_same_cause(&run->cells[index], &run->cells[i]);
	}
	return n;
}

static void put_log(const struct cell *cell, const char *dir, FILE *out)
{
	if (cell->log == NULL) {
		return;
	}
	fputs("    log: ", out);
	if (dir != NULL) {
		wrap_put_harmless(dir, strlen(dir), out);
		fputc('/', out);
	}
	wrap_put_harmless(cell->log, strlen(cell->log), out);
	fputc('\n', out);
}

/* "hvc/return qemu-virt-gicv3/max static and 7 cells more: no answer"; NULL: no memory. */
static char *describe_cause(const struct run *run, size_t first)
{
	char *name = cell_name(&run->cells[first]);
	size_t more = missing_count_cause(run, first) - 1;
	char others[48] = "";
	char *text = NULL;

	if (more > 0) {
		snprintf(others, sizeof(others), " and %zu cell%s more", more,
			 more == 1 ? "" : "s");
	}
	if (name != NULL &&
	    asprintf(&text, "%s%s: %s", name, others, run->cells[first].error) < 0) {
		text = NULL;
	}
	free(name);
	return text;
}

static void print_status(const struct run *run, enum cell_status status, const char *what,
			 const char *dir, const struct report_look *look, FILE *out)
{
	size_t n = run_count(run, status);

	if (n == 0) {
		return;
	}
	fprintf(out, "%s%zu cell%s %s%s\n", ansi(look->colour, ANSI_BOLD), n, n == 1 ? "" : "s",
		what, ansi(look->colour, ANSI_RESET));
	for (size_t i = 0; i < run->n_cells; i++) {
		bool is_first = run->cells[i].status == status && missing_is_first(run, i);
		char *text = is_first ? describe_cause(run, i) : NULL;

		if (text != NULL) {
			wrap_put(text, 2, 4, look->columns, out);
			put_log(&run->cells[i], dir, out);
		}
		free(text);
	}
}

static bool is_na_for(const struct cell *cell, const char *why)
{
	return cell->status == CELL_NA && strcmp(cell->error, why) == 0;
}

/* True when no cell before @index says the same of the same benchmark, or with NULL of any. */
static bool is_new_na(const struct run *run, size_t index, const char *benchmark)
{
	for (size_t i = 0; i < index; i++) {
		if (is_na_for(&run->cells[i], run->cells[index].error) &&
		    (benchmark == NULL || strcmp(run->cells[i].key.benchmark, benchmark) == 0)) {
			return false;
		}
	}
	return run->cells[index].status == CELL_NA;
}

/* A board that is left out takes them all with it: a list of every name would say no more. */
static bool takes_all(const struct run *run, const char *why)
{
	size_t n_names = 0;

	for (size_t i = 0; i < run->n_cells; i++) {
		const char *name = run->cells[i].key.benchmark;
		bool is_taken = false;

		for (size_t k = 0; k < run->n_cells && !is_taken; k++) {
			is_taken = is_na_for(&run->cells[k], why) &&
				   strcmp(run->cells[k].key.benchmark, name) == 0;
		}
		if (!is_taken) {
			return false;
		}
		n_names += is_na_for(&run->cells[i], why) && is_new_na(run, i, name);
	}
	return n_names > ALL_FROM;
}

char *missing_describe_na(const struct run *run, size_t index)
{
	const char *why = run->cells[index].error;
	const char *between = ": ";
	char *text = NULL;
	size_t size = 0;
	bool is_all;
	FILE *out = is_new_na(run, index, NULL) ? open_memstream(&text, &size) : NULL;

	if (out == NULL) {
		return NULL;
	}
	fputs(why, out);
	is_all = takes_all(run, why);
	fputs(is_all ? ": every benchmark" : "", out);
	for (size_t i = index; i < run->n_cells && !is_all; i++) {
		const struct cell *cell = &run->cells[i];

		if (is_na_for(cell, why) && is_new_na(run, i, cell->key.benchmark)) {
			fprintf(out, "%s%s", between, cell->key.benchmark);
			between = ", ";
		}
	}
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static void print_na(const struct run *run, const struct report_look *look, FILE *out)
{
	size_t n = run_count(run, CELL_NA);

	if (n == 0) {
		return;
	}
	fprintf(out, "%zu cell%s not applicable (n/a)\n", n, n == 1 ? "" : "s");
	for (size_t i = 0; i < run->n_cells; i++) {
		char *text = run->cells[i].status == CELL_NA ? missing_describe_na(run, i) : NULL;

		if (text != NULL) {
			wrap_put(text, 2, 4, look->columns, out);
		}
		free(text);
	}
}

void missing_print(const struct run *run, const char *dir, const struct report_look *look,
		   FILE *out)
{
	print_status(run, CELL_MISSING, "missing", dir, look, out);
	print_status(run, CELL_SPOILED, "not to be trusted (!)", dir, look, out);
	print_na(run, look, out);
}
