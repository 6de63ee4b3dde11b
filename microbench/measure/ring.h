/* SPDX-License-Identifier: Apache-2.0 */
/* Where samples wait until nothing is timed any more. Holds what was asked for; counts what it
 * drops. */
#ifndef MEASURE_RING_H
#define MEASURE_RING_H

#include <stdint.h>

#include "wire/params.h"

struct ring {
	uint32_t capacity; /* at most PARAMS_SAMPLES_MAX */
	uint32_t n;
	uint32_t dropped;
	uint64_t *ticks; /* PARAMS_SAMPLES_MAX of them */
};

static inline void ring_push(struct ring *ring, uint64_t ticks)
{
	if (ring->n == ring->capacity) {
		ring->dropped++;
		return;
	}
	ring->ticks[ring->n++] = ticks;
}

#endif
