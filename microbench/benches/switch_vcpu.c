/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From one vCPU of a guest to another on the same CPU: HVC, returned, and the one gives its place
 * to the other; they share address space and VMID. From the one's stamp before its HVC to the
 * other's stamp, its first instructions after the entry. Each sees to it that its registers are its
 * own.
 */
#include <stddef.h>

#include <vcpu/status.h>

#include "measure/bench.h"
#include "measure/switch_pair.h"
#include "measure/world.h"
#include "wire/guest_abi.h"

static const char *take(struct bench_run *run)
{
	/* The guest has only one; this one is the benchmark's, and runs on this CPU too. */
	struct vm_cpu *other = &run->vm->cpus[1];
	const char *why = world_start(run);
	bool is_there;

	if (why != NULL) {
		return why;
	}
	vgic_before_unbind(run->cpu);
	(void)vcpu_unbind(&run->cpu->vcpu);
	is_there = vm_cpu_start(other, GUEST_RAM_IPA, 0) == VCPU_OK;
	if (!is_there || !switch_pair_switch(other, run->cpu)) {
		return "the second vCPU could not be set up";
	}
	why = switch_pair_take(run, other);
	vgic_stop_cpu(other);
	return why;
}

DEFINE_BENCH(switch_vcpu) = {
	.name = "switch/vcpu",
	.payload = "switch_state",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
	.take = take,
};
