/* SPDX-License-Identifier: Apache-2.0 */
/* trapline compare: which cells of two runs differ, and in which direction. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_report.h"
#include "cmd/options.h"

#define OPT_FILTER 256

struct options {
	struct gate_options gate;
	const char *filter;
	const char *old_name;
	const char *new_name;
};

static int take_option(int opt, struct options *o)
{
	if (opt == OPT_FILTER) {
		o->filter = optarg;
		return options_check_pattern("compare", "--filter", optarg);
	}
	return gate_options_take("compare", opt, &o->gate);
}

static int parse_options(int argc, char **argv, struct options *o)
{
	static const struct option longopts[] = {
		{ "filter", required_argument, NULL, OPT_FILTER },
		GATE_OPTION_ROWS,
		GATE_OPTION_ACROSS_ROW,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	gate_options_begin(&o->gate);
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
	o->old_name = argv[optind];
	o->new_name = argv[optind + 1];
	return RC_OK;
}

static int judge(const struct run *old_run, const struct run *new_run,
		 const struct figure_set *old_set, const struct figure_set *new_set,
		 const struct options *o)
{
	const struct verdict_context context = {
		.old_run = old_run,
		.new_run = new_run,
		.old_name = old_run->id,
		.new_name = new_run->id,
	};

	if (old_set->n == 0 && new_set->n == 0) {
		fputs("trapline compare: --filter: matches no cell of either run\n", stderr);
		return RC_USAGE;
	}
	return gate_report("compare", old_set, new_set, &context, &o->gate);
}

static int compare(const struct run *old_run, const struct run *new_run, const struct options *o)
{
	struct figure_set old_set = { 0 };
	struct figure_set new_set = { 0 };
	int rc = RC_OK;

	if (figures_of_run(old_run, &old_set) != 0 || figures_of_run(new_run, &new_set) != 0) {
		fputs("trapline compare: out of memory\n", stderr);
		rc = RC_INCOMPLETE;
	}
	if (rc == RC_OK) {
		rc = gate_filter("compare", o->filter, &old_set);
	}
	if (rc == RC_OK) {
		rc = gate_filter("compare", o->filter, &new_set);
	}
	if (rc == RC_OK) {
		rc = judge(old_run, new_run, &old_set, &new_set, o);
	}
	figure_set_free(&old_set);
	figure_set_free(&new_set);
	return rc;
}

static int run_compare(int argc, char **argv)
{
	struct options o = { .filter = NULL };
	struct run *old_run = NULL;
	struct run *new_run = NULL;
	int rc = parse_options(argc, argv, &o);

	if (rc == RC_OK) {
		int old_rc = find_run_load("compare", o.old_name, &old_run);
		int new_rc = find_run_load("compare", o.new_name, &new_run); /* both are named
									     when both are bad */

		rc = old_rc != RC_OK ? old_rc : new_rc;
	}
	if (rc == RC_OK) {
		rc = gate_check_modes("compare", old_run, new_run);
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
		"compiler, flags, HAL binding, switch policy and vectors. What did not change is only\n"
		"counted. docs/gating.md says how verdicts are found.\n"
		"\n"
		"OLD and NEW are each a run's folder, its run.json, or a name: latest, ID or runs/ID.\n"
		"A name is looked for here, then in results/ here, then in results/ of the source tree\n"
		"(the one around the working directory, or else around the program; -C names another).\n"
		"\n"
		"Runs measured with --cold or --load are compared with runs of the same kind only.\n"
		"\n"
		"With the exact clock any difference in samples or exits is a change: the median says in\n"
		"which direction, else the mean, else the number of exits. With a board's noisy clock\n"
		"the boots of each side are compared; one boot a side cannot tell.\n"
		"\n"
		"Options:\n"
		"  --filter RE           only cells whose name, as of 'trapline list cells', matches\n"
		GATE_OPTIONS_HELP
		GATE_ACROSS_HELP
		"  --help                show this\n"
		"\n"
		"Examples:\n"
		"  trapline compare 20261121T081500Z-default latest\n"
		"  trapline compare /tmp/try/runs/20261121T081500Z-default latest --all\n"
		"  trapline compare --across toolchain gcc-run clang-run --format md\n"
		"\n"
		"Exit codes: 0 nothing got worse, 1 a cell regressed, 2 wrong command line or a run that\n"
		"cannot be trusted, 3 none regressed, but cells are missing or inconclusive.",
	/* clang-format on */
	.run = run_compare,
};
