/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Guest to host: from the guest's stamp before an HVC to the host's stamp after vcpu_run() returned
 * it. One exit lies between, the HVC itself.
 */
#include <stddef.h>

#include "measure/bench.h"
#include "measure/clock.h"
#include "measure/world.h"

static const char *take(struct bench_run *run)
{
	const char *why = world_start(run);

	while (why == NULL && !bench_is_done(run)) {
		int status = vcpu_run(&run->cpu->vcpu, &run->exit);
		uint64_t end = clock_stamp();

		why = world_count_report(run, status);
		if (why != NULL) {
			return why;
		}
		bench_add_sample(run, end - vcpu_get_gpr(&run->cpu->vcpu, 1), true);
	}
	return why;
}

DEFINE_BENCH(switch_world_exit) = {
	.name = "switch/world_exit",
	.payload = "stamp",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
	.take = take,
};
