/* SPDX-License-Identifier: Apache-2.0 */
#include "report/missing.h"

#include <stdlib.h>
#include <string.h>

#include "report/ansi.h"
#include "report/wrap.h"

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool missing_same_cause(const struct cell *a, const struct cell *b)
{
	return a->status == CELL_MISSING && b->status == CELL_MISSING &&
	       same_text(a->error, b->error) && same_text(a->log, b->log);
}

bool missing_is_first(const struct run *run, size_t index)
{
	if (run->cells[index].status != CELL_MISSING) {
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

void missing_print_cause(const struct cell *cell, const char *dir, FILE *out, bool colour,
			 size_t columns)
{
	fputs(ansi(colour, ANSI_RED), out);
	wrap_put(cell->error, 2, 2, columns, out);
	fputs(ansi(colour, ANSI_RESET), out);
	put_log(cell, dir, out);
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

void missing_print(const struct run *run, const char *dir, FILE *out, bool colour, size_t columns)
{
	size_t n = run_n_missing(run);

	if (n == 0) {
		return;
	}
	fprintf(out, "%s%zu cell%s missing%s\n", ansi(colour, ANSI_BOLD), n, n == 1 ? "" : "s",
		ansi(colour, ANSI_RESET));
	for (size_t i = 0; i < run->n_cells; i++) {
		char *text = missing_is_first(run, i) ? describe_cause(run, i) : NULL;

		if (text != NULL) {
			wrap_put(text, 2, 4, columns, out);
			put_log(&run->cells[i], dir, out);
		}
		free(text);
	}
}
