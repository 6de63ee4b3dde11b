/* SPDX-License-Identifier: Apache-2.0 */
#include "report/compare.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_cells.h"

/* The part of the key that a cell without a result may not know matches anything. */
static bool matches(const char *a, const char *b)
{
	return a == NULL || b == NULL || a[0] == '\0' || b[0] == '\0' || strcmp(a, b) == 0;
}

static bool is_pair(const struct cell *a, const struct cell *b)
{
	const struct cell_key *x = &a->key;
	const struct cell_key *y = &b->key;

	if (cell_has_samples(a) && cell_has_samples(b)) {
		return cell_same(a, b);
	}
	return strcmp(x->benchmark, y->benchmark) == 0 && strcmp(x->board, y->board) == 0 &&
	       strcmp(x->cpu, y->cpu) == 0 && strcmp(x->hal, y->hal) == 0 &&
	       matches(x->host, y->host) && cell_toolchain_matches(x->toolchain, y->toolchain) &&
	       matches(x->flags, y->flags) && matches(x->switch_policy, y->switch_policy) &&
	       matches(x->vectors, y->vectors) && matches(x->clock, y->clock);
}

/* Index of the cell of @run that @cell is to be held against and that no row has yet; n_cells: none. */
static size_t find_pair(const struct run *run, const struct cell *cell, const bool *taken)
{
	size_t loose = run->n_cells;

	for (size_t i = 0; i < run->n_cells; i++) {
		if (!taken[i] && cell_same(&run->cells[i], cell)) {
			return i;
		}
		if (!taken[i] && loose == run->n_cells && is_pair(&run->cells[i], cell)) {
			loose = i;
		}
	}
	return loose;
}

static void add_row(struct comparison *out, const struct cell *old_cell,
		    const struct cell *new_cell)
{
	struct verdict_row *row = &out->rows[out->n++];

	*row = (struct verdict_row){ .old_cell = old_cell, .new_cell = new_cell };
	row->verdict = compare_cells(old_cell, new_cell).verdict;
	out->count[row->verdict]++;
}

static const struct cell_key *row_key(const struct verdict_row *row)
{
	return row->old_cell != NULL ? &row->old_cell->key : &row->new_cell->key;
}

static int row_order(const void *left, const void *right)
{
	const struct cell_key *a = row_key(left);
	const struct cell_key *b = row_key(right);
	const struct cell_variant variants[] = { cell_variant(a), cell_variant(b) };
	const char *const x[] = { a->board, a->cpu, a->benchmark, a->hal, variants[0].text };
	const char *const y[] = { b->board, b->cpu, b->benchmark, b->hal, variants[1].text };
	int order = 0;

	for (size_t i = 0; order == 0 && i < sizeof(x) / sizeof(x[0]); i++) {
		order = strcmp(x[i], y[i]);
	}
	return order;
}

int compare_runs(const struct run *old_run, const struct run *new_run, struct comparison *out)
{
	bool *taken = calloc(new_run->n_cells + 1, sizeof(*taken));

	*out = (struct comparison){
		.rows = calloc(old_run->n_cells + new_run->n_cells + 1, sizeof(*out->rows)),
	};
	if (taken == NULL || out->rows == NULL) {
		free(taken);
		compare_free(out);
		return -ENOMEM;
	}
	for (size_t i = 0; i < old_run->n_cells; i++) {
		size_t pair = find_pair(new_run, &old_run->cells[i], taken);
		bool has_pair = pair < new_run->n_cells;

		taken[pair] = true; /* has one more, for "none" */
		add_row(out, &old_run->cells[i], has_pair ? &new_run->cells[pair] : NULL);
	}
	for (size_t i = 0; i < new_run->n_cells; i++) {
		if (!taken[i]) {
			add_row(out, NULL, &new_run->cells[i]);
		}
	}
	free(taken);
	qsort(out->rows, out->n, sizeof(*out->rows), row_order);
	return 0;
}

void compare_free(struct comparison *cmp)
{
	free(cmp->rows);
	*cmp = (struct comparison){ 0 };
}
