/* SPDX-License-Identifier: Apache-2.0 */
/* Guests that change everything they can, on CPUs that they share and that differ: each finds what
 * it left, whatever the policy moves when. */
#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest_regs.h"

#define N_SWITCHES 300u
#define ALL_FLAGS  (VCPU_FLAG_TIMER_PASSTHROUGH | VCPU_FLAG_VIRTUAL_GIC)

static const struct fixture_cpu everything = {
	.has_pauth = true,
	.has_ras = true,
	.has_sme = true,
	.has_gicv3 = true,
	.n_list_registers = 4,
	.preemption_bits = 5,
};

static void two_vcpus_on_one_cpu_keep_everything_apart(void **state)
{
	struct fixture *f = fixture_setup_on(&everything);
	static struct vcpu second;
	struct vcpu *both[2] = { &f->vcpu, &second };
	uint64_t left[2] = { 0, 0 };

	(void)state;
	fixture_init_vcpu(&second, 0);
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, ALL_FLAGS), VCPU_OK);
	assert_int_equal(fixture_setup_vcpu(&second, ALL_FLAGS), VCPU_OK);
	for (uint64_t n = 0; n < N_SWITCHES; n++) {
		unsigned int who = (unsigned int)(n * 7 / 3) % 2;

		fake_log_clear();
		assert_int_equal(vcpu_bind(both[who]), VCPU_OK);
		for (uint64_t exits = 0; exits < n % 3; exits++) {
			uint64_t next = n * 4 + exits + 1;

			guest_regs_run(both[who], left[who], next);
			left[who] = next;
		}
		assert_int_equal(vcpu_unbind(both[who]), VCPU_OK);
		assert_int_equal(fake_get(FAKE_sp_el0), FIXTURE_HOST_SP_EL0);
	}
	assert_int_not_equal(left[0], 0);
	assert_int_not_equal(left[1], 0);
}

static void what_a_smaller_cpu_does_not_have_waits_for_the_next_that_has_it(void **state)
{
	static const struct fixture_cpu small = {
		.has_gicv3 = true,
		.n_list_registers = 4,
		.preemption_bits = 5,
	};
	struct fixture *f = fixture_setup_on(&everything);
	struct vcpu_pcpu other;
	struct vcpu_el1_state before;
	const char *stored = (const char *)&f->vcpu.arch.el1;

	(void)state;
	fixture_bring_to_with(f, VCPU_STATE_READY, VCPU_FLAG_TIMER_PASSTHROUGH);
	guest_regs_run(&f->vcpu, 0, 3);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	before = f->vcpu.arch.el1;

	fixture_set_id_registers(&small);
	for (size_t i = 0; i < guest_regs_count; i++) {
		if ((guest_regs[i].feature &
		     (VCPU_FEATURE_PAUTH | VCPU_FEATURE_RAS | VCPU_FEATURE_SME)) != 0) {
			fake_forget(guest_regs[i].reg);
		}
	}
	fixture_move_to_cpu(&other, 5, f->stack + sizeof(f->stack));
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	guest_regs_run(&f->vcpu, 3, 4);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fixture_count("w:ap"), 0);
	assert_int_equal(fixture_count("w:vsesr"), 0);
	assert_int_equal(fixture_count("w:tpidr2"), 0);
	for (size_t i = 0; i < guest_regs_count; i++) {
		bool is_here = guest_reg_is_there(&guest_regs[i], f->vcpu.arch.features);
		bool is_same = memcmp(stored + guest_regs[i].offset,
				      (const char *)&before + guest_regs[i].offset, 8) == 0;

		if (!guest_reg_is_computed(&guest_regs[i])) {
			assert_int_equal(is_same, !is_here);
		}
	}
}

/* A timer that was saved and not restored stops at the first switch. */
static void the_physical_timer_of_its_owner_is_restored(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to_with(f, VCPU_STATE_READY, VCPU_FLAG_TIMER_PASSTHROUGH);
	guest_regs_run(&f->vcpu, 0, 6);
	fake_set(FAKE_cntp_cval_el0, 0x123456);
	fake_set(FAKE_cntp_ctl_el0, 1);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_cntp_ctl_el0), 0);
	fake_set(FAKE_cntp_cval_el0, 0);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_cntp_cval_el0), 0x123456);
	assert_int_equal(fake_get(FAKE_cntp_ctl_el0), 1);
}

static void fp_and_simd_registers_are_switched(void **state)
{
	struct fixture *f = *state;
	struct vcpu_fp_state guest;

	fixture_bring_to(f, VCPU_STATE_READY);
	memset(&guest, 0x3c, sizeof(guest));
	fake_fp = guest;
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	memset(&fake_fp, 0, sizeof(fake_fp));
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_memory_equal(&fake_fp, &guest, sizeof(guest));
}

