/* SPDX-License-Identifier: Apache-2.0 */
/* trapline compare: which cells of two runs differ, and in which direction. */
#include "report/compare.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/term.h"
#include "report/compare_env.h"
#include "store/store.h"

enum {
	OPT_COLOUR = 256
};

struct compare_options {
	const char *colour;
	const char *old_path;
	const char *new_path;
};

static int parse_options(int argc, char **argv, struct compare_options *o)
{
	static const struct option longopts[] = { { "color", required_argument, NULL, OPT_COLOUR },
						  { "help", no_argument, NULL, 'h' },
						  { 0 } };
	int opt;

	while ((opt = options_next("compare", argc, argv, longopts)) != -1) {
		if (opt != OPT_COLOUR) {
			return RC_USAGE;
		}
		if (!term_colour_is_word(optarg)) {
			fprintf(stderr,
				"trapline compare: --color: '%s' is not auto, always or never\n",
				optarg);
			return RC_USAGE;
		}
		o->colour = optarg;
	}
	if (argc - optind != 2) {
		fprintf(stderr, "trapline compare: %d runs given (two would be right: OLD NEW)\n",
			argc - optind);
		return RC_USAGE;
	}
	o->old_path = argv[optind];
	o->new_path = argv[optind + 1];
	return RC_OK;
}

static int load(const char *path, struct run **out)
{
	struct store_err err;

	if (store_load(path, out, &err) != 0) {
		fprintf(stderr, "trapline compare: %s\n", err.text);
		return RC_USAGE;
	}
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

static int compare(const struct run *old_run, const struct run *new_run, const char *colour)
{
	struct comparison cmp;
	int rc;

	if (compare_runs(old_run, new_run, &cmp) != 0) {
		fprintf(stderr, "trapline compare: out of memory\n");
		return RC_INCOMPLETE;
	}
	printf("old: %s (%s)\nnew: %s (%s)\n\n", old_run->id, old_run->started, new_run->id,
	       new_run->started);
	compare_print_environment(old_run, new_run, stdout);
	compare_print(&cmp, stdout, term_colour(stdout, colour));
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
		int old_rc = load(o.old_path, &old_run);
		int new_rc = load(o.new_path, &new_run); /* both are named when both are bad */

		rc = old_rc != RC_OK ? old_rc : new_rc;
	}
	if (rc == RC_OK) {
		rc = compare(old_run, new_run, o.colour);
	}
	run_free(old_run);
	run_free(new_run);
	return rc;
}

const struct cmd cmd_compare = {
	.name = "compare",
	.args = "[OPTION]... OLD NEW",
	.summary = "say which benchmarks changed between two runs, and how",
	.help = "Compares two runs cell by cell. OLD and NEW are a run's folder, its run.json, or "
		"a "
		"name\n"
		"under results/, such as latest.\n"
		"\n"
		"With the exact clock any difference in samples or exits is a change: the median "
		"says in\n"
		"which direction, else the mean, else the number of exits. With a board's noisy "
		"clock one\n"
		"boot on each side cannot tell, so cells are inconclusive unless their samples "
		"are\n"
		"identical.\n"
		"\n"
		"Options:\n"
		"  --color=WHEN  auto (default), always or never\n"
		"  --help        show this\n"
		"\n"
		"Examples:\n"
		"  trapline compare results/runs/20261121T081500Z-default latest\n"
		"\n"
		"Exit codes: 0 nothing got worse, 1 a cell regressed, 2 wrong command line or a "
		"run "
		"that\n"
		"cannot be trusted, 3 none regressed, but cells are missing or inconclusive.",
	.run = run_compare,
};
