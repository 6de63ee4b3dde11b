/* SPDX-License-Identifier: Apache-2.0 */
/* Writes MDSCR_EL1, which no vCPU has of its own. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_debug_register) = {
	.name = "hostile/debug_register",
	.payload = "debug_register",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
