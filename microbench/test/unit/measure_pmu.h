/* SPDX-License-Identifier: Apache-2.0 */
/* Performance monitors that read what a test says. */
#ifndef UNIT_MEASURE_PMU_H
#define UNIT_MEASURE_PMU_H

#include "drivers/pmu.h"

extern struct pmu_reading measure_pmu_now;

#endif
