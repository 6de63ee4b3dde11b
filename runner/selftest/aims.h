/* SPDX-License-Identifier: Apache-2.0 */
/* What the gate is held to on a clock with noise, and what it did. */
#ifndef SELFTEST_AIMS_H
#define SELFTEST_AIMS_H

#include <stdio.h>

#include "selftest/trial.h"

/* Percent. */
#define AIM_FALSE_CELLS 0.5 /* at most, of the cells that did not change, told to be regressed */
#define AIM_FALSE_SHARE 5.0 /* at most, of all alarms, false; on average over the comparisons */
#define AIM_OVERLOOKED                                                                             \
	5.0 /* at most, of the cells that are slower by rules.sees and more, told unchanged */
#define AIM_SLOWDOWN 0.03 /* share: what has to be found */
#define AIM_FOUND    90.0 /* at least, of the cells that are slower by so much and more */

struct aims_slow {
	double slowdown; /* share */
	size_t n_slow;   /* cells of each comparison */
	struct trial_result result;
};

#define AIMS_SLOW 6u

struct aims {
	struct trial_plan plan; /* of the comparisons without a change */
	size_t n_cells;
	struct trial_result same;
	struct aims_slow slow[AIMS_SLOW]; /* +1, +3, +10 %: one cell, and one of each ten */
};

/**
 * aims_measure - comparisons without a change, and fewer with each of the slowdowns
 * @plan: n_slow and slowdown are not read
 * @tick: called with what is being done and how much of everything is, in percent; NULL: not
 *
 * Returns: 0 or -ENOMEM
 */
int aims_measure(const struct trial_source *source, const struct trial_plan *plan,
		 void (*tick)(void *arg, const char *what, unsigned percent), void *tick_arg,
		 struct aims *out);

/* Prints what was measured beside the aims; how many were missed. @must_find: false: the boots differ by what
 * they like, so that what is found is no aim. */
size_t aims_print(const struct aims *aims, bool must_find, FILE *out);

#endif
