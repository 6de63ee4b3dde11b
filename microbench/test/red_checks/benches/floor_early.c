/* SPDX-License-Identifier: Apache-2.0 */
/* A payload that reports a floor before its empty frames. */
#include "measure/bench.h"

DEFINE_BENCH(floor_early) = {
	.name = "floor/early",
	.payload = "floor_early",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
