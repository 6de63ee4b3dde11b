/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory on demand: a store pair to a page that stage 2 does not map, returned to the run loop as a
 * page fault; the host maps the page, which is ready, and resumes; the store is executed. From the
 * stamp before the store to the stamp behind it, both taken by the guest. The page is unmapped
 * again before the next one.
 */
#include "devices/fault_window.h"
#include "measure/bench.h"

static void unmap(struct bench_run *run)
{
	bool is_unmapped = fault_window_set(run->vm, FAULT_WINDOW_UNMAPPED);

	/* The value to store: another each time; 0 is none that is_stored() accepts. */
	vcpu_set_gpr(&run->cpu->vcpu, 0, is_unmapped ? run->n_reported + 1 : 0);
}

static bool is_stored(struct bench_run *run, uint64_t answer)
{
	return answer == run->n_reported + 1 && fault_window_first_word(run->vm) == answer;
}

DEFINE_BENCH(fault_map) = {
	.name = "fault/map",
	.payload = "window_store",
	.expect = { VCPU_EXIT_NESTED_PAGE_FAULT, 1 },
	.arm = unmap,
	.check = is_stored,
};
