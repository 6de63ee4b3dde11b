/* SPDX-License-Identifier: Apache-2.0 */
#include "test/gic_fixture.h"

const enum fake_reg gic_lrs[16] = {
	FAKE_ich_lr0_el2,  FAKE_ich_lr1_el2,  FAKE_ich_lr2_el2,  FAKE_ich_lr3_el2,
	FAKE_ich_lr4_el2,  FAKE_ich_lr5_el2,  FAKE_ich_lr6_el2,  FAKE_ich_lr7_el2,
	FAKE_ich_lr8_el2,  FAKE_ich_lr9_el2,  FAKE_ich_lr10_el2, FAKE_ich_lr11_el2,
	FAKE_ich_lr12_el2, FAKE_ich_lr13_el2, FAKE_ich_lr14_el2, FAKE_ich_lr15_el2,
};

struct fixture *gic_fixture(unsigned int n_lrs, unsigned int preemption_bits, enum vcpu_state state)
{
	struct fixture_cpu cpu = fixture_cpu_default;
	struct fixture *f;

	cpu.n_list_registers = n_lrs;
	cpu.preemption_bits = preemption_bits;
	f = fixture_setup_on(&cpu);
	fixture_bring_to_with(f, state, VCPU_FLAG_VIRTUAL_GIC);
	return f;
}

void gic_fixture_move(struct fixture *f, struct vcpu_pcpu *pcpu, uint32_t cpu_id,
		      unsigned int n_lrs)
{
	struct fixture_cpu cpu = fixture_cpu_default;

	cpu.n_list_registers = n_lrs;
	fixture_set_id_registers(&cpu);
	for (unsigned int n = 0; n < 16; n++) {
		fake_forget(gic_lrs[n]);
	}
	fixture_move_to_cpu(pcpu, cpu_id, f->stack + sizeof(f->stack));
}
