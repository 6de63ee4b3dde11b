/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/measure_pmu.h"

struct pmu_reading measure_pmu_now;

void pmu_read(struct pmu_reading *out)
{
	*out = measure_pmu_now;
}
