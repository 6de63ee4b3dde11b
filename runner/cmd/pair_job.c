/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/pair_job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/stops.h"
#include "gate/suspects.h"
#include "session/again.h"

static const char *const side_names[N_PAIR] = { "old", "new" };

struct watcher { /* tells which side an event is of */
	struct pair_job *pair;
	unsigned side;
};

static void watch(void *arg, const struct session_event *event)
{
	const struct watcher *w = arg;
	struct session_event ev = *event;
	char name[256];

	if (ev.step != SESSION_WAIT) {
		snprintf(name, sizeof(name), "%s %s", side_names[w->side], ev.name);
		ev.name = name;
	}
	if (ev.step == SESSION_BOOT || ev.step == SESSION_TICK || ev.step == SESSION_BOOTED) {
		ev.n = w->pair->n_asked;
	}
	progress_watch(&w->pair->progress, &ev);
}

/* What came out so far, and the verdicts on it. */
static int judge(struct pair_job *pair, const struct gate_rules *rules)
{
	int err = 0;

	gate_free(&pair->result);
	pair->result = (struct gate_result){ 0 };
	for (size_t i = 0; i < N_PAIR && err == 0; i++) {
		figure_set_free(&pair->figures[i]);
		pair->figures[i] = (struct figure_set){ 0 };
		err = figures_of_run(pair->sides[i].run, &pair->figures[i]);
	}
	return err == 0 ? gate_judge(&pair->figures[PAIR_OLD], &pair->figures[PAIR_NEW], rules,
				     &pair->result)
			: err;
}

/* Adds to one side as many boots again of its suspects. */
static int plan_suspects(struct pair_job *pair, unsigned side, size_t *n)
{
	struct run_job *job = &pair->sides[side];
	bool *again = calloc(job->run->n_cells + 1, sizeof(*again));
	int err = again == NULL ? -ENOMEM : 0;

	if (err == 0) {
		*n = suspects_mark(&pair->result, job->run, side == PAIR_NEW, again);
		err = plan_again(job->plan, job->run, again);
	}
	free(again);
	return err;
}

static int measure_suspects(struct pair_job *pair, struct session *sessions)
{
	size_t from[N_PAIR];
	size_t n[N_PAIR];
	char note[96];
	const struct gate_rules last = gate_rules_confirmed(&pair->result);
	int err = 0;

	for (unsigned i = 0; i < N_PAIR && err == 0; i++) {
		from[i] = pair->sides[i].plan->n_boots;
		err = plan_suspects(pair, i, &n[i]);
	}
	if (err != 0) {
		return err;
	}
	pair->n_again = n[PAIR_NEW];
	pair->n_asked = pair->sides[PAIR_OLD].plan->n_boots - from[PAIR_OLD] +
			pair->sides[PAIR_NEW].plan->n_boots - from[PAIR_NEW];
	snprintf(note, sizeof(note), "%zu suspect%s measured again", n[PAIR_NEW],
		 n[PAIR_NEW] == 1 ? "" : "s");
	progress_note(&pair->progress, note);
	err = session_measure_both(&sessions[PAIR_OLD], &sessions[PAIR_NEW], from[PAIR_OLD],
				   from[PAIR_NEW]);
	for (size_t i = 0; i < N_PAIR; i++) {
		run_sort_cells(pair->sides[i].run);
	}
	return err == 0 ? judge(pair, &last) : err;
}

static bool has_suspects(const struct gate_result *result)
{
	for (size_t i = 0; i < result->n; i++) {
		if (result->rows[i].is_suspect) {
			return true;
		}
	}
	return false;
}

static int measure(struct pair_job *pair, struct session *sessions, const struct gate_rules *rules)
{
	int err = 0;

	for (size_t i = 0; i < N_PAIR && err == 0; i++) {
		pair->n_asked += pair->sides[i].plan->n_boots;
		err = session_build(&sessions[i], pair->with_make[i]);
	}
	if (err == 0) {
		err = session_measure_both(&sessions[PAIR_OLD], &sessions[PAIR_NEW], 0, 0);
	}
	/* First, because the version of QEMU is part of what a cell is. */
	for (size_t i = 0; i < N_PAIR && err == 0; i++) {
		err = run_job_note(&pair->sides[i]) == RC_OK ? 0 : -ENOMEM;
	}
	if (err == 0) {
		err = judge(pair, rules);
	}
	/* Interrupted, there is nothing to wait for. */
	if (err == 0 && rules->can_confirm && stops_asked == 0 && has_suspects(&pair->result)) {
		err = measure_suspects(pair, sessions);
	}
	return err;
}

int pair_job_measure(struct pair_job *pair, uint32_t samples, const struct gate_rules *rules)
{
	struct watcher watchers[N_PAIR];
	struct session sessions[N_PAIR];
	int rc = RC_OK;
	int err;

	for (unsigned i = 0; i < N_PAIR; i++) {
		watchers[i] = (struct watcher){ .pair = pair, .side = i };
		sessions[i] = run_job_session(&pair->sides[i], samples);
		sessions[i].watch = watch;
		sessions[i].watch_arg = &watchers[i];
	}
	progress_init(&pair->progress, stderr, pair->sides[PAIR_NEW].final_dir);
	stops_catch();
	err = measure(pair, sessions, rules);
	progress_note(&pair->progress, "writing the reports");
	stops_release();
	if (err != 0) {
		progress_end(&pair->progress);
		fprintf(stderr, "trapline %s: %s: %s\n", pair->sides[PAIR_OLD].name,
			sessions[PAIR_NEW].dir, strerror(-err));
		rc = RC_INCOMPLETE;
	}
	return rc;
}

int pair_job_store(struct pair_job *pair)
{
	struct run_job *new_side = &pair->sides[PAIR_NEW];
	int rc = RC_OK;

	new_side->verdicts = &pair->result;
	new_side->old_run = pair->sides[PAIR_OLD].run;
	new_side->old_name = new_side->old_run->id;

	for (size_t i = 0; i < N_PAIR && rc == RC_OK; i++) {
		/* Whoever says latest means this tree as it was measured last, not one of two. */
		store_keep_latest(pair->sides[i].store);
		rc = run_job_store(&pair->sides[i]);
	}
	return rc;
}

void pair_job_free(struct pair_job *pair)
{
	gate_free(&pair->result);
	for (size_t i = 0; i < N_PAIR; i++) {
		figure_set_free(&pair->figures[i]);
		run_job_free(&pair->sides[i]);
	}
	*pair = (struct pair_job){ 0 };
}
