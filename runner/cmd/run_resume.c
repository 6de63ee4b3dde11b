/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/run_resume.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/cmd.h"
#include "cmd/find_run.h"
#include "cmd/inputs.h"
#include "cmd/root.h"
#include "cmd/say.h"
#include "cmd/stops.h"
#include "session/env.h"
#include "store/file.h"
#include "target/child.h"

static int say_no_memory(void)
{
	fprintf(stderr, "trapline run: out of memory\n");
	return RC_INCOMPLETE;
}

/* What a killed run left, or else a stored one; NULL: neither. */
static char *find_below(const char *results, const char *name)
{
	char *runs = results != NULL ? file_join(results, "runs") : NULL;
	char *dir = runs != NULL ? staging_find(runs, name) : NULL;

	free(runs);
	return dir != NULL || results == NULL ? dir : store_find(results, name);
}

static char *find(const struct run_options *o)
{
	struct stat st;
	char *results = NULL;
	char *root = NULL;
	char *dir;

	if (strchr(o->resume, '/') != NULL && stat(o->resume, &st) == 0 && S_ISDIR(st.st_mode)) {
		return strdup(o->resume);
	}
	if (o->out_dir == NULL) {
		root = root_find();
		results = root != NULL ? inputs_path(root, "results") : NULL;
	}
	dir = find_below(o->out_dir != NULL ? o->out_dir : results, o->resume);
	free(results);
	free(root);
	return dir;
}

/* A run whose every cell is settled has nothing left; one that cannot be read may still have its logs. */
static bool is_complete(const char *dir)
{
	struct store_err err;
	struct run *run = NULL;
	bool is_done = store_load(dir, &run, &err) == 0 && run_n_failed(run) == 0;

	run_free(run);
	return is_done;
}

static void take_options(const struct run_plan *plan, const char *suite, struct run_options *o)
{
	const char *colour = o->colour;
	const char *resume = o->resume;
	bool with_make = o->with_make;

	*o = plan->opt;
	o->suite = suite;
	o->colour = colour;
	o->resume = resume;
	o->with_make = with_make;
}

int run_resume_begin(struct run_resume *r, struct run_options *o)
{
	struct store_err err = { "" };

	r->dir = find(o);
	if (r->dir == NULL) {
		return say_wrong(
			"run",
			"--resume: there is no run '%s' (an id below runs/, or the path of "
			"a run's folder; --out DIR says where results are)",
			o->resume);
	}
	if (is_complete(r->dir)) {
		say_wrong("run",
			  "--resume: %s: every cell that applies has a result; nothing is left to "
			  "measure",
			  r->dir);
		r->is_done = true;
		return RC_OK;
	}
	if (run_plan_read(r->dir, &r->plan, &err) != 0) {
		find_run_say("run", err.text);
		fprintf(stderr, "trapline run: --resume: without plan.json nobody knows what the "
				"run was to "
				"measure; run it anew\n");
		return RC_USAGE;
	}
	r->suite = file_join(r->dir, r->plan.suite);
	if (r->suite == NULL) {
		return say_no_memory();
	}
	take_options(&r->plan, r->suite, o);
	return RC_OK;
}

static int set(char **slot, const char *text)
{
	free(*slot);
	*slot = strdup(text);
	return *slot != NULL ? 0 : -ENOMEM;
}

int run_resume_open(struct run_resume *r, struct run_job *job)
{
	struct run *run = job->run;
	struct store_err err = { "" };
	const char *slash;
	char *dir;

	job->start_ms = child_now_ms();
	job->is_resumed = true;
	if (set(&run->id, r->plan.id) != 0 || set(&run->suite, job->suite->name) != 0 ||
	    set(&run->started, r->plan.started) != 0 || set(&run->command, r->plan.command) != 0) {
		return say_no_memory();
	}
	if (store_resume(r->dir, &job->store, &err) != 0) {
		job->store = NULL;
		find_run_say("run", err.text);
		return RC_INCOMPLETE;
	}
	if (strcmp(store_id(job->store), run->id) != 0) {
		return say_wrong("run",
				 "--resume: %s: its plan.json is of run %s (a run's folder has the "
				 "run's name)",
				 r->dir, run->id);
	}
	job->has_out_dir = true;
	job->out_dir = strdup(store_out_dir(job->store));
	if (job->out_dir == NULL) {
		return say_no_memory();
	}
	slash = strrchr(store_dir(job->store), '/');
	if (asprintf(&dir, "%.*s/%s", (int)(slash - store_dir(job->store)), store_dir(job->store),
		     run->id) < 0) {
		return say_no_memory();
	}
	job->final_dir = dir;
	return RC_OK;
}

