/* SPDX-License-Identifier: Apache-2.0 */
/* EL0 in AArch32 state that touches an address without memory. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_el0_aarch32) = {
	.name = "hostile/el0_aarch32",
	.payload = "el0_aarch32",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
