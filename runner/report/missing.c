/* SPDX-License-Identifier: Apache-2.0 */
#include "report/missing.h"

#include <stdlib.h>
#include <string.h>

#include "report/ansi.h"

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

void missing_put_harmless(const char *text, size_t len, FILE *out)
{
	for (size_t i = 0; i < len; i++) {
		fputc((unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i], out);
	}
}

/* Breaks at spaces; a word longer than the line stands alone. */
static void put_wrapped(const char *text, size_t indent, size_t columns, FILE *out)
{
	size_t used = indent;

	fprintf(out, "%*s", (int)indent, "");
	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (used > indent && used + 1 + len > columns) {
			fprintf(out, "\n%*s", (int)indent, "");
			used = indent;
		} else if (used > indent) {
			fputc(' ', out);
			used++;
		}
		missing_put_harmless(text, len, out);
		used += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

void missing_print_cause(const struct cell *cell, FILE *out, bool colour, size_t columns)
{
	fputs(ansi(colour, ANSI_RED), out);
	put_wrapped(cell->error, 2, columns, out);
	fputs(ansi(colour, ANSI_RESET), out);
	if (cell->log != NULL) {
		fputs("    log: ", out);
		missing_put_harmless(cell->log, strlen(cell->log), out);
		fputc('\n', out);
	}
}

static void print_cause(const struct run *run, size_t first, FILE *out, bool colour, size_t columns)
{
	const struct cell *cause = &run->cells[first];

	missing_print_cause(cause, out, colour, columns);
	for (size_t i = first; i < run->n_cells; i++) {
		const struct cell_key *key = &run->cells[i].key;

		if (missing_same_cause(cause, &run->cells[i])) {
			fprintf(out, "    %s %s/%s %s\n", key->benchmark, key->board, key->cpu,
				key->hal);
		}
	}
}

void missing_print(const struct run *run, FILE *out, bool colour, size_t columns)
{
	size_t n = run_n_missing(run);

	if (n == 0) {
		return;
	}
	fprintf(out, "%s%zu cell%s missing%s\n", ansi(colour, ANSI_BOLD), n, n == 1 ? "" : "s",
		ansi(colour, ANSI_RESET));
	for (size_t i = 0; i < run->n_cells; i++) {
		if (missing_is_first(run, i)) {
			print_cause(run, i, out, colour, columns);
		}
	}
}
