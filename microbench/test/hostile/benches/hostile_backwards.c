/* SPDX-License-Identifier: Apache-2.0 */
/* Stamps that run backwards: every sample is bad. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_backwards) = {
	.name = "hostile/backwards",
	.payload = "backwards",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
