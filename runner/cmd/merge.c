/* SPDX-License-Identifier: Apache-2.0 */
/* trapline merge: the runs of all shards as one. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/keep_run.h"
#include "cmd/inputs.h"
#include "cmd/merge_input.h"
#include "cmd/merge_lab.h"
#include "cmd/merge_say.h"
#include "cmd/options.h"
#include "cmd/root.h"
#include "cmd/run_say.h"
#include "cmd/say.h"
#include "lab/jobs.h"
#include "lab/merge.h"
#include "store/store.h"

#define NAME "merge"

enum {
	OPT_OUT = 256,
	OPT_PARTIAL,
	OPT_BY_BOARD,
	OPT_JOBS,
};

struct options {
	const char *out; /* NULL: results in the source tree */
	bool is_partial;
	bool by_board;
	uint32_t at_once; /* 0: as many as there are CPUs */
};

struct job {
	struct options opt;
	struct merge_input input;
	struct merge merge;
	struct run *run;
	struct store *store;
	char *final_dir;
	bool is_damaged; /* a run that was named could not be read */
};

static int say_no_memory(void)
{
	fprintf(stderr, "trapline " NAME ": out of memory\n");
	return RC_INCOMPLETE;
}

static int say_error(const struct store_err *err)
{
	find_run_say(NAME, err->text);
	return RC_INCOMPLETE;
}

static int take_option(int opt, struct options *o)
{
	switch (opt) {
	case OPT_OUT:
		o->out = optarg;
		return options_check_folder(NAME, "--out", optarg);
	case OPT_PARTIAL:
		o->is_partial = true;
		return RC_OK;
	case OPT_BY_BOARD:
		o->by_board = true;
		return RC_OK;
	case OPT_JOBS:
		return options_take_number(NAME, "--jobs", optarg, JOBS_MOST, &o->at_once);
	default:
		return RC_USAGE;
	}
}

