/* SPDX-License-Identifier: Apache-2.0 */
/* A payload that reports one floor too few. */
#include "measure/bench.h"

DEFINE_BENCH(floor_few) = {
	.name = "floor/few",
	.payload = "floor_few",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
