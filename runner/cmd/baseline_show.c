/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/baseline_show.h"

#include <inttypes.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/term.h"
#include "gate/baseline.h"
#include "report/wrap.h"

#define VALUES_SHOWN 8u

static int say_no_memory(void)
{
	fputs("trapline baseline: out of memory\n", stderr);
	return RC_INCOMPLETE;
}

static void put_text(const char *text, size_t indent)
{
	wrap_put(text, indent, indent + 2, term_columns(stdout), stdout);
}

/* As wrap_put(), of what printf() would write; nothing without memory. */
__attribute__((format(printf, 2, 3))) static void put(size_t indent, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0) {
		text = NULL;
	}
	va_end(args);
	if (text != NULL) {
		put_text(text, indent);
	}
	free(text);
}

/* "qemu-virt-gicv3/cortex-a57 static, gcc-12.2.0 -O2, clock exact, QEMU 7.2.22" */
static void put_key(const struct baseline_file *file)
{
	const struct cell_key *key = &file->key;
	const char *qemu = file->qemu[0] != '\0' ? ", QEMU " : "";

	put(0, "%s/%s %s, %s %s, clock %s%s%s", key->board, key->cpu, cell_variant(key).text,
	    key->toolchain, key->flags, key->clock, qemu, file->qemu);
}

/* "accepted 2026-11-21T08:15:00Z from 20261121T081200Z-default (0123abcd): the reason" */
static void put_accept(const struct baseline_change *change, size_t indent)
{
	put(indent, "accepted %s from %s%s%.12s%s: %s", change->when, change->run,
	    change->revision[0] != '\0' ? " (" : "", change->revision,
	    change->revision[0] != '\0' ? ")" : "", change->reason);
}

static void list_file(const struct baseline_file *file, const regex_t *filter)
{
	(void)filter;
	put_key(file);
	put(2, "%zu cell%s, %zu accept%s", file->n_cells, file->n_cells == 1 ? "" : "s",
	    file->n_accepted, file->n_accepted == 1 ? "" : "s");
	put_accept(&file->accepted[file->n_accepted - 1], 2);
}

static void put_values(const struct figures *cell, FILE *out)
{
	const char *between = " ";

	if (cell->n_values == 1) {
		fprintf(out, ", all %" PRIu64 " samples alike", cell->values[0].count);
		return;
	}
	fputs(", samples", out);
	for (size_t i = 0; i < cell->n_values && i < VALUES_SHOWN; i++) {
		fprintf(out, "%s%" PRIu64, between, cell->values[i].value);
		if (cell->values[i].count > 1) {
			fprintf(out, " (%" PRIu64 " times)", cell->values[i].count);
		}
		between = ", ";
	}
	if (cell->n_values > VALUES_SHOWN) {
		fprintf(out, " and %zu values more", cell->n_values - VALUES_SHOWN);
	}
}

static void put_boots(const struct figures *cell, FILE *out)
{
	fprintf(out, ", %zu boot%s:", cell->n_boots, cell->n_boots == 1 ? "" : "s");
	for (size_t i = 0; i < cell->n_boots; i++) {
		fprintf(out, "%s %.6g", i > 0 ? "," : "", cell->boots[i].median);
	}
}

static void describe(const struct figures *cell, FILE *out)
{
	fprintf(out, "%s: ", cell->key.benchmark);
	if (cell->status == CELL_NA) {
		fprintf(out, "does not apply: %s", cell->error);
		return;
	}
	fprintf(out, "%.10g %s", figures_median(cell), cell->unit);
	if (cell->values != NULL) {
		put_values(cell, out);
	} else {
		put_boots(cell, out);
	}
	if (cell->batch > 1) {
		fprintf(out, ", %" PRIu64 " operations a sample", cell->batch);
	}
	for (size_t i = 0; i < cell->n_exits; i++) {
		fprintf(out, "%s %s %.6g", i > 0 ? "," : ", exits each", cell->exits[i].name,
			(double)cell->exits[i].count / ((double)cell->n * (double)cell->batch));
	}
}

