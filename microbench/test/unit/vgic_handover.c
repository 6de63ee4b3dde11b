/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/vgic_handover.h"

#include <gic.h>
#include <string.h>

#include "unit/cm.h"
#include "unit/vgic_steps.h"

#define GICD   UINT64_C(0x08000000)
#define SGI(n) (UINT64_C(0x080b0000) + (n)*UINT64_C(0x20000))

static struct vm *handed;
int handover_status;
uint32_t handover_taken[3][HANDOVER_INTIDS];

/* IHI 0069, "ICH_ELRSR_EL2": neither state, and no maintenance interrupt to come. */
uint64_t gic_empty_lists(void)
{
	uint64_t empty = 0;

	for (unsigned int i = 0; i < machine_n_lrs; i++) {
		uint64_t lr = machine[machine_here].lr[i];
		bool has_eoi = (lr & LR_HW) == 0 && (lr & LR_EOI) != 0;

		empty |= (uint64_t)((lr & (LR_PENDING | LR_ACTIVE)) == 0 && !has_eoi) << i;
	}
	return empty;
}

int vcpu_switch(struct vcpu *from, struct vcpu *to)
{
	(void)from;
	(void)to;
	steps_load(&handover_status, sizeof(handover_status));
	/* They would be the next one's. */
	assert_int_equal(gic_empty_lists(), 0xf);
	assert_false(machine[machine_here].is_timer_active);
	return handover_status;
}

struct vm *handover_fixture(void)
{
	struct vm *vm = vgic_fixture(true, 3, true);

	for (uint32_t n = 0; n < 3; n++) {
		guest_write(vm, n, SGI(n) + 0x100, 4, 0xffff);
		for (uint32_t i = 0; i < 32; i += 4) {
			guest_write(vm, n, SGI(n) + 0x400 + i, 4, 0x80808080);
		}
	}
	guest_write(vm, 2, GICD + 0x104, 4, 0xffffffff);
	guest_write(vm, 2, GICD + 0xc08, 4, 0x000a0000); /* 40 and 41: edges */
	guest_write(vm, 2, GICD + 0x428, 4, 0x80808080);
	guest_write(vm, 2, GICD + 0x6000 + 41 * 8, 8, 1);
	machine_settle_all(vm);
	machine_unbind(vm, 1);
	machine_here = 0;
	machine_n_kicks = 0;
	handed = vm;
	handover_status = VCPU_OK;
	memset(handover_taken, 0, sizeof(handover_taken));
	return vm;
}

static struct vm_cpu *bound_to(struct vm *vm, uint32_t cpu)
{
	for (uint32_t n = 0; n < vm->n_cpus; n++) {
		if (vm->cpus[n].gic.host_cpu == cpu) {
			return &vm->cpus[n];
		}
	}
	return NULL;
}

/* Whoever has CPU 0 leaves it there, before the others are taken from theirs. */
int handover_end(void **state)
{
	steps_abandon();
	/* Whoever failed may have had it. */
	handed->gic.lock = 0;
	machine_here = 0;
	if (handed->cpus[1].gic.host_cpu == 0) {
		vgic_before_unbind(&handed->cpus[1]);
	}
	return vgic_fixture_end(state);
}

void handover_take(struct vm *vm, uint32_t cpu)
{
	struct vm_cpu *vm_cpu = bound_to(vm, cpu);
	uint32_t intid;

	steps_settle();
	assert_non_null(vm_cpu);
	for (;;) {
		machine_settle(vm, cpu);
		intid = guest_acknowledge(cpu);
		if (intid == NO_INTID) {
			return;
		}
		assert_true(intid < HANDOVER_INTIDS);
		handover_taken[vm_cpu->number][intid]++;
		guest_end(cpu, intid);
	}
}
