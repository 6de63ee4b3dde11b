/* SPDX-License-Identifier: Apache-2.0 */
/* A null hypercall, after all of the others: the host still measures what it did before. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_zz_survivor) = {
	.name = "hostile/zz_survivor",
	.payload = "hvc_return",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
