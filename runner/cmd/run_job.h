/* SPDX-License-Identifier: Apache-2.0 */
/* One run from its plan to its folder: what every command that measures does alike. */
#ifndef CMD_RUN_JOB_H
#define CMD_RUN_JOB_H

#include <regex.h>
#include <stdbool.h>
#include <stdint.h>

#include "cmd/progress.h"
#include "session/session.h"
#include "store/store.h"

struct run_job {
	/* Given by the caller, not owned. */
	const char *name; /* of the command, for messages */
	const char *root; /* sources of the images */
	const struct suite_cfg *suite;
	struct board_cfg *const *boards;
	size_t n_boards;
	struct progress *progress;
	bool is_elsewhere; /* others make the boots: this host need not reach the boards */
	/* Called before the images are built, with ready_arg; NULL: nothing is. RC_OK, or another one after printing
	 * why. */
	int (*begin)(struct session *s, void *arg);
	/* Called when the images are built, before the first boot; NULL: nothing is. RC_OK, or another one after
	 * printing why. */
	int (*ready)(struct session *s, void *arg);
	void *ready_arg;
	bool is_resumed; /* boots of before are read from their logs */
	/* Called when all was measured and noted, with stops still caught; NULL: nothing is. 0 or -errno. */
	int (*then)(struct session *s, void *arg);
	void *then_arg;
	/* What the page begins with; NULL: none, as in report_extra. */
	const struct gate_result *verdicts;
	const char *old_name;
	const struct run *old_run;
	/* Made by the functions below, in this order. */
	struct run *run;
	struct plan *plan;
	struct store *store;
	char *out_dir;
	bool has_out_dir; /* it is not the usual one */
	char *final_dir;  /* where the run will be, and then is */
	int64_t start_ms;
	size_t n_replayed; /* boots, as in session.h */
	size_t n_booted;
};

/* All of them: RC_OK; RC_USAGE or RC_INCOMPLETE after printing why. */

/* The cells of the suite whose name matches @filter (NULL: all); none is for the caller to judge. */
int run_job_list_cells(struct run_job *job, const regex_t *filter);
/* Each @boots times, of each of @layouts link orders (0: as make links), and what gives them. */
int run_job_plan(struct run_job *job, unsigned boots, unsigned layouts);
/* @suffix: behind the suite's name in the id; @command: what repeats the run */
int run_job_name(struct run_job *job, const char *suffix, const char *command);
/* Opens the run's folder. @out_dir NULL: results in @default_root. */
int run_job_open(struct run_job *job, const char *out_dir, const char *default_root);
/* A session for what was planned; stops_catch() is the caller's. */
struct session run_job_session(struct run_job *job, uint32_t samples);
/* After the boots: where it was. */
int run_job_note(struct run_job *job);
/* Builds, boots and notes where, with stops caught; @samples 0: the suite's. job->progress is ready. */
int run_job_measure(struct run_job *job, uint32_t samples, bool with_make);
/* Writes report and run with how long it took, and gives the folder its name. A run without one measured cell does not
 * become latest where there is one. */
int run_job_store(struct run_job *job);
/* After a stop, of a run that is stored: the command that goes on with it. */
void run_job_say_stopped(const struct run_job *job);
/* After a failure: how to go on, when boots were made that are kept. */
void run_job_say_left(const struct run_job *job);
void run_job_free(struct run_job *job);

int run_job_say_no_memory(const struct run_job *job);

#endif
