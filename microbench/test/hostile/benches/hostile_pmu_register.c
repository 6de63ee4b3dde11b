/* SPDX-License-Identifier: Apache-2.0 */
/* Writes PMUSERENR_EL0, which no vCPU has of its own. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_pmu_register) = {
	.name = "hostile/pmu_register",
	.payload = "pmu_register",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
