/* SPDX-License-Identifier: Apache-2.0 */
/* The cells that a suite asks for. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/plan.h"

static bool has_key(const struct cell_key *key)
{
	return key->benchmark != NULL && key->host != NULL && key->board != NULL &&
	       key->cpu != NULL && key->toolchain != NULL && key->hal != NULL &&
	       key->switch_policy != NULL && key->vectors != NULL && key->flags != NULL &&
	       key->clock != NULL;
}

static int add_cell(struct run *run, const struct cell_key *want)
{
	struct cell *cell = run_add_cell(run);

	if (cell == NULL) {
		return -ENOMEM;
	}
	cell->key = (struct cell_key){
		.benchmark = strdup(want->benchmark),
		.host = strdup("trapline"),
		.board = strdup(want->board),
		.cpu = strdup(want->cpu),
		.toolchain = strdup(want->toolchain),
		.hal = strdup(want->hal),
		.switch_policy = strdup(want->switch_policy),
		.vectors = strdup(want->vectors),
		.flags = strdup(want->flags),
		.clock = strdup(want->clock),
	};
	return has_key(&cell->key) ? 0 : -ENOMEM;
}

static bool is_same_image(const struct cell_key *a, const struct cell_key *b)
{
	return strcmp(a->board, b->board) == 0 && strcmp(a->toolchain, b->toolchain) == 0 &&
	       strcmp(a->hal, b->hal) == 0 && strcmp(a->switch_policy, b->switch_policy) == 0 &&
	       strcmp(a->vectors, b->vectors) == 0 && strcmp(a->flags, b->flags) == 0;
}

static bool is_named(const struct run *run, const struct cell_key *want)
{
	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell_key *key = &run->cells[i].key;

		if (strcmp(key->benchmark, want->benchmark) == 0 &&
		    strcmp(key->cpu, want->cpu) == 0 && is_same_image(key, want)) {
			return true;
		}
	}
	return false;
}

/* Cells on their way into a run. */
struct adding {
	struct run *run;
	const struct suite_cfg *suite;
	bool heeds_exclude;
	const regex_t *filter;
	struct cell_key want;
};

static char **slot_of(struct cell_key *key, enum cell_field field)
{
	char **const slots[CELL_FIELDS] = {
		[FIELD_BOARD] = &key->board,          [FIELD_CPU] = &key->cpu,
		[FIELD_TOOLCHAIN] = &key->toolchain,  [FIELD_HAL] = &key->hal,
		[FIELD_SWITCH] = &key->switch_policy, [FIELD_VECTORS] = &key->vectors,
		[FIELD_FLAGS] = &key->flags,          [FIELD_BENCHMARK] = &key->benchmark,
	};

	return slots[field];
}

static bool is_excluded(struct adding *adding)
{
	const char *values[CELL_FIELDS];

	for (enum cell_field field = 0; field < CELL_FIELDS; field++) {
		values[field] = *slot_of(&adding->want, field);
	}
	return suite_excludes(adding->suite, values);
}

static int add_if_wanted(struct adding *adding)
{
	const struct cell cell = { .key = adding->want };
	char *name = cell_name(&cell);
	bool is_wanted;

	if (name == NULL) {
		return -ENOMEM;
	}
	is_wanted = adding->filter == NULL || regexec(adding->filter, name, 0, NULL, 0) == 0;
	free(name);
	if (!is_wanted || (adding->heeds_exclude && is_excluded(adding)) ||
	    is_named(adding->run, &adding->want)) {
		return 0;
	}
	return add_cell(adding->run, &adding->want);
}

/* Every combination of the lists from @field on. */
static int add_choices(struct adding *adding, const struct suite_cells *cells,
		       enum cell_field field)
{
	int err = 0;

	if (field == CELL_FIELDS) {
		return add_if_wanted(adding);
	}
	for (size_t i = 0; i < cells->lists[field].n && err == 0; i++) {
		*slot_of(&adding->want, field) = cells->lists[field].items[i];
		err = add_choices(adding, cells, field + 1);
	}
	return err;
}

static int add_cells(struct adding *adding, const struct suite_cells *cells)
{
	int err = 0;

	for (size_t i = 0; i < cells->n_boards && err == 0; i++) {
		adding->want.board = cells->boards[i].board;
		adding->want.cpu = cells->boards[i].cpu;
		err = add_choices(adding, cells, FIELD_TOOLCHAIN);
	}
	return err;
}

int plan_cells(const struct suite_cfg *suite, const regex_t *filter, struct run *run)
{
	const struct suite_cells lists = suite_lists(suite);
	char clock[16];
	struct adding adding = { .run = run,
				 .suite = suite,
				 .heeds_exclude = true,
				 .filter = filter,
				 .want = { .clock = clock } };
	int err;

	snprintf(clock, sizeof(clock), "%s", clock_name(suite->clock));
	err = add_cells(&adding, &lists);
	adding.heeds_exclude = false;
	for (size_t i = 0; i < suite->n_include && err == 0; i++) {
		err = add_cells(&adding, &suite->include[i]);
	}
	run_sort_cells(run);
	return err;
}
