/* SPDX-License-Identifier: Apache-2.0 */
/* trapline ab: two builds measured in one session, boots by turns, and the verdict. */
#include <errno.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/ab_options.h"
#include "cmd/ab_side.h"
#include "cmd/cmd.h"
#include "cmd/gate_report.h"
#include "cmd/pair_job.h"
#include "cmd/run_say.h"
#include "cmd/say.h"
#include "cmd/stops.h"

/* Boots a side on a clock with noise, unless the suite has more: fewer cannot single out one cell of 50. */
#define NOISY_BOOTS 7u

struct ab {
	struct ab_options opt;
	struct inputs in;
	struct ab_side sides[N_PAIR];
	unsigned across;
	struct pair_job pair;
};

static const char *const suffixes[N_PAIR] = { "-ab-old", "-ab-new" };

static int parse_sides(struct ab *ab)
{
	int rc = RC_OK;

	stops_catch();
	for (size_t i = 0; i < N_PAIR && rc == RC_OK; i++) {
		rc = ab_side_parse(&ab->in, ab->opt.sides[i], &stops_asked, &ab->sides[i]);
	}
	stops_release();
	return rc == RC_OK ? ab_sides_settle(&ab->in, ab->sides, &ab->across) : rc;
}

static int list_cells(struct ab *ab)
{
	regex_t filter;
	int rc = RC_OK;

	/* The option's parser has seen that it is one. */
	if (ab->opt.filter != NULL &&
	    regcomp(&filter, ab->opt.filter, REG_EXTENDED | REG_NOSUB) != 0) {
		return run_job_say_no_memory(&ab->pair.sides[0]);
	}
	for (size_t i = 0; i < N_PAIR && rc == RC_OK; i++) {
		struct run_job *job = &ab->pair.sides[i];

		rc = run_job_list_cells(job, ab->opt.filter != NULL ? &filter : NULL);
		if (rc == RC_OK && job->run->n_cells == 0) {
			rc = say_wrong(
				"ab",
				"--filter: '%s' matches no cell of '%s' (trapline list cells "
				"names them)",
				ab->opt.filter, ab->opt.sides[i]);
		}
	}
	if (ab->opt.filter != NULL) {
		regfree(&filter);
	}
	return rc;
}

static unsigned boots_of(const struct ab *ab)
{
	const struct suite_cfg *suite = ab->in.suite;

	if (ab->opt.boots != 0) {
		return ab->opt.boots;
	}
	return suite->clock != CLOCK_EXACT && suite->boots < NOISY_BOOTS ? NOISY_BOOTS
									 : suite->boots;
}

static int plan_side(struct ab *ab, size_t i)
{
	struct run_job *job = &ab->pair.sides[i];
	int rc;

	job->run->cold = job->suite->cold;
	job->run->load = job->suite->load;
	rc = run_job_plan(job, boots_of(ab), ab->sides[i].kind == AB_IMAGE ? 0 : ab->opt.layouts);
	return rc == RC_OK ? ab_side_use_image(&ab->sides[i], job->plan, job->run) : rc;
}

static int make_plans(struct ab *ab)
{
	int rc;

	for (size_t i = 0; i < N_PAIR; i++) {
		struct run_job *job = &ab->pair.sides[i];

		job->name = "ab";
		job->root = ab->sides[i].root;
		job->suite = &ab->sides[i].suite;
		job->boards = ab->in.boards;
		job->n_boards = ab->in.n_boards;
		job->progress = &ab->pair.progress;
		ab->pair.with_make[i] = ab->opt.with_make && ab->sides[i].kind != AB_IMAGE;
	}
	rc = list_cells(ab);
	for (size_t i = 0; i < N_PAIR && rc == RC_OK; i++) {
		rc = plan_side(ab, i);
	}
	return rc;
}

/* What each run says of the other. */
static int note_sides(struct ab *ab)
{
	for (size_t i = 0; i < N_PAIR; i++) {
		struct run *run = ab->pair.sides[i].run;
		const struct ab_side *side = &ab->sides[i];

		if (run_set_env(run, "ab.side", i == PAIR_OLD ? "old" : "new") != 0 ||
		    run_set_env(run, "ab.of", side->text) != 0 ||
		    run_set_env(run, "ab.against", ab->pair.sides[1 - i].run->id) != 0) {
			return run_job_say_no_memory(&ab->pair.sides[i]);
		}
	}
	return RC_OK;
}

static int open_stores(struct ab *ab)
{
	char *command = ab_options_command(&ab->opt);
	int rc = command != NULL ? RC_OK : run_job_say_no_memory(&ab->pair.sides[0]);

	for (size_t i = 0; i < N_PAIR && rc == RC_OK; i++) {
		struct run_job *job = &ab->pair.sides[i];

		rc = run_job_name(job, suffixes[i], command);
		if (rc == RC_OK) {
			rc = run_job_open(job, ab->opt.out_dir, ab->in.root);
		}
	}
	free(command);
	return rc == RC_OK ? note_sides(ab) : rc;
}

static int measure(struct ab *ab)
{
	struct gate_rules *rules = &ab->opt.gate.rules;
	int rc;

	rules->across |= ab->across;
	/* More boots of a clock without noise would say the same again. */
	rules->can_confirm = ab->opt.can_confirm && ab->in.suite->clock != CLOCK_EXACT;
	rc = pair_job_measure(&ab->pair, ab->opt.samples, rules);
	return rc == RC_OK ? pair_job_store(&ab->pair) : rc;
}

