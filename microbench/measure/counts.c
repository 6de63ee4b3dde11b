/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/counts.h"

#include "measure/median.h"
#include "wire/params.h"

/* .scratch: not zeroed at the start. */
static uint64_t samples[PMU_COUNTERS][PARAMS_SAMPLES_MAX] __attribute__((section(".scratch")));
static struct pmu_reading before, after;
static uint64_t smallest_frame[PMU_COUNTERS];

void counts_reset(void)
{
	for (unsigned int i = 0; i < PMU_COUNTERS; i++) {
		smallest_frame[i] = UINT64_MAX;
	}
}

void counts_begin(void)
{
	pmu_read(&before);
}

void counts_end(void)
{
	pmu_read(&after);
}

void counts_add_frame(void)
{
	for (unsigned int i = 0; i < PMU_COUNTERS; i++) {
		uint64_t delta = pmu_delta((enum pmu_counter)i, &before, &after);

		if (delta < smallest_frame[i]) {
			smallest_frame[i] = delta;
		}
	}
}

void counts_add_sample(size_t at)
{
	for (unsigned int i = 0; i < PMU_COUNTERS; i++) {
		uint64_t delta = pmu_delta((enum pmu_counter)i, &before, &after);

		samples[i][at] = delta > smallest_frame[i] ? delta - smallest_frame[i] : 0;
	}
}

uint64_t counts_median(uint64_t *values, size_t n)
{
	const struct median median = median_find(values, n);

	return median.low + (median.high - median.low) / 2;
}

uint64_t counts_of_operation(enum pmu_counter counter, size_t n, uint32_t batch)
{
	return (counts_median(samples[counter], n) + batch / 2) / batch;
}
