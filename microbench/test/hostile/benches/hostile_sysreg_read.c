/* SPDX-License-Identifier: Apache-2.0 */
/* A read of an implementation-defined register, which traps. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_sysreg_read) = {
	.name = "hostile/sysreg_read",
	.payload = "sysreg_read",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