int run_resume_write(struct session *s, void *arg)
{
	const struct run_resume *r = arg;
	int err;

	if (r->dir != NULL || stops_asked != 0) {
		return RC_OK; /* it has one; or nothing is built */
	}
	if (env_capture_target(s->plan, &stops_asked, s->run) != 0) {
		return say_no_memory();
	}
	err = run_plan_write(s, &r->opt);
	if (err != 0) {
		fprintf(stderr, "trapline run: %s/" STAGING_PLAN ": %s\n", s->dir, strerror(-err));
		return RC_INCOMPLETE;
	}
	return RC_OK;
}

static int say_changed(const struct run_resume *r, const char *what)
{
	return say_wrong(
		"run",
		"--resume: %s: %s; results of both would be mixed (go back to what it was, "
		"or run it anew)",
		r->dir, what);
}

/* Images that were there before have to be those that are there now. */
static int check_builds(const struct run_resume *r, const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_images; i++) {
		const struct image *image = &plan->images[i];
		const char *before =
			json_string_value(json_object_get(r->plan.builds, image->name));
		char what[512];

		if (before == NULL || image->was_interrupted || strcmp(before, image->build) == 0) {
			continue;
		}
		snprintf(
			what, sizeof(what),
			"image %s is another one now (build '%.300s', but the run began with '%s')",
			image->name,
			image->fault[0] != '\0'   ? image->fault
			: image->build[0] != '\0' ? image->build
						  : "none: its board cannot be started from here",
			before);
		return say_changed(r, what);
	}
	return RC_OK;
}

static int check(const struct run_resume *r, const struct session *s)
{
	char digest[SHA256_TEXT];
	char *tools = run_plan_tools(s->run);
	char what[512];
	int rc = RC_OK;

	if (tools == NULL || run_plan_digest(s, digest) != 0) {
		free(tools);
		return say_no_memory();
	}
	if (strcmp(digest, r->plan.digest) != 0) {
		rc = say_changed(r,
				 "its suite, boards or benchmarks give other boots now than when "
				 "it began");
	} else if (strcmp(tools, r->plan.tools) != 0) {
		snprintf(what, sizeof(what), "it began with %s, and here is %s", r->plan.tools,
			 tools);
		rc = say_changed(r, what);
	}
	free(tools);
	return rc == RC_OK ? check_builds(r, s->plan) : rc;
}

int run_resume_check(struct session *s, void *arg)
{
	const struct run_resume *r = arg;

	if (stops_asked != 0) {
		return RC_OK; /* nothing is booted that could be mixed */
	}
	if (r->dir == NULL) {
		return run_resume_write(s, arg);
	}
	return env_capture_target(s->plan, &stops_asked, s->run) == 0 ? check(r, s)
								      : say_no_memory();
}

int run_resume_note(const struct run_resume *r, const struct run_job *job)
{
	char from_logs[24];
	char booted[24];

	if (r->dir == NULL) {
		return RC_OK;
	}
	snprintf(from_logs, sizeof(from_logs), "%zu", job->n_replayed);
	snprintf(booted, sizeof(booted), "%zu", job->n_booted);
	return run_set_env(job->run, "resume.from_logs", from_logs) == 0 &&
			       run_set_env(job->run, "resume.booted", booted) == 0
		       ? RC_OK
		       : say_no_memory();
}

void run_resume_free(struct run_resume *r)
{
	free(r->dir);
	free(r->suite);
	run_plan_free(&r->plan);
	*r = (struct run_resume){ 0 };
}
