/* SPDX-License-Identifier: Apache-2.0 */
/* trapline gate: a run against the committed baselines. */
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/gate_lab.h"
#include "cmd/gate_run.h"
#include "cmd/options.h"
#include "lab/jobs.h"
#include "lab/lab.h"

enum {
	OPT_BASELINES = 256,
	OPT_FILTER,
	OPT_JOBS
};

struct options {
	struct gate_options gate;
	const char *baselines;
	const char *filter;
	const char *run;
	uint32_t at_once; /* of a lab; 0: as many as there are CPUs */
};

static int take_option(int opt, struct options *o)
{
	switch (opt) {
	case OPT_BASELINES:
		o->baselines = optarg;
		return options_check_folder("gate", "--baselines", optarg);
	case OPT_FILTER:
		o->filter = optarg;
		return options_check_pattern("gate", "--filter", optarg);
	case OPT_JOBS:
		return options_take_number("gate", "--jobs", optarg, JOBS_MOST, &o->at_once);
	default:
		return gate_options_take("gate", opt, &o->gate);
	}
}

static int parse_options(int argc, char **argv, struct options *o)
{
	static const struct option longopts[] = {
		{ "baselines", required_argument, NULL, OPT_BASELINES },
		{ "filter", required_argument, NULL, OPT_FILTER },
		{ "jobs", required_argument, NULL, OPT_JOBS },
		GATE_OPTION_ROWS,
		GATE_OPTION_ACROSS_ROW,
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	gate_options_begin(&o->gate);
	o->gate.rules.old_is_baselines = true;
	while ((opt = options_next("gate", argc, argv, longopts)) != -1) {
		if (take_option(opt, o) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (argc - optind > 1) {
		fprintf(stderr,
			"trapline gate: %d runs given (one would be right, or none: latest)\n",
			argc - optind);
		return RC_USAGE;
	}
	o->run = optind < argc ? argv[optind] : "latest";
	return RC_OK;
}

static int gate_one_run(const struct options *o, const char *baselines)
{
	struct run *run = NULL;
	int rc = find_run_load("gate", o->run, &run);

	if (rc == RC_OK) {
		rc = gate_run("gate", run, baselines, o->filter, &o->gate);
	}
	run_free(run);
	return rc;
}

static int run_gate(int argc, char **argv)
{
	struct options o = { .baselines = NULL };
	char *path;
	char *dir;
	int rc = parse_options(argc, argv, &o);

	if (rc != RC_OK) {
		return rc;
	}
	path = find_run_path(o.run);
	dir = gate_run_find_baselines("gate", o.baselines);
	if (path == NULL || dir == NULL) {
		rc = RC_USAGE;
	} else {
		rc = lab_is(path) ? gate_lab(path, dir, o.filter, &o.gate, o.at_once)
				  : gate_one_run(&o, dir);
	}
	free(path);
	free(dir);
	return rc;
}

const struct cmd cmd_gate = {
	.name = "gate",
	.args = "[OPTION]... [RUN]",
	.summary = "hold a run against the committed baselines",
	/* clang-format off */
	.help =
		"Holds every cell of a run against its baseline in results/baselines. What did not change\n"
		"is only counted. docs/gating.md says how verdicts are found.\n"
		"\n"
		"RUN is a run's folder, its run.json, or a name: latest (default), ID or runs/ID; or the folder\n"
		"of a lab, which trapline merge --by-board made: then each board's run, and the sum.\n"
		"\n"
		"A baseline is of one board, CPU, toolchain version, flags, HAL, switch policy, vectors,\n"
		"clock and QEMU version. A cell for which there is none is missing, and so is a benchmark\n"
		"of a baseline that the run does not have; --filter takes both from the question.\n"
		"\n"
		"Options:\n"
		"  --baselines DIR       default: results/baselines in the source tree\n"
		"  --filter RE           only cells whose name, as of 'trapline list cells', matches\n"
		GATE_OPTIONS_HELP
		GATE_ACROSS_HELP
		"  --jobs N              processes at once, of a lab; default: as many as there are CPUs\n"
		"  --help                show this\n"
		"\n"
		"Examples:\n"
		"  trapline run && trapline gate\n"
		"  trapline gate --format junit --output build/gate.xml\n"
		"  trapline gate --filter '^hvc/' 20261121T081500Z-default\n"
		"\n"
		"Exit codes: 0 nothing got worse, 1 a cell regressed, 2 wrong command line, or a run or\n"
		"baseline that cannot be trusted, 3 none regressed, but cells are missing or inconclusive.",
	/* clang-format on */
	.run = run_gate,
};
