/* SPDX-License-Identifier: Apache-2.0 */
/* trapline run: measure a suite and store what came out. */
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/progress.h"
#include "cmd/run_dry.h"
#include "cmd/run_gate.h"
#include "cmd/run_job.h"
#include "cmd/run_options.h"
#include "cmd/run_part.h"
#include "cmd/run_resume.h"
#include "cmd/run_say.h"
#include "cmd/say.h"
#include "cmd/stops.h"
#include "cmd/term.h"
#include "report/report.h"
#include "session/identity.h"
#include "session/session.h"

/* Cells that show what a filter that matches none could have matched. */
#define NO_MATCH_SHOWN 8u

struct job {
	struct run_options opt;
	struct inputs in;
	regex_t filter;
	bool has_filter;
	struct run_job made;
	struct run_gate gate;
	struct run_resume resume;
	struct part_plan plan; /* of trapline shard */
	struct progress progress;
};

static int say_no_memory(void)
{
	fprintf(stderr, "trapline run: out of memory\n");
	return RC_INCOMPLETE;
}

static int compile_filter(struct job *job)
{
	if (job->opt.filter == NULL) {
		return RC_OK;
	}
	if (regcomp(&job->filter, job->opt.filter, REG_EXTENDED | REG_NOSUB) != 0) {
		return say_no_memory(); /* it is an expression: that was checked */
	}
	job->has_filter = true;
	return RC_OK;
}

/* Nothing matches: what could have. */
static int say_no_match(const struct job *job)
{
	struct run *all = run_new();

	say_wrong("run", "--filter: '%s' matches no cell of %s; have:", job->opt.filter,
		  job->in.suite->path);
	if (all == NULL || plan_cells(job->in.suite, NULL, all) != 0) {
		run_free(all);
		return say_no_memory();
	}
	for (size_t i = 0; i < all->n_cells && i < NO_MATCH_SHOWN; i++) {
		const struct cell_key *key = &all->cells[i].key;

		fprintf(stderr, "  %s %s/%s %s\n", key->benchmark, key->board, key->cpu,
			cell_variant(key).text);
	}
	if (all->n_cells > NO_MATCH_SHOWN) {
		fprintf(stderr, "and %zu more: trapline list cells", all->n_cells - NO_MATCH_SHOWN);
		if (job->opt.suite != NULL) {
			fputs(" --suite ", stderr);
			identity_quote(stderr, job->opt.suite);
		}
		fputc('\n', stderr);
	}
	run_free(all);
	return RC_USAGE;
}

/* The exact clock advances with what any CPU executes. */
static int check_load(const struct job *job)
{
	const struct suite_cfg *suite = job->in.suite;

	if (suite->clock != CLOCK_EXACT || !(suite->load || job->opt.load)) {
		return RC_OK;
	}
	return say_wrong(
		"run",
		"%s: %s has 'clock: exact', which is one clock for all CPUs: what the busy CPU "
		"executes would be in every figure (load is measured by a suite with 'clock: "
		"cntvct', as --suite load)",
		job->opt.load ? "--load" : "load: true", suite->path);
}

/* Before a build and a boot, what would make them useless. */
static int open_gate(struct job *job)
{
	if (!job->opt.with_gate) {
		return RC_OK;
	}
	if (job->in.suite->cold || job->opt.cold || job->in.suite->load || job->opt.load) {
		fprintf(stderr,
			"trapline run: --gate: baselines are of runs that are warm and without "
			"load (leave out --cold and --load, or choose another suite)\n");
		return RC_USAGE;
	}
	return run_gate_begin(job->opt.baselines, job->opt.filter, &job->gate);
}

static int make_plan(struct job *job)
{
	struct run_job *made = &job->made;
	unsigned boots = job->opt.boots != 0 ? job->opt.boots : job->in.suite->boots;
	int rc;

	made->name = "run";
	made->root = job->in.root;
	made->suite = job->in.suite;
	made->boards = job->in.boards;
	made->n_boards = job->in.n_boards;
	made->progress = &job->progress;
	rc = run_job_list_cells(made, job->has_filter ? &job->filter : NULL);
	if (rc != RC_OK) {
		return rc;
	}
	if (made->run->n_cells == 0) {
		return say_no_match(job);
	}
	made->run->cold = job->in.suite->cold || job->opt.cold;
	made->run->load = job->in.suite->load || job->opt.load;
	rc = run_part_take(&job->opt, job->in.suite, made->run, &job->plan);
	if (rc != RC_OK) {
		return rc;
	}
	if (job->opt.with_gate) {
		made->then = run_gate_judge;
		made->then_arg = &job->gate;
		made->verdicts = &job->gate.result;
		made->old_name = job->gate.dir;
	}
	return run_job_plan(made, boots, job->opt.layouts);
}

