/* SPDX-License-Identifier: Apache-2.0 */
/* trapline list: what can be measured, and where. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/options.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "config/hint.h"
#include "config/strs.h"
#include "session/plan.h"

/* @text from column @indent on, broken at spaces so that no line passes the terminal's width; the
 * first line starts where the cursor is, which is @indent. */
static void print_wrapped(const char *text, size_t indent)
{
	size_t columns = term_columns(stdout);
	size_t column = indent;

	while (*text != '\0') {
		size_t word = strcspn(text, " ");

		if (column > indent && column + 1 + word > columns) {
			printf("\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			putchar(' ');
			column++;
		}
		printf("%.*s", (int)word, text);
		column += word;
		text += word;
		text += strspn(text, " ");
	}
	putchar('\n');
}

/* One row: name in a column of its own, then its text. */
static void print_row(const char *name, size_t width, const char *text)
{
	printf("  %-*s  ", (int)width, name);
	print_wrapped(text != NULL ? text : "", width + 4);
}

static size_t widest(const struct str_list *names)
{
	size_t width = 0;

	for (size_t i = 0; i < names->n; i++) {
		size_t len = strlen(names->items[i]);

		width = len > width ? len : width;
	}
	return width;
}

static int end_diag(struct diag *d)
{
	int rc = d->n > 0 ? RC_USAGE : RC_OK;

	diag_print(d, stderr);
	diag_free(d);
	return rc;
}

static int list_benchmarks(struct inputs *in)
{
	size_t width = 0;

	for (size_t i = 0; i < in->cat->n_benches; i++) {
		size_t len = strlen(in->cat->benches[i].name);

		width = len > width ? len : width;
	}
	puts("Benchmarks (microbench/benches):");
	for (size_t i = 0; i < in->cat->n_benches; i++) {
		print_row(in->cat->benches[i].name, width, in->cat->benches[i].summary);
	}
	return RC_OK;
}

/* A board that is a program has a command for it, one with a console names it. */
static bool has_clock(const struct board_cfg *board, const struct str_list *argv, const char *name)
{
	return argv->n > 0 || strs_has(&board->clocks, name);
}

/* The second row of a board. NULL: out of memory. */
static char *cpus_and_clocks(const struct board_cfg *board)
{
	const char *exact = has_clock(board, &board->exact, "exact") ? " exact" : "";
	const char *cntvct = has_clock(board, &board->cntvct, "cntvct") ? " cntvct" : "";

	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (out == NULL) {
		return NULL;
	}
	fputs("CPUs:", out);
	for (size_t i = 0; i < board->cpus.n; i++) {
		fprintf(out, " %s", board->cpus.items[i]);
	}
	fprintf(out, "; clocks:%s%s", exact, cntvct);
	if (fclose(out) != 0) {
		free(text);
		return NULL;
	}
	return text;
}

static void print_board(const struct board_cfg *board, size_t width)
{
	char *text = cpus_and_clocks(board);

	print_row(board->name, width, board->summary);
	print_row("", width, text);
	free(text);
}

static int list_boards(struct inputs *in)
{
	size_t width = widest(&in->cat->boards);
	struct diag d = { 0 };

	puts("Boards (microbench/boards):");
	for (size_t i = 0; i < in->cat->boards.n; i++) {
		struct board_cfg *board = NULL;

		if (board_load(in->cat, in->cat->boards.items[i], &board, &d) == 0) {
			print_board(board, width);
			board_free(board);
		}
	}
	return end_diag(&d);
}

static int list_suites(struct inputs *in)
{
	size_t width = widest(&in->cat->suites);
	struct diag d = { 0 };

	puts("Suites (microbench/suites):");
	for (size_t i = 0; i < in->cat->suites.n; i++) {
		char *path = inputs_suite_path(in, in->cat->suites.items[i]);
		struct suite_cfg *suite = NULL;

		if (path != NULL && suite_load(in->cat, path, &suite, &d) == 0) {
			print_row(suite->name, width, suite->summary);
			suite_free(suite);
		}
		free(path);
	}
	return end_diag(&d);
}

static int list_flags(struct inputs *in)
{
	size_t width = widest(&in->cat->flags);
	struct diag d = { 0 };

	puts("Sets of flags (microbench/flags):");
	for (size_t i = 0; i < in->cat->flags.n; i++) {
		char *summary = NULL;

		if (flag_set_summary(in->cat, in->cat->flags.items[i], &summary, &d) == 0) {
			print_row(in->cat->flags.items[i], width, summary);
			free(summary);
		}
	}
	return end_diag(&d);
}

static int print_cells(const struct suite_cfg *suite)
{
	struct run *run = run_new();
	int rc = RC_INCOMPLETE;

	if (run == NULL || plan_cells(suite, NULL, run) != 0) {
		fprintf(stderr, "trapline list: out of memory\n");
	} else {
		for (size_t i = 0; i < run->n_cells; i++) {
			const struct cell_key *key = &run->cells[i].key;

			printf("%s %s/%s %s\n", key->benchmark, key->board, key->cpu,
			       cell_variant(key).text);
		}
		rc = RC_OK;
	}
	run_free(run);
	return rc;
}

static int list_cells(struct inputs *in, const char *suite)
{
	int rc = inputs_load_suite(in, suite);

	return rc == RC_OK ? print_cells(in->suite) : rc;
}

static int list_all(struct inputs *in)
{
	int (*const parts[])(struct inputs *) = { list_benchmarks, list_boards, list_flags,
						  list_suites };
	int rc = RC_OK;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		int part_rc;

		if (i > 0) {
			putchar('\n');
		}
		part_rc = parts[i](in);
		rc = part_rc != RC_OK ? part_rc : rc;
	}
	return rc;
}

