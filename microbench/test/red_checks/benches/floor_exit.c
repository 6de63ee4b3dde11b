/* SPDX-License-Identifier: Apache-2.0 */
/* A payload that exits in a floor. */
#include "measure/bench.h"

DEFINE_BENCH(floor_exit) = {
	.name = "floor/exit",
	.payload = "floor_exit",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
