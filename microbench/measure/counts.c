/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/counts.h"

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

/* Restores the heap below @at: no value is smaller than the two below it. */
static void sift_down(uint64_t *values, size_t at, size_t n)
{
	for (;;) {
		size_t child = 2 * at + 1;
		uint64_t value = values[at];

		if (child >= n) {
			return;
		}
		if (child + 1 < n && values[child + 1] > values[child]) {
			child++;
		}
		if (values[child] <= value) {
			return;
		}
		values[at] = values[child];
		values[child] = value;
		at = child;
	}
}

/* Heap sort: no recursion, no memory, and no bad case. */
static void sort(uint64_t *values, size_t n)
{
	for (size_t at = n / 2; at > 0; at--) {
		sift_down(values, at - 1, n);
	}
	while (n > 1) {
		uint64_t largest = values[0];

		n--;
		values[0] = values[n];
		values[n] = largest;
		sift_down(values, 0, n);
	}
}

uint64_t counts_median(uint64_t *values, size_t n)
{
	sort(values, n);
	if (n % 2 != 0) {
		return values[n / 2];
	}
	return values[n / 2 - 1] + (values[n / 2] - values[n / 2 - 1]) / 2;
}

uint64_t counts_of_operation(enum pmu_counter counter, size_t n, uint32_t batch)
{
	return (counts_median(samples[counter], n) + batch / 2) / batch;
}
