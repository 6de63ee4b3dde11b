/* SPDX-License-Identifier: Apache-2.0 */
/* trapline selftest: what the gate finds, and what it finds where there is nothing. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/gate_options.h"
#include "cmd/options.h"
#include "cmd/run_options.h"
#include "cmd/say.h"
#include "cmd/selftest_parts.h"
#include "config/hint.h"
#include "selftest/field.h"
#include "store/file.h"

#define RUNS_MAX  1000000u
#define CELLS_MAX 10000u /* names of cells have four digits */

static const struct part {
	const char *name;
	int (*run)(struct selftest *t);
	bool measures;
} parts[] = {
	{ "field", selftest_field, false },
	{ "exact", selftest_exact, true },
	{ "boots", selftest_boots, true },
};

#define N_PARTS (sizeof(parts) / sizeof(parts[0]))

enum {
	OPT_RUNS = 256,
	OPT_BOOTS,
	OPT_CELLS,
	OPT_POOL,
	OPT_SEED,
	OPT_SUITE,
	OPT_FILTER,
	OPT_OUT,
	OPT_NO_BUILD,
};

static int take_option(int opt, struct selftest_options *o)
{
	struct gate_options gate = { .rules = o->rules };
	int rc;

	switch (opt) {
	case OPT_RUNS:
		return options_take_number("selftest", "--runs", optarg, RUNS_MAX, &o->runs);
	case OPT_BOOTS:
		return options_take_number("selftest", "--boots", optarg, RUN_BOOTS_MAX / 4,
					   &o->boots);
	case OPT_CELLS:
		return options_take_number("selftest", "--cells", optarg, CELLS_MAX, &o->cells);
	case OPT_POOL:
		return options_take_number("selftest", "--pool", optarg, RUN_BOOTS_MAX, &o->pool);
	case OPT_SEED:
		return options_take_number("selftest", "--seed", optarg, UINT32_MAX, &o->seed);
	case OPT_SUITE:
		o->suite = optarg;
		return RC_OK;
	case OPT_FILTER:
		o->filter = optarg;
		return options_check_pattern("selftest", "--filter", optarg);
	case OPT_OUT:
		o->out_dir = optarg;
		return options_check_folder("selftest", "--out", optarg);
	case OPT_NO_BUILD:
		o->with_make = false;
		return RC_OK;
	default:
		rc = gate_options_take("selftest", opt, &gate);
		o->rules = gate.rules;
		return rc;
	}
}

static int take_part(const char *word, bool *is_chosen)
{
	struct hint hint;

	hint_begin(&hint, word);
	for (size_t i = 0; i < N_PARTS; i++) {
		hint_offer(&hint, parts[i].name);
		is_chosen[i] = is_chosen[i] || strcmp(word, parts[i].name) == 0 ||
			       strcmp(word, "all") == 0;
		if (strcmp(word, parts[i].name) == 0) {
			return RC_OK;
		}
	}
	if (strcmp(word, "all") == 0) {
		return RC_OK;
	}
	hint_offer(&hint, "all");
	return say_wrong("selftest", "no part '%s' (%s)", word, hint_finish(&hint, "have"));
}

