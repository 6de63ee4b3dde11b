/* SPDX-License-Identifier: Apache-2.0 */
/* vcpu_switch(): one vCPU gives its place to another. */
#include <vcpu/gic.h>
#include <vcpu/pcpu.h>
#include <vcpu/vcpu.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest_regs.h"
#include "test/two_vcpus.h"

#define N_SWITCHES 12

static void assert_kept_apart(const struct fixture_cpu *cpu, uint32_t flags, uint32_t others)
{
	struct fixture *f = two_vcpus_setup(cpu, flags, others);
	struct vcpu *both[2] = { &f->vcpu, &two_vcpus_second };
	uint64_t left[2] = { 0, 0 };

	for (uint64_t n = 0; n < N_SWITCHES; n++) {
		struct vcpu *here = both[n % 2];
		struct vcpu *next = both[(n + 1) % 2];

		fake_log_clear();
		guest_regs_run(here, left[n % 2], n + 1);
		left[n % 2] = n + 1;
		assert_int_equal(vcpu_switch(here, next), VCPU_OK);
		assert_int_equal(here->state, VCPU_STATE_FREE);
		assert_int_equal(next->state, VCPU_STATE_READY);
		assert_ptr_equal(vcpu_current(), next);
	}
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_sp_el0), FIXTURE_HOST_SP_EL0);
}

static void each_finds_what_it_left(void **state)
{
	const uint32_t gic = VCPU_FLAG_VIRTUAL_GIC;
	const uint32_t timer = VCPU_FLAG_TIMER_PASSTHROUGH;

	(void)state;
	assert_kept_apart(&two_vcpus_bare, gic, gic);
	assert_kept_apart(&two_vcpus_plain, gic, gic);
	assert_kept_apart(&two_vcpus_everything, gic, gic);
	assert_kept_apart(&two_vcpus_plain, 0, gic);
	assert_kept_apart(&two_vcpus_plain, gic, 0);
	assert_kept_apart(&two_vcpus_plain, gic | timer, gic);
	assert_kept_apart(&two_vcpus_everything, gic | timer, gic | timer);
	assert_kept_apart(&two_vcpus_everything, gic | timer, VCPU_FLAG_INTERRUPT_PASSTHROUGH);
}

/* IHI 0069, ICH_LR<n>_EL2: pending 62, Group 1 60, priority 55:48. */
static void interrupts_in_list_registers_go_where_their_vcpu_goes(void **state)
{
	const uint64_t lr = UINT64_C(0x50a0000000000000);

	(void)state;
	for (unsigned int which = 0; which < 4; which++) {
		struct fixture *f = two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC,
						    VCPU_FLAG_VIRTUAL_GIC);

		if ((which & 1) != 0) {
			assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 40), VCPU_OK);
		}
		if ((which & 2) != 0) {
			assert_int_equal(vcpu_inject_interrupt(&two_vcpus_second, 50), VCPU_OK);
		}
		guest_regs_run(&f->vcpu, 0, 1);
		assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_OK);
		assert_int_equal(fake_get(FAKE_ich_lr0_el2), (which & 2) != 0 ? lr | 50 : 0);
		guest_regs_run(&two_vcpus_second, 0, 2);
		assert_int_equal(vcpu_switch(&two_vcpus_second, &f->vcpu), VCPU_OK);
		assert_int_equal(fake_get(FAKE_ich_lr0_el2), (which & 1) != 0 ? lr | 40 : 0);
		assert_int_equal(vcpu_gic_lr(&two_vcpus_second, 0), (which & 2) != 0 ? lr | 50 : 0);
	}
}

/* The two share an address space and a VMID: what the one left in the TLB is not the other's. */
static void the_tlb_of_one_is_not_the_others(void **state)
{
	struct fixture *f =
		two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC, VCPU_FLAG_VIRTUAL_GIC);

	(void)state;
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_OK);
	assert_int_equal(fixture_count("tlbi_vmalle1;"), 1);
	two_vcpus_assert_before("w:vttbr_el2;", "tlbi_vmalle1;");
}

/* All VMIDs were given to others meanwhile: the second half of the switch is the general one. */
static void a_vmid_of_an_earlier_generation_is_renewed(void **state)
{
	struct fixture *f =
		two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC, VCPU_FLAG_VIRTUAL_GIC);
	struct vmid_pool *pool = f->memory.vmids;
	uint64_t generation = pool->generation;
	struct vmid others[256];

	(void)state;
	for (unsigned int i = 0; i < 256; i++) {
		others[i] = (struct vmid){ 0 };
		(void)vmid_load(pool, &others[i], 9);
	}
	assert_int_not_equal(pool->generation, generation);
	guest_regs_run(&f->vcpu, 0, 1);
	fake_log_clear();
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_OK);
	assert_int_equal(vmid_generation(f->memory.vmid.value), pool->generation);
	assert_int_equal(fake_get(FAKE_vttbr_el2) >> 48, f->memory.vmid.value & VMID_NUMBER_MASK);
	guest_regs_run(&two_vcpus_second, 0, 2);
	assert_int_equal(vcpu_switch(&two_vcpus_second, &f->vcpu), VCPU_OK);
	guest_regs_run(&f->vcpu, 1, 3);
}

