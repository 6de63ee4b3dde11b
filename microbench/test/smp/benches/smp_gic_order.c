/* SPDX-License-Identifier: Apache-2.0 */
/* More interrupts than list registers, nested ones, and those that come again. */
#include "test/smp/benches/smp_take.h"

DEFINE_BENCH(smp_gic_order) = {
	.name = "smp/gic_order",
	.payload = "smp_gic_order",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = smp_take,
};
