/* SPDX-License-Identifier: Apache-2.0 */
#include "session/again.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static unsigned count_rounds(const struct plan *plan)
{
	unsigned n = 0;

	for (size_t i = 0; i < plan->n_boots; i++) {
		n = plan->boots[i].boot >= n ? plan->boots[i].boot + 1 : n;
	}
	return n;
}

/* Marks all boots of a cell of which one is; they are adjacent. */
static void mark_cells(const struct run *run, const bool *again, bool *marked)
{
	for (size_t i = 0; i < run->n_cells;) {
		size_t end = i + run_count_boots(run, i);
		bool is_marked = false;

		for (size_t k = i; k < end; k++) {
			is_marked = is_marked || again[k];
		}
		for (; i < end; i++) {
			marked[i] = is_marked;
		}
	}
}

/* One more entry of the cell at @index, @rounds later. */
static int add_cell(struct run *run, size_t index, unsigned rounds)
{
	struct cell *cell = run_add_cell(run);
	const struct cell *from = &run->cells[index];

	if (cell == NULL) {
		return -ENOMEM;
	}
	cell->boot = from->boot + rounds;
	cell->layout = from->layout;
	return cell_key_copy(&from->key, &cell->key);
}

/* The cells of the boot at @from that are marked, for a boot @rounds later; none: no boot is added. */
static int add_boot(struct plan *plan, struct run *run, size_t from, const bool *marked,
		    unsigned rounds)
{
	const struct plan_boot *like = &plan->boots[from];
	struct plan_boot *boot = &plan->boots[plan->n_boots];
	int err = 0;

	*boot = *like;
	boot->boot += rounds;
	boot->n_cells = 0;
	boot->name = NULL;
	boot->cells = calloc(like->n_cells + 1, sizeof(*boot->cells));
	if (boot->cells == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < like->n_cells && err == 0; i++) {
		if (marked[like->cells[i]]) {
			boot->cells[boot->n_cells++] = run->n_cells;
			err = add_cell(run, like->cells[i], rounds);
		}
	}
	if (err == 0 && boot->n_cells > 0) {
		boot->name = plan_boot_name(&run->cells[boot->cells[0]], true);
		err = boot->name == NULL ? -ENOMEM : 0;
	}
	if (err != 0 || boot->n_cells == 0) {
		free(boot->cells);
		return err;
	}
	plan->n_boots++;
	return 0;
}

int plan_again(struct plan *plan, struct run *run, const bool *again)
{
	unsigned rounds = count_rounds(plan);
	size_t n_boots = plan->n_boots;
	struct plan_boot *boots = reallocarray(plan->boots, 2 * n_boots + 1, sizeof(*boots));
	bool *marked = calloc(run->n_cells + 1, sizeof(*marked));
	int err = boots == NULL || marked == NULL ? -ENOMEM : 0;

	plan->boots = boots != NULL ? boots : plan->boots;
	if (err == 0) {
		mark_cells(run, again, marked);
	}
	for (size_t i = 0; i < n_boots && err == 0; i++) {
		err = add_boot(plan, run, i, marked, rounds);
	}
	free(marked);
	return err;
}

static bool are_twins(const struct plan_boot *a, const struct plan_boot *b)
{
	return a->boot == b->boot && strcmp(a->board->name, b->board->name) == 0 &&
	       strcmp(a->cpu, b->cpu) == 0;
}

/* Of the boots like the one at @index, how many are before it. */
static size_t rank_of(const struct plan *plan, size_t index)
{
	size_t n = 0;

	for (size_t i = 0; i < index; i++) {
		n += are_twins(&plan->boots[i], &plan->boots[index]);
	}
	return n;
}

/* The boot of @plan that stands where @boot stands in its own plan; plan->n_boots: there is none. Both are
 * in rounds and in the order of names, so that ranks match though the variants have other names. */
static size_t find_twin(const struct plan *plan, const struct plan_boot *boot, size_t rank)
{
	for (size_t i = 0; i < plan->n_boots; i++) {
		if (are_twins(&plan->boots[i], boot) && rank-- == 0) {
			return i;
		}
	}
	return plan->n_boots;
}

struct both {
	struct session *sides[2];
	size_t k; /* boots begun */
};

static int measure_one(struct both *b, unsigned side, size_t index)
{
	return session_measure_boot(b->sides[side], &b->sides[side]->plan->boots[index], ++b->k);
}

/* The boot at @index of the old side and its counterpart; every other round the counterpart is first. */
static int measure_pair(struct both *b, size_t index)
{
	const struct plan *plan = b->sides[0]->plan;
	size_t twin = find_twin(b->sides[1]->plan, &plan->boots[index], rank_of(plan, index));
	bool has_twin = twin < b->sides[1]->plan->n_boots;
	unsigned first = has_twin && plan->boots[index].boot % 2 == 1 ? 1 : 0;
	int err = measure_one(b, first, first == 1 ? twin : index);

	if (err == 0 && has_twin) {
		err = measure_one(b, 1 - first, first == 1 ? index : twin);
	}
	return err;
}

int session_measure_both(struct session *old_side, struct session *new_side, size_t old_from,
			 size_t new_from)
{
	struct both b = { .sides = { old_side, new_side } };
	int err = 0;

	for (size_t i = old_from; i < old_side->plan->n_boots && err == 0; i++) {
		err = measure_pair(&b, i);
	}
	for (size_t i = new_from; i < new_side->plan->n_boots && err == 0; i++) {
		const struct plan_boot *boot = &new_side->plan->boots[i];
		size_t twin = find_twin(old_side->plan, boot, rank_of(new_side->plan, i));

		if (twin == old_side->plan->n_boots) {
			err = measure_one(&b, 1, i);
		}
	}
	return err;
}
