/* SPDX-License-Identifier: Apache-2.0 */
/* What a vCPU begins with, and what binding and unbinding do to the CPU. */
#include <stdio.h>
#include <string.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest_regs.h"

/* Everything that a CPU may have, and a vCPU that owns the physical timer. */
static const struct fixture_cpu everything = {
	.has_pauth = true,
	.has_ras = true,
	.has_sme = true,
	.has_el3 = true,
	.has_gicv3 = true,
	.n_list_registers = 16,
	.preemption_bits = 7,
};

/* DDI 0487: MIDR_EL1 is what VPIDR_EL2 holds; MPIDR_EL1[31] is RES1; SCTLR_EL1 has RES1 in 29, 28,
 * 23, 22, 20 and 11; SPSR_EL2 M[3:0] 0b0101 is EL1h, DAIF 9:6. IHI 0069: ICH_HCR_EL2.En is 0. */
static void a_new_vcpu_has_reset_values(void **state)
{
	struct fixture *f = *state;
	struct arch_vcpu want = { 0 };

	want.ctx.spsr = 0x3c5;
	want.ctx.x[0] = 0x48000000;
	want.el1.vpidr_el2 = FIXTURE_MIDR;
	want.el1.vmpidr_el2 = 0x80000102;
	want.el1.sctlr_el1 = 0x30d00800;
	want.el1.cntvoff_el2 = 0x123456789;
	want.gic.hcr = 1;
	want.self_sgi = 0x10004; /* Aff1 1 in 23:16, Aff0 2 is bit 2 */
	assert_memory_equal(&f->vcpu.arch, &want, sizeof(want));
}

static void making_a_vcpu_reads_one_register(void **state)
{
	static struct vcpu vcpu;

	(void)state;
	fixture_init_vcpu(&vcpu, 0);
	assert_string_equal(fake_log(), "r:midr_el1;");
}

/* CNTHCTL_EL2 with E2H 0: EL1PCTEN 0 and EL1PCEN 1 let EL1 to the physical counter and timer. */
static void setting_up_touches_no_register(void **state)
{
	for (uint32_t flags = 0; flags < 128; flags++) {
		struct fixture *f = fixture_setup_on(&fixture_cpu_default);

		(void)state;
		/* Interrupt passthrough and a virtual GIC exclude each other. */
		assert_int_equal(fixture_setup_vcpu(&f->vcpu, flags),
				 (flags & 5) == 5 ? VCPU_EINVAL : VCPU_OK);
		fixture_assert_cpu_untouched();
		assert_int_equal(f->vcpu.arch.el1.cnthctl_el2,
				 (flags & 2) != 0 && (flags & 5) != 5 ? 3 : 0);
	}
}

/* Save and restore come from one list: sysreg.def's. EPD1 23 and EPD0 7 of TCR_EL1 forbid walks of
 * stage 1 until all that a walk depends on is there, M 0 of SCTLR_EL1 those of stage 2 alone. */
static const char saved_first[] =
#define ROW_FIXED(access, name)
#define ROW_ALWAYS(access, name) access ":" #name ";"
#define ROW_RAS(access, name)    access ":" #name ";"
#define ROW_LAST(access, name)   access ":" #name ";"
#define ROW_SME(access, name)
#define ROW_PAUTH(access, name)
#define ROW_CNTP(access, name)
#define SYSREG_EL1(feature, name, ...) ROW_##feature("r", name)
#include <vcpu/sysreg.def>
	;
#undef ROW_FIXED
#undef ROW_LAST
static const char restored_first[] =
#define ROW_FIXED(access, name) access ":" #name ";"
#define ROW_LAST(access, name)
#define SYSREG_EL1(feature, name, ...) ROW_##feature("w", name)
#include <vcpu/sysreg.def>
	;
#undef ROW_FIXED
#undef ROW_ALWAYS
#undef ROW_RAS
#undef ROW_SME
#undef ROW_PAUTH
#undef ROW_CNTP
#define ROW_FIXED(access, name)
#define ROW_ALWAYS(access, name)
#define ROW_RAS(access, name)
#define ROW_SME(access, name)   access ":" #name ";"
#define ROW_PAUTH(access, name) access ":" #name ";"
#define ROW_CNTP(access, name)  access ":" #name ";"
static const char saved_then[] =
#define SYSREG_EL1(feature, name, ...) ROW_##feature("r", name)
#include <vcpu/sysreg.def>
	;
