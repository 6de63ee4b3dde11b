/* SPDX-License-Identifier: Apache-2.0 */
#include "report/grid.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HAL_FIRST "static"

/* So many rows and more stand in groups. */
#define GROUPED_ROWS 16u

/* A cell without a result may not know what its image was built with: that matches anything. */
static bool matches(const char *a, const char *b)
{
	return a == NULL || b == NULL || a[0] == '\0' || b[0] == '\0' || strcmp(a, b) == 0;
}

static bool same_group(const struct cell_key *a, const struct cell_key *b)
{
	return strcmp(a->board, b->board) == 0 && strcmp(a->cpu, b->cpu) == 0 &&
	       matches(a->host, b->host) && cell_toolchain_matches(a->toolchain, b->toolchain) &&
	       matches(a->flags, b->flags) && matches(a->switch_policy, b->switch_policy) &&
	       matches(a->vectors, b->vectors) && matches(a->clock, b->clock);
}

static size_t find_name(const char *const *names, size_t n, const char *name)
{
	size_t i = 0;

	while (i < n && strcmp(names[i], name) != 0) {
		i++;
	}
	return i;
}

static void add_name(const char **names, size_t *n, const char *name)
{
	if (find_name(names, *n, name) == *n) {
		names[(*n)++] = name;
	}
}

static size_t find_group(const struct grid *grid, const struct cell *cell)
{
	size_t i = 0;

	while (i < grid->n_groups && !same_group(&grid->groups[i]->key, &cell->key)) {
		i++;
	}
	return i;
}

static int name_order(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int hal_order(const void *left, const void *right)
{
	const char *a = *(const char *const *)left;
	const char *b = *(const char *const *)right;
	int rank_a = strcmp(a, HAL_FIRST) != 0;
	int rank_b = strcmp(b, HAL_FIRST) != 0;

	return rank_a != rank_b ? rank_a - rank_b : strcmp(a, b);
}

static int board_order(const struct cell *left, const struct cell *right)
{
	int order = strcmp(left->key.board, right->key.board);

	return order != 0 ? order : strcmp(left->key.cpu, right->key.cpu);
}

/* Choices by name, but the default one first, as the first HAL is. */
static int choice_order(const char *a, const char *b, const char *by_default)
{
	bool is_a = a == NULL || a[0] == '\0' || strcmp(a, by_default) == 0;
	bool is_b = b == NULL || b[0] == '\0' || strcmp(b, by_default) == 0;

	return is_a || is_b ? is_b - is_a : strcmp(a, b);
}

static int group_order(const void *left, const void *right)
{
	const struct cell *a = *(const struct cell *const *)left;
	const struct cell *b = *(const struct cell *const *)right;
	int order = board_order(a, b);

	if (order == 0) {
		order = !cell_toolchain_matches(a->key.toolchain, CELL_TOOLCHAIN_DEFAULT) -
			!cell_toolchain_matches(b->key.toolchain, CELL_TOOLCHAIN_DEFAULT);
	}
	if (order == 0) {
		order = choice_order(a->key.switch_policy, b->key.switch_policy,
				     CELL_SWITCH_DEFAULT);
	}
	if (order == 0) {
		order = choice_order(a->key.vectors, b->key.vectors, CELL_VECTORS_DEFAULT);
	}
	return order != 0 ? order : choice_order(a->key.flags, b->key.flags, CELL_FLAGS_DEFAULT);
}

static void collect(const struct run *run, enum cell_status status, struct grid *grid)
{
	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];

		if (cell->status != status) {
			continue;
		}
		add_name(grid->benches, &grid->n_benches, cell->key.benchmark);
		add_name(grid->hals, &grid->n_hals, cell->key.hal);
		if (find_group(grid, cell) == grid->n_groups) {
			grid->groups[grid->n_groups++] = cell;
		}
	}
}

static size_t slot(const struct grid *grid, size_t bench, size_t group, size_t hal)
{
	return (bench * grid->n_groups + group) * grid->n_hals + hal;
}

static int place(const struct run *run, struct grid *grid)
{
	grid->cells =
		calloc(grid->n_benches * grid->n_groups * grid->n_hals + 1, sizeof(*grid->cells));
	if (grid->cells == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];
		size_t at = slot(
			grid, find_name(grid->benches, grid->n_benches, cell->key.benchmark),
			find_group(grid, cell), find_name(grid->hals, grid->n_hals, cell->key.hal));

		if (grid->cells[at] == NULL || cell->status == CELL_OK) {
			grid->cells[at] = cell;
		}
	}
	return 0;
}

