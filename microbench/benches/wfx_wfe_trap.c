/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trapped WFE: returned to the run loop, which steps over it and resumes, since whoever waits in
 * one looks again. From the stamp before the WFE to the stamp behind it, both taken by the guest.
 */
#include "measure/bench.h"

DEFINE_BENCH(wfx_wfe_trap) = {
	.name = "wfx/wfe_trap",
	.payload = "wfe",
	.needs = BENCH_NEEDS_WFE,
	.expect = { VCPU_EXIT_HALT, 1 },
};
