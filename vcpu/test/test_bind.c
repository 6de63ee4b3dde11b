/* SPDX-License-Identifier: Apache-2.0 */
/* What a vCPU begins with, and what moves when it comes to a physical CPU and leaves it. */
#include <stdio.h>
#include <string.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/fixture.h"

/* Every register of a guest, in the order of sysreg.def. */
static const enum fake_reg guest_regs[] = {
#define SYSREG_EL1(name, ...) FAKE_##name,
#include <vcpu/sysreg.def>
};
#define N_GUEST_REGS (sizeof(guest_regs) / sizeof(guest_regs[0]))

static void set_guest_regs(uint64_t first)
{
	for (size_t i = 0; i < N_GUEST_REGS; i++) {
		fake_set(guest_regs[i], first + i);
	}
}

static unsigned int count_in_log(const char *event)
{
	unsigned int n = 0;

	for (const char *at = strstr(fake_log(), event); at != NULL; at = strstr(at + 1, event)) {
		n++;
	}
	return n;
}

/* DDI 0487: MIDR_EL1 is what VPIDR_EL2 holds; MPIDR_EL1[31] is RES1; SCTLR_EL1 has RES1 in 29, 28, 23,
 * 22, 20 and 11; SPSR_EL2 M[3:0] 0b0101 is EL1h, DAIF 9:6. */
static void a_new_vcpu_has_reset_values(void **state)
{
	struct fixture *f = *state;
	const struct vcpu_el1_state *el1 = &f->vcpu.arch.el1;
	struct vcpu_el1_state rest;
	static const struct vcpu_el1_state zero;
	static const struct vcpu_fp_state fp_zero;

	assert_int_equal(el1->vpidr_el2, FIXTURE_MIDR);
	assert_int_equal(el1->vmpidr_el2, 0x80000102);
	assert_int_equal(el1->sctlr_el1, 0x30d00800);
	rest = *el1;
	rest.vpidr_el2 = 0;
	rest.vmpidr_el2 = 0;
	rest.sctlr_el1 = 0;
	assert_memory_equal(&rest, &zero, sizeof(zero));
	assert_memory_equal(&f->vcpu.arch.fp, &fp_zero, sizeof(fp_zero));
	assert_int_equal(f->vcpu.arch.ctx.spsr, 0x3c5);
	assert_int_equal(f->vcpu.arch.ctx.x[0], 0x48000000);
	for (unsigned int reg = 1; reg < 31; reg++) {
		assert_int_equal(f->vcpu.arch.ctx.x[reg], 0);
	}
}

static void making_a_vcpu_reads_one_register(void **state)
{
	static struct vcpu vcpu;

	(void)state;
	fixture_init_vcpu(&vcpu, 0);
	assert_string_equal(fake_log(), "r:midr_el1;");
}

static void binding_loads_stage_2_then_each_register_then_fp(void **state)
{
	static const char want[] = "r:tpidr_el2;w:vtcr_el2;w:vttbr_el2;"
#define SYSREG_EL1(name, ...) "w:" #name ";"
#include <vcpu/sysreg.def>
				   "fp_restore;";

	fixture_bring_to(*state, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&((struct fixture *)*state)->vcpu), VCPU_OK);
	assert_string_equal(fake_log(), want);
	assert_int_equal(fake_get(FAKE_vtcr_el2), FIXTURE_VTCR);
	assert_int_equal(fake_get(FAKE_vttbr_el2), FIXTURE_VTTBR);
}

/* The virtual timer of a guest that has left must not interrupt the host, and nothing may walk its
 * tables. */
static void unbinding_stores_fp_then_each_register_then_stops_timer_and_stage_2(void **state)
{
	struct fixture *f = *state;
	static const char want[] = "r:tpidr_el2;fp_save;"
#define SYSREG_EL1(name, ...) "r:" #name ";"
#include <vcpu/sysreg.def>
				   "w:cntv_ctl_el0;w:vttbr_el2;isb;";

	fixture_bring_to(f, VCPU_STATE_READY);
	set_guest_regs(1);
	fake_log_clear();
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_string_equal(fake_log(), want);
	assert_int_equal(fake_get(FAKE_cntv_ctl_el0), 0);
	assert_int_equal(fake_get(FAKE_vttbr_el2), 0);
	assert_null(f->pcpu.current);
}

/* A list of its own, from DDI 0487, the EL1 and EL0 registers that a guest can change under the traps
 * of the library: a row lost from sysreg.def must be missed here. */