/* HCR_EL2.VSE 8 and, with RAS, its syndrome in VSESR_EL2. */
static void a_pending_serror_goes_where_its_vcpu_goes(void **state)
{
	struct fixture *f = *state;
	static struct vcpu second;

	fixture_init_vcpu(&second, 0);
	assert_int_equal(fixture_setup_vcpu(&second, 0), VCPU_OK);
	fixture_bring_to(f, VCPU_STATE_READY);
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	assert_int_equal(vcpu_inject_serror(&f->vcpu, 0x1000042), VCPU_OK);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_hcr_el2) & 0x100, 0);

	assert_int_equal(vcpu_bind(&second), VCPU_OK);
	assert_int_equal(fake_get(FAKE_hcr_el2) & 0x100, 0);
	assert_int_equal(fake_get(FAKE_vsesr_el2), 0);
	assert_int_equal(vcpu_unbind(&second), VCPU_OK);

	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_hcr_el2) & 0x100, 0x100);
	assert_int_equal(fake_get(FAKE_vsesr_el2), 0x1000042);
}

static void guest_takes_its_serror(struct vcpu_ctx *ctx)
{
	(void)ctx;
	assert_int_equal(fake_get(FAKE_hcr_el2) & 0x100, 0x100);
	assert_int_equal(fake_get(FAKE_vsesr_el2), 0x1000042);
	fake_set(FAKE_hcr_el2, fake_get(FAKE_hcr_el2) & ~UINT64_C(0x100));
}

static void guest_has_no_serror(struct vcpu_ctx *ctx)
{
	(void)ctx;
	assert_int_equal(fake_get(FAKE_hcr_el2) & 0x100, 0);
}

static void an_serror_is_taken_once(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_inject_serror(&f->vcpu, 0x1000042), VCPU_OK);
	(void)fixture_run(
		f, &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_takes_its_serror });
	(void)fixture_run(f,
			  &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_has_no_serror });
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	(void)fixture_run(f,
			  &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_has_no_serror });
}

/* The vector of a refused entry has lost TPIDRRO_EL0 and takes it from the context. */
static void a_new_pstate_keeps_tpidrro_el0_where_the_vector_finds_it(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_READY);
	guest_regs_run(&f->vcpu, 0, 8);
	assert_int_equal(vcpu_set_pstate(&f->vcpu, 0x3c6), VCPU_OK);
	assert_int_equal(f->vcpu.arch.el1.tpidrro_el0, fake_get(FAKE_tpidrro_el0));
	assert_int_equal(f->vcpu.arch.el1.tpidrro_el0 >> 32, 8);
}

/* No guest can change them: they are the hypervisor's. ACTLR_EL1 and PMCR_EL0 trap. */
static void registers_that_no_guest_owns_are_as_they_were(void **state)
{
	struct fixture *f = *state;

	fake_set(FAKE_actlr_el1, 0x73);
	fake_set(FAKE_pmcr_el0, 0x41003001);
	fixture_bring_to(f, VCPU_STATE_READY);
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	assert_int_equal(fake_get(FAKE_actlr_el1), 0x73);
	assert_int_equal(fake_get(FAKE_pmcr_el0), 0x41003001);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_actlr_el1), 0x73);
	assert_int_equal(fake_get(FAKE_pmcr_el0), 0x41003001);
}

/* DDI 0487, "Common not private translations": with TTBR0_EL1.CnP 0 each CPU may use an ASID for
 * tables of its own, and the vCPUs of a guest, which share its VMID, are CPUs. */
static void vcpus_of_one_guest_do_not_find_each_others_translations(void **state)
{
	static const char parting[] = "tlbi_vmalle1;ic_iallu;dsb_nsh;";
	struct fixture *f = fixture_setup_on(&fixture_cpu_default);
	static struct vcpu sibling;

	(void)state;
	fixture_bring_to(f, VCPU_STATE_READY);
	fixture_init_vcpu(&sibling, 0);
	assert_int_equal(fixture_setup_vcpu(&sibling, 0), VCPU_OK);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	fake_log_clear();
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fixture_count("tlbi"), 0);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	fake_log_clear();
	assert_int_equal(vcpu_bind(&sibling), VCPU_OK);
	assert_non_null(strstr(fake_log(), parting));
	/* Not before VTTBR_EL2 names the guest. */
	assert_true(strstr(fake_log(), "w:vttbr_el2;") < strstr(fake_log(), parting));
	assert_int_equal(vcpu_unbind(&sibling), VCPU_OK);
	fake_log_clear();
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_non_null(strstr(fake_log(), parting));
}