static const char restored_then[] =
#define SYSREG_EL1(feature, name, ...) ROW_##feature("w", name)
#include <vcpu/sysreg.def>
	;

static void binding_loads_the_whole_list_in_its_order(void **state)
{
	char want[sizeof(restored_first) + sizeof(restored_then) + 128];
	struct fixture *f = fixture_setup_on(&everything);

	(void)state;
	fixture_bring_to_with(f, VCPU_STATE_FREE, VCPU_FLAG_TIMER_PASSTHROUGH);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	(void)snprintf(
		want, sizeof(want),
		"r:sp_el0;w:tcr_el1;isb;w:sctlr_el1;isb;dsb_ish;%sisb;w:sctlr_el1;isb;w:tcr_el1;",
		restored_first);
	assert_non_null(strstr(fake_log(), want));
	assert_non_null(strstr(strstr(fake_log(), want), restored_then));
	assert_int_equal(fixture_count("fp_restore;"), 1);
}

static void unbinding_stores_the_whole_list_in_its_order(void **state)
{
	char want[sizeof(saved_first) + sizeof(saved_then) + 128];
	struct fixture *f = fixture_setup_on(&everything);
	const char *log;

	(void)state;
	fixture_bring_to_with(f, VCPU_STATE_READY, VCPU_FLAG_TIMER_PASSTHROUGH);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	(void)snprintf(want, sizeof(want),
		       "%s%sw:sp_el0;w:cntv_ctl_el0;w:cntp_ctl_el0;w:hcr_el2;w:tcr_el1;isb;"
		       "w:sctlr_el1;isb;w:vttbr_el2;isb;",
		       saved_first, saved_then);
	log = fake_log();
	assert_string_equal(log + strlen(log) - strlen(want), want);
	assert_int_equal(fixture_count("fp_save;"), 1);
}

/* What no guest can change: it is given, and never taken. */
static const char *const fixed[] = {
	"vtcr_el2", "vttbr_el2", "vpidr_el2", "vmpidr_el2", "cnthctl_el2", "cntvoff_el2",
};
static const char *const always[] = {
	"hcr_el2",      "sp_el0",    "sp_el1",         "elr_el1",    "spsr_el1",    "esr_el1",
	"far_el1",      "par_el1",   "afsr0_el1",      "afsr1_el1",  "vbar_el1",    "tpidr_el0",
	"tpidrro_el0",  "tpidr_el1", "contextidr_el1", "csselr_el1", "cpacr_el1",   "mair_el1",
	"amair_el1",    "ttbr0_el1", "ttbr1_el1",      "sctlr_el1",  "cntkctl_el1", "cntv_cval_el0",
	"cntv_ctl_el0", "tcr_el1",
};
static const char *const of_pauth[] = {
	"apiakeylo_el1", "apiakeyhi_el1", "apibkeylo_el1", "apibkeyhi_el1", "apdakeylo_el1",
	"apdakeyhi_el1", "apdbkeylo_el1", "apdbkeyhi_el1", "apgakeylo_el1", "apgakeyhi_el1",
};
static const char *const of_ras[] = { "vsesr_el2", "vdisr_el2" };
static const char *const of_sme[] = { "tpidr2_el0" };
static const char *const of_cntp[] = { "cntp_cval_el0", "cntp_ctl_el0" };

static size_t assert_moved(const char *const *names, size_t n, bool is_moved, bool is_bound)
{
	char row[32];

	for (size_t i = 0; i < n; i++) {
		(void)snprintf(row, sizeof(row), is_bound ? "w:%s;" : "r:%s;", names[i]);
		assert_int_equal(fixture_count(row) != 0, is_moved);
	}
	return n;
}

#define MOVED(names, is_moved)                                                                     \
	assert_moved(names, sizeof(names) / sizeof((names)[0]), is_moved, is_bound)

/* A list of its own, from DDI 0487, of the EL1 and EL0 registers that a guest can change under the
 * traps of the library, and what EL2 keeps for it. Reading or writing one that the CPU does not
 * have is UNDEFINED. */
