/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Performance Monitors of this CPU, as the host at EL2 uses them; guests cannot reach them
 * (MDCR_EL2 as the library sets it). DDI 0487, "The Performance Monitors Extension".
 */
#ifndef DRIVERS_PMU_H
#define DRIVERS_PMU_H

#include <stdbool.h>
#include <stdint.h>

enum pmu_counter {
	PMU_CYCLES,           /* EL0 to EL2 */
	PMU_INSTRUCTIONS,     /* the same */
	PMU_EL2_CYCLES,       /* EL2 alone */
	PMU_EL2_INSTRUCTIONS, /* the same */
	PMU_COUNTERS,
};

struct pmu_reading {
	uint64_t value[PMU_COUNTERS];
};

/* Sets the counters up and lets them count. False: there is no PMU, it has too few counters for
 * EL2, or it does not count instructions (a model that only shows its registers). */
bool pmu_start(void);

/* After a pmu_start() that was true. */
void pmu_read(struct pmu_reading *out);

/* How far @counter went between two readings. All but the cycle counter have 32 bits. */
static inline uint64_t pmu_delta(enum pmu_counter counter, const struct pmu_reading *from,
				 const struct pmu_reading *to)
{
	uint64_t delta = to->value[counter] - from->value[counter];

	return counter == PMU_CYCLES ? delta : (uint32_t)delta;
}

#endif
