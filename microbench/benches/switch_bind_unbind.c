/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that a vCPU has in its CPU out and in again: vcpu_unbind() and vcpu_bind() of the same one,
 * so EL1, timer, virtual GIC and FP/SIMD state twice. From the stamp before vcpu_unbind() to the
 * stamp behind vcpu_bind(), both taken by the host. Between two samples the guest runs.
 */
#include <stddef.h>

#include <vcpu/status.h>

#include "measure/bench.h"
#include "measure/clock.h"
#include "measure/touch.h"
#include "measure/world.h"
#include "wire/guest_abi.h"

static const char *take(struct bench_run *run)
{
	struct vcpu *vcpu = &run->cpu->vcpu;
	const char *why = world_start(run);

	while (why == NULL && !bench_is_done(run)) {
		uint64_t start;
		uint64_t end;
		bool is_moved;

		why = touch(run, GUEST_RAM_IPA + GUEST_RAM_SIZE - 16);
		start = clock_stamp();
		is_moved = vcpu_unbind(vcpu) == VCPU_OK && vcpu_bind(vcpu) == VCPU_OK;
		end = clock_stamp();
		if (why == NULL) {
			bench_add_sample(run, end - start, is_moved);
		}
	}
	return why;
}

DEFINE_BENCH(switch_bind_unbind) = {
	.name = "switch/bind_unbind",
	.payload = "touch",
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = take,
};
