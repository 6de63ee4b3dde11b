/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of the gate among themselves. */
#ifndef GATE_GATE_PRIVATE_H
#define GATE_GATE_PRIVATE_H

#include "gate/gate.h"

/* By out->rules: fills old_figures and new_figures of the rows, in order: every cell of either set is in one row.
 * A row with one side says why where the other has something near. 0 or -ENOMEM. */
int gate_pair(const struct figure_set *old_set, const struct figure_set *new_set,
	      struct gate_result *out);

/* Both sides of @row are there and CELL_OK. */
void gate_judge_exact(struct gate_row *row);

/* All rows that gate_row_is_noisy() names, together. 0 or -ENOMEM. */
int gate_judge_boards(struct gate_result *result);
/* Has figures of a clock with noise on both sides, and no verdict yet. */
bool gate_row_is_noisy(const struct gate_row *row);

/* One more clause in the row's why, cut at a whole character where it is too long. */
void gate_say(struct gate_row *row, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