static void what_cannot_be_switched_is_refused(void **state)
{
	struct fixture *f =
		two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC, VCPU_FLAG_VIRTUAL_GIC);

	(void)state;
	assert_int_equal(vcpu_switch(NULL, &two_vcpus_second), VCPU_EINVAL);
	assert_int_equal(vcpu_switch(&f->vcpu, NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_switch(&f->vcpu, &f->vcpu), VCPU_EINVAL);
	two_vcpus_second.cpu_set = UINT64_C(1) << (FIXTURE_CPU_ID + 1);
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_EINVAL);
	two_vcpus_second.cpu_set = 0;
	two_vcpus_second.arch.ctx.spsr = 0x10;
	f->pcpu.features &= ~(uint32_t)VCPU_FEATURE_AARCH32;
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_EUNSUPPORTED);
	f->pcpu.n_list_registers = 0;
	two_vcpus_second.arch.ctx.spsr = 0x3c5;
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_EUNSUPPORTED);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
	assert_int_equal(two_vcpus_second.state, VCPU_STATE_FREE);
	assert_ptr_equal(vcpu_current(), &f->vcpu);
	fixture_assert_cpu_untouched();
}

static void a_vcpu_in_another_state_becomes_invalid(void **state)
{
	struct fixture *f =
		two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC, VCPU_FLAG_VIRTUAL_GIC);

	(void)state;
	assert_int_equal(vcpu_block(&two_vcpus_second), VCPU_OK);
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_EBADSTATE);
	assert_int_equal(two_vcpus_second.state, VCPU_STATE_INVALID);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);

	f = two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC, VCPU_FLAG_VIRTUAL_GIC);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_int_equal(two_vcpus_second.state, VCPU_STATE_FREE);
}

static int switch_inside(struct vcpu *vcpu, void *arg)
{
	assert_int_equal(vcpu_switch(vcpu, arg), VCPU_ENESTED);
	return VCPU_OK;
}

static void a_switch_inside_an_operation_is_refused(void **state)
{
	struct fixture *f =
		two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC, VCPU_FLAG_VIRTUAL_GIC);

	(void)state;
	assert_int_equal(vcpu_transition(&f->vcpu, VCPU_STATE_READY, VCPU_STATE_RUNNING,
					 switch_inside, &two_vcpus_second),
			 VCPU_OK);
}

/* CPTR_EL2.TFP 10. */
static void fp_on_use_goes_and_comes_with_a_switch(void **state)
{
	struct fixture *f =
		two_vcpus_setup(&two_vcpus_plain, VCPU_FLAG_VIRTUAL_GIC | VCPU_FLAG_FP_ON_USE,
				VCPU_FLAG_VIRTUAL_GIC);

	(void)state;
	assert_int_equal(fake_get(FAKE_cptr_el2) >> 10 & 1, 1);
	assert_int_equal(vcpu_switch(&f->vcpu, &two_vcpus_second), VCPU_OK);
	assert_int_equal(fake_get(FAKE_cptr_el2) >> 10 & 1, 0);
	assert_int_equal(fixture_count("fp_save;"), 0);
	assert_int_equal(fixture_count("fp_restore;"), 1);
	two_vcpus_assert_before("w:cptr_el2;isb;", "fp_restore;");
	assert_int_equal(vcpu_switch(&two_vcpus_second, &f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_cptr_el2) >> 10 & 1, 1);
	assert_int_equal(fixture_count("fp_save;"), 1);
	assert_int_equal(fixture_count("fp_restore;"), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_finds_what_it_left),
		cmocka_unit_test(interrupts_in_list_registers_go_where_their_vcpu_goes),
		cmocka_unit_test(the_tlb_of_one_is_not_the_others),
		cmocka_unit_test(a_vmid_of_an_earlier_generation_is_renewed),
		cmocka_unit_test(what_cannot_be_switched_is_refused),
		cmocka_unit_test(a_vcpu_in_another_state_becomes_invalid),
		cmocka_unit_test(a_switch_inside_an_operation_is_refused),
		cmocka_unit_test(fp_on_use_goes_and_comes_with_a_switch),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