static void every_register_that_a_guest_can_change_moves_once(void **state)
{
	static const char *const regs[] = {
		"sp_el0",     "sp_el1",      "elr_el1",     "spsr_el1",      "esr_el1",
		"far_el1",    "par_el1",     "afsr0_el1",   "afsr1_el1",     "vbar_el1",
		"tpidr_el0",  "tpidrro_el0", "tpidr_el1",   "cpacr_el1",     "contextidr_el1",
		"csselr_el1", "mair_el1",    "amair_el1",   "ttbr0_el1",     "ttbr1_el1",
		"tcr_el1",    "sctlr_el1",   "cntkctl_el1", "cntv_cval_el0", "cntv_ctl_el0",
		"vpidr_el2",  "vmpidr_el2",  "cntvoff_el2",
	};
	char event[32];

	fixture_bring_to(*state, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&((struct fixture *)*state)->vcpu), VCPU_OK);
	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		(void)snprintf(event, sizeof(event), "w:%s;", regs[i]);
		assert_int_equal(count_in_log(event), 1);
	}
	assert_int_equal(N_GUEST_REGS, sizeof(regs) / sizeof(regs[0]));
}

/* An expired compare left by the last guest would fire at once; translation comes last of all that it
 * gives a meaning to. */
static void order_matters_for_the_timer_and_the_mmu(void **state)
{
	const char *log;

	fixture_bring_to(*state, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&((struct fixture *)*state)->vcpu), VCPU_OK);
	log = fake_log();
	assert_true(strstr(log, "w:cntvoff_el2;") < strstr(log, "w:cntv_cval_el0;"));
	assert_true(strstr(log, "w:cntv_cval_el0;") < strstr(log, "w:cntv_ctl_el0;"));
	assert_true(strstr(log, "w:ttbr0_el1;") < strstr(log, "w:sctlr_el1;"));
	assert_true(strstr(log, "w:ttbr1_el1;") < strstr(log, "w:sctlr_el1;"));
	assert_true(strstr(log, "w:tcr_el1;") < strstr(log, "w:sctlr_el1;"));
	assert_true(strstr(log, "w:mair_el1;") < strstr(log, "w:sctlr_el1;"));
	assert_true(strstr(log, "w:vttbr_el2;") < strstr(log, "w:sctlr_el1;"));
}

static void a_register_comes_back_with_the_value_it_left_with(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_READY);
	set_guest_regs(UINT64_C(0xfedc000000000100));
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	set_guest_regs(0); /* somebody else's */
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	for (size_t i = 0; i < N_GUEST_REGS; i++) {
		assert_int_equal(fake_get(guest_regs[i]), UINT64_C(0xfedc000000000100) + i);
	}
}

static void two_vcpus_on_one_cpu_keep_their_registers_apart(void **state)
{
	struct fixture *f = *state;
	static struct vcpu second;

	fixture_init_vcpu(&second, 0);
	assert_int_equal(vcpu_setup(&second, FIXTURE_ENTRY, FIXTURE_VTCR, 0x6000000456000),
			 VCPU_OK);
	fixture_bring_to(f, VCPU_STATE_READY);
	set_guest_regs(0x100);
	memset(fake_fp.q, 0x11, sizeof(fake_fp.q));
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);

	assert_int_equal(vcpu_bind(&second), VCPU_OK);
	assert_int_equal(fake_get(FAKE_vttbr_el2), 0x6000000456000);
	assert_int_equal(fake_get(FAKE_sctlr_el1), 0x30d00800);
	assert_int_equal(fake_fp.q[31][15], 0);
	set_guest_regs(0x200);
	assert_int_equal(vcpu_unbind(&second), VCPU_OK);

	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_vttbr_el2), FIXTURE_VTTBR);
	assert_int_equal(fake_get(guest_regs[5]), 0x105);
	assert_int_equal(fake_fp.q[31][15], 0x11);
}

static void fp_registers_come_back_with_the_values_they_left_with(void **state)
{
	struct fixture *f = *state;
	struct vcpu_fp_state guest;

	fixture_bring_to(f, VCPU_STATE_READY);
	set_guest_regs(0);
	memset(&guest, 0x3c, sizeof(guest));
	fake_fp = guest;
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	memset(&fake_fp, 0, sizeof(fake_fp));
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_memory_equal(&fake_fp, &guest, sizeof(guest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_new_vcpu_has_reset_values, fixture_setup),
		cmocka_unit_test_setup(making_a_vcpu_reads_one_register, fixture_setup),
		cmocka_unit_test_setup(binding_loads_stage_2_then_each_register_then_fp,
				       fixture_setup),
		cmocka_unit_test_setup(
			unbinding_stores_fp_then_each_register_then_stops_timer_and_stage_2,
			fixture_setup),
		cmocka_unit_test_setup(every_register_that_a_guest_can_change_moves_once,
				       fixture_setup),
		cmocka_unit_test_setup(order_matters_for_the_timer_and_the_mmu, fixture_setup),
		cmocka_unit_test_setup(a_register_comes_back_with_the_value_it_left_with,
				       fixture_setup),
		cmocka_unit_test_setup(two_vcpus_on_one_cpu_keep_their_registers_apart,
				       fixture_setup),
		cmocka_unit_test_setup(fp_registers_come_back_with_the_values_they_left_with,
				       fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
