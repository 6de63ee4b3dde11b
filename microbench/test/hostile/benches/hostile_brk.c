/* SPDX-License-Identifier: Apache-2.0 */
/* A breakpoint instruction at EL1 that the guest has no handler for. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_brk) = {
	.name = "hostile/brk",
	.payload = "brk",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
