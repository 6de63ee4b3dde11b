/* SPDX-License-Identifier: Apache-2.0 */
/* One benchmark, from its guest's start to its samples. */
#ifndef MEASURE_TRIAL_H
#define MEASURE_TRIAL_H

#include <stdbool.h>
#include <stdint.h>

#include "measure/bench.h"

/* What holds for every benchmark of a boot. */
struct trial_settings {
	bool is_clock_exact;
	bool is_cold;
	bool is_loaded;
	bool has_pmu;
	uint64_t step_ticks; /* of the counter */
	uint32_t samples;
	uint32_t warmup;
};

/* NULL, or what this board or this image lacks for @bench. */
const char *trial_missing(const struct bench *bench, const struct trial_settings *settings);

/* Takes the samples of @bench into @run; on a coarse clock, as many operations to each as it needs.
 * NULL, or why there is no result. */
const char *trial_take(struct bench_run *run, const struct bench *bench,
		       const struct trial_settings *settings);

#endif
