/* SPDX-License-Identifier: Apache-2.0 */
/* A load from an address without memory or device. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_wild_load) = {
	.name = "hostile/wild_load",
	.payload = "wild_load",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
