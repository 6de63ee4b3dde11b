/* SPDX-License-Identifier: Apache-2.0 */
/* trapline run --gate: suspects are measured again while everything is still set up, then the verdict. */
#ifndef CMD_RUN_GATE_H
#define CMD_RUN_GATE_H

#include "cmd/run_job.h"
#include "gate/gate.h"

struct run_gate {
	char *dir;               /* of the baselines; NULL: no gate was asked for */
	const char *filter;      /* what the run's cells were chosen by; NULL: all */
	struct figure_set base;  /* of the files in dir */
	struct figure_set fresh; /* of the run */
	struct gate_result result;
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

/* For run_job.then, with a struct run_gate: the verdicts, after as many boots again of what differs from its baseline and is not
 * settled. */
int run_gate_judge(struct session *s, void *arg);

/* Prints the verdicts; as gate_report_result(). */
int run_gate_show(const struct run_gate *gate, const struct run *run, const char *colour);
void run_gate_free(struct run_gate *gate);

#endif