/* The memory of a vCPU may be made a new one of the same guest. */
static void a_vcpu_made_anew_does_not_find_the_old_ones_translations(void **state)
{
	struct fixture *f = fixture_setup_on(&fixture_cpu_default);

	(void)state;
	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	fixture_init_vcpu(&f->vcpu, 0);
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, 0), VCPU_OK);
	fake_log_clear();
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_non_null(strstr(fake_log(), "tlbi_vmalle1;"));
}

/* DDI 0487, "DSB": completes what this CPU has begun, and no other CPU's does. */
static void what_a_guest_began_on_a_cpu_is_complete_when_it_leaves(void **state)
{
	struct fixture *f = fixture_setup_on(&fixture_cpu_default);

	(void)state;
	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(strncmp(fixture_log_without("r:tpidr_el2"), "dsb_ish;", 8), 0);
}

/* SPSR_EL2.M[4]; ID_AA64PFR0_EL1.EL0 1: AArch64 only. */
static void a_vcpu_in_aarch32_state_is_bound_only_where_that_is(void **state)
{
	struct fixture *f = fixture_setup_on(&fixture_cpu_default);

	(void)state;
	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(vcpu_set_pstate(&f->vcpu, 0x10), VCPU_OK);
	f->pcpu.features &= ~(uint32_t)VCPU_FEATURE_AARCH32;
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EUNSUPPORTED);
	assert_int_equal(f->vcpu.state, VCPU_STATE_FREE);
	assert_null(vcpu_current());
	assert_null(strstr(fake_log(), "w:"));
	f->pcpu.features |= VCPU_FEATURE_AARCH32;
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
}

/* VTCR_EL2 says how the root that VTTBR_EL2 names is walked: one of another shape would make tables of
 * the guest's own pages. T0SZ 5:0 and SL0 7:6: 39 bits from level 1, 32 bits from level 1. */
static void an_address_space_made_anew_is_walked_as_it_is_now(void **state)
{
	static unsigned char pages[2 * PTABLE_PAGE_SIZE] __attribute__((aligned(4096)));
	struct fixture *f = fixture_setup_on(&fixture_cpu_default);
	struct ptable_pool pool;

	(void)state;
	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(ptable_pool_init(&pool, pages, 2), VCPU_OK);
	hal_test_arena(pages, sizeof(pages), 0x40000000);
	assert_int_equal(stage2_init(&f->memory, &pool, f->memory.vmids, 32, 3), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_vtcr_el2) & 0xff, 0x60);
	assert_int_equal(fake_get(FAKE_vtcr_el2), stage2_vtcr(&f->memory));
}

static void a_destroyed_address_space_is_not_bound(void **state)
{
	static struct stage2 never;
	struct fixture *f = fixture_setup_on(&fixture_cpu_default);

	(void)state;
	assert_int_equal(vcpu_setup(&f->vcpu, &(struct vcpu_setup){ .memory = &never }),
			 VCPU_EINVAL);
	fixture_bring_to(f, VCPU_STATE_FREE);
	f->memory.table.root = NULL;
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EINVAL);
	assert_int_equal(f->vcpu.state, VCPU_STATE_FREE);
	assert_null(vcpu_current());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_address_space_made_anew_is_walked_as_it_is_now,
				       fixture_setup),
		cmocka_unit_test_setup(a_destroyed_address_space_is_not_bound, fixture_setup),
		cmocka_unit_test_setup(vcpus_of_one_guest_do_not_find_each_others_translations,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_made_anew_does_not_find_the_old_ones_translations,
				       fixture_setup),
		cmocka_unit_test_setup(what_a_guest_began_on_a_cpu_is_complete_when_it_leaves,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_in_aarch32_state_is_bound_only_where_that_is,
				       fixture_setup),
		cmocka_unit_test_setup(two_vcpus_on_one_cpu_keep_everything_apart, fixture_setup),
		cmocka_unit_test_setup(
			what_a_smaller_cpu_does_not_have_waits_for_the_next_that_has_it,
			fixture_setup),
		cmocka_unit_test_setup(the_physical_timer_of_its_owner_is_restored, fixture_setup),
		cmocka_unit_test_setup(fp_and_simd_registers_are_switched, fixture_setup),
		cmocka_unit_test_setup(a_pending_serror_goes_where_its_vcpu_goes, fixture_setup),
		cmocka_unit_test_setup(an_serror_is_taken_once, fixture_setup),
		cmocka_unit_test_setup(a_new_pstate_keeps_tpidrro_el0_where_the_vector_finds_it,
				       fixture_setup),
		cmocka_unit_test_setup(registers_that_no_guest_owns_are_as_they_were,
				       fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
