/* SPDX-License-Identifier: Apache-2.0 */
/* A jump to an address without memory. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_wild_jump) = {
	.name = "hostile/wild_jump",
	.payload = "wild_jump",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
