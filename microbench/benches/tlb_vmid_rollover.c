/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A bind that finds every VMID used up: a new generation begins, all entries of the old one leave
 * every TLB, and the vCPU is loaded. From the stamp before vcpu_bind() to the stamp behind it, both
 * taken by the host. Between two samples the VMIDs are used up, and the guest runs.
 */
#include <stddef.h>

#include <vcpu/pcpu.h>
#include <vcpu/status.h>
#include <vcpu/vmid.h>

#include "host/smp.h"
#include "measure/bench.h"
#include "measure/clock.h"
#include "measure/touch.h"
#include "measure/world.h"
#include "wire/guest_abi.h"

static bool has_free(const struct vmid_pool *pool)
{
	for (unsigned int word = 0; word < VMID_POOL_WORDS(pool->bits); word++) {
		if (~pool->used[word] != 0) {
			return true;
		}
	}
	return false;
}

static void give_to_nobody(struct vmid_pool *pool)
{
	struct vmid nobody = { 0 };

	(void)vmid_load(pool, &nobody, smp_this_cpu());
	vmid_unload(pool, smp_this_cpu());
}

/* Two generations: the guest's VMID is of neither, so that it needs one of the second, of which
 * none is left. */
static void use_up(struct vmid_pool *pool)
{
	uint64_t generation = pool->generation;

	while (pool->generation == generation || has_free(pool)) {
		give_to_nobody(pool);
	}
}

static const char *take(struct bench_run *run)
{
	struct vcpu *vcpu = &run->cpu->vcpu;
	struct vmid_pool *pool = run->vm->memory.vmids;
	const char *why = world_start(run);

	while (why == NULL && !bench_is_done(run)) {
		uint64_t generation;
		uint64_t start;
		uint64_t end;
		int status;

		(void)vcpu_unbind(vcpu);
		use_up(pool);
		generation = pool->generation;
		start = clock_stamp();
		status = vcpu_bind(vcpu);
		end = clock_stamp();
		why = touch(run, GUEST_RAM_IPA + GUEST_RAM_SIZE - 16);
		if (why == NULL) {
			bench_add_sample(run, end - start,
					 status == VCPU_OK && pool->generation != generation);
		}
	}
	return why;
}

DEFINE_BENCH(tlb_vmid_rollover) = {
	.name = "tlb/vmid_rollover",
	.payload = "touch",
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.take = take,
};
