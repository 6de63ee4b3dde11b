/* SPDX-License-Identifier: Apache-2.0 */
/* Two exits between the stamps where one is expected: every sample is bad. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_two_exits) = {
	.name = "hostile/two_exits",
	.payload = "two_exits",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
