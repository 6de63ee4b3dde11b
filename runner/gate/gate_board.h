/* SPDX-License-Identifier: Apache-2.0 */
/* One metric of one cell on a clock with noise: its values, its test, its floor. */
#ifndef GATE_GATE_BOARD_H
#define GATE_GATE_BOARD_H

#include "gate/gate.h"

/* So many boots a side are looked at, the first ones: the work grows with their product. */
#define BOARD_BOOTS_MAX 1000u

struct sides {     /* one value for each boot, for one operation, in the order of time */
	double *a; /* old */
	size_t n_a;
	double *b; /* new */
	size_t n_b;
};

/* False: a boot of either side has no p99. */
bool sides_have(const struct gate_row *row, enum gate_metric metric);
/* 0 or -ENOMEM; free a, which b is behind. */
int sides_fill(const struct gate_row *row, enum gate_metric metric, struct sides *out);

/* What shares are of: the median of the old side; one tick where that is 0. @sides keeps its order. */
double sides_base(const struct gate_row *row, double old_value);

/**
 * floor_find - below which shift a difference is not one
 * @base: what the floor is a share of
 * @out:  floor and floor_by are filled
 *
 * Returns: 0 or -ENOMEM
 */
int floor_find(const struct gate_row *row, enum gate_metric metric, const struct sides *sides,
	       const struct gate_rules *rules, double base, struct gate_test *out);

/* Fills everything of @out but q and sees. Both sides have at least two boots. 0 or -ENOMEM. */
int board_test(const struct gate_row *row, enum gate_metric metric, const struct gate_rules *rules,
	       struct gate_test *out);

/* Whether these are the boots of a first pass behind which a re-run is, or was, to be had: a slowdown need
 * only be suspected by them, and nothing is settled by them alone. An interrupted re-run leaves such rows. */
bool board_is_first(const struct gate_row *row, const struct gate_rules *rules);

struct power {       /* what the boots of a row could show */
	double sees; /* share; INFINITY: nothing */
	/* Boots a side, with probability 0.9; SHIFT_VALUES_MAX: too many. */
	size_t for_shift; /* until a difference like the one that was found is settled */
	size_t for_sees;  /* until a slowdown of twice the floor, or of rules.sees, would be */
};

/* @n_tests: of the family. A made test: 0 or -ENOMEM. */
int board_power(const struct gate_row *row, enum gate_metric metric, const struct gate_rules *rules,
		size_t n_tests, struct power *out);
/* Boots a side below which no difference at all could be settled. */
size_t board_least_boots(const struct gate_row *row, const struct gate_rules *rules,
			 size_t n_tests);
/* The smallest slowdown that is asked to be seen: a share. */
double board_must_see(const struct gate_test *test, const struct gate_rules *rules);

#endif
