/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/gate_lab.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_report.h"
#include "cmd/gate_run.h"
#include "cmd/lab_judge.h"
#include "cmd/say.h"
#include "cmd/term.h"
#include "report/lab_page.h"
#include "store/file.h"

#define NAME "gate"

struct lab_gate {
	struct lab lab;
	struct lab_asked asked;
	struct gate_family family;
	const struct gate_options *o;
	struct job_result *results; /* numbers are verdicts by enum verdict */
};

static bool is_worth_a_table(const struct gate_result *result)
{
	return gate_exit_code(result) != 0 || result->count[VERDICT_IMPROVED] > 0;
}

/* What the gate of the board's run alone would print. */
static int write_table(const struct lab_gate *g, size_t i, const struct lab_board_judged *judged)
{
	const struct report_look look = term_look(stdout, g->o->colour);
	const struct verdict_context context = { .new_run = judged->run,
						 .old_name = g->asked.baselines,
						 .new_name = judged->run->id,
						 .all = g->o->all };
	char *path = lab_tmp_path(&g->asked, "table", i);
	FILE *out = path != NULL ? fopen(path, "we") : NULL;
	int error = out != NULL
			    ? verdicts_print(&judged->result, &context, FORMAT_TABLE, &look, out)
			    : -EIO;

	if (out != NULL && fclose(out) != 0) {
		error = -EIO;
	}
	free(path);
	return error;
}

static int judge_one(void *arg, size_t i, struct job_result *result)
{
	const struct lab_gate *g = arg;
	struct lab_board_judged judged;
	int error = lab_judge_job(&g->asked, i, &judged, result);

	if (error != 0) {
		return error;
	}
	if (is_worth_a_table(&judged.result) || g->o->all) {
		error = write_table(g, i, &judged);
		if (error != 0) {
			snprintf(result->why, JOBS_WHY_MAX, "%s: %s", g->asked.tmp,
				 strerror(-error));
		}
	}
	lab_judged_free(&judged);
	return error;
}

static void print_tables(const struct lab_gate *g)
{
	for (size_t i = 0; i < g->lab.n; i++) {
		char *path = lab_tmp_path(&g->asked, "table", i);
		FILE *in = path != NULL ? fopen(path, "re") : NULL;
		int byte;

		free(path);
		if (in == NULL) {
			continue;
		}
		printf("board %s\n\n", g->lab.boards[i].name);
		while ((byte = getc(in)) != EOF) {
			putchar(byte);
		}
		putchar('\n');
		fclose(in);
	}
}

static void print_row(const char *name, int width, const size_t *counts)
{
	printf("%-*s", width, name);
	for (size_t k = 0; k < N_VERDICTS; k++) {
		printf("  %*zu", (int)strlen(gate_verdict_name((enum verdict)k)), counts[k]);
	}
	putchar('\n');
}

static void print_counts(const struct lab_gate *g, size_t *sums)
{
	int width = (int)strlen("all boards");

	for (size_t i = 0; i < g->lab.n; i++) {
		int len = (int)strlen(g->lab.boards[i].name);

		width = len > width ? len : width;
	}
	printf("%-*s", width, "board");
	for (size_t k = 0; k < N_VERDICTS; k++) {
		printf("  %s", gate_verdict_name((enum verdict)k));
	}
	putchar('\n');
	for (size_t i = 0; i < g->lab.n; i++) {
		for (size_t k = 0; k < N_VERDICTS; k++) {
			sums[k] += g->results[i].numbers[k];
		}
		print_row(g->lab.boards[i].name, width, g->results[i].numbers);
	}
	print_row("all boards", width, sums);
}

static int show(const struct lab_gate *g)
{
	struct gate_result all = { 0 };

	print_tables(g);
	print_counts(g, all.count);
	if (g->family.n_noisy > 0) {
		printf("\nFalse discoveries are at most %g %% of what regressed on all boards "
		       "together.\n",
		       g->o->rules.fdr * 100);
	}
	fflush(stdout);
	if (g->lab.n_lost > 0) {
		fprintf(stderr,
			"trapline " NAME ": %zu of %zu shards are not in this lab: ", g->lab.n_lost,
			g->lab.n_shards);
		lab_put_numbers(g->lab.lost, g->lab.n_lost, stderr);
		fputc('\n', stderr);
	}
	for (size_t k = 0; k < N_VERDICTS; k++) {
		all.n += all.count[k];
	}
	return gate_exit_code(&all) == RC_OK && g->lab.n_lost > 0 ? RC_INCOMPLETE
								  : gate_exit_code(&all);
}

static int judge_all(struct lab_gate *g)
{
	int error;

	jobs_free(g->results, g->lab.n);
	g->results = jobs_results(g->lab.n);
	error = g->results != NULL ? jobs_each(g->lab.n, g->asked.at_once, judge_one, g, g->results)
				   : -ENOMEM;
	if (error != 0) {
		fprintf(stderr, "trapline " NAME ": %s\n", strerror(-error));
		return RC_INCOMPLETE;
	}
	return lab_judge_say(&g->asked, g->results);
}

/* The first pass judges each board by itself, and that is it where no cell has noise. Else what the tests of all
 * boards are together is known only then, and each is judged by it. */
static int run_gate(struct lab_gate *g)
{
	int rc = lab_tmp_make(&g->asked);

	if (rc == RC_OK) {
		rc = judge_all(g);
	}
	if (rc == RC_OK) {
		rc = lab_join_families(&g->asked, &g->family);
	}
	if (rc == RC_OK && g->family.n_noisy > 0) {
		lab_tmp_remove(&g->asked);
		rc = lab_tmp_make(&g->asked);
		g->asked.rules.family = &g->family;
	}
	if (rc == RC_OK && g->family.n_noisy > 0) {
		rc = judge_all(g);
	}
	return rc == RC_OK ? show(g) : rc;
}

int gate_lab(const char *dir, const char *baselines, const char *filter,
	     const struct gate_options *o, uint32_t at_once)
{
	struct lab_gate g = { .o = o };
	struct store_err err = { "" };
	int rc;

	if (o->format != FORMAT_TABLE || o->output != NULL) {
		return say_wrong(
			NAME,
			"--format and --output: a lab is shown as a table (gate the run of one "
			"board for other forms: they are in %s/runs)",
			dir);
	}
	if (lab_load(dir, &g.lab, &err) != 0) {
		find_run_say(NAME, err.text);
		return RC_USAGE;
	}
	g.asked = (struct lab_asked){ .name = NAME,
				      .lab = &g.lab,
				      .baselines = baselines,
				      .filter = filter,
				      .rules = o->rules,
				      .at_once = at_once != 0 ? at_once : jobs_default() };
	rc = run_gate(&g);
	lab_tmp_remove(&g.asked);
	gate_family_free(&g.family);
	jobs_free(g.results, g.lab.n);
	lab_free(&g.lab);
	return rc;
}
