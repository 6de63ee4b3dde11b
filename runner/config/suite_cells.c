/* SPDX-License-Identifier: Apache-2.0 */
#include "config/suite_cells.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "config/strs.h"

struct suite_cells suite_lists(const struct suite_cfg *suite)
{
	return (struct suite_cells){
		.boards = suite->boards,
		.n_boards = suite->n_boards,
		.lists = { [FIELD_TOOLCHAIN] = suite->toolchain,
			   [FIELD_HAL] = suite->hal,
			   [FIELD_SWITCH] = suite->switch_policy,
			   [FIELD_VECTORS] = suite->vectors,
			   [FIELD_FLAGS] = suite->flags,
			   [FIELD_BENCHMARK] = suite->benchmarks },
	};
}

static bool rule_matches(const struct suite_rule *rule, const char *const values[CELL_FIELDS])
{
	for (size_t i = 0; i < CELL_FIELDS; i++) {
		if (rule->patterns[i] != NULL && fnmatch(rule->patterns[i], values[i], 0) != 0) {
			return false;
		}
	}
	return true;
}

bool suite_excludes(const struct suite_cfg *suite, const char *const values[CELL_FIELDS])
{
	for (size_t i = 0; i < suite->n_exclude; i++) {
		if (rule_matches(&suite->exclude[i], values)) {
			return true;
		}
	}
	return false;
}

void suite_cells_clear(struct suite_cells *cells)
{
	for (size_t i = 0; i < cells->n_boards; i++) {
		free(cells->boards[i].board);
		free(cells->boards[i].cpu);
	}
	free(cells->boards);
	for (size_t i = 0; i < CELL_FIELDS; i++) {
		strs_clear(&cells->lists[i]);
	}
	*cells = (struct suite_cells){ 0 };
}

static bool has_ref(const struct suite_cells *cells, const char *board, const char *cpu)
{
	for (size_t i = 0; i < cells->n_boards; i++) {
		if (strcmp(cells->boards[i].board, board) == 0 &&
		    (cpu == NULL || strcmp(cells->boards[i].cpu, cpu) == 0)) {
			return true;
		}
	}
	return false;
}

static int add_ref(struct suite_cells *cells, const char *board, const char *cpu)
{
	struct board_ref *refs = reallocarray(cells->boards, cells->n_boards + 1, sizeof(*refs));
	struct board_ref *ref;

	if (refs == NULL) {
		return -ENOMEM;
	}
	cells->boards = refs;
	ref = &refs[cells->n_boards++];
	*ref = (struct board_ref){ .board = strdup(board), .cpu = strdup(cpu) };
	return ref->board != NULL && ref->cpu != NULL ? 0 : -ENOMEM;
}

static bool has_clock(const struct board_cfg *board, enum clock_mode clock)
{
	bool is_exact = clock == CLOCK_EXACT;

	return (is_exact ? &board->exact : &board->cntvct)->n > 0 ||
	       strs_has(&board->clocks, is_exact ? "exact" : "cntvct");
}

static bool is_wanted_cpu(const struct suite_rule *rule, const struct suite_cells *own,
			  const char *board, const char *cpu)
{
	if (rule->patterns[FIELD_CPU] != NULL) {
		return fnmatch(rule->patterns[FIELD_CPU], cpu, 0) == 0;
	}
	return rule->patterns[FIELD_BOARD] != NULL || has_ref(own, board, cpu);
}

int suite_cells_take_boards(const struct catalog *cat, enum clock_mode clock,
			    const struct suite_rule *rule, const struct suite_cells *own,
			    struct suite_cells *out, struct diag *d)
{
	const char *pattern = rule->patterns[FIELD_BOARD];
	int err = 0;

	for (size_t i = 0; i < cat->boards.n && err == 0; i++) {
		const char *name = cat->boards.items[i];
		struct board_cfg *board = NULL;

		if (pattern != NULL ? fnmatch(pattern, name, 0) != 0 : !has_ref(own, name, NULL)) {
			continue;
		}
		err = board_load(cat, name, &board, d);
		for (size_t j = 0; err == 0 && has_clock(board, clock) && j < board->cpus.n; j++) {
			const char *cpu = board->cpus.items[j];

			err = is_wanted_cpu(rule, own, name, cpu) ? add_ref(out, name, cpu) : 0;
		}
		if (board != NULL) {
			board_free(board);
		}
	}
	return err;
}

static bool has_cell(const struct suite_cells *cells, const char *const values[CELL_FIELDS])
{
	for (size_t i = FIELD_TOOLCHAIN; i < CELL_FIELDS; i++) {
		if (!strs_has(&cells->lists[i], values[i])) {
			return false;
		}
	}
	return has_ref(cells, values[FIELD_BOARD], values[FIELD_CPU]);
}

/* Neither of the lists nor of an include. */
static bool is_new(const struct suite_cfg *cfg, const char *const values[CELL_FIELDS])
{
	const struct suite_cells own = suite_lists(cfg);

	if (has_cell(&own, values) && !suite_excludes(cfg, values)) {
		return false;
	}
	for (size_t i = 0; i < cfg->n_include; i++) {
		if (has_cell(&cfg->include[i], values)) {
			return false;
		}
	}
	return true;
}

static bool is_left(const struct suite_cfg *cfg, const char *const values[CELL_FIELDS])
{
	return !suite_excludes(cfg, values);
}

/* Whether some combination of the lists from @field on, behind what @values has of those before, is @wanted. */
static bool has_any(const struct suite_cfg *cfg, const struct suite_cells *cells,
		    enum cell_field field, const char *values[CELL_FIELDS],
		    bool (*wanted)(const struct suite_cfg *cfg,
				   const char *const values[CELL_FIELDS]))
{
	if (field == CELL_FIELDS) {
		return wanted(cfg, (const char *const *)values);
	}
	for (size_t i = 0; i < cells->lists[field].n; i++) {
		values[field] = cells->lists[field].items[i];
		if (has_any(cfg, cells, field + 1, values, wanted)) {
			return true;
		}
	}
	return false;
}

static bool has_any_on_boards(const struct suite_cfg *cfg, const struct suite_cells *cells,
			      bool (*wanted)(const struct suite_cfg *cfg,
					     const char *const values[CELL_FIELDS]))
{
	const char *values[CELL_FIELDS];

	for (size_t i = 0; i < cells->n_boards; i++) {
		values[FIELD_BOARD] = cells->boards[i].board;
		values[FIELD_CPU] = cells->boards[i].cpu;
		if (has_any(cfg, cells, FIELD_TOOLCHAIN, values, wanted)) {
			return true;
		}
	}
	return false;
}

bool suite_cells_have_new(const struct suite_cfg *cfg, const struct suite_cells *cells)
{
	return has_any_on_boards(cfg, cells, is_new);
}

bool suite_cells_are_left(const struct suite_cfg *cfg)
{
	const struct suite_cells own = suite_lists(cfg);

	return has_any_on_boards(cfg, &own, is_left);
}
