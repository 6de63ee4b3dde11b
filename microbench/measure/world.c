/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/world.h"

#include <stddef.h>

#include <vcpu/status.h>

#include "measure/clock.h"
#include "wire/guest_abi.h"

void world_measure_frames(struct bench_run *run)
{
	for (unsigned int i = 0; i < GUEST_FRAMES; i++) {
		uint64_t start = clock_stamp();

		bench_add_frame(run, clock_stamp() - start);
	}
}

const char *world_check_report(struct bench_run *run, int status)
{
	if (status != VCPU_OK || run->exit.reason != VCPU_EXIT_HYPERCALL ||
	    run->exit.hypercall.imm != GUEST_HVC_SAMPLE) {
		return bench_stop_reason(run, status);
	}
	return NULL;
}
