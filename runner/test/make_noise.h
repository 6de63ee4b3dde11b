/* SPDX-License-Identifier: Apache-2.0 */
/* Pairs of runs on a clock with noise, of which one cell may have changed. */
#ifndef TEST_MAKE_NOISE_H
#define TEST_MAKE_NOISE_H

#include <stdio.h>

#include "make_figures.h"

/* Boots that differ by some 0.3 %; their median is 100. */
static const double make_noise[] = { 100.0, 99.8,  100.3,  99.9,  100.1,  99.7,  100.2,
				     99.6,  100.4, 100.05, 99.95, 100.15, 99.85, 100.0 };

static inline void make_noisy_cell(struct run *run, const char *benchmark, double factor, size_t n)
{
	double medians[COUNT_OF(make_noise)];

	for (size_t i = 0; i < n; i++) {
		medians[i] = make_noise[i] * factor;
	}
	make_boots(run, benchmark, medians, n);
}

/* One cell, @n boots a side, the new ones @factor times as slow, among @others that did not change. */
static inline struct judged judge_factor(double factor, size_t n, size_t others,
					 const struct gate_rules *rules)
{
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");

	make_noisy_cell(old_run, "a/subject", 1, n);
	make_noisy_cell(new_run, "a/subject", factor, n);
	for (size_t i = 0; i < others; i++) {
		char name[32];

		snprintf(name, sizeof(name), "b/other_%zu", i);
		make_noisy_cell(old_run, name, 1, n);
		make_noisy_cell(new_run, name, 1, n);
	}
	return judge_runs(old_run, new_run, rules);
}

#endif