static int parse_options(int argc, char **argv, struct job *job)
{
	static const struct option longopts[] = {
		{ "out", required_argument, NULL, OPT_OUT },
		{ "partial", no_argument, NULL, OPT_PARTIAL },
		{ "by-board", no_argument, NULL, OPT_BY_BOARD },
		{ "jobs", required_argument, NULL, OPT_JOBS },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int opt;

	while ((opt = options_next(NAME, argc, argv, longopts)) != -1) {
		if (take_option(opt, &job->opt) != RC_OK) {
			return RC_USAGE;
		}
	}
	if (optind == argc) {
		return say_wrong(NAME,
				 "which runs? (those of all shards, or the results folders that "
				 "hold them)");
	}
	return merge_input_find(argv + optind, argc - optind, &job->input);
}

/* A run that cannot be read is told, and is then a shard that is not there. */
static int load_parts(struct job *job)
{
	for (size_t i = 0; i < job->input.n; i++) {
		struct store_err err = { "" };
		struct run *run = NULL;
		int error = store_load(job->input.dirs[i], &run, &err);

		if (error == -ENOMEM) {
			return say_no_memory();
		}
		if (error != 0) {
			find_run_say(NAME, err.text);
			job->is_damaged = true;
		} else if (merge_add(&job->merge, job->input.dirs[i], run) != 0) {
			run_free(run);
			return say_no_memory();
		}
	}
	if (job->merge.n == 0 || (job->is_damaged && !job->opt.is_partial)) {
		fprintf(stderr,
			"trapline " NAME ": nothing was merged, and no shard was changed\n");
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

static int check(struct merge *merge, void *arg, FILE *faults)
{
	const struct job *job = arg;

	return merge_check(merge, job->opt.is_partial, faults);
}

static int head(struct merge *merge, void *arg, FILE *faults)
{
	const struct job *job = arg;

	return merge_head(merge, job->run, faults);
}

static int rename_run(struct run *run, const char *id)
{
	char *copy = strdup(id);

	if (copy == NULL) {
		return say_no_memory();
	}
	free(run->id);
	run->id = copy;
	return RC_OK;
}

static int open_store(struct job *job)
{
	struct store_err err = { "" };
	char *root = job->opt.out == NULL ? root_find() : NULL;
	char *dir;
	int rc;

	if (job->opt.out == NULL && root == NULL) {
		return RC_USAGE;
	}
	dir = job->opt.out != NULL ? strdup(job->opt.out) : inputs_path(root, "results");
	free(root);
	if (dir == NULL) {
		return say_no_memory();
	}
	if (store_begin(dir, job->run->id, &job->store, &err) != 0) {
		job->store = NULL;
		rc = say_error(&err);
	} else {
		rc = rename_run(job->run, store_id(job->store));
	}
	free(dir);
	return rc;
}

static int join(struct job *job)
{
	const struct merge_owner all = { 0 };
	struct store_err err = { "" };

	for (size_t i = 0; i < job->merge.n; i++) {
		struct merge_part *part = &job->merge.parts[i];

		if (merge_logs(part->dir, store_dir(job->store), part->part.index, &all, part->run,
			       &err) != 0) {
			return say_error(&err);
		}
		if (merge_move(part->run, job->run) != 0) {
			return say_no_memory();
		}
	}
	if (merge_lost(&job->merge, NULL, job->run, &err) != 0) {
		return say_error(&err);
	}
	run_sort_cells(job->run);
	return RC_OK;
}

static int show(const struct job *job)
{
	const struct run *run = job->run;

	printf("%zu of %u shards, %zu cells: %zu measured, %zu not applicable, %zu without a "
	       "result\n"
	       "report: %s/report.html\nsamples: %s/samples.csv\n",
	       job->merge.n, job->merge.of, run->n_cells, run_count(run, CELL_OK),
	       run_count(run, CELL_NA), run_n_failed(run), job->final_dir, job->final_dir);
	fflush(stdout);
	run_say_checks(NAME, run);
	if (run_n_failed(run) > 0) {
		run_say_missing(NAME, run, job->final_dir);
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

static int run_job(struct job *job, int argc, char **argv)
{
	int rc = parse_options(argc, argv, job);

	if (rc == RC_OK && job->opt.by_board) {
		return merge_lab(&job->input, job->opt.out, job->opt.is_partial, job->opt.at_once);
	}
	if (rc == RC_OK) {
		rc = load_parts(job);
	}
	if (rc == RC_OK) {
		rc = merge_say(&job->merge, check, job);
	}
	if (rc == RC_OK) {
		job->run = run_new();
		rc = job->run != NULL ? merge_say(&job->merge, head, job) : say_no_memory();
	}
	if (rc == RC_OK) {
		rc = open_store(job);
	}
	if (rc == RC_OK) {
		rc = join(job);
	}
	if (rc == RC_OK) {
		rc = keep_run(NAME, job->store, job->run, &job->final_dir);
	}
	return rc == RC_OK ? show(job) : rc;
}

static int run_merge(int argc, char **argv)
{
	struct job job = { 0 };
	int rc = run_job(&job, argc, argv);

	store_close(job.store);
	run_free(job.run);
	merge_free(&job.merge);
	merge_input_free(&job.input);
	free(job.final_dir);
	return rc;
}

const struct cmd cmd_merge = {
	.name = NAME,
	.args = "[OPTION]... DIR...",
	.summary = "join the runs of all shards into one run",
	/* clang-format off */
	.help =
		"Joins the runs that trapline shard made of one plan: the result is a run like any other, with\n"
		"every cell, check and log of its parts. The parts are read and checked as by every command,\n"
		"and are not changed. docs/sharding.md has it all.\n"
		"\n"
		"DIR is a shard's run (its folder, or a name under results/), or a results folder: then all\n"
		"runs in it.\n"
		"\n"
		"Refused, each with its name: a shard that is missing, there twice, damaged, of another plan\n"
		"(suite, options, N), of another source revision, compiler, QEMU or build; two machines under\n"
		"one board's name; a run that is no shard.\n"
		"\n"
		"Options:\n"
		"  --out DIR   where the result goes; default: results in the source tree\n"
		"  --partial   take what is there: the cells of shards that are missing or damaged are missing\n"
		"  --by-board  for labs: DIR/labs/ID with a run for each board; no more than a board or a shard\n"
		"              is held by a process. gate and report take such a folder\n"
		"  --jobs N    processes at once, with --by-board; default: as many as there are CPUs\n"
		"  --help      show this\n"
		"\n"
		"Examples:\n"
		"  trapline merge part1 part2 part3\n"
		"  trapline merge --out /srv/whole /srv/part*/latest\n"
		"\n"
		"Exit codes: 0 every cell that applies has a result; 2 wrong command line, or no such run;\n"
		"3 the shards are not all of one plan, nothing is written; or with --partial, or when a shard\n"
		"had none, a cell has no result.",
	/* clang-format on */
	.run = run_merge,
};