static int list_topic(struct inputs *in, const char *topic, const char *suite)
{
	static const char *const topics[] = { "boards", "benchmarks", "flags", "suites", "cells" };
	struct hint hint;

	if (topic == NULL) {
		return suite != NULL ? list_cells(in, suite) : list_all(in);
	}
	if (strcmp(topic, "boards") == 0) {
		return list_boards(in);
	}
	if (strcmp(topic, "benchmarks") == 0) {
		return list_benchmarks(in);
	}
	if (strcmp(topic, "flags") == 0) {
		return list_flags(in);
	}
	if (strcmp(topic, "suites") == 0) {
		return list_suites(in);
	}
	if (strcmp(topic, "cells") == 0) {
		return list_cells(in, suite);
	}
	hint_begin(&hint, topic);
	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++) {
		hint_offer(&hint, topics[i]);
	}
	return say_wrong("list", "no list of '%s' (%s)", topic, hint_finish(&hint, "have"));
}

enum {
	OPT_SUITE = 256
};

static int run_list(int argc, char **argv)
{
	static const struct option longopts[] = { { "suite", required_argument, NULL, OPT_SUITE },
						  { "help", no_argument, NULL, 'h' },
						  { 0 } };
	const char *suite = NULL;
	struct inputs in;
	int opt;
	int rc;

	while ((opt = options_next("list", argc, argv, longopts)) != -1) {
		if (opt != OPT_SUITE) {
			return RC_USAGE;
		}
		suite = optarg;
	}
	if (argc - optind > 1) {
		return say_wrong("list", "one list at a time, not also '%s'", argv[optind + 1]);
	}
	rc = inputs_load_catalog(&in);
	if (rc == RC_OK) {
		rc = list_topic(&in, argv[optind], suite);
	}
	inputs_free(&in);
	return rc;
}

const struct cmd cmd_list = {
	.name = "list",
	.args = "[boards|benchmarks|flags|suites|cells] [--suite FILE|NAME]",
	.summary = "show what can be measured, and where",
	.help = "Shows what the source tree offers, without building anything. Without a word: "
		"boards,\n"
		"benchmarks, sets of flags and suites. \"cells\" shows what a run of the suite "
		"would measure, one "
		"name\n"
		"a line, as trapline run --filter matches them.\n"
		"\n"
		"Options:\n"
		"  --suite FILE|NAME  whose cells; default: the suite 'default'\n"
		"  --help             show this\n"
		"\n"
		"Examples:\n"
		"  trapline list benchmarks\n"
		"  trapline list cells --suite quick\n"
		"  trapline list cells | grep ^irq/\n"
		"\n"
		"Exit codes: 0 done, 2 wrong command line, suite or board file.",
	.run = run_list,
};
