/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Host to guest: from the host's stamp before vcpu_run() to the guest's stamp, its first
 * instructions after the entry. No exit lies between; the guest then reports that stamp by HVC.
 */
#include <stddef.h>

#include "measure/bench.h"
#include "measure/clock.h"
#include "measure/world.h"

static const char *take(struct bench_run *run)
{
	const char *why = world_start(run);

	while (why == NULL && !bench_is_done(run)) {
		uint64_t start = clock_stamp();
		int status = vcpu_run(&run->cpu->vcpu, &run->exit);

		why = world_count_report(run, status);
		if (why != NULL) {
			return why;
		}
		run->exits[VCPU_EXIT_HYPERCALL]--; /* the report itself, behind the second stamp */
		bench_add_sample(run, vcpu_get_gpr(&run->cpu->vcpu, 0) - start, true);
	}
	return why;
}

DEFINE_BENCH(switch_world_entry) = {
	.name = "switch/world_entry",
	.payload = "stamp",
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = take,
};
