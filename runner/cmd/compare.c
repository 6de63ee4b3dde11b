/* SPDX-License-Identifier: Apache-2.0 */
/* trapline compare: which cells of two runs differ, and in which direction. */
#include "report/compare.h"

#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/options.h"
#include "cmd/term.h"
#include "report/compare_env.h"
#include "report/wrap.h"

enum {
	OPT_COLOUR = 256,
	OPT_ALL
};

struct compare_options {
	const char *colour;
	bool all;
	const char *old_path;
	const char *new_path;
};

/* RC_OK, or RC_USAGE: the option is unknown or its value is wrong. */
static int take_option(int opt, struct compare_options *o)
{
	if (opt == OPT_ALL) {
		o->all = true;
		return RC_OK;
	}
	if (opt != OPT_COLOUR) {
		return RC_USAGE;
	}
	if (!term_colour_is_word(optarg)) {
		fputs("trapline compare: --color: '", stderr);
		wrap_put_harmless(optarg, strlen(optarg), stderr);
		fputs("' is not auto, always or never\n", stderr);
		return RC_USAGE;
	}
	o->colour = optarg;
	return RC_OK;
}

static int parse_options(int argc, char **argv, struct compare_options *o)
{
	static const struct option longopts[] = { { "all", no_argument, NULL, OPT_ALL },
						  { "color", required_argument, NULL, OPT_COLOUR },
						  { "help", no_argument, NULL, 'h' },
						  { 0 } };
	int opt;

	while ((opt = options_next("compare", argc, argv, longopts)) != -1) {
		if (take_option(opt, o) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (argc - optind != 2) {
		fprintf(stderr, "trapline compare: %d run%s given (two would be right: OLD NEW)\n",
			argc - optind, argc - optind == 1 ? "" : "s");
		return RC_USAGE;
	}
	o->old_path = argv[optind];
	o->new_path = argv[optind + 1];
	return RC_OK;
}

static int verdict_rc(const struct comparison *cmp)
{
	if (cmp->count[VERDICT_REGRESSED] > 0) {
		return RC_REGRESSION;
	}
	if (cmp->count[VERDICT_MISSING] > 0 || cmp->count[VERDICT_INCONCLUSIVE] > 0) {
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

/* Cold figures say nothing about warm ones. */
static bool is_same_kind(const struct run *old_run, const struct run *new_run)
{
	const char *modes[] = { run_mode(old_run), run_mode(new_run) };

	if (old_run->cold == new_run->cold && old_run->load == new_run->load) {
		return true;
	}
	for (size_t i = 0; i < 2; i++) {
		modes[i] = modes[i][0] != '\0' ? modes[i] : "warm and without load";
	}
	fprintf(stderr,
		"trapline compare: the old run was measured %s, the new one %s: they cannot be "
		"compared (two runs of one kind would be right: run's --cold and --load)\n",
		modes[0], modes[1]);
	return false;
}

static int compare(const struct run *old_run, const struct run *new_run,
		   const struct compare_options *o)
{
	const struct report_look look = term_look(stdout, o->colour);
	struct comparison cmp;
	int rc;

	if (compare_runs(old_run, new_run, &cmp) != 0) {
		fprintf(stderr, "trapline compare: out of memory\n");
		return RC_INCOMPLETE;
	}
	printf("old: %s (%s)\nnew: %s (%s)\n\n", old_run->id, old_run->started, new_run->id,
	       new_run->started);
	compare_print_environment(old_run, new_run, stdout, look.columns);
	compare_print(&cmp, stdout, &look, o->all);
	rc = verdict_rc(&cmp);
	compare_free(&cmp);
	return rc;
}

static int run_compare(int argc, char **argv)
{
	struct compare_options o = { .colour = "auto" };
	struct run *old_run = NULL;
	struct run *new_run = NULL;
	int rc = parse_options(argc, argv, &o);

	if (rc == RC_OK) {
		int old_rc = find_run_load("compare", o.old_path, &old_run);
		int new_rc = find_run_load("compare", o.new_path,
					   &new_run); /* both are named when both are bad */

		rc = old_rc != RC_OK ? old_rc : new_rc;
	}
	if (rc == RC_OK && !is_same_kind(old_run, new_run)) {
		rc = RC_USAGE;
	}
	if (rc == RC_OK) {
		rc = compare(old_run, new_run, &o);
	}
	run_free(old_run);
	run_free(new_run);
	return rc;
}

const struct cmd cmd_compare = {
	.name = "compare",
	.args = "[OPTION]... OLD NEW",
	.summary = "say which benchmarks changed between two runs, and how",
	/* clang-format off */
	.help =
		"Compares two runs cell by cell; a cell is one benchmark on one board and CPU with one\n"
		"HAL binding. What did not change is only counted.\n"
		"\n"
		"OLD and NEW are each a run's folder, its run.json, or a name: latest, ID or runs/ID.\n"
		"A name is looked for here, then in results/ here, then in results/ of the source tree\n"
		"(the one around the working directory, or else around the program; -C names another).\n"
		"\n"
		"Runs measured with --cold or --load are compared with runs of the same kind only.\n"
		"\n"
		"With the exact clock any difference in samples or exits is a change: the median says in\n"
		"which direction, else the mean, else the number of exits. With a board's noisy clock\n"
		"one boot on each side cannot tell, so cells are inconclusive unless their samples are\n"
		"identical.\n"
		"\n"
		"Options:\n"
		"  --all         list the cells that did not change too\n"
		"  --color=WHEN  auto (default), always or never\n"
		"  --help        show this\n"
		"\n"
		"Examples:\n"
		"  trapline compare 20261121T081500Z-default latest\n"
		"  trapline compare /tmp/try/runs/20261121T081500Z-default latest --all\n"
		"\n"
		"Exit codes: 0 nothing got worse, 1 a cell regressed, 2 wrong command line or a run that\n"
		"cannot be trusted, 3 none regressed, but cells are missing or inconclusive.",
	/* clang-format on */
	.run = run_compare,
};
