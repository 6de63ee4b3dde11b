/* SPDX-License-Identifier: Apache-2.0 */
/* A payload whose floor is two instructions. */
#include "measure/bench.h"

DEFINE_BENCH(floor_two) = {
	.name = "floor/two",
	.payload = "floor_two",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
