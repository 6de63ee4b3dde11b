/* SPDX-License-Identifier: Apache-2.0 */
/* trapline report of a lab's folder. */
#ifndef CMD_REPORT_LAB_H
#define CMD_REPORT_LAB_H

#include <stdbool.h>
#include <stdint.h>

#include "gate/gate.h"

struct report_lab_options {
	const char *against;   /* "baselines"; NULL: without verdicts */
	const char *baselines; /* folder; NULL: those of the source tree */
	bool is_other;         /* an option was given that is not for a lab */
	struct gate_rules rules;
	uint32_t at_once; /* processes; 0: as many as there are CPUs */
};

/**
 * report_lab - write index.html into a lab's folder, and report.html, without plots, into each board's run
 *
 * Returns: RC_OK; RC_USAGE or RC_INCOMPLETE after printing why
 */
int report_lab(const char *dir, const struct report_lab_options *o);

#endif