static int parse(int argc, char **argv, struct selftest_options *o, bool *is_chosen)
{
	static const struct option longopts[] = {
		{ "runs", required_argument, NULL, OPT_RUNS },
		{ "boots", required_argument, NULL, OPT_BOOTS },
		{ "cells", required_argument, NULL, OPT_CELLS },
		{ "pool", required_argument, NULL, OPT_POOL },
		{ "seed", required_argument, NULL, OPT_SEED },
		{ "suite", required_argument, NULL, OPT_SUITE },
		{ "filter", required_argument, NULL, OPT_FILTER },
		{ "out", required_argument, NULL, OPT_OUT },
		{ "no-build", no_argument, NULL, OPT_NO_BUILD },
		{ "effect", required_argument, NULL, GATE_OPTION_EFFECT },
		{ "p99-effect", required_argument, NULL, GATE_OPTION_P99_EFFECT },
		{ "fdr", required_argument, NULL, GATE_OPTION_FDR },
		{ "sees", required_argument, NULL, GATE_OPTION_SEES },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;
	int rc = RC_OK;

	*o = (struct selftest_options){ .runs = 1000,
					.boots = 7,
					.cells = FIELD_CELLS,
					.seed = 1,
					.with_make = true,
					.rules = gate_rules_default };
	while ((opt = options_next("selftest", argc, argv, longopts)) != -1) {
		if (take_option(opt, o) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (optind == argc) {
		return take_part("all", is_chosen);
	}
	for (int i = optind; i < argc && rc == RC_OK; i++) {
		rc = take_part(argv[i], is_chosen);
	}
	return rc;
}

void selftest_tick(void *arg, const char *what, unsigned percent)
{
	struct selftest *t = arg;
	char note[128];

	snprintf(note, sizeof(note), "selftest: %s, %u %%", what, percent);
	progress_note(&t->progress, note);
}

int selftest_field(struct selftest *t)
{
	const struct selftest_options *o = &t->opt;
	const struct trial_plan plan = { .n_runs = o->runs,
					 .n_boots = o->boots,
					 .can_confirm = true,
					 .seed = o->seed,
					 .rules = o->rules };
	struct trial_source source;
	struct field field;
	struct aims aims;
	int err = field_init(&field, &noise_field, o->cells, &source);

	if (err == 0) {
		err = aims_measure(&source, &plan, selftest_tick, t, &aims);
	}
	progress_end(&t->progress);
	if (err == 0) {
		printf("field: boots drawn from a model of published noise, seed %u\n\n", o->seed);
		err = field_print_model(&noise_field, o->seed, stdout);
	}
	field_free(&field);
	if (err != 0) {
		fprintf(stderr, "trapline selftest: out of memory\n");
		return RC_INCOMPLETE;
	}
	putchar('\n');
	t->n_missed += aims_print(&aims, true, stdout);
	return RC_OK;
}

/* Where the runs go that somebody has to measure. */
static int make_scratch(struct selftest *t)
{
	const char *dir = getenv("TMPDIR");

	if (t->opt.out_dir != NULL) {
		t->scratch = strdup(t->opt.out_dir);
		return t->scratch != NULL ? RC_OK : RC_INCOMPLETE;
	}
	if (asprintf(&t->scratch, "%s/trapline-selftest-XXXXXX",
		     dir != NULL && dir[0] != '\0' ? dir : "/tmp") < 0) {
		t->scratch = NULL;
		return RC_INCOMPLETE;
	}
	if (mkdtemp(t->scratch) == NULL) {
		fprintf(stderr, "trapline selftest: %s: %s (TMPDIR names another folder)\n",
			t->scratch, strerror(errno));
		free(t->scratch);
		t->scratch = NULL;
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

static int run_parts(struct selftest *t, const bool *is_chosen)
{
	bool has_run = false;
	int rc = RC_OK;

	for (size_t i = 0; i < N_PARTS && rc == RC_OK; i++) {
		if (!is_chosen[i]) {
			continue;
		}
		if (parts[i].measures && t->scratch == NULL) {
			rc = make_scratch(t);
		}
		if (has_run) {
			putchar('\n');
		}
		if (rc == RC_OK) {
			rc = parts[i].run(t);
		}
		fflush(stdout);
		has_run = true;
	}
	return rc;
}

static int conclude(const struct selftest *t)
{
	if (t->n_missed > 0) {
		puts("\nan aim is missed");
		return RC_REGRESSION;
	}
	if (t->n_unjudged > 0) {
		puts("\nno aim is missed, but not all could be judged");
		return RC_INCOMPLETE;
	}
	puts("\nevery aim is met");
	return RC_OK;
}

static int selftest_run(int argc, char **argv)
{
	struct selftest t = { 0 };
	bool is_chosen[N_PARTS] = { false };
	int rc = parse(argc, argv, &t.opt, is_chosen);

	if (rc == RC_OK) {
		progress_init(&t.progress, stderr, "");
		rc = run_parts(&t, is_chosen);
	}
	if (t.scratch != NULL && t.opt.out_dir == NULL) {
		file_remove_tree(t.scratch);
	}
	free(t.scratch);
	return rc == RC_OK ? conclude(&t) : rc;
}

const struct cmd cmd_selftest = {
	.name = "selftest",
	.args = "[OPTION]... [field|exact|boots|all]...",
	.summary = "show what the gate finds, and how often it is wrong",
	.help = "Puts changes that are known to the gate, and pairs without any, and prints how "
		"many it\n"
		"found and how many it made up, beside what is aimed at.\n"
		"  field  boots drawn from a model of the noise that was published of real "
		"boards;\n"
		"         nothing is booted\n"
		"  exact  images with known instructions more in their vectors, in exact mode\n"
		"  boots  boots of QEMU without icount, measured and dealt to two sides; and one "
		"real\n"
		"         pair, by turns, with an image that is slower\n"
		"\n"
		"Options:\n"
		"  --runs N              comparisons without a change, of field and boots (1000)\n"
		"  --boots N             boots a side (7)\n"
		"  --cells N             cells of a comparison, of field (40)\n"
		"  --pool N              boots measured, of boots (four times --boots)\n"
		"  --seed N              of all that is drawn (1)\n"
		"  --suite FILE|NAME     what exact and boots measure (quick of HAL static, "
		"noisy)\n"
		"  --filter RE           of it only cells whose name matches\n"
		"  --no-build            boot the images as they are, without make\n"
		"  --out DIR             keep the runs there; otherwise they are removed\n"
		"  --effect PERCENT      as of trapline gate; the rules that are put to the test\n"
		"  --p99-effect PERCENT, --fdr PERCENT, --sees PERCENT\n"
		"  --help                show this\n"
		"\n"
		"Exit codes: 0 every aim is met, 1 one is missed, 2 wrong command line or suite, 3 "
		"it "
		"could\n"
		"not be run, or a result that was to be judged is missing.",
	.run = selftest_run,
};
