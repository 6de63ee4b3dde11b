/* SPDX-License-Identifier: Apache-2.0 */
/* A run against the committed baselines. */
#ifndef CMD_GATE_RUN_H
#define CMD_GATE_RUN_H

#include "cmd/gate_options.h"
#include "store/run.h"

/* @given, or results/baselines of the source tree; caller frees. NULL after printing why. */
char *gate_run_find_baselines(const char *name, const char *given);

/* On stderr: one line for each baseline file that a cell of @set lacks, with what is nearest to it in @dir; or
 * that there is no such folder. */
void gate_run_say_absent(const char *name, const char *dir, const struct figure_set *set);

/**
 * gate_run - hold every cell of a run against its baseline, print the verdicts, give the exit status
 * @name:      the subcommand's, for messages
 * @baselines: the folder
 * @filter:    as gate_filter(), for both sides; NULL: all
 *
 * Cells of a baseline that the run does not have are missing. Where cells have no baseline, stderr says what
 * the nearest one is of.
 *
 * Returns: as gate_report(); RC_USAGE: a baseline that cannot be trusted, or the run was cold or under load
 */
int gate_run(const char *name, const struct run *run, const char *baselines, const char *filter,
	     const struct gate_options *o);

#endif
