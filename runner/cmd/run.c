/* SPDX-License-Identifier: Apache-2.0 */
/* trapline run: measure a suite and store what came out. */
#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/progress.h"
#include "cmd/run_options.h"
#include "cmd/run_say.h"
#include "cmd/term.h"
#include "report/report.h"
#include "session/env.h"
#include "session/identity.h"
#include "session/session.h"
#include "store/store.h"
#include "target/child.h"

/* Cells that show what a filter that matches none could have matched. */
#define NO_MATCH_SHOWN 8u

struct job {
	struct run_options opt;
	struct inputs in;
	char *out_dir;
	char *final_dir; /* where the run will be */
	regex_t filter;
	bool has_filter;
	struct run *run;
	struct plan *plan;
	struct store *store;
	struct progress progress;
	sigset_t old_mask;
	int64_t start_ms;
};

static volatile sig_atomic_t stop_asked;

static void on_stop(int sig)
{
	stop_asked = sig;
}

/* Blocked but in child_poll(), so that none comes between looking at the flag and waiting. Who
 * started us with one ignored (nohup, a shell's background) wants it so. */
static void catch_stops(struct job *job)
{
	const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = on_stop };
	sigset_t mask;

	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction before;

		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN) {
			continue;
		}
		sigaction(signals[i], &act, NULL);
		sigaddset(&mask, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &mask, &job->old_mask);
}

static int say_no_memory(void)
{
	fprintf(stderr, "trapline run: out of memory\n");
	return RC_INCOMPLETE;
}

static int compile_filter(struct job *job)
{
	char text[256];
	int err;

	if (job->opt.filter == NULL) {
		return RC_OK;
	}
	err = regcomp(&job->filter, job->opt.filter, REG_EXTENDED | REG_NOSUB);
	if (err != 0) {
		regerror(err, &job->filter, text, sizeof(text));
		fprintf(stderr, "trapline run: --filter: '%s': %s (a POSIX extended expression)\n",
			job->opt.filter, text);
		return RC_USAGE;
	}
	job->has_filter = true;
	return RC_OK;
}

/* Nothing matches: what could have. */
static int say_no_match(const struct job *job)
{
	struct run *all = run_new();

	fprintf(stderr, "trapline run: --filter: '%s' matches no cell of %s; have:\n",
		job->opt.filter, job->in.suite->path);
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
	fprintf(stderr,
		"trapline run: %s: %s has 'clock: exact', which is one clock for all CPUs: what "
		"the busy CPU executes would be in every figure (load is measured by a suite with "
		"'clock: cntvct', as --suite load)\n",
		job->opt.load ? "--load" : "load: true", suite->path);
	return RC_USAGE;
}

static int make_plan(struct job *job)
{
	struct diag d = { 0 };
	int err;

	job->run = run_new();
	if (job->run == NULL ||
	    plan_cells(job->in.suite, job->has_filter ? &job->filter : NULL, job->run) != 0) {
		return say_no_memory();
	}
	if (job->run->n_cells == 0) {
		return say_no_match(job);
	}
	if (plan_repeat(job->run, job->opt.boots != 0 ? job->opt.boots : job->in.suite->boots,
			job->opt.layouts) != 0) {
		return say_no_memory();
	}
	job->run->cold = job->in.suite->cold || job->opt.cold;
	job->run->load = job->in.suite->load || job->opt.load;
	err = plan_boots(job->in.root, job->in.suite, job->in.boards, job->in.n_boards, job->run,
			 &job->plan, &d);
	diag_print(&d, stderr);
	diag_free(&d);
	if (err == -ENOMEM) {
		return say_no_memory();
	}
	return err == 0 ? RC_OK : RC_USAGE;
}

static int say_store_error(const struct store_err *err)
{
	fprintf(stderr, "trapline run: %s\n", err->text);
	return RC_INCOMPLETE;
}

static int name_run(struct job *job)
{
	char *command = run_options_command(&job->opt);
	int err = command != NULL ? identity_set(job->run, job->in.suite->name, command) : -ENOMEM;

	free(command);
	job->start_ms = child_now_ms();
	job->out_dir = job->opt.out_dir != NULL ? strdup(job->opt.out_dir)
						: inputs_path(job->in.root, "results");
	return err == 0 && job->out_dir != NULL ? RC_OK : say_no_memory();
}

static int open_store(struct job *job)
{
	struct run *run = job->run;
	struct store_err err = { 0 };
	struct store *store = NULL;
	char *dir = NULL;

	if (store_begin(job->out_dir, run->id, &store, &err) != 0) {
		return say_store_error(&err);
	}
	job->store = store;
	free(run->id);
	run->id = strdup(store_id(store));
	if (run->id == NULL || asprintf(&dir, "%s/runs/%s", job->out_dir, run->id) < 0) {
		return say_no_memory();
	}
	job->final_dir = dir;
	return RC_OK;
}

