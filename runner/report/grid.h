/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run as people look at it: rows are benchmarks, groups of columns are what they ran on, and in a
 * group one column is a HAL binding. The table, the page and the plots all stand on it.
 */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include <stdbool.h>
#include <stddef.h>

#include "store/run.h"

struct grid {
	const char **benches; /* sorted */
	size_t n_benches;
	const struct cell **groups; /* one cell stands for each group; sorted by board, cpu, ... */
	size_t n_groups;
	const char **hals; /* static first: what the others are held against */
	size_t n_hals;
	const struct cell **cells; /* use grid_cell() */
};

/* Points into @run. 0 or -ENOMEM. */
int grid_make(const struct run *run, struct grid *out);
void grid_free(struct grid *grid);

/* NULL: the run does not have this cell. */
const struct cell *grid_cell(const struct grid *grid, size_t bench, size_t group, size_t hal);
/* True when @hal is not the first and both have results to be trusted: what a difference needs. */
bool grid_has_diff(const struct grid *grid, size_t bench, size_t group, size_t hal);
/* Median of @hal less that of the first HAL. */
double grid_diff(const struct grid *grid, size_t bench, size_t group, size_t hal);
/* "cortex-a57", and toolchain, flags, switch policy and vectors where the CPU alone would be ambiguous.
 * Caller frees; NULL: no memory. */
char *grid_group_label(const struct grid *grid, size_t group);

/* True when row @bench is the first with its part of the name before the slash, in a table of so many
 * rows that groups are kept apart. Not of the first row. */
bool grid_begins_group(const struct grid *grid, size_t bench);

bool cell_is_constant(const struct cell *cell); /* all samples are one number */

struct run_facts {
	size_t n_measured; /* with a result that can be trusted */
	size_t n_missing;
	size_t n_spoiled;
	size_t n_na;
	bool has_floor;   /* of some cell */
	size_t n_boots;   /* most boots of a cell, of a pooled run; else 0 */
	size_t n_varying; /* cells whose samples are not all one number */
	size_t n_samples; /* of every measured cell; 0: not the same everywhere */
	bool has_exact;   /* some cell counts instructions */
	bool has_ticks;   /* some cell counts ticks */
};

struct run_facts run_get_facts(const struct run *run);
/* What must stand beside differences when some clock has noise. */
#define RUN_NOISE "one boot on a clock with noise: differences may be noise"
/* "instructions", "ticks", or "instructions or ticks"; never NULL. */
const char *run_unit(const struct run_facts *facts);

#endif
