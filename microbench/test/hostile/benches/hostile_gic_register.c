/* SPDX-License-Identifier: Apache-2.0 */
/* Writes ICC_PMR_EL1, which no vCPU has of its own yet. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_gic_register) = {
	.name = "hostile/gic_register",
	.payload = "gic_register",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
