/* SPDX-License-Identifier: Apache-2.0 */
/* Reports an empty frame that ends before it begins. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_frame_negative) = {
	.name = "hostile/frame_negative",
	.payload = "frame_negative",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
