/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "session/plan.h"

/* Another boot of the cell at @index; a cell that is only planned is nothing but its key. */
static int add_boot(struct run *run, size_t index, unsigned boot, unsigned layouts)
{
	struct cell *added = run_add_cell(run);
	const struct cell_key *key = &run->cells[index].key;
	int err;

	if (added == NULL) {
		return -ENOMEM;
	}
	err = cell_key_copy(key, &added->key);
	added->boot = boot;
	added->layout = layouts > 0 ? 1 + boot % layouts : 0;
	return err;
}

int plan_repeat(struct run *run, unsigned boots, unsigned layouts)
{
	size_t n_cells = run->n_cells;
	unsigned each = boots > layouts ? boots : layouts;
	int err = 0;

	for (size_t i = 0; i < n_cells; i++) {
		run->cells[i].layout = layouts > 0 ? 1 : 0;
		for (unsigned boot = 1; boot < each && err == 0; boot++) {
			err = add_boot(run, i, boot, layouts);
		}
	}
	run_sort_cells(run);
	return err;
}
