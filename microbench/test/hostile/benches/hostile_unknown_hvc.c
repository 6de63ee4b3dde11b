/* SPDX-License-Identifier: Apache-2.0 */
/* A report that the host does not know. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_unknown_hvc) = {
	.name = "hostile/unknown_hvc",
	.payload = "unknown_hvc",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
