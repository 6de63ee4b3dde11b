/* SPDX-License-Identifier: Apache-2.0 */
/* trapline gate of a lab's folder. */
#ifndef CMD_GATE_LAB_H
#define CMD_GATE_LAB_H

#include <stdint.h>

#include "cmd/gate_options.h"

/**
 * gate_lab - hold every board of a lab against the baselines, print a line a board and all that is not well
 * @at_once: processes; 0: as many as there are CPUs
 *
 * The tests of all boards are one family: docs/sharding.md says why.
 *
 * Returns: RC_REGRESSION: a cell of any board regressed; RC_INCOMPLETE: none did, but cells are missing or
 * inconclusive, or shards were; RC_OK; RC_USAGE after printing why
 */
int gate_lab(const char *dir, const char *baselines, const char *filter,
	     const struct gate_options *o, uint32_t at_once);

#endif
