/* SPDX-License-Identifier: Apache-2.0 */
/* A guest without a virtual GIC writes ICC_PMR_EL1. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_gic_register) = {
	.name = "hostile/gic_register",
	.payload = "gic_register",
	.vm = { .flags_off = VCPU_FLAG_VIRTUAL_GIC },
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
