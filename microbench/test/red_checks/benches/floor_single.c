/* SPDX-License-Identifier: Apache-2.0 */
/* A payload that has floors of an operation that it does once. */
#include "measure/bench.h"

DEFINE_BENCH(floor_single) = {
	.name = "floor/single",
	.payload = "floor_single",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
