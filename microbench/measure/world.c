/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/world.h"

#include <stdbool.h>
#include <stddef.h>

#include <vcpu/status.h>

#include "measure/clock.h"
#include "wire/guest_abi.h"

const char *world_count_report(struct bench_run *run, int status)
{
	bool is_report = status == VCPU_OK && run->exit.reason == VCPU_EXIT_HYPERCALL &&
			 run->exit.call.imm == GUEST_HVC_SAMPLE;

	bench_displace(run);
	bench_forget_exits(run);
	if (!is_report) {
		return bench_stop_reason(run, status);
	}
	run->exits[run->exit.reason]++;
	return NULL;
}

const char *world_start(struct bench_run *run)
{
	int status;

	for (unsigned int i = 0; i < GUEST_FRAMES; i++) {
		uint64_t start = clock_stamp();

		bench_add_frame(run, clock_stamp() - start);
	}
	status = vcpu_run(&run->cpu->vcpu, &run->exit);
	if (status != VCPU_OK || run->exit.reason != VCPU_EXIT_HYPERCALL ||
	    run->exit.call.imm != GUEST_HVC_READY) {
		return bench_stop_reason(run, status);
	}
	return NULL;
}
