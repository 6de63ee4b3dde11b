/* SPDX-License-Identifier: Apache-2.0 */
/* A vCPU from its creation to its end, one promise of <vcpu/vcpu.h> after the other. */
#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/gic_fixture.h"

static const struct vcpu_config config = {
	.vm_id = 7,
	.vcpu_id = 3,
	.preferred_cpu = 5,
	.cpu_set = 0x28,
	.vmpidr = 0x80000003,
	.boot_arg = 0x4a000000,
};

static void creation_gives_identity_and_state(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_init(&f->vcpu, &config), VCPU_OK);
	assert_int_equal(f->vcpu.state, VCPU_STATE_CREATED);
	assert_int_equal(f->vcpu.vm_id, 7);
	assert_int_equal(f->vcpu.vcpu_id, 3);
	assert_int_equal(vcpu_get_gpr(&f->vcpu, 0), 0x4a000000);
	assert_null(vcpu_current());
}

static void failed_creation_leaves_the_memory_as_it_was(void **state)
{
	struct fixture *f = *state;
	struct vcpu_config bad = config;
	struct vcpu before;

	bad.preferred_cpu = 4;
	memset(&f->vcpu, 0xa5, sizeof(f->vcpu));
	memcpy(&before, &f->vcpu, sizeof(before));
	assert_int_equal(vcpu_init(&f->vcpu, &bad), VCPU_EINVAL);
	assert_int_equal(vcpu_init(&f->vcpu, NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_init(NULL, &config), VCPU_EINVAL);
	assert_memory_equal(&f->vcpu, &before, sizeof(before));
	assert_string_equal(fake_log(), "");
}

static void setup_life_cycle_leads_from_created_to_free_once(void **state)
{
	struct fixture *f = *state;
	struct vcpu_setup setup = {
		.entry_ipa = FIXTURE_ENTRY,
		.memory = &f->memory,
		.flags = VCPU_FLAG_TIMER_PASSTHROUGH,
	};

	assert_int_equal(vcpu_setup(&f->vcpu, &setup), VCPU_OK);
	assert_int_equal(f->vcpu.state, VCPU_STATE_FREE);
	assert_int_equal(vcpu_pc(&f->vcpu), FIXTURE_ENTRY);
	setup.entry_ipa = 0x1000;
	assert_int_equal(vcpu_setup(&f->vcpu, &setup), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_int_equal(vcpu_pc(&f->vcpu), FIXTURE_ENTRY);
}

static int op_marks(struct vcpu *vcpu, void *arg)
{
	*(enum vcpu_state *)arg = vcpu->state;
	return VCPU_OK;
}

static void transition_calls_its_operation_in_the_old_state(void **state)
{
	struct fixture *f = *state;
	enum vcpu_state seen = VCPU_STATE_INVALID;

	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(
		vcpu_transition(&f->vcpu, VCPU_STATE_FREE, VCPU_STATE_BLOCKED, op_marks, &seen),
		VCPU_OK);
	assert_int_equal(seen, VCPU_STATE_FREE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_BLOCKED);
}

static void bind_and_unbind_make_it_the_current_vcpu_and_none(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_FREE);
	for (unsigned int n = 0; n < 3; n++) {
		assert_null(vcpu_current());
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
		assert_ptr_equal(vcpu_current(), &f->vcpu);
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
		assert_int_equal(f->vcpu.state, VCPU_STATE_FREE);
	}
	assert_null(vcpu_current());
}

static void run_returns_the_exit_and_a_ready_vcpu(void **state)
{
	struct fixture *f = *state;
	struct vcpu_exit exit = { .reason = VCPU_EXIT_REASONS };

	fixture_bring_to(f, VCPU_STATE_READY);
	fake_script_exit(&(struct fake_exit){ .esr = 0x5a000011 });
	assert_int_equal(vcpu_run(&f->vcpu, &exit), VCPU_OK);
	assert_int_equal(exit.reason, VCPU_EXIT_HYPERCALL);
	assert_int_equal(exit.call.imm, 0x11);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
}

static void run_without_bind_is_refused(void **state)
{
	struct fixture *f = *state;
	struct vcpu_exit exit;
	struct vcpu_exit before;

	memset(&exit, 0xa5, sizeof(exit));
	memcpy(&before, &exit, sizeof(before));
	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(vcpu_run(&f->vcpu, &exit), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_memory_equal(&exit, &before, sizeof(exit));
	fixture_assert_cpu_untouched();
}

static void wrong_state_is_answered_with_bad_state_and_makes_it_invalid(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, 0), VCPU_EBADSTATE);
	/* Only made anew it can be used. */
	fixture_init_vcpu(&f->vcpu, 0);
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, 0), VCPU_OK);
}

