/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Copy on write without the copy: a store pair to a page that stage 2 maps read-only, returned to
 * the run loop as a page fault, its address looked up in the guest's own translation; the host
 * makes the page writable and resumes; the store is executed. From the stamp before the store to
 * the stamp behind it, both taken by the guest. The page is read-only again before the next one.
 */
#include "devices/fault_window.h"
#include "measure/bench.h"

static void protect(struct bench_run *run)
{
	bool is_protected = fault_window_set(run->vm, FAULT_WINDOW_READ_ONLY);

	/* The value to store: another each time; 0 is none that is_stored() accepts. */
	vcpu_set_gpr(&run->cpu->vcpu, 0, is_protected ? run->n_reported + 1 : 0);
}

static bool is_stored(struct bench_run *run, uint64_t answer)
{
	return answer == run->n_reported + 1 && fault_window_first_word(run->vm) == answer;
}

DEFINE_BENCH(fault_write_protect) = {
	.name = "fault/write_protect",
	.payload = "window_store",
	.expect = { VCPU_EXIT_NESTED_PAGE_FAULT, 1 },
	.arm = protect,
	.check = is_stored,
};
