/* SPDX-License-Identifier: Apache-2.0 */
/* Sets of cells that are every combination of some lists. */
#ifndef CONFIG_SUITE_CELLS_H
#define CONFIG_SUITE_CELLS_H

#include "config/config.h"

/**
 * suite_cells_take_boards - the boards and CPUs that a rule of include adds
 * @own: the suite's lists: their boards where the rule names none, and their CPUs where it names neither
 *
 * A board alone means all its CPUs. Boards that have no @clock are left out.
 *
 * Returns: 0; -ENOMEM; -EINVAL, told in @d: a board's own file has faults
 */
int suite_cells_take_boards(const struct catalog *cat, enum clock_mode clock,
			    const struct suite_rule *rule, const struct suite_cells *own,
			    struct suite_cells *out, struct diag *d);

/* Whether some of @cells are neither of the suite's lists, as far as they are not excluded, nor of its includes. */
bool suite_cells_have_new(const struct suite_cfg *cfg, const struct suite_cells *cells);
/* Whether some cell of the suite's lists is not excluded. */
bool suite_cells_are_left(const struct suite_cfg *cfg);
void suite_cells_clear(struct suite_cells *cells);

#endif