static int open_store(struct job *job)
{
	char *command;
	int rc;

	job->resume.opt = job->opt;
	job->made.begin = run_resume_write;
	job->made.ready = run_resume_check;
	job->made.ready_arg = &job->resume;
	if (job->opt.resume != NULL) {
		rc = run_resume_open(&job->resume, &job->made);
		return rc == RC_OK ? run_part_write(&job->plan, store_dir(job->made.store)) : rc;
	}
	command = run_options_command(&job->opt);
	rc = command != NULL ? run_job_name(&job->made, "", command) : say_no_memory();

	free(command);
	if (rc == RC_OK) {
		rc = run_job_open(&job->made, job->opt.out_dir, job->in.root);
	}
	return rc == RC_OK ? run_part_write(&job->plan, store_dir(job->made.store)) : rc;
}

static int show(const struct job *job)
{
	const struct report_look look = term_look(stdout, job->opt.colour);

	report_table(job->made.run, job->made.final_dir, stdout, &look);
	printf("\nreport: %s/report.html\nsamples: %s/samples.csv\n", job->made.final_dir,
	       job->made.final_dir);
	fflush(stdout);
	run_say_checks("run", job->made.run);
	run_say_advice("run", job->made.run);
	run_say_pmu("run", job->made.run);
	if (run_n_failed(job->made.run) > 0) {
		if (stops_asked != 0) {
			run_job_say_stopped(&job->made);
		}
		run_say_missing("run", job->made.run, job->made.final_dir);
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

/* A regression is told by the exit status even where other cells have no result. */
static int show_all(const struct job *job)
{
	int rc = show(job);
	int verdict = RC_OK;

	if (job->opt.with_gate) {
		verdict = run_gate_show(&job->gate, job->made.run, job->opt.colour);
	}
	return verdict == RC_REGRESSION || rc == RC_OK ? verdict : rc;
}

/* What is measured, from the command line or from the run that is gone on with. */
static int choose(struct job *job, int argc, char **argv)
{
	const struct lab_part part = job->opt.part;
	int rc = run_options_parse(argc, argv, &job->opt);

	if (rc == RC_OK && job->opt.resume == NULL) {
		job->opt.part = part;
	} else if (rc == RC_OK && part.of != 0) {
		rc = say_wrong("shard",
			       "--resume: is for trapline run, which knows what part it was");
	} else if (rc == RC_OK) {
		rc = run_resume_begin(&job->resume, &job->opt);
	}
	return rc == RC_OK && !job->resume.is_done ? compile_filter(job) : rc;
}

static int prepare(struct job *job)
{
	int rc = inputs_load_catalog(&job->in);

	if (rc == RC_OK) {
		rc = inputs_load_suite(&job->in, job->opt.suite);
	}
	if (rc == RC_OK) {
		rc = check_load(job);
	}
	if (rc == RC_OK) {
		rc = open_gate(job);
	}
	return rc == RC_OK ? make_plan(job) : rc;
}

static int measure(struct job *job)
{
	int rc;

	progress_init(&job->progress, stderr, job->made.final_dir);
	rc = run_job_measure(&job->made, job->opt.samples, job->opt.with_make);
	if (rc == RC_OK) {
		rc = run_resume_note(&job->resume, &job->made);
	}
	if (rc == RC_OK) {
		rc = run_job_store(&job->made);
	}
	if (rc != RC_OK) {
		run_job_say_left(&job->made);
	}
	return rc;
}

static int show_plan(const struct job *job)
{
	const char *given = job->opt.out_dir;
	char *results = given != NULL ? strdup(given) : inputs_path(job->in.root, "results");
	uint32_t samples = job->opt.samples != 0 ? job->opt.samples : job->in.suite->samples;
	int rc = results != NULL ? run_dry_show(&job->made, samples, results) : say_no_memory();

	free(results);
	return rc;
}

static int run_job(struct job *job, int argc, char **argv)
{
	int rc = choose(job, argc, argv);

	if (rc != RC_OK || job->resume.is_done) {
		return rc;
	}
	rc = prepare(job);
	if (rc == RC_OK && job->opt.is_dry) {
		return show_plan(job);
	}
	if (rc == RC_OK) {
		rc = open_store(job);
	}
	if (rc == RC_OK) {
		rc = measure(job);
	}
	return rc == RC_OK ? show_all(job) : rc;
}

int run_part(int argc, char **argv, const struct lab_part *part)
{
	struct job job = { .opt.part = *part };
	int rc = run_job(&job, argc, argv);

	if (job.has_filter) {
		regfree(&job.filter);
	}
	run_gate_free(&job.gate);
	run_resume_free(&job.resume);
	part_plan_free(&job.plan);
	run_job_free(&job.made);
	inputs_free(&job.in);
	return rc;
}

static int run_run(int argc, char **argv)
{
	return run_part(argc, argv, &(const struct lab_part){ 0 });
}

const struct cmd cmd_run = {
	.name = "run",
	.args = "[--suite FILE|NAME] [--filter RE] [--out DIR] [OPTION]...",
	.summary = "measure a suite, store and show the result",
	.help = "Builds the images that the suite needs, boots each once per board and CPU, and "
		"stores every\n"
		"sample with a report in DIR/runs/<id>; DIR/latest points at the newest run. A "
		"cell is one\n"
		"benchmark on one board and CPU with one image; its name ends with what the image "
		"is built\n"
		"with: HAL binding, and switch policy, vectors, flags and compiler where they are "
		"not "
		"the\n"
		"usual ones:\n"
		"  hvc/return qemu-virt-gicv3/cortex-a57 static\n"
		"  hvc/return qemu-virt-gicv3/cortex-a57 static eager clang\n"
		"A cell that cannot be measured is missing and says why; the others are measured "
		"all the\n"
		"same. What a board or image does not have is no failure: its cells are not "
		"applicable.\n"
		"\n"
		"Options:\n"
		"  --suite FILE|NAME  what to measure: a YAML file, or a name from trapline list "
		"suites;\n"
		"                     default: default\n"
		"  --filter RE        only cells whose name matches this POSIX extended "
		"expression\n"
		"  --samples N        samples a benchmark, instead of the suite's number\n"
		"  --boots N          boots of each cell, in rounds, instead of the suite's "
		"number\n"
		"  --relink N         images of N random link orders and paddings, by turns from "
		"boot "
		"to\n"
		"                     boot, N boots at least: what alignment alone changes is then "
		"known\n"
		"  --gate             then hold the run against the committed baselines; on a "
		"clock with\n"
		"                     noise, what seems to differ is measured once more first\n"
		"  --baselines DIR    for --gate; default: results/baselines in the source tree\n"
		"  --cold             displace caches, TLBs and branch predictors before each "
		"sample\n"
		"  --load             let another CPU hammer memory meanwhile; not with clock: "
		"exact\n"
		"  --out DIR          where results go; default: results in the source tree\n"
		"  --dry-run          only say what would be built and booted, and how long the "
		"boots "
		"should\n"
		"                     take, from what stored runs took\n"
		"  --resume RUN       go on with a run that was interrupted, by its id or folder: "
		"boots "
		"that were\n"
		"                     finished are read again from their logs, the rest is booted; "
		"only\n"
		"                     --out, --no-build and --color may stand beside it "
		"(docs/resume.md)\n"
		"  --no-build         boot the images as they are, without make\n"
		"  --color=WHEN       auto, always or never\n"
		"  --help             show this\n"
		"\n"
		"Examples:\n"
		"  trapline run\n"
		"  trapline run --filter 'cortex-a57 static$' --out /tmp/try\n"
		"  trapline run && trapline compare results/runs/OLD latest\n"
		"  trapline run --resume 20261121T081500Z-full\n"
		"\n"
		"Exit codes: 0 every cell that applies has a result; 1 with --gate, a cell "
		"regressed;\n2 wrong command line, suite "
		"or "
		"board file;\n"
		"3 a cell is missing, or a self-check failed that it depends on, the run was "
		"interrupted, or\n"
		"the result could not be stored.",
	.run = run_run,
};
