/* SPDX-License-Identifier: Apache-2.0 */
/* A load of two registers from a device: an abort without a syndrome. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_pair_load) = {
	.name = "hostile/pair_load",
	.payload = "pair_load",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
