/* SPDX-License-Identifier: Apache-2.0 */
/* Has a report between its stamps, and with it exits that are no longer counted. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_two_reports) = {
	.name = "hostile/two_reports",
	.payload = "two_reports",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
