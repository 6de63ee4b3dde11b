/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/vpsci_fixture.h"

#include <string.h>

#include "fake_cpu.h"
#include "host/kick.h"
#include "host/vm_run.h"
#include "unit/cm.h"

uint64_t id_aa64pfr0_el1;
uint64_t id_aa64mmfr1_el1;
uint32_t kicked_cpu;
unsigned int n_kicks;
unsigned int n_waits;

static struct vm guest;

/* Of <cpu/access.h>. */
uint64_t fake_cpu_read(enum fake_reg reg)
{
	assert_true(reg == FAKE_id_aa64pfr0_el1 || reg == FAKE_id_aa64mmfr1_el1);
	return reg == FAKE_id_aa64pfr0_el1 ? id_aa64pfr0_el1 : id_aa64mmfr1_el1;
}

void kick_cpu(uint32_t cpu)
{
	kicked_cpu = cpu;
	n_kicks++;
}

void vm_wait(struct vm_cpu *cpu)
{
	assert_ptr_equal(cpu, &guest.cpus[0]);
	n_waits++;
}

int vpsci_setup(void **state)
{
	memset(&guest, 0, sizeof(guest));
	guest.n_cpus = GUEST_CPUS;
	for (uint32_t n = 0; n < GUEST_CPUS; n++) {
		guest.cpus[n].vm = &guest;
		guest.cpus[n].number = n;
		/* Not its number: whoever mixes them up kicks the wrong one. */
		guest.cpus[n].host_cpu = n + 4;
	}
	vpsci_set_power(&guest.cpus[0], VPSCI_ON);
	id_aa64pfr0_el1 = 0;
	id_aa64mmfr1_el1 = 0;
	kicked_cpu = NOT_KICKED;
	n_kicks = 0;
	n_waits = 0;
	*state = &guest;
	return 0;
}

static void fill(struct vcpu *vcpu, uint64_t x0, const struct psci_args *args)
{
	for (unsigned int i = 0; i < 31; i++) {
		(void)vcpu_set_gpr(vcpu, i, UINT64_C(0x1234567800000000) + i);
	}
	(void)vcpu_set_gpr(vcpu, 0, x0);
	(void)vcpu_set_gpr(vcpu, 1, args->x1);
	(void)vcpu_set_gpr(vcpu, 2, args->x2);
	(void)vcpu_set_gpr(vcpu, 3, args->x3);
	vcpu_set_pc(vcpu, CALL_PC);
}

uint64_t call(struct vm *vm, uint64_t x0, struct psci_args args)
{
	struct vcpu_exit exit = { .reason = VCPU_EXIT_HYPERCALL };
	struct vcpu *vcpu = &vm->cpus[0].vcpu;
	struct vcpu before;

	fill(vcpu, x0, &args);
	before = *vcpu;
	assert_int_equal(vpsci_call(&vm->cpus[0], &exit), ACTION_RESUME);
	before.arch.ctx.x[0] = vcpu_get_gpr(vcpu, 0);
	assert_memory_equal(vcpu, &before, sizeof(before));
	return vcpu_get_gpr(vcpu, 0);
}

uint64_t turn_on(struct vm *vm, uint64_t target, uint64_t entry_ipa, uint64_t arg)
{
	struct vcpu_exit exit = {
		.reason = VCPU_EXIT_CPU_UP,
		.cpu_up = { .target = target, .entry_ipa = entry_ipa, .arg = arg },
	};

	assert_int_equal(vpsci_cpu_on(&vm->cpus[0], &exit), ACTION_RESUME);
	return vcpu_get_gpr(&vm->cpus[0].vcpu, 0);
}
