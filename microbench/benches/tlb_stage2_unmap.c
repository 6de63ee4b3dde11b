/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A page taken from a guest: stage2_unmap() of one that the guest has used, complete with its
 * invalidation in every TLB. From the stamp before the call to the stamp behind it, both taken by
 * the host. Between two samples the page is mapped and the guest stores to it.
 */
#include <stddef.h>

#include <vcpu/stage2.h>
#include <vcpu/status.h>

#include "devices/fault_window.h"
#include "measure/bench.h"
#include "measure/clock.h"
#include "measure/touch.h"
#include "measure/world.h"
#include "wire/guest_abi.h"

static const char *take(struct bench_run *run)
{
	struct stage2 *memory = &run->vm->memory;
	const char *why = world_start(run);

	while (why == NULL && !bench_is_done(run)) {
		struct stage2_mapping mapping;
		uint64_t start;
		uint64_t end;
		int status;

		if (!fault_window_set(run->vm, FAULT_WINDOW_MAPPED)) {
			return "the page cannot be mapped";
		}
		why = touch(run, BENCH_WINDOW_IPA);
		start = clock_stamp();
		status = stage2_unmap(memory, BENCH_WINDOW_IPA, BENCH_WINDOW_SIZE);
		end = clock_stamp();
		if (why == NULL) {
			bench_add_sample(run, end - start,
					 status == VCPU_OK &&
						 stage2_query(memory, BENCH_WINDOW_IPA, &mapping) ==
							 VCPU_ENOENT);
		}
	}
	return why;
}

DEFINE_BENCH(tlb_stage2_unmap) = {
	.name = "tlb/stage2_unmap",
	.payload = "touch",
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = take,
};
