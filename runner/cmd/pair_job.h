/* SPDX-License-Identifier: Apache-2.0 */
/* Two runs made together, boots by turns, and the gate's verdict on them. */
#ifndef CMD_PAIR_JOB_H
#define CMD_PAIR_JOB_H

#include "cmd/run_job.h"
#include "gate/gate.h"

enum {
	PAIR_OLD,
	PAIR_NEW,
	N_PAIR,
};

struct pair_job {
	struct run_job sides[N_PAIR]; /* planned and opened by the caller */
	bool with_make[N_PAIR];
	struct progress progress;
	size_t n_asked; /* boots of both sides in what is being done */
	/* pair_job_measure() */
	struct figure_set figures[N_PAIR];
	struct gate_result result;
	size_t n_again; /* cells that were measured again */
};

/**
 * pair_job_measure - build and boot both sides, judge, and once more after more boots of the suspects
 * @samples: 0: the suite's
 * @rules:   can_confirm is whether suspects are measured again
 *
 * Stops are caught meanwhile; what was not measured then is missing.
 *
 * Returns: RC_OK with the verdicts in @pair; RC_INCOMPLETE after printing why
 */
int pair_job_measure(struct pair_job *pair, uint32_t samples, const struct gate_rules *rules);

/* Writes and names both folders, the old side's first. RC_OK or RC_INCOMPLETE. */
int pair_job_store(struct pair_job *pair);
void pair_job_free(struct pair_job *pair);

#endif
