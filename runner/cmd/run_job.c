/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/inputs.h"
#include "cmd/stops.h"
#include "report/report.h"
#include "session/env.h"
#include "session/env_host.h"
#include "session/identity.h"
#include "store/file.h"
#include "target/child.h"

int run_job_say_no_memory(const struct run_job *job)
{
	fprintf(stderr, "trapline %s: out of memory\n", job->name);
	return RC_INCOMPLETE;
}

static int say_store_error(const struct run_job *job, const struct store_err *err)
{
	fprintf(stderr, "trapline %s: %s\n", job->name, err->text);
	return RC_INCOMPLETE;
}

int run_job_list_cells(struct run_job *job, const regex_t *filter)
{
	job->run = run_new();
	if (job->run == NULL || plan_cells(job->suite, filter, job->run) != 0) {
		return run_job_say_no_memory(job);
	}
	return RC_OK;
}

int run_job_plan(struct run_job *job, unsigned boots, unsigned layouts)
{
	struct diag d = { 0 };
	int err;

	if (plan_repeat(job->run, boots, layouts) != 0) {
		return run_job_say_no_memory(job);
	}
	err = plan_boots(job->root, job->suite, job->boards, job->n_boards, job->run, &job->plan,
			 &d);
	if (err == 0 && !job->is_elsewhere) {
		err = plan_check_here(job->suite, job->boards, job->n_boards, &d);
	}
	diag_print(&d, stderr);
	diag_free(&d);
	if (err == -ENOMEM) {
		return run_job_say_no_memory(job);
	}
	return err == 0 ? RC_OK : RC_USAGE;
}

int run_job_name(struct run_job *job, const char *suffix, const char *command)
{
	struct run *run = job->run;
	char *id = NULL;

	job->start_ms = child_now_ms();
	if (identity_set(run, job->suite->name, command) != 0 ||
	    env_host_note_load("", "host.load", run) != 0 ||
	    asprintf(&id, "%s%s", run->id, suffix) < 0) {
		return run_job_say_no_memory(job);
	}
	free(run->id);
	run->id = id;
	return RC_OK;
}

static void say_resume(const struct run_job *job, const char *id)
{
	fputs("trapline run --resume ", stderr);
	identity_quote(stderr, id);
	if (job->has_out_dir) {
		fputs(" --out ", stderr);
		identity_quote(stderr, job->out_dir);
	}
}

/* Once a run, of each: they take room, and there is a limit to how many are kept. */
static void say_kept(const struct run_job *job)
{
	const struct staging_kept *kept = store_kept(job->store);

	for (size_t i = 0; i < kept->n; i++) {
		fprintf(stderr, "trapline %s: run %s was interrupted, and is kept: ", job->name,
			kept->ids[i]);
		say_resume(job, kept->ids[i]);
		fprintf(stderr, " goes on with it\n");
	}
}

void run_job_say_left(const struct run_job *job)
{
	if (job->store == NULL || store_dir(job->store) == NULL ||
	    !staging_is_resumable(store_dir(job->store))) {
		return;
	}
	fprintf(stderr, "trapline %s: the boots that were made are kept: ", job->name);
	say_resume(job, job->run->id);
	fprintf(stderr, " goes on with them\n");
}

void run_job_say_stopped(const struct run_job *job)
{
	fputs("trapline run: interrupted; what was measured before is kept, and this goes on with "
	      "it:\n    ",
	      stderr);
	say_resume(job, job->run->id);
	fputc('\n', stderr);
}

int run_job_open(struct run_job *job, const char *out_dir, const char *default_root)
{
	struct run *run = job->run;
	struct store_err err = { 0 };
	char *dir = NULL;

	job->out_dir = out_dir != NULL ? strdup(out_dir) : inputs_path(default_root, "results");
	if (job->out_dir == NULL) {
		return run_job_say_no_memory(job);
	}
	job->has_out_dir = out_dir != NULL;
	if (store_begin(job->out_dir, run->id, &job->store, &err) != 0) {
		job->store = NULL;
		return say_store_error(job, &err);
	}
	say_kept(job);
	free(run->id);
	run->id = strdup(store_id(job->store));
	if (run->id == NULL || asprintf(&dir, "%s/runs/%s", job->out_dir, run->id) < 0) {
		return run_job_say_no_memory(job);
	}
	job->final_dir = dir;
	return RC_OK;
}

