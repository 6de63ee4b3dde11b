/* SPDX-License-Identifier: Apache-2.0 */
/* Samples without empty frames: no overhead is known. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_no_frames) = {
	.name = "hostile/no_frames",
	.payload = "no_frames",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
