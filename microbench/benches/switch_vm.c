/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From one guest to another on the same CPU: HVC, returned, and the one's vCPU gives its place to
 * the other's: another VMID, EL1, timer, virtual GIC and FP/SIMD state. From the one's stamp before
 * its HVC to the other's stamp, its first instructions after the entry. Each sees to it that its
 * registers are its own.
 */
#include <stddef.h>

#include <vcpu/status.h>

#include "measure/bench.h"
#include "measure/switch_pair.h"
#include "measure/world.h"

static const char *take(struct bench_run *run)
{
	struct vm *other = &vms[1];
	const char *why = world_start(run);

	if (why != NULL) {
		return why;
	}
	/* vm_start() binds what it makes, vm_stop() unbinds it. */
	vgic_before_unbind(run->cpu);
	(void)vcpu_unbind(&run->cpu->vcpu);
	if (!vm_start(other, payload_find(run->bench->payload), &run->bench->vm) ||
	    !switch_pair_switch(&other->cpus[0], run->cpu)) {
		return "the second guest could not be set up, see the log";
	}
	why = switch_pair_take(run, &other->cpus[0]);
	if (switch_pair_switch(run->cpu, &other->cpus[0])) {
		vm_stop(other);
	}
	(void)vcpu_bind(&run->cpu->vcpu);
	vgic_after_bind(run->cpu);
	return why;
}

DEFINE_BENCH(switch_vm) = {
	.name = "switch/vm",
	.payload = "switch_state",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
	.take = take,
};
