/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Comparisons whose truth is known, put to the gate many times: how often it is wrong, and how often it finds
 * what is there. Where the boots come from is not known here.
 */
#ifndef SELFTEST_TRIAL_H
#define SELFTEST_TRIAL_H

#include <stddef.h>

#include "gate/gate.h"
#include "stats/random.h"

enum trial_side {
	TRIAL_OLD,
	TRIAL_NEW,
	N_TRIAL_SIDES,
};

struct trial_source { /* boots of two sides that do not differ */
	size_t n_cells;
	/* Another comparison begins: other cells, or other boots of them. */
	void (*begin)(void *arg, struct random *random);
	/* The @nth boot of a side, from 0; asked for once and in this order. */
	void (*draw)(void *arg, struct random *random, size_t cell, enum trial_side side,
		     size_t nth, struct boot_figure *out);
	void *arg;
};

struct trial_plan {
	size_t n_runs;    /* comparisons */
	size_t n_boots;   /* a side; as many again of a suspect */
	size_t n_slow;    /* cells of each comparison that are slower in NEW, others each time */
	double slowdown;  /* by this share: every sample of NEW times 1 + slowdown */
	bool can_confirm; /* the source has as many boots again */
	unsigned long seed;
	struct gate_rules rules; /* can_confirm in it is not read */
};

struct trial_count {
	size_t n_runs;
	size_t n_same;         /* cells of all runs without a slowdown, */
	size_t n_slow;         /* and with one */
	size_t same_worse;     /* of those without: regressed, a false alarm */
	size_t same_better;    /* improved, as false */
	size_t runs_worse;     /* runs with a false alarm, */
	size_t runs_false;     /* and with either */
	size_t runs_by_test;   /* with one by the test of the medians alone, whatever the floors */
	size_t slow_worse;     /* of those with: regressed, found */
	size_t slow_unchanged; /* told to be unchanged */
	double false_share;    /* of a run's alarms those that are false, summed over the runs */
};

struct trial_result {
	struct trial_count once;      /* judged on the first boots alone */
	struct trial_count confirmed; /* with the confirming re-run */
	size_t n_suspects;            /* cells of all runs that were measured again */
	size_t n_told;                /* with the re-run: regressed or improved, */
	size_t n_unconfirmed;         /* and of them never measured again */
};

/**
 * trial_run - put @plan to the gate
 * @tick: called after each run with the count of those that are done; NULL: not
 *
 * The same plan and source give the same result.
 *
 * Returns: 0 or -ENOMEM
 */
int trial_run(const struct trial_source *source, const struct trial_plan *plan,
	      void (*tick)(void *arg, size_t n_done), void *tick_arg, struct trial_result *out);

/* Adds one judged run to @count; the cells for which @is_slow, in the order of the rows, differ. */
void trial_count_run(struct trial_count *count, const struct gate_result *result,
		     const bool *is_slow);

struct trial_rate { /* a share with its 95 % interval, percent; all NAN when @n is 0 */
	double percent;
	double low;
	double high;
};

/* Source: Wilson 1927, the score interval of a binomial share. */
struct trial_rate trial_rate(size_t k, size_t n);

#endif