static int show(struct ab *ab)
{
	const struct run_job *sides = ab->pair.sides;
	const struct verdict_context context = { .old_run = sides[PAIR_OLD].run,
						 .new_run = sides[PAIR_NEW].run,
						 .old_name = sides[PAIR_OLD].run->id,
						 .new_name = sides[PAIR_NEW].run->id };
	int rc = gate_report_result("ab", &ab->pair.result, &context, &ab->opt.gate);
	bool is_table = ab->opt.gate.output != NULL || ab->opt.gate.format == FORMAT_TABLE;

	fflush(stdout);
	if (is_table && ab->pair.n_again > 0) {
		printf("\n%zu cell%s measured again: as many boots more of each side\n",
		       ab->pair.n_again, ab->pair.n_again == 1 ? "" : "s");
	}
	if (is_table) {
		printf("\nold: %s\nnew: %s\n", sides[PAIR_OLD].final_dir,
		       sides[PAIR_NEW].final_dir);
	}
	for (size_t i = 0; i < N_PAIR; i++) {
		run_say_checks("ab", sides[i].run);
		if (run_n_failed(sides[i].run) > 0) {
			run_say_missing("ab", sides[i].run, sides[i].final_dir);
		}
	}
	run_say_advice("ab", sides[PAIR_NEW].run); /* both were on one host */
	if (stops_asked != 0) {
		fprintf(stderr, "trapline ab: interrupted; what was measured before is kept\n");
		return rc == RC_REGRESSION ? rc : RC_INCOMPLETE;
	}
	return rc;
}

static int ab_job(struct ab *ab, int argc, char **argv)
{
	int rc = ab_options_parse(argc, argv, &ab->opt);

	if (rc == RC_OK) {
		rc = inputs_load_catalog(&ab->in);
	}
	if (rc == RC_OK) {
		rc = inputs_load_suite(&ab->in, ab->opt.suite);
	}
	if (rc == RC_OK) {
		rc = parse_sides(ab);
	}
	if (rc == RC_OK) {
		rc = make_plans(ab);
	}
	if (rc == RC_OK) {
		rc = open_stores(ab);
	}
	if (rc == RC_OK) {
		rc = measure(ab);
	}
	return rc == RC_OK ? show(ab) : rc;
}

static int ab_run(int argc, char **argv)
{
	struct ab ab = { 0 };
	int rc = ab_job(&ab, argc, argv);

	pair_job_free(&ab.pair);
	for (size_t i = 0; i < N_PAIR; i++) {
		ab_side_free(&ab.sides[i], &ab.in);
	}
	inputs_free(&ab.in);
	return rc;
}

const struct cmd cmd_ab = {
	.name = "ab",
	.args = "[OPTION]... OLD NEW",
	.summary = "measure two builds by turns, and say what got slower",
	.help = "Builds both, boots them by turns (A B, B A, A B, ...: what drifts meets both "
		"alike) and\n"
		"gives a verdict on each cell. On a clock with noise a cell that looks changed is "
		"measured\n"
		"once more, with as many boots again, before it is called so. Both sides are "
		"stored as\n"
		"ordinary runs, ID-ab-old and ID-ab-new.\n"
		"\n"
		"OLD and NEW are each one of, the first that fits:\n"
		"  .                     this source tree as it is; '' too\n"
		"  ./PATH /PATH X.elf    an image: a bench.elf with its manifest beside it, or "
		"their folder\n"
		"  AXIS=VALUE[,...]      this tree, built so: toolchain, hal, switch, vectors, "
		"flags;\n"
		"                        what only one side chooses is the usual value on the "
		"other\n"
		"  REVISION              of git: checked out below build/ab and built by its own "
		"Makefile;\n"
		"                        the four used last are kept there\n"
		"\n"
		"Options:\n"
		"  --suite FILE|NAME     what to measure (default)\n"
		"  --filter RE           only cells whose name matches, as trapline list cells "
		"prints them\n"
		"  --samples N           samples a benchmark, instead of the suite's number\n"
		"  --boots N             boots a side; default: the suite's, at least 7 with "
		"clock: cntvct\n"
		"  --relink N            images of N random link orders and paddings, by turns "
		"from "
		"boot to\n"
		"                        boot, N boots at least; an image that is given is as it "
		"is\n"
		"  --once                no second look at what seems changed\n"
		"  --out DIR             where both runs go; default: results in the source tree\n"
		"  --no-build            boot the images as they are, without "
		"make\n" GATE_OPTIONS_HELP GATE_ACROSS_HELP
		"                        (besides toolchain, and what was chosen)\n"
		"  --help                show this\n"
		"\n"
		"Examples:\n"
		"  trapline ab HEAD .                        what the changes that are not "
		"committed cost\n"
		"  trapline ab --suite noisy main topic      two branches on a clock with noise\n"
		"  trapline ab hal=static hal=table          two bindings of the HAL\n"
		"  trapline ab flags=-O2 flags=branch-protection\n"
		"\n"
		"Exit codes: 0 nothing is worse, 1 a cell regressed, 2 wrong command line, suite, "
		"revision\n"
		"or image, 3 a cell is missing or cannot be told, or it was interrupted.",
	.run = ab_run,
};
