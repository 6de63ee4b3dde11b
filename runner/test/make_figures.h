/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of several boots for the tests of the gate, and what it says of them. */
#ifndef TEST_MAKE_FIGURES_H
#define TEST_MAKE_FIGURES_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate/gate.h"
#include "make_run.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* One more boot of a cell of this clock, with one sample of @batch operations for each of @samples. */
static inline struct cell *make_boot(struct run *run, const char *benchmark, const char *clock,
				     unsigned boot, const uint64_t *samples, size_t n)
{
	struct cell *cell = make_ok(run, benchmark, "max", "static", clock, samples, n);

	cell->boot = boot;
	cell->batch = 1;
	cell->step = 1;
	return cell;
}

/* Boots of one sample each, of 1000 operations, so that a median has three decimals. */
static inline void make_boots(struct run *run, const char *benchmark, const double *medians,
			      size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t sample = (uint64_t)(medians[i] * 1000 + 0.5);

		make_boot(run, benchmark, "cntvct", (unsigned)i, &sample, 1)->batch = 1000;
	}
}

struct judged { /* what a result points into */
	struct figure_set old_set;
	struct figure_set new_set;
	struct gate_result result;
};

/* Takes both runs. */
static inline struct judged judge_runs(struct run *old_run, struct run *new_run,
				       const struct gate_rules *rules)
{
	struct judged judged;

	run_sort_cells(old_run);
	run_sort_cells(new_run);
	assert_int_equal(figures_of_run(old_run, &judged.old_set), 0);
	assert_int_equal(figures_of_run(new_run, &judged.new_set), 0);
	run_free(old_run);
	run_free(new_run);
	assert_int_equal(gate_judge(&judged.old_set, &judged.new_set, rules, &judged.result), 0);
	return judged;
}

static inline void judged_free(struct judged *judged)
{
	gate_free(&judged->result);
	figure_set_free(&judged->old_set);
	figure_set_free(&judged->new_set);
}

static inline void assert_near(double got, double want, double within)
{
	if (!(fabs(got - want) <= within)) {
		print_error("%.12g is not %.12g\n", got, want);
		fail();
	}
}

static inline void assert_says(const struct gate_row *row, const char *part)
{
	if (strstr(row->why, part) == NULL) {
		print_error("'%s'\nlacks '%s'\n", row->why, part);
		fail();
	}
}

#endif
