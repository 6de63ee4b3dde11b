/* SPDX-License-Identifier: Apache-2.0 */
/* trapline run --gate: suspects are measured again while everything is still set up, then the verdict. */
#ifndef CMD_RUN_GATE_H
#define CMD_RUN_GATE_H

#include "cmd/run_job.h"

struct run_gate {
	char *dir;          /* of the baselines; NULL: no gate was asked for */
	const char *filter; /* what the run's cells were chosen by; NULL: all */
};

/**
 * run_gate_begin - find the baselines and read all of them
 * @baselines: NULL: results/baselines of the source tree
 *
 * Before anything is measured, so that a damaged one costs no time.
 *
 * Returns: RC_OK; RC_USAGE after printing why
 */
int run_gate_begin(const char *baselines, const char *filter, struct run_gate *out);

/* For run_job.then: as many boots again of what differs from its baseline and is not settled. */
int run_gate_confirm(struct session *s, void *gate);

/* Prints the verdicts; as gate_run(). */
int run_gate_show(const struct run_gate *gate, const struct run *run, const char *colour);
void run_gate_free(struct run_gate *gate);

#endif