int grid_make(const struct run *run, struct grid *out)
{
	size_t most = run->n_cells + 1;

	*out = (struct grid){
		.benches = calloc(most, sizeof(*out->benches)),
		.groups = calloc(most, sizeof(*out->groups)),
		.hals = calloc(most, sizeof(*out->hals)),
	};
	if (out->benches != NULL && out->groups != NULL && out->hals != NULL) {
		/* Measured cells first: they know their whole key. */
		collect(run, CELL_OK, out);
		collect(run, CELL_SPOILED, out);
		collect(run, CELL_NA, out);
		collect(run, CELL_MISSING, out);
		qsort(out->benches, out->n_benches, sizeof(*out->benches), name_order);
		qsort(out->groups, out->n_groups, sizeof(*out->groups), group_order);
		qsort(out->hals, out->n_hals, sizeof(*out->hals), hal_order);
		if (place(run, out) == 0) {
			return 0;
		}
	}
	grid_free(out);
	return -ENOMEM;
}

void grid_free(struct grid *grid)
{
	free(grid->benches);
	free(grid->groups);
	free(grid->hals);
	free(grid->cells);
	*grid = (struct grid){ 0 };
}

const struct cell *grid_cell(const struct grid *grid, size_t bench, size_t group, size_t hal)
{
	return grid->cells[slot(grid, bench, group, hal)];
}

bool grid_has_diff(const struct grid *grid, size_t bench, size_t group, size_t hal)
{
	const struct cell *first = grid_cell(grid, bench, group, 0);
	const struct cell *other = grid_cell(grid, bench, group, hal);

	return hal > 0 && first != NULL && other != NULL && first->status == CELL_OK &&
	       other->status == CELL_OK;
}

double grid_diff(const struct grid *grid, size_t bench, size_t group, size_t hal)
{
	return cell_median(grid_cell(grid, bench, group, hal)) -
	       cell_median(grid_cell(grid, bench, group, 0));
}

/* What tells groups of one board and CPU apart. */
enum label_part {
	LABEL_HOST,
	LABEL_TOOLCHAIN,
	LABEL_FLAGS,
	LABEL_SWITCH,
	LABEL_VECTORS,
	LABEL_CLOCK,
	LABEL_PARTS,
};

static const char *label_part(const struct grid *grid, size_t group, enum label_part part)
{
	const struct cell_key *key = &grid->groups[group]->key;
	const char *const parts[LABEL_PARTS] = {
		[LABEL_HOST] = key->host,       [LABEL_TOOLCHAIN] = key->toolchain,
		[LABEL_FLAGS] = key->flags,     [LABEL_SWITCH] = key->switch_policy,
		[LABEL_VECTORS] = key->vectors, [LABEL_CLOCK] = key->clock,
	};

	return parts[part] != NULL ? parts[part] : "";
}

static bool is_ambiguous(const struct grid *grid, size_t group, enum label_part part)
{
	for (size_t i = 0; i < grid->n_groups; i++) {
		if (board_order(grid->groups[i], grid->groups[group]) == 0 &&
		    strcmp(label_part(grid, i, part), label_part(grid, group, part)) != 0) {
			return true;
		}
	}
	return false;
}

char *grid_group_label(const struct grid *grid, size_t group)
{
	char *label = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&label, &size);

	if (out == NULL) {
		return NULL;
	}
	fputs(grid->groups[group]->key.cpu, out);
	for (enum label_part part = 0; part < LABEL_PARTS; part++) {
		const char *text = label_part(grid, group, part);

		if (text[0] != '\0' && is_ambiguous(grid, group, part)) {
			fprintf(out, " %s", text);
		}
	}
	if (fclose(out) != 0) {
		free(label);
		return NULL;
	}
	return label;
}

bool grid_begins_group(const struct grid *grid, size_t bench)
{
	size_t len = strcspn(grid->benches[bench], "/");

	return grid->n_benches >= GROUPED_ROWS && bench > 0 &&
	       (strncmp(grid->benches[bench - 1], grid->benches[bench], len) != 0 ||
		grid->benches[bench - 1][len] != grid->benches[bench][len]);
}

bool cell_is_constant(const struct cell *cell)
{
	return cell->sum.min == cell->sum.max;
}

struct run_facts run_get_facts(const struct run *run)
{
	struct run_facts facts = { 0 };
	bool first = true;

	for (size_t i = 0; i < run->n_cells; i++) {
		const struct cell *cell = &run->cells[i];

		facts.n_missing += cell->status == CELL_MISSING;
		facts.n_spoiled += cell->status == CELL_SPOILED;
		facts.n_na += cell->status == CELL_NA;
		if (!cell_has_samples(cell)) {
			continue;
		}
		facts.n_measured += cell->status == CELL_OK;
		facts.n_boots = cell->boot > facts.n_boots ? cell->boot : facts.n_boots;
		facts.has_floor |= cell->has_floor;
		facts.n_varying += !cell_is_constant(cell);
		facts.n_samples = first || facts.n_samples == cell->n ? cell->n : 0;
		facts.has_exact |= strcmp(cell->key.clock, "exact") == 0;
		facts.has_ticks |= strcmp(cell->key.clock, "exact") != 0;
		first = false;
	}
	return facts;
}

const char *run_unit(const struct run_facts *facts)
{
	if (facts->has_ticks) {
		return facts->has_exact ? "instructions or ticks" : "ticks";
	}
	return "instructions";
}
