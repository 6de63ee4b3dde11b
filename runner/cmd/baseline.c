/* SPDX-License-Identifier: Apache-2.0 */
/* trapline baseline: make a run what later ones are held against, and look at those that are. */
#include "gate/baseline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/baseline_show.h"
#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_run.h"
#include "cmd/options.h"
#include "cmd/say.h"
#include "config/hint.h"
#include "report/wrap.h"

enum {
	OPT_BASELINES = 256,
	OPT_REASON
};

struct options {
	const char *baselines;
	const char *reason;
	const char *verb;
	const char *operand; /* NULL: none */
};

static int take_option(int opt, struct options *o)
{
	switch (opt) {
	case OPT_BASELINES:
		o->baselines = optarg;
		return options_check_folder("baseline", "--baselines", optarg);
	case OPT_REASON:
		o->reason = optarg;
		return RC_OK;
	default:
		return RC_USAGE;
	}
}

static int parse_options(int argc, char **argv, struct options *o)
{
	static const struct option longopts[] = {
		{ "baselines", required_argument, NULL, OPT_BASELINES },
		{ "reason", required_argument, NULL, OPT_REASON },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	while ((opt = options_next("baseline", argc, argv, longopts)) != -1) {
		if (take_option(opt, o) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (optind == argc) {
		fputs("trapline baseline: what with them? (have: accept, list, show)\n", stderr);
		return RC_USAGE;
	}
	o->verb = argv[optind++];
	o->operand = optind < argc ? argv[optind++] : NULL;
	if (optind < argc) {
		fprintf(stderr, "trapline baseline %.20s: ", o->verb);
		fputs("one argument at most would be right, '", stderr);
		wrap_put_harmless(argv[optind], strlen(argv[optind]), stderr);
		fputs("' is one too many\n", stderr);
		return RC_USAGE;
	}
	return RC_OK;
}

static void print_accepted(const struct baseline_accepted *accepted, const char *dir)
{
	for (size_t i = 0; i < accepted->n_files; i++) {
		const struct baseline_written *file = &accepted->files[i];

		wrap_put_harmless(dir, strlen(dir), stdout);
		printf("/%s\n", file->name);
		for (size_t j = 0; j < file->n_cells; j++) {
			fputs("  ", stdout);
			wrap_put_harmless(file->cells[j], strlen(file->cells[j]), stdout);
			fputc('\n', stdout);
		}
	}
	printf("%s%zu new, %zu changed, %zu as before: %zu file%s written\n",
	       accepted->n_files > 0 ? "\n" : "", accepted->n_new, accepted->n_changed,
	       accepted->n_kept, accepted->n_files, accepted->n_files == 1 ? "" : "s");
}

static int accept_run(const struct run *run, const char *dir, const char *reason)
{
	struct baseline_accepted accepted;
	struct store_err err = { "" };

	if (baseline_accept(dir, run, reason, &accepted, &err) != 0) {
		find_run_say("baseline accept", err.text);
		return RC_USAGE;
	}
	print_accepted(&accepted, dir);
	baseline_accepted_free(&accepted);
	if (run_is_dirty(run)) {
		fflush(stdout);
		say("baseline accept",
		    "warning: the source tree of this run had changes that are not committed: "
		    "nobody can build again what was measured");
	}
	return RC_OK;
}

static int accept(const struct options *o, const char *dir)
{
	struct run *run = NULL;
	int rc;

	if (o->reason == NULL) {
		return say_wrong("baseline accept",
				 "--reason is missing (one line: what changed the figures, and why "
				 "that is as it should be)");
	}
	rc = find_run_load("baseline accept", o->operand != NULL ? o->operand : "latest", &run);
	if (rc == RC_OK) {
		rc = accept_run(run, dir, o->reason);
	}
	run_free(run);
	return rc;
}

static int list(const struct options *o, const char *dir)
{
	if (o->operand != NULL) {
		fputs("trapline baseline list: takes no argument (show takes a pattern)\n", stderr);
		return RC_USAGE;
	}
	return baseline_show_list(dir);
}

static int show(const struct options *o, const char *dir)
{
	if (o->operand != NULL &&
	    options_check_pattern("baseline show", "PATTERN", o->operand) != RC_OK) {
		return RC_USAGE;
	}
	return baseline_show_cells(dir, o->operand);
}

static const struct verb {
	const char *name;
	int (*run)(const struct options *o, const char *dir);
	bool takes_reason;
} verbs[] = { { "accept", accept, true }, { "list", list, false }, { "show", show, false } };

#define N_VERBS (sizeof(verbs) / sizeof(verbs[0]))

/* NULL after printing which there are. */
static const struct verb *find_verb(const char *name)
{
	struct hint hint;

	hint_begin(&hint, name);
	for (size_t i = 0; i < N_VERBS; i++) {
		if (strcmp(verbs[i].name, name) == 0) {
			return &verbs[i];
		}
		hint_offer(&hint, verbs[i].name);
	}
	fputs("trapline baseline: no '", stderr);
	wrap_put_harmless(name, strlen(name), stderr);
	fprintf(stderr, "' (%s)\n", hint_finish(&hint, "have"));
	return NULL;
}

static int run_baseline(int argc, char **argv)
{
	struct options o = { .baselines = NULL };
	const struct verb *verb = NULL;
	char *dir;
	int rc = parse_options(argc, argv, &o);

	if (rc == RC_OK) {
		verb = find_verb(o.verb);
	}
	if (verb == NULL) {
		return RC_USAGE;
	}
	if (o.reason != NULL && !verb->takes_reason) {
		fprintf(stderr, "trapline baseline %s: --reason is for accept\n", verb->name);
		return RC_USAGE;
	}
	dir = gate_run_find_baselines("baseline", o.baselines);
	rc = dir != NULL ? verb->run(&o, dir) : RC_USAGE;
	free(dir);
	return rc;
}

const struct cmd cmd_baseline = {
	.name = "baseline",
	.args = "accept [RUN] --reason TEXT | list | show [PATTERN]",
	.summary = "what runs are held against: accept, list, show",
	/* clang-format off */
	.help =
		"accept makes the cells of RUN the baseline, and keeps the reason with what changed. RUN\n"
		"is a run's folder, its run.json, or a name: latest (default), ID or runs/ID. All its\n"
		"cells must have a result. Commit the files that it writes.\n"
		"\n"
		"list names the baselines; show prints the figures of the cells whose name, as of\n"
		"'trapline list cells', matches PATTERN, a POSIX extended expression, and how they\n"
		"became so. docs/formats/baseline.md describes the files.\n"
		"\n"
		"Options:\n"
		"  --reason TEXT    accept: one line: what changed, and why that is as it should be\n"
		"  --baselines DIR  default: results/baselines in the source tree\n"
		"  --help           show this\n"
		"\n"
		"Examples:\n"
		"  trapline baseline accept --reason 'the frame holds FPCR too'\n"
		"  trapline baseline show '^hvc/return.*static'\n"
		"\n"
		"Exit codes: 0 done, 2 wrong command line, a run or baseline that cannot be trusted or\n"
		"written, 3 there is none to list or show.",
	/* clang-format on */
	.run = run_baseline,
};
