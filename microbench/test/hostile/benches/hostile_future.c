/* SPDX-License-Identifier: Apache-2.0 */
/* Reports a second stamp that is still to come. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_future) = {
	.name = "hostile/future",
	.payload = "future",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
