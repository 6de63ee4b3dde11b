/* SPDX-License-Identifier: Apache-2.0 */
/* How many operations go between two stamps of a counter that is coarse. */
#ifndef MEASURE_BATCH_H
#define MEASURE_BATCH_H

#include <stdint.h>

#define BATCH_STEPS 200u   /* one step of the counter is at most 0.5 % of a batch */
#define BATCH_MAX   65536u /* operations */
#define BATCH_PILOT 64u    /* operations in a batch that finds out how long one takes */

/* The fewest operations that take BATCH_STEPS steps of @step_ticks, when BATCH_PILOT of them took
 * @pilot_ticks; 1 to BATCH_MAX. */
static inline uint32_t batch_for(uint64_t pilot_ticks, uint64_t step_ticks)
{
	uint64_t wanted = BATCH_STEPS * step_ticks * BATCH_PILOT;
	uint64_t known = pilot_ticks != 0 ? pilot_ticks : 1;
	uint64_t n = (wanted + known - 1) / known;

	if (n < 1) {
		return 1;
	}
	return n < BATCH_MAX ? (uint32_t)n : BATCH_MAX;
}

#endif
