/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/suspects.h"

static bool is_suspect(const struct gate_result *result, const struct cell *cell, bool is_new)
{
	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];
		const struct figures *one = is_new ? row->new_figures : row->old_figures;

		if (row->is_suspect && one != NULL && cell_key_order(&one->key, &cell->key) == 0) {
			return true;
		}
	}
	return false;
}

size_t suspects_mark(const struct gate_result *result, const struct run *run, bool is_new,
		     bool *again)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_cells; i++) {
		again[i] = is_suspect(result, &run->cells[i], is_new);
		n += again[i] && (i == 0 || !cell_same(&run->cells[i], &run->cells[i - 1]));
	}
	return n;
}