/* A stop that ended the measurement is no reason to leave this out; the next one is. */
static int note_env(struct job *job)
{
	sig_atomic_t before = stop_asked;
	int err;

	stop_asked = 0;
	err = env_capture(job->in.root, job->plan, &stop_asked, job->run);
	if (stop_asked == 0) {
		stop_asked = before;
	}
	return err == 0 ? env_capture_builds(job->plan, job->run) : err;
}

static int measure(struct job *job)
{
	struct session s = {
		.root = job->in.root,
		.dir = store_dir(job->store),
		.suite = job->in.suite,
		.plan = job->plan,
		.run = job->run,
		.samples = job->opt.samples != 0 ? job->opt.samples : job->in.suite->samples,
		.stop = &stop_asked,
		.watch = progress_watch,
		.watch_arg = &job->progress,
	};
	int err;

	progress_init(&job->progress, stderr, job->final_dir);
	signal(SIGXFSZ, SIG_IGN); /* a file that grows too large is an error with a message */
	catch_stops(job);
	err = session_build(&s, job->opt.with_make);
	if (err == 0) {
		err = session_measure(&s);
	}
	job->run->wall_s = (double)(child_now_ms() - job->start_ms) / 1000;
	progress_note(&job->progress, "writing the report");
	if (err == 0) {
		err = note_env(job);
	}
	sigprocmask(SIG_SETMASK, &job->old_mask, NULL);
	if (err != 0) {
		progress_end(&job->progress);
		fprintf(stderr, "trapline run: %s: %s\n", store_dir(job->store), strerror(-err));
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

static int store_run(struct job *job)
{
	struct store_err err = { 0 };
	char *dir = NULL;
	bool stored;

	stored = report_write(store_dir(job->store), job->run, &err) == 0;
	if (stored && err.text[0] != '\0') {
		progress_end(&job->progress);
		fprintf(stderr, "trapline run: %s\n", err.text);
	}
	stored = stored && store_write(job->store, job->run, &err) == 0 &&
		 store_commit(job->store, &dir, &err) == 0;
	progress_end(&job->progress);
	if (!stored) {
		return say_store_error(&err);
	}
	free(job->final_dir);
	job->final_dir = dir;
	return RC_OK;
}

static int show(const struct job *job)
{
	const struct report_look look = term_look(stdout, job->opt.colour);

	report_table(job->run, job->final_dir, stdout, &look);
	printf("\nreport: %s/report.html\nsamples: %s/samples.csv\n", job->final_dir,
	       job->final_dir);
	fflush(stdout);
	run_say_checks(job->run);
	if (run_n_failed(job->run) > 0) {
		if (stop_asked != 0) {
			fprintf(stderr,
				"trapline run: interrupted; what was measured before is kept\n");
		}
		run_say_missing(job->run, job->final_dir);
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

static int run_job(struct job *job, int argc, char **argv)
{
	int rc = run_options_parse(argc, argv, &job->opt);

	if (rc == RC_OK) {
		rc = compile_filter(job);
	}
	if (rc == RC_OK) {
		rc = inputs_load_catalog(&job->in);
	}
	if (rc == RC_OK) {
		rc = inputs_load_suite(&job->in, job->opt.suite);
	}
	if (rc == RC_OK) {
		rc = check_load(job);
	}
	if (rc == RC_OK) {
		rc = make_plan(job);
	}
	if (rc == RC_OK) {
		rc = name_run(job);
	}
	if (rc == RC_OK) {
		rc = open_store(job);
	}
	if (rc == RC_OK) {
		rc = measure(job);
	}
	if (rc == RC_OK) {
		rc = store_run(job);
	}
	return rc == RC_OK ? show(job) : rc;
}

static int run_run(int argc, char **argv)
{
	struct job job = { 0 };
	int rc = run_job(&job, argc, argv);

	if (job.store != NULL) {
		store_close(job.store);
	}
	if (job.has_filter) {
		regfree(&job.filter);
	}
	plan_free(job.plan);
	run_free(job.run);
	inputs_free(&job.in);
	free(job.out_dir);
	free(job.final_dir);
	return rc;
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
		"with: HAL binding, and switch policy, vectors and compiler where they are not the "
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
		"  --relink N         each boot with an image of N random link orders and paddings, by\n"
		"                     turns: what alignment alone changes is then known\n"
		"  --cold             displace caches, TLBs and branch predictors before each "
		"sample\n"
		"  --load             let another CPU hammer memory meanwhile; not with clock: "
		"exact\n"
		"  --out DIR          where results go; default: results in the source tree\n"
		"  --no-build         boot the images as they are, without make\n"
		"  --color=WHEN       auto, always or never\n"
		"  --help             show this\n"
		"\n"
		"Examples:\n"
		"  trapline run\n"
		"  trapline run --filter 'cortex-a57 static$' --out /tmp/try\n"
		"  trapline run && trapline compare results/runs/OLD latest\n"
		"\n"
		"Exit codes: 0 every cell that applies has a result; 2 wrong command line, suite "
		"or "
		"board file;\n"
		"3 a cell is missing, or a self-check failed that it depends on, the run was "
		"interrupted, or\n"
		"the result could not be stored.",
	.run = run_run,
};
