/* SPDX-License-Identifier: Apache-2.0 */
/* Refusals that change nothing: no byte of the vCPU, no register. */
#include <string.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/fixture.h"

static struct vcpu kept;

static void keep(const struct vcpu *vcpu)
{
	memcpy(&kept, vcpu, sizeof(kept));
	fake_log_clear();
}

static void assert_kept(const struct vcpu *vcpu)
{
	assert_memory_equal(vcpu, &kept, sizeof(kept));
	fixture_assert_cpu_untouched();
}

static void a_null_vcpu_is_refused_by_every_call(void **state)
{
	struct fixture *f = *state;
	struct vcpu_config config = { .preferred_cpu = VCPU_CPU_ANY };
	struct vcpu_setup setup = { .memory = &f->memory };
	struct vcpu_exit exit;

	assert_int_equal(vcpu_init(NULL, &config), VCPU_EINVAL);
	assert_int_equal(vcpu_setup(NULL, &setup), VCPU_EINVAL);
	assert_int_equal(vcpu_bind(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_unbind(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_block(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_unblock(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_transition(NULL, VCPU_STATE_CREATED, VCPU_STATE_FREE, NULL, NULL),
			 VCPU_EINVAL);
	assert_int_equal(vcpu_run(NULL, &exit), VCPU_EINVAL);
	assert_int_equal(vcpu_set_pstate(NULL, 0x3c5), VCPU_EINVAL);
	assert_int_equal(vcpu_inject_undef(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_inject_abort(NULL, 0, false), VCPU_EINVAL);
	assert_int_equal(vcpu_inject_serror(NULL, 0), VCPU_EINVAL);
	assert_int_equal(vcpu_inject_interrupt(NULL, 32), VCPU_EINVAL);
	assert_int_equal(vcpu_forward_smc(NULL), VCPU_EINVAL);
	fixture_assert_cpu_untouched();
}

static void a_missing_configuration_setup_or_exit_is_refused(void **state)
{
	struct fixture *f = *state;
	struct vcpu_setup setup = { .entry_ipa = FIXTURE_ENTRY };

	keep(&f->vcpu);
	assert_int_equal(vcpu_init(&f->vcpu, NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_setup(&f->vcpu, NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_setup(&f->vcpu, &setup), VCPU_EINVAL);
	assert_kept(&f->vcpu);
	fixture_bring_to(f, VCPU_STATE_READY);
	keep(&f->vcpu);
	assert_int_equal(vcpu_run(&f->vcpu, NULL), VCPU_EINVAL);
	assert_kept(&f->vcpu);
}

/* DDI 0487, "SP alignment checking": SP_EL2 points at it while its guest runs. */
static void a_vcpu_that_is_not_aligned_is_refused(void **state)
{
	static unsigned char memory[sizeof(struct vcpu) + 16] __attribute__((aligned(16)));
	static const struct vcpu_config config = { .preferred_cpu = VCPU_CPU_ANY };

	(void)state;
	for (size_t offset = 8; offset < 16; offset += 4) {
		assert_int_equal(vcpu_init((void *)(memory + offset), &config), VCPU_EINVAL);
	}
	assert_int_equal(vcpu_init((void *)memory, &config), VCPU_OK);
}

static void an_entry_that_is_not_aligned_is_refused_and_can_be_repaired(void **state)
{
	struct fixture *f = *state;
	struct vcpu_setup setup = { .memory = &f->memory };

	keep(&f->vcpu);
	for (uint64_t offset = 1; offset < 4; offset++) {
		setup.entry_ipa = FIXTURE_ENTRY + offset;
		assert_int_equal(vcpu_setup(&f->vcpu, &setup), VCPU_EINVAL);
		assert_kept(&f->vcpu);
	}
	setup.entry_ipa = FIXTURE_ENTRY;
	assert_int_equal(vcpu_setup(&f->vcpu, &setup), VCPU_OK);
	assert_int_equal(vcpu_pc(&f->vcpu), FIXTURE_ENTRY);
}

static void a_flag_that_is_none_is_refused(void **state)
{
	struct fixture *f = *state;

	keep(&f->vcpu);
	for (unsigned int bit = 0; bit < 32; bit++) {
		/* Interrupt and timer passthrough, virtual GIC, SMC forward, WFx native, FP on use,
		 * SMC native. */
		if (bit >= 7) {
			assert_int_equal(fixture_setup_vcpu(&f->vcpu, UINT32_C(1) << bit),
					 VCPU_EINVAL);
			assert_kept(&f->vcpu);
		}
	}
	/* Its interrupts are physical ones or virtual ones. */
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, 5), VCPU_EINVAL);
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, 0x7f), VCPU_EINVAL);
	assert_kept(&f->vcpu);
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, 0x7e), VCPU_OK);
}

static void a_transition_to_or_from_no_state_is_refused(void **state)
{
	struct fixture *f = *state;
	static const int none[] = { -1, 6, 0x7fffffff };

	keep(&f->vcpu);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_int_equal(vcpu_transition(&f->vcpu, (enum vcpu_state)none[i],
						 VCPU_STATE_FREE, NULL, NULL),
				 VCPU_EINVAL);
		assert_int_equal(vcpu_transition(&f->vcpu, VCPU_STATE_CREATED,
						 (enum vcpu_state)none[i], NULL, NULL),
				 VCPU_EINVAL);
		assert_kept(&f->vcpu);
	}
}