static void each_register_of_a_guest_moves_where_the_cpu_has_it(void **state)
{
	for (unsigned int has = 0; has < 32; has++) {
		struct fixture_cpu cpu = { .has_pauth = (has & 1) != 0,
					   .has_ras = (has & 2) != 0,
					   .has_sme = (has & 4) != 0 };
		bool is_bound = (has & 16) != 0;
		uint32_t flags = (has & 8) != 0 ? VCPU_FLAG_TIMER_PASSTHROUGH : 0;
		struct fixture *f = fixture_setup_on(&cpu);
		size_t n;

		(void)state;
		fixture_bring_to_with(f, is_bound ? VCPU_STATE_FREE : VCPU_STATE_READY, flags);
		assert_int_equal(is_bound ? vcpu_bind(&f->vcpu) : vcpu_unbind(&f->vcpu), VCPU_OK);
		n = MOVED(fixed, is_bound) + MOVED(always, true) + MOVED(of_pauth, cpu.has_pauth) +
		    MOVED(of_ras, cpu.has_ras) + MOVED(of_sme, cpu.has_sme) +
		    MOVED(of_cntp, flags != 0);
		assert_int_equal(n, guest_regs_count);
	}
}

/* An expired compare left by the last guest would fire at once. */
static void a_timer_is_on_only_once_its_compare_is_loaded(void **state)
{
	static const char *const ordered[] = { "w:cntvoff_el2;", "w:cntv_cval_el0;",
					       "w:cntv_ctl_el0;", "w:cntp_cval_el0;",
					       "w:cntp_ctl_el0;" };
	struct fixture *f = *state;
	const char *at;

	fixture_bring_to_with(f, VCPU_STATE_FREE, VCPU_FLAG_TIMER_PASSTHROUGH);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	at = fake_log();
	for (size_t i = 0; i < sizeof(ordered) / sizeof(ordered[0]); i++) {
		at = strstr(at, ordered[i]);
		assert_non_null(at);
	}
}

/* Nothing is walked, no timer fires, nothing enters with the last guest's HCR_EL2. */
static void after_unbinding_the_cpu_is_nobodys(void **state)
{
	struct fixture *f = *state;
	uint64_t hcr = fake_get(FAKE_hcr_el2);

	fixture_bring_to_with(f, VCPU_STATE_READY,
			      VCPU_FLAG_TIMER_PASSTHROUGH | VCPU_FLAG_INTERRUPT_PASSTHROUGH);
	assert_int_equal(vcpu_inject_serror(&f->vcpu, 0), VCPU_OK);
	guest_regs_features = f->vcpu.arch.features;
	guest_regs_seen = 0;
	guest_regs_left = 5;
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_changes_all });
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_cntv_ctl_el0), 0);
	assert_int_equal(fake_get(FAKE_cntp_ctl_el0), 0);
	assert_int_equal(fake_get(FAKE_vttbr_el2), 0);
	assert_int_equal(fake_get(FAKE_tcr_el1), 0x800080);
	assert_int_equal(fake_get(FAKE_sctlr_el1), 0x30d00801);
	assert_int_equal(fake_get(FAKE_hcr_el2), hcr);
	assert_int_equal(fake_get(FAKE_sp_el0), FIXTURE_HOST_SP_EL0);
	assert_null(vcpu_current());
}

/* It is the hypervisor's. */
static void the_physical_timer_of_a_vcpu_that_does_not_own_it_is_left_alone(void **state)
{
	struct fixture *f = *state;

	fake_set(FAKE_cntp_ctl_el0, 1);
	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fixture_count("w:cntp"), 0);
	assert_int_equal(fake_get(FAKE_cntp_ctl_el0), 1);
}

/* SP_EL0 is where a hypervisor may keep what belongs to its own thread. */
static void the_hypervisors_sp_el0_comes_back_after_each_unbind(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_FREE);
	for (uint64_t round = 0; round < 4; round++) {
		fake_set(FAKE_sp_el0, 0x7000 + round);
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		guest_regs_features = f->vcpu.arch.features;
		guest_regs_seen = round == 0 ? 0 : 9;
		guest_regs_left = 9;
		for (uint64_t exits = 0; exits < round; exits++) {
			(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC,
								  .guest = guest_changes_all });
			guest_regs_seen = 9;
		}
		if (round == 0) {
			(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC,
								  .guest = guest_changes_all });
		}
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
		assert_int_equal(fake_get(FAKE_sp_el0), 0x7000 + round);
	}
}

