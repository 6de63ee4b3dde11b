/* SPDX-License-Identifier: Apache-2.0 */
/* trapline bisect: the commit that changed what a cell costs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/bisect_search.h"
#include "cmd/bisect_step.h"
#include "cmd/bisect_suite.h"
#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/options.h"
#include "cmd/stops.h"

enum {
	OPT_CELL = 256,
	OPT_SUITE,
	OPT_NOT_WORSE,
	OPT_STEP,
	OPT_SOURCE
};

struct bisect_options {
	const char *suite;
	const char *step;   /* what git bisect run calls: the work folder; else NULL */
	const char *source; /* with it: the source tree in there */
};

static int take_option(int opt, struct bisect_options *o, struct bisect *b)
{
	switch (opt) {
	case OPT_CELL:
		b->cell = optarg;
		return RC_OK;
	case OPT_SUITE:
		o->suite = optarg;
		return RC_OK;
	case OPT_NOT_WORSE:
		b->not_worse = true;
		return RC_OK;
	case OPT_STEP:
		o->step = optarg;
		return RC_OK;
	case OPT_SOURCE:
		o->source = optarg;
		return RC_OK;
	default:
		return RC_USAGE;
	}
}

static int parse_options(int argc, char **argv, struct bisect_options *o, struct bisect *b)
{
	static const struct option longopts[] = {
		{ "cell", required_argument, NULL, OPT_CELL },
		{ "suite", required_argument, NULL, OPT_SUITE },
		{ "not-worse", no_argument, NULL, OPT_NOT_WORSE },
		{ "step", required_argument, NULL, OPT_STEP },
		{ "source", required_argument, NULL, OPT_SOURCE },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	while ((opt = options_next("bisect", argc, argv, longopts)) != -1) {
		if (take_option(opt, o, b) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (o->step != NULL && o->source != NULL && argc == optind) {
		return RC_OK;
	}
	if (argc - optind != 2) {
		fprintf(stderr,
			"trapline bisect: %d revision%s given (two would be right: GOOD "
			"BAD)\n",
			argc - optind, argc - optind == 1 ? "" : "s");
		return RC_USAGE;
	}
	b->good_name = argv[optind];
	b->bad_name = argv[optind + 1];
	if (b->cell == NULL) {
		return bisect_say("which cell? (--cell ",
				  "'hvc/return qemu-virt-gicv3/cortex-a57 static'",
				  "; trapline list cells shows all)");
	}
	return RC_OK;
}

static int find_commit(const struct bisect *b, const char *name, char *sha)
{
	char *commit = NULL;
	int status;

	if (asprintf(&commit, "%s^{commit}", name) < 0) {
		bisect_say("out of memory", "", "");
		return RC_INCOMPLETE;
	}
	status = bisect_git(b->root,
			    (const char *const[]){ "rev-parse", "--verify", "--quiet",
						   "--end-of-options", commit, NULL },
			    sha, BISECT_SHA_MAX);
	free(commit);
	if (status == -ENOENT) {
		fprintf(stderr, "trapline bisect: git is not installed\n");
		return RC_INCOMPLETE;
	}
	if (status > 1) {
		bisect_say("", b->root, ": git cannot read a repository there (git log says why)");
		return RC_INCOMPLETE;
	}
	if (status != 0) {
		return bisect_say("'", name, "' is no commit here (a revision as git names it)");
	}
	return RC_OK;
}

static int find_commits(struct bisect *b)
{
	char said[64];
	int rc = find_commit(b, b->good_name, b->good);

	rc = rc == RC_OK ? find_commit(b, b->bad_name, b->bad) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	if (strcmp(b->good, b->bad) == 0) {
		return bisect_say("GOOD and BAD are both ", b->good,
				  ": nothing changed between them");
	}
	if (bisect_git(
		    b->root,
		    (const char *const[]){ "merge-base", "--is-ancestor", b->good, b->bad, NULL },
		    said, sizeof(said)) != 0) {
		return bisect_say(
			"GOOD, '", b->good_name,
			"', is no ancestor of BAD (one would be right: git merge-base GOOD "
			"BAD)");
	}
	return RC_OK;
}

static int load_inputs(const struct bisect_options *o, struct inputs *in, struct bisect *b)
{
	int rc = inputs_load_catalog(in);

	rc = rc == RC_OK ? inputs_load_suite(in, o->suite) : rc;
	if (rc != RC_OK) {
		return rc;
	}
	if (in->suite->clock != CLOCK_EXACT) {
		return bisect_say("", in->suite->path,
				  " has no exact clock, and on another one run settles nothing (a "
				  "suite with 'clock: exact' would be right)");
	}
	b->root = realpath(in->root, NULL);
	if (b->root == NULL) {
		bisect_say("", in->root, ": cannot be found again");
		return RC_INCOMPLETE;
	}
	return bisect_suite_check(in, b->cell);
}

static int work_and_search(const struct inputs *in, struct bisect *b)
{
	int rc;

	stops_catch();
	rc = bisect_work_begin(b->root, b->good, &b->work);
	if (rc == RC_OK) {
		rc = bisect_suite_write(in, b->cell, b->work.dir);
	}
	if (rc == RC_OK) {
		rc = bisect_search(b);
	}
	fflush(stdout);
	bisect_work_end(&b->work, b->root);
	stops_release();
	return rc;
}

static int run_step(const struct bisect_options *o, bool not_worse)
{
	struct bisect_work work;
	int rc;

	stops_catch();
	rc = bisect_work_join(o->step, o->source, &work);
	rc = rc == RC_OK ? (int)bisect_step(&work, not_worse) : (int)BISECT_STOP;
	bisect_work_free(&work);
	return rc;
}

static int run_bisect(int argc, char **argv)
{
	struct bisect_options o = { 0 };
	struct bisect b = { 0 };
	struct inputs in = { 0 };
	int rc = parse_options(argc, argv, &o, &b);

	if (rc == RC_OK && o.step != NULL) {
		return run_step(&o, b.not_worse);
	}
	rc = rc == RC_OK ? load_inputs(&o, &in, &b) : rc;
	rc = rc == RC_OK ? find_commits(&b) : rc;
	rc = rc == RC_OK ? work_and_search(&in, &b) : rc;
	inputs_free(&in);
	free(b.root);
	return rc;
}

const struct cmd cmd_bisect = {
	.name = "bisect",
	.args = "GOOD BAD --cell NAME [OPTION]...",
	.summary = "find the commit that changed what a cell costs",
	/* clang-format off */
	.help =
		"Measures one cell on the exact clock at the revisions GOOD and BAD, and between them\n"
		"wherever git bisect asks, and prints the first commit with another cost. Each revision\n"
		"is built by its own make in a worktree below build/, which is removed at the end: your\n"
		"checkout and a bisect of your own are not touched. The measuring and judging is done by\n"
		"this trapline at every revision, so that one ruler is held to all of them; a revision\n"
		"that does not build, or whose images this trapline cannot read, is skipped.\n"
		"\n"
		"A revision is good when the cell's samples and exits are those of GOOD.\n"
		"\n"
		"Options:\n"
		"  --cell NAME        the cell, as trapline list cells and run's table name it\n"
		"  --suite FILE|NAME  where the cell, its samples and warmup are from; default: default\n"
		"  --not-worse        better is good too: find the first commit that made it worse\n"
		"  --help             show this\n"
		"\n"
		"Examples:\n"
		"  trapline bisect v1.0 HEAD --cell 'hvc/return qemu-virt-gicv3/cortex-a57 static'\n"
		"\n"
		"Exit codes: 0 nothing changed between them, or the commit made it no worse; 1 the commit\n"
		"made it worse; 2 wrong command line, revision or cell; 3 no answer: GOOD or BAD gives no\n"
		"result, too many were skipped, or interrupted.",
	/* clang-format on */
	.run = run_bisect,
};