static void guest_reads_its_registers(struct vcpu_ctx *ctx)
{
	assert_int_equal(ctx->x[0], 0xfeed);
	assert_int_equal(ctx->x[19], 0x1919);
	assert_int_equal(ctx->x[30], 0x3030);
}

static void registers_set_gpr_and_set_return_value_reach_the_guest(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_set_gpr(&f->vcpu, 19, 0x1919), VCPU_OK);
	assert_int_equal(vcpu_set_gpr(&f->vcpu, 30, 0x3030), VCPU_OK);
	vcpu_set_return_value(&f->vcpu, 0xfeed);
	assert_int_equal(vcpu_get_gpr(&f->vcpu, 0), 0xfeed);
	(void)fixture_run(
		f, &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_reads_its_registers });
}

static void guest_has_an_interrupt(struct vcpu_ctx *ctx)
{
	(void)ctx;
	assert_int_equal(fake_get(FAKE_ich_lr0_el2), LR_PENDING(48));
	fake_set(FAKE_ich_lr0_el2, 0);
}

static void interrupt_injection_reaches_the_guest(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to_with(f, VCPU_STATE_READY, VCPU_FLAG_VIRTUAL_GIC);
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 48), VCPU_OK);
	(void)fixture_run(
		f, &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_has_an_interrupt });
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 48), VCPU_OK);
	(void)fixture_run(
		f, &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_has_an_interrupt });
}

static void bootstrap_id_is_0_and_no_other(void **state)
{
	struct fixture *f = *state;
	struct vcpu_config any = config;

	for (unsigned int bit = 0; bit <= 32; bit++) {
		any.vcpu_id = bit == 32 ? 0 : UINT32_C(1) << bit;
		assert_int_equal(vcpu_init(&f->vcpu, &any), VCPU_OK);
		assert_int_equal(vcpu_is_bootstrap(&f->vcpu), bit == 32);
	}
}

static void affinity_is_kept_and_followed(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_init(&f->vcpu, &config), VCPU_OK);
	assert_int_equal(f->vcpu.preferred_cpu, 5);
	assert_int_equal(f->vcpu.cpu_set, 0x28);
	/* The fixture's CPU is 3, which is in the set, and not the one that is preferred. */
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, 0), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	fixture_move_to_cpu(&f->pcpu, 4, f->stack + sizeof(f->stack));
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EINVAL);
	assert_int_equal(f->vcpu.state, VCPU_STATE_FREE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(creation_gives_identity_and_state, fixture_setup),
		cmocka_unit_test_setup(failed_creation_leaves_the_memory_as_it_was, fixture_setup),
		cmocka_unit_test_setup(setup_life_cycle_leads_from_created_to_free_once,
				       fixture_setup),
		cmocka_unit_test_setup(transition_calls_its_operation_in_the_old_state,
				       fixture_setup),
		cmocka_unit_test_setup(bind_and_unbind_make_it_the_current_vcpu_and_none,
				       fixture_setup),
		cmocka_unit_test_setup(run_returns_the_exit_and_a_ready_vcpu, fixture_setup),
		cmocka_unit_test_setup(run_without_bind_is_refused, fixture_setup),
		cmocka_unit_test_setup(wrong_state_is_answered_with_bad_state_and_makes_it_invalid,
				       fixture_setup),
		cmocka_unit_test_setup(registers_set_gpr_and_set_return_value_reach_the_guest,
				       fixture_setup),
		cmocka_unit_test_setup(interrupt_injection_reaches_the_guest, fixture_setup),
		cmocka_unit_test_setup(bootstrap_id_is_0_and_no_other, fixture_setup),
		cmocka_unit_test_setup(affinity_is_kept_and_followed, fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