static void a_preferred_cpu_must_be_in_the_cpu_set(void **state)
{
	static const struct {
		uint64_t cpu_set;
		uint32_t preferred_cpu;
		int want;
	} cases[] = {
		{ 0, 5, VCPU_OK },
		{ 0, VCPU_CPU_ANY, VCPU_OK },
		{ 0x20, VCPU_CPU_ANY, VCPU_OK },
		{ 0x20, 5, VCPU_OK },
		{ UINT64_C(1) << 63, 63, VCPU_OK },
		{ 0x20, 4, VCPU_EINVAL },
		{ 0x20, 6, VCPU_EINVAL },
		{ 0x1, 64, VCPU_EINVAL }, /* does not wrap round */
		{ UINT64_MAX, 64, VCPU_EINVAL },
		{ UINT64_MAX, UINT32_MAX - 1, VCPU_EINVAL },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vcpu_config config = { .cpu_set = cases[i].cpu_set,
					      .preferred_cpu = cases[i].preferred_cpu };

		memset(&f->vcpu, 0xa5, sizeof(f->vcpu));
		keep(&f->vcpu);
		assert_int_equal(vcpu_init(&f->vcpu, &config), cases[i].want);
		if (cases[i].want != VCPU_OK) {
			assert_kept(&f->vcpu);
		} else {
			assert_int_equal(f->vcpu.preferred_cpu, cases[i].preferred_cpu);
		}
	}
}

static void a_vcpu_is_bound_only_to_the_cpus_of_its_set(void **state)
{
	static const struct {
		uint64_t cpu_set;
		uint32_t cpu_id;
		int want;
	} cases[] = {
		{ 0, 0, VCPU_OK },
		{ 0, 63, VCPU_OK },
		{ 1, 0, VCPU_OK },
		{ UINT64_C(1) << 63, 63, VCPU_OK },
		{ 1u << 3 | 1u << 5, 5, VCPU_OK },
		{ 1u << 3 | 1u << 5, 4, VCPU_EINVAL },
		{ UINT64_MAX ^ 1, 0, VCPU_EINVAL },
		{ 1, 32, VCPU_EINVAL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture *f = fixture_setup_on(&fixture_cpu_default);

		fixture_move_to_cpu(&f->pcpu, cases[i].cpu_id, f->stack + sizeof(f->stack));
		fixture_init_vcpu(&f->vcpu, cases[i].cpu_set);
		fixture_bring_to(f, VCPU_STATE_FREE);
		keep(&f->vcpu);
		assert_int_equal(vcpu_bind(&f->vcpu), cases[i].want);
		if (cases[i].want != VCPU_OK) {
			assert_kept(&f->vcpu);
			assert_null(vcpu_current());
		}
	}
}

static void a_cpu_takes_one_vcpu_at_a_time(void **state)
{
	struct fixture *f = *state;
	static struct vcpu second;

	fixture_init_vcpu(&second, 0);
	assert_int_equal(fixture_setup_vcpu(&second, 0), VCPU_OK);
	fixture_bring_to(f, VCPU_STATE_READY);

	keep(&second);
	assert_int_equal(vcpu_bind(&second), VCPU_EBUSY);
	assert_kept(&second);
	assert_ptr_equal(vcpu_current(), &f->vcpu);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);

	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&second), VCPU_OK);
	assert_ptr_equal(vcpu_current(), &second);
}

static void a_virtual_gic_needs_a_cpu_with_gicv3(void **state)
{
	struct fixture_cpu cpu = fixture_cpu_default;
	struct fixture *f;

	(void)state;
	cpu.has_gicv3 = false;
	f = fixture_setup_on(&cpu);
	fixture_bring_to_with(f, VCPU_STATE_FREE, VCPU_FLAG_VIRTUAL_GIC);
	keep(&f->vcpu);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EUNSUPPORTED);
	assert_kept(&f->vcpu);
	assert_null(vcpu_current());
}

/* DDI 0487, "AArch64 state PSTATE.M": M[4] is AArch32, M[3:2] the Exception level. */
static void a_pstate_of_the_hypervisors_levels_is_refused(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_FREE);
	keep(&f->vcpu);
	for (uint64_t mode = 0x8; mode < 0x10; mode++) {
		assert_int_equal(vcpu_set_pstate(&f->vcpu, 0x3c0 | mode), VCPU_EINVAL);
		assert_kept(&f->vcpu);
	}
	assert_int_equal(vcpu_set_pstate(&f->vcpu, 0x3c4), VCPU_OK);
	assert_int_equal(vcpu_pstate(&f->vcpu), 0x3c4);
}

