/* SPDX-License-Identifier: Apache-2.0 */
/* Reports an empty frame when samples have begun. */
#include "measure/bench.h"

DEFINE_BENCH(hostile_frame_late) = {
	.name = "hostile/frame_late",
	.payload = "frame_late",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
