/* SPDX-License-Identifier: Apache-2.0 */
/* A guest that turns itself off. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_off) = {
	.name = "hostile/off",
	.payload = "off",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