/* IMO 4 and FMO 3 off: physical interrupts are the guest's. AMO 5 stays: SErrors are not. */
static void a_vcpu_with_interrupt_passthrough_takes_them_itself(void **state)
{
	struct fixture *f = *state;
	uint64_t hcr = fake_get(FAKE_hcr_el2);

	fixture_bring_to_with(f, VCPU_STATE_READY, VCPU_FLAG_INTERRUPT_PASSTHROUGH);
	assert_int_equal(fake_get(FAKE_hcr_el2), hcr & ~UINT64_C(0x18));
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_hcr_el2), hcr);
	assert_int_equal(hcr & 0x38, 0x38);
}

/* TWI 13 and TWE 14: WFI and WFE. TSC 19: SMC. */
static void what_a_vcpu_does_natively_does_not_trap(void **state)
{
	static const struct {
		uint32_t flag;
		uint64_t bits;
	} natives[] = {
		{ VCPU_FLAG_WFX_NATIVE, 0x6000 },
		{ VCPU_FLAG_SMC_NATIVE, 0x80000 },
		{ VCPU_FLAG_WFX_NATIVE | VCPU_FLAG_SMC_NATIVE, 0x86000 },
	};

	for (size_t i = 0; i < sizeof(natives) / sizeof(natives[0]); i++) {
		struct fixture *f = fixture_setup_on(&fixture_cpu_default);
		uint64_t hcr = fake_get(FAKE_hcr_el2);

		(void)state;
		fixture_bring_to_with(f, VCPU_STATE_READY, natives[i].flag);
		assert_int_equal(fake_get(FAKE_hcr_el2), hcr & ~natives[i].bits);
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
		assert_int_equal(fake_get(FAKE_hcr_el2), hcr);
		assert_int_equal(hcr & 0x86000, 0x86000);
	}
}

/* VTTBR_EL2: VMID 63:48, BADDR 47:1. */
static void a_vcpu_walks_its_guests_tables_under_its_guests_vmid(void **state)
{
	struct fixture *f = *state;
	uint64_t vttbr;

	fixture_bring_to(f, VCPU_STATE_READY);
	vttbr = fake_get(FAKE_vttbr_el2);
	assert_int_equal(vttbr >> 48, f->memory.vmid.value & 0xffff);
	assert_int_not_equal(vttbr >> 48, 0);
	assert_int_equal(vttbr & 0xffffffff000, 0x48000000);
	assert_int_equal(fake_get(FAKE_vtcr_el2), FIXTURE_VTCR);
}

/* Else a VMID would stay taken for this CPU through all generations to come. */
static void a_cpu_without_a_vcpu_uses_no_vmid(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(f->memory.vmids->active[FIXTURE_CPU_ID], f->memory.vmid.value);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_not_equal(f->memory.vmids->active[FIXTURE_CPU_ID], f->memory.vmid.value);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_new_vcpu_has_reset_values, fixture_setup),
		cmocka_unit_test_setup(making_a_vcpu_reads_one_register, fixture_setup),
		cmocka_unit_test_setup(setting_up_touches_no_register, fixture_setup),
		cmocka_unit_test_setup(binding_loads_the_whole_list_in_its_order, fixture_setup),
		cmocka_unit_test_setup(unbinding_stores_the_whole_list_in_its_order, fixture_setup),
		cmocka_unit_test_setup(each_register_of_a_guest_moves_where_the_cpu_has_it,
				       fixture_setup),
		cmocka_unit_test_setup(a_timer_is_on_only_once_its_compare_is_loaded,
				       fixture_setup),
		cmocka_unit_test_setup(after_unbinding_the_cpu_is_nobodys, fixture_setup),
		cmocka_unit_test_setup(
			the_physical_timer_of_a_vcpu_that_does_not_own_it_is_left_alone,
			fixture_setup),
		cmocka_unit_test_setup(the_hypervisors_sp_el0_comes_back_after_each_unbind,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_with_interrupt_passthrough_takes_them_itself,
				       fixture_setup),
		cmocka_unit_test(what_a_vcpu_does_natively_does_not_trap),
		cmocka_unit_test_setup(a_vcpu_walks_its_guests_tables_under_its_guests_vmid,
				       fixture_setup),
		cmocka_unit_test_setup(a_cpu_without_a_vcpu_uses_no_vmid, fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
