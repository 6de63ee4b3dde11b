/* SPDX-License-Identifier: Apache-2.0 */
/* The part exact of trapline selftest: what it measures, and where. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/say.h"
#include "cmd/selftest_parts.h"
#include "cmd/stops.h"
#include "selftest/exact.h"
#include "store/file.h"

/* What is measured when the command line does not say: one binding is enough, all share the vectors. */
#define DEFAULT_SUITE  "quick"
#define DEFAULT_FILTER " static$"

static int say_error(int err, const char *dir)
{
	say_wrong("selftest", "exact: %s: %s", dir, strerror(-err));
	return RC_INCOMPLETE;
}

static int judge(struct selftest *t, const struct exact_runs *runs)
{
	struct exact_result result;
	int err = exact_judge(runs, &result);

	if (err != 0) {
		return say_error(err, t->scratch);
	}
	puts("exact: images with instructions more in their vectors, one boot each\n");
	t->n_missed += exact_print(&result, stdout);
	t->n_unjudged += exact_count_missing(&result);
	exact_free(&result);
	return RC_OK;
}

static int measure(struct selftest *t, const struct exact_setup *setup)
{
	struct diag d = { 0 };
	struct exact_runs runs;
	int rc;
	int err;

	stops_catch();
	err = exact_measure(setup, &runs, &d);
	stops_release();
	progress_end(&t->progress);
	diag_print(&d, stderr);
	diag_free(&d);
	if (err != 0) {
		return err == -EINVAL ? RC_USAGE : say_error(err, setup->dir);
	}
	if (stops_asked != 0) {
		fprintf(stderr, "trapline selftest: interrupted\n");
		rc = RC_INCOMPLETE;
	} else {
		rc = judge(t, &runs);
	}
	exact_runs_free(&runs);
	return rc;
}

static int measure_in(struct selftest *t, struct exact_setup *setup)
{
	char *dir = file_join(t->scratch, "exact");
	int rc;

	if (dir == NULL) {
		return say_error(-ENOMEM, t->scratch);
	}
	if ((mkdir(t->scratch, 0777) != 0 && errno != EEXIST) || mkdir(dir, 0777) != 0) {
		rc = say_error(-errno, dir);
	} else {
		setup->dir = dir;
		rc = measure(t, setup);
	}
	free(dir);
	return rc;
}

int selftest_exact(struct selftest *t)
{
	const struct selftest_options *o = &t->opt;
	struct inputs in = { 0 };
	const char *pattern = o->suite == NULL && o->filter == NULL ? DEFAULT_FILTER : o->filter;
	regex_t filter;
	int rc = inputs_load_catalog(&in);

	if (rc == RC_OK) {
		rc = inputs_load_suite(&in, o->suite != NULL ? o->suite : DEFAULT_SUITE);
	}
	if (rc == RC_OK && pattern != NULL &&
	    regcomp(&filter, pattern, REG_EXTENDED | REG_NOSUB) != 0) {
		rc = say_error(-ENOMEM, pattern); /* it is an expression: that was checked */
	} else if (rc == RC_OK) {
		struct exact_setup setup = { .root = in.root,
					     .suite = in.suite,
					     .boards = in.boards,
					     .n_boards = in.n_boards,
					     .filter = pattern != NULL ? &filter : NULL,
					     .with_make = o->with_make,
					     .stop = &stops_asked,
					     .watch = progress_watch,
					     .watch_arg = &t->progress };

		rc = measure_in(t, &setup);
		if (pattern != NULL) {
			regfree(&filter);
		}
	}
	inputs_free(&in);
	return rc;
}
