/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate wants to have measured again. */
#ifndef GATE_SUSPECTS_H
#define GATE_SUSPECTS_H

#include "gate/gate.h"

/**
 * suspects_mark - which cells of a run the suspects are
 * @run:    of the old side, or with @is_new of the new one
 * @again:  one out for each entry of run->cells: it is a boot of a suspect
 *
 * Returns: how many suspects @run has
 */
size_t suspects_mark(const struct gate_result *result, const struct run *run, bool is_new,
		     bool *again);

#endif
