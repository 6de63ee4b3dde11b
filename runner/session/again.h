/* SPDX-License-Identifier: Apache-2.0 */
/* More boots of what a first look could not settle. */
#ifndef SESSION_AGAIN_H
#define SESSION_AGAIN_H

#include <stdbool.h>

#include "session/session.h"

/**
 * plan_again - as many boots again of some of the cells, behind those that @plan has
 * @run:   measured; its cells as @plan knows them
 * @again: for each entry of run->cells, whether that cell is measured again; one of its boots is enough
 *
 * The cells that are added stand at the end of run->cells. When they have been measured, from what was
 * plan->n_boots before, run_sort_cells() is due; @plan's indices of cells are worth nothing after that.
 *
 * Returns: 0 or -ENOMEM
 */
int plan_again(struct plan *plan, struct run *run, const bool *again);

/**
 * session_measure_both - boot what two sessions planned by turns: A B, B A, A B, ... of each image and CPU
 * @old_from: the first boot of old_side->plan, for those before were made; @new_from likewise
 *
 * A boot of one side that the other has no counterpart of is made alone. Otherwise as session_measure().
 */
int session_measure_both(struct session *old_side, struct session *new_side, size_t old_from,
			 size_t new_from);

#endif
