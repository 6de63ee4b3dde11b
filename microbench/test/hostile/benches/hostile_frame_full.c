/* SPDX-License-Identifier: Apache-2.0 */
/* Reports an empty frame with an exit in it. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_frame_full) = {
	.name = "hostile/frame_full",
	.payload = "frame_full",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
