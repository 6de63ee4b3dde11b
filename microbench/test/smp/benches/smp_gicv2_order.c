/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupts of a GICv2: their order, more than list registers, and those that come again. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_gicv2_order) = {
	.name = "smp/gicv2_order",
	.payload = "smp_gicv2_order",
	.needs = BENCH_NEEDS_GICV2,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