/* DDI 0487, "Illegal exception returns from AArch64 state": PSTATE.DAIF, bits 9:6, is taken over by
 * an ERET that is refused. An interrupt would come to EL2 before the hypervisor's stack is back.
 * M[4:0] of a guest is 0b00000, 0b00100 or 0b00101, and 0b10000 where ID_AA64PFR0_EL1.EL0, 3:0, is
 * 2. */
static void a_pstate_that_the_cpu_will_refuse_masks_interrupts(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_FREE);
	for (uint64_t el0 = 1; el0 <= 2; el0++) {
		f->pcpu.features &= ~(uint32_t)VCPU_FEATURE_AARCH32;
		f->pcpu.features |= el0 == 2 ? VCPU_FEATURE_AARCH32 : 0;
		for (uint64_t mode = 0; mode < 0x20; mode++) {
			bool is_good =
				mode == 0 || mode == 4 || mode == 5 || (mode == 0x10 && el0 == 2);

			if (mode >= 0x8 && mode < 0x10) {
				continue;
			}
			assert_int_equal(vcpu_set_pstate(&f->vcpu, 0x60000000 | mode), VCPU_OK);
			assert_int_equal(vcpu_pstate(&f->vcpu),
					 0x60000000 | mode | (is_good ? 0 : 0x3c0));
		}
	}
}

static void a_register_above_31_is_none_and_31_is_zero(void **state)
{
	struct fixture *f = *state;
	static const unsigned int none[] = { 32, 33, 63, 64, 255, 256, 0x7fffffff, 0xffffffff };

	for (unsigned int reg = 0; reg < 31; reg++) {
		assert_int_equal(vcpu_set_gpr(&f->vcpu, reg, 0x100 + reg), VCPU_OK);
	}
	assert_int_equal(vcpu_set_gpr(&f->vcpu, 31, 7), VCPU_OK);
	keep(&f->vcpu);
	assert_int_equal(vcpu_get_gpr(&f->vcpu, 31), 0);
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		assert_int_equal(vcpu_set_gpr(&f->vcpu, none[i], 7), VCPU_EINVAL);
		assert_int_equal(vcpu_get_gpr(&f->vcpu, none[i]), 0);
	}
	assert_kept(&f->vcpu);
	for (unsigned int reg = 0; reg < 31; reg++) {
		assert_int_equal(vcpu_get_gpr(&f->vcpu, reg), 0x100 + reg);
	}
}

/* Created, Running or Invalid: nothing of it is to be changed, not even the state. */
static void an_exception_for_a_vcpu_in_a_state_without_a_guest_is_refused(void **state)
{
	static const enum vcpu_state states[] = { VCPU_STATE_CREATED, VCPU_STATE_RUNNING,
						  VCPU_STATE_INVALID };

	(void)state;
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
		struct fixture *f = fixture_setup_on(&fixture_cpu_default);

		fixture_bring_to_with(f, states[i], VCPU_FLAG_VIRTUAL_GIC);
		keep(&f->vcpu);
		assert_int_equal(vcpu_inject_undef(&f->vcpu), VCPU_EBADSTATE);
		assert_int_equal(vcpu_inject_abort(&f->vcpu, 0, true), VCPU_EBADSTATE);
		assert_int_equal(vcpu_inject_serror(&f->vcpu, 0), VCPU_EBADSTATE);
		assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 32), VCPU_EBADSTATE);
		assert_int_equal(vcpu_set_pstate(&f->vcpu, 0x3c5), VCPU_EBADSTATE);
		assert_int_equal(vcpu_forward_smc(&f->vcpu), VCPU_EBADSTATE);
		assert_kept(&f->vcpu);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_null_vcpu_is_refused_by_every_call, fixture_setup),
		cmocka_unit_test_setup(a_missing_configuration_setup_or_exit_is_refused,
				       fixture_setup),
		cmocka_unit_test_setup(an_entry_that_is_not_aligned_is_refused_and_can_be_repaired,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_that_is_not_aligned_is_refused, fixture_setup),
		cmocka_unit_test_setup(a_flag_that_is_none_is_refused, fixture_setup),
		cmocka_unit_test_setup(a_transition_to_or_from_no_state_is_refused, fixture_setup),
		cmocka_unit_test_setup(a_preferred_cpu_must_be_in_the_cpu_set, fixture_setup),
		cmocka_unit_test_setup(a_vcpu_is_bound_only_to_the_cpus_of_its_set, fixture_setup),
		cmocka_unit_test_setup(a_cpu_takes_one_vcpu_at_a_time, fixture_setup),
		cmocka_unit_test_setup(a_virtual_gic_needs_a_cpu_with_gicv3, fixture_setup),
		cmocka_unit_test_setup(a_pstate_of_the_hypervisors_levels_is_refused,
				       fixture_setup),
		cmocka_unit_test_setup(a_pstate_that_the_cpu_will_refuse_masks_interrupts,
				       fixture_setup),
		cmocka_unit_test_setup(a_register_above_31_is_none_and_31_is_zero, fixture_setup),
		cmocka_unit_test_setup(
			an_exception_for_a_vcpu_in_a_state_without_a_guest_is_refused,
			fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