struct session run_job_session(struct run_job *job, uint32_t samples)
{
	return (struct session){
		.root = job->root,
		.dir = store_dir(job->store),
		.suite = job->suite,
		.plan = job->plan,
		.run = job->run,
		.is_resumed = job->is_resumed,
		.samples = samples != 0 ? samples : job->suite->samples,
		.stop = &stops_asked,
		.watch = progress_watch,
		.watch_arg = job->progress,
	};
}

int run_job_note(struct run_job *job)
{
	/* A stop that ended the measurement is no reason to leave this out; the next one is. */
	sig_atomic_t before = stops_asked;
	int err;

	stops_asked = 0;
	err = env_capture(job->root, job->plan, &stops_asked, job->run);
	if (stops_asked == 0) {
		stops_asked = before;
	}
	err = err == 0 ? env_capture_builds(job->plan, job->run) : err;
	return err == 0 ? RC_OK : run_job_say_no_memory(job);
}

static int build_and_boot(struct run_job *job, struct session *s, bool with_make, int *err)
{
	int rc = RC_OK;

	*err = 0;
	if (job->begin != NULL) {
		rc = job->begin(s, job->ready_arg);
	}
	if (rc != RC_OK) {
		return rc;
	}
	*err = session_build(s, with_make);
	if (*err == 0 && job->ready != NULL) {
		rc = job->ready(s, job->ready_arg);
	}
	if (*err == 0 && rc == RC_OK) {
		*err = session_measure(s);
	}
	if (*err == 0 && rc == RC_OK) {
		rc = run_job_note(job);
	}
	if (*err == 0 && rc == RC_OK && job->then != NULL) {
		*err = job->then(s, job->then_arg);
	}
	return rc;
}

int run_job_measure(struct run_job *job, uint32_t samples, bool with_make)
{
	struct session s = run_job_session(job, samples);
	int err;
	int rc;

	stops_catch();
	rc = build_and_boot(job, &s, with_make, &err);
	job->n_replayed = s.n_replayed;
	job->n_booted = s.n_booted;
	job->start_ms -= (int64_t)(s.replayed_s * 1000);
	progress_note(job->progress, "writing the report");
	stops_release();
	if (err != 0 || rc != RC_OK) {
		progress_end(job->progress);
	}
	if (err != 0) {
		fprintf(stderr, "trapline %s: %s: %s%s\n", job->name, s.dir, strerror(-err),
			file_advice(-err));
		rc = RC_INCOMPLETE;
	}
	return rc;
}

/* What nobody could want to look at does not take the place of what can be: one interrupted in its builds, or with a
 * board that another run holds. Where nothing is latest yet, it is what there is. */
static void choose_latest(struct run_job *job)
{
	const struct run *run = job->run;
	char *latest;

	if (run_count(run, CELL_OK) + run_count(run, CELL_SPOILED) > 0 || run_n_failed(run) == 0) {
		return;
	}
	latest = store_find(job->out_dir, "latest");
	if (latest != NULL) {
		store_keep_latest(job->store);
		progress_end(job->progress);
		fprintf(stderr,
			"trapline %s: nothing was measured: latest stays the run that it was\n",
			job->name);
	}
	free(latest);
}

int run_job_store(struct run_job *job)
{
	const struct report_extra extra = { .verdicts = job->verdicts,
					    .old_name = job->old_name,
					    .old_run = job->old_run,
					    .with_png = true };
	struct store_err err = { 0 };
	char *dir = NULL;
	bool stored;

	job->run->wall_s = (double)(child_now_ms() - job->start_ms) / 1000;
	choose_latest(job);
	stored = report_write(store_dir(job->store), job->run, &extra, &err) == 0;
	if (stored && err.text[0] != '\0') {
		progress_end(job->progress);
		fprintf(stderr, "trapline %s: %s\n", job->name, err.text);
	}
	stored = stored && store_write(job->store, job->run, &err) == 0 &&
		 store_commit(job->store, &dir, &err) == 0;
	progress_end(job->progress);
	if (!stored) {
		return say_store_error(job, &err);
	}
	free(job->final_dir);
	job->final_dir = dir;
	return RC_OK;
}

void run_job_free(struct run_job *job)
{
	char why[TARGET_WHY_MAX];

	if (plan_leave_boards(job->plan, why) != 0) {
		fprintf(stderr, "trapline %s: %s\n", job->name, why);
	}
	if (job->store != NULL) {
		store_close(job->store);
	}
	plan_free(job->plan);
	run_free(job->run);
	free(job->out_dir);
	free(job->final_dir);
	*job = (struct run_job){ 0 };
}
