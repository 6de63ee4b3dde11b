/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A null hypercall answered in place: in C, with only those registers stored that the handler uses;
 * nothing is returned to the run loop. From the stamp before the HVC to the stamp behind it, both
 * taken by the guest.
 */
#include "measure/bench.h"

static bool is_done(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return answer == 0;
}

DEFINE_BENCH(hvc_inplace) = {
	.name = "hvc/inplace",
	.payload = "hvc_inplace",
	.needs = BENCH_NEEDS_INPLACE,
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.check = is_done,
};
