/* SPDX-License-Identifier: Apache-2.0 */
/* A benchmark that finds that it cannot be prepared. */
#include "measure/bench.h"
#include "wire/guest_abi.h"

static const char *prepare(struct bench_run *run)
{
	return run->frames == 0 && vcpu_pc(&run->cpu->vcpu) == GUEST_RAM_IPA
		       ? "nothing could be prepared"
		       : "called too late";
}

DEFINE_BENCH(prepare_refused) = {
	.name = "prepare/refused",
	.payload = "hvc_return",
	.prepare = prepare,
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
};
