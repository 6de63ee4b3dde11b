/* SPDX-License-Identifier: Apache-2.0 */
/* From two sets of figures to what a command prints and exits with. */
#ifndef CMD_GATE_REPORT_H
#define CMD_GATE_REPORT_H

#include "cmd/gate_options.h"

/**
 * gate_report - judge, print as the options say, and give the command's exit status
 * @name:    the subcommand's
 * @context: what stands around the verdicts; all is the options'
 *
 * Returns: gate_exit_code(); RC_INCOMPLETE without memory, or when all is well but not what was printed;
 *          RC_USAGE: the file of --output cannot be written; each after printing why
 */
int gate_report(const char *name, const struct figure_set *old_set,
		const struct figure_set *new_set, const struct verdict_context *context,
		const struct gate_options *o);

/* The same for verdicts that are there. */
int gate_report_result(const char *name, const struct gate_result *result,
		       const struct verdict_context *context, const struct gate_options *o);

/* Keeps the cells whose name, as of trapline list cells, matches @filter, a POSIX extended expression; NULL: all.
 * RC_OK; RC_USAGE or RC_INCOMPLETE after printing why, as the subcommand @name. */
int gate_filter(const char *name, const char *filter, struct figure_set *set);

/* Cold figures say nothing about warm ones. RC_OK, or RC_USAGE after printing how each run was measured. */
int gate_check_modes(const char *name, const struct run *old_run, const struct run *new_run);

#endif