/* Those lines of an accept that are of this benchmark. */
static void put_history(const struct baseline_file *file, const struct figures *cell)
{
	size_t len = strlen(cell->key.benchmark);

	for (size_t i = 0; i < file->n_accepted; i++) {
		const struct baseline_change *change = &file->accepted[i];

		for (size_t j = 0; j < change->n_cells; j++) {
			const char *line = change->cells[j];

			if (strncmp(line, cell->key.benchmark, len) == 0 && line[len] == ':') {
				put(4, "%s:%s, %s (%s)", change->when, line + len + 1,
				    change->reason, change->run);
			}
		}
	}
}

static bool is_wanted(const struct figures *cell, const regex_t *filter)
{
	const struct cell of_key = { .key = cell->key };
	char *name = filter != NULL ? cell_name(&of_key) : NULL;
	bool wanted = filter == NULL || (name != NULL && regexec(filter, name, 0, NULL, 0) == 0);

	free(name);
	return wanted;
}

static size_t count_wanted(const struct baseline_file *file, const regex_t *filter)
{
	size_t n = 0;

	for (size_t i = 0; i < file->n_cells; i++) {
		n += is_wanted(&file->cells[i], filter);
	}
	return n;
}

static void show_file(const struct baseline_file *file, const regex_t *filter)
{
	put_key(file);
	for (size_t i = 0; i < file->n_cells; i++) {
		char *text = NULL;
		size_t size = 0;
		FILE *out =
			is_wanted(&file->cells[i], filter) ? open_memstream(&text, &size) : NULL;

		if (out == NULL) {
			continue;
		}
		describe(&file->cells[i], out);
		if (fclose(out) == 0) {
			put_text(text, 2);
			put_history(file, &file->cells[i]);
		}
		free(text);
	}
	put_accept(&file->accepted[file->n_accepted - 1], 2);
}

typedef void (*file_printer)(const struct baseline_file *file, const regex_t *filter);

/* Goes on after a bad file, so that one call names them all. */
static int print_files(char *const *paths, size_t n, const regex_t *filter, file_printer print)
{
	size_t n_shown = 0;
	int rc = RC_OK;

	for (size_t i = 0; i < n; i++) {
		struct baseline_file file;
		struct store_err err;

		if (baseline_read(paths[i], &file, &err) != 0) {
			find_run_say("baseline", err.text);
			rc = RC_USAGE;
			continue;
		}
		if (count_wanted(&file, filter) > 0) {
			fputs(n_shown++ > 0 ? "\n" : "", stdout);
			print(&file, filter);
		}
		baseline_file_free(&file);
	}
	return rc == RC_OK && n_shown == 0 ? RC_INCOMPLETE : rc;
}

static int print_all(const char *dir, const regex_t *filter, file_printer print)
{
	struct store_err err;
	char **paths = NULL;
	size_t n = 0;
	int rc;

	if (baseline_find(dir, &paths, &n, &err) != 0) {
		find_run_say("baseline", err.text);
		return RC_USAGE;
	}
	rc = print_files(paths, n, filter, print);
	if (rc == RC_INCOMPLETE) {
		fprintf(stderr,
			n == 0 ? "trapline baseline: there is none in %s (trapline baseline accept "
				 "makes them)\n"
			       : "trapline baseline: no cell of those in %s matches\n",
			dir);
	}
	for (size_t i = 0; i < n; i++) {
		free(paths[i]);
	}
	free(paths);
	return rc;
}

int baseline_show_list(const char *dir)
{
	return print_all(dir, NULL, list_file);
}

int baseline_show_cells(const char *dir, const char *pattern)
{
	regex_t filter;
	int rc;

	if (pattern == NULL) {
		return print_all(dir, NULL, show_file);
	}
	if (regcomp(&filter, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
		return say_no_memory(); /* it is an expression: that was checked */
	}
	rc = print_all(dir, &filter, show_file);
	regfree(&filter);
	return rc;
}
