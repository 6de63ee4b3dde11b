/* SPDX-License-Identifier: Apache-2.0 */
/* VCPU_FLAG_FP_ON_USE: FP/SIMD registers come at the first use after a bind. Whoever had them before is
 * not seen, and nobody's are lost. Expected bits: DDI 0487, CPTR_EL2 with E2H 0; ESR_EL2, EC 0x07. */
#include <string.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"

#define TFP       0x400u               /* CPTR_EL2, bit 10 */
#define FP_ACCESS UINT64_C(0x1fe00000) /* EC 0x07, IL, COND 0xe and CV */
#define N_VCPUS   3u
#define N_TURNS   500u

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to_with(*state, VCPU_STATE_READY, VCPU_FLAG_FP_ON_USE);
	return 0;
}

static bool is_trapped(void)
{
	return (fake_get(FAKE_cptr_el2) & TFP) != 0;
}

/* The guest's first use of this bind; what the exit is. */
static enum vcpu_exit_reason use_first(struct vcpu *vcpu)
{
	struct vcpu_exit exit;

	fake_script_exit(&(struct fake_exit){ .esr = FP_ACCESS });
	assert_int_equal(vcpu_run(vcpu, &exit), VCPU_OK);
	return exit.reason;
}

static void a_bind_traps_and_loads_nothing(void **state)
{
	struct fixture *f = *state;

	assert_true(is_trapped());
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_false(is_trapped());
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_true(is_trapped());
	assert_int_equal(fixture_count("fp_restore;"), 0);
	assert_int_equal(fixture_count("fp_save;"), 0);
}

static void without_the_flag_a_bind_loads_and_nothing_traps(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_false(is_trapped());
	assert_int_equal(fixture_count("fp_restore;"), 1);
}

/* The trap is switched off, seen to be off, and only then are the registers loaded. */
static void the_first_use_loads_once_and_the_guest_repeats_it(void **state)
{
	struct fixture *f = *state;
	uint64_t pstate = vcpu_pstate(&f->vcpu);
	uint64_t others = fake_get(FAKE_cptr_el2) & ~(uint64_t)TFP;

	assert_int_equal(use_first(&f->vcpu), VCPU_EXIT_NOTHING);
	assert_int_equal(vcpu_pc(&f->vcpu), FIXTURE_ENTRY);
	assert_int_equal(vcpu_pstate(&f->vcpu), pstate);
	assert_int_equal(fake_get(FAKE_cptr_el2), others);
	assert_non_null(strstr(fake_log(), "w:cptr_el2;isb;fp_restore;"));
	fake_log_clear();
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	assert_int_equal(fixture_count("fp_"), 0);
	assert_int_equal(fixture_count("w:cptr_el2;"), 0);
}

static void the_first_use_may_be_one_of_el0_in_either_state(void **state)
{
	struct fixture *f = *state;
	struct guest guest = { .pc = 0x8000, .vbar_el1 = 0x40000000, .sctlr_el1 = 0x800000 };
	static const uint64_t pstates[] = { GUEST_EL0T, GUEST_EL0_A32, GUEST_EL1T };
	struct vcpu_exit exit;
	struct guest got;

	for (size_t i = 0; i < sizeof(pstates) / sizeof(pstates[0]); i++) {
		assert_true(is_trapped());
		guest.pstate = pstates[i];
		guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = FP_ACCESS }, &exit);
		assert_int_equal(exit.reason, VCPU_EXIT_NOTHING);
		assert_false(is_trapped());
		guest_look(&f->vcpu, &got);
		guest_assert_same(&got, &guest);
		assert_int_equal(vcpu_set_pstate(&f->vcpu, GUEST_EL1H), VCPU_OK);
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	}
}

/* What traps with this class once they are loaded is something else, which no guest is offered. */
static void a_second_trap_of_the_class_is_undefined_to_the_guest(void **state)
{
	struct fixture *f = *state;
	struct guest guest = {
		.pc = 0x8000, .pstate = GUEST_EL1H, .vbar_el1 = 0x40000000, .sctlr_el1 = 0x800000
	};
	struct vcpu_exit exit;
	struct guest got;

	assert_int_equal(use_first(&f->vcpu), VCPU_EXIT_NOTHING);
	fake_log_clear();
	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = FP_ACCESS }, &exit);
	guest_look(&f->vcpu, &got);
	assert_int_equal(exit.reason, VCPU_EXIT_NOTHING);
	assert_int_equal(got.pc, 0x40000200);
	assert_int_equal(got.esr_el1, 0x02000000);
	assert_int_equal(fixture_count("fp_restore;"), 0);
}

static void a_disabled_cpu_has_the_hypervisors_trap_again(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_pcpu_disable(&f->pcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_cptr_el2), FIXTURE_HOST_CPTR);
}

/* A vCPU, and what its guest has in its FP/SIMD registers. */
struct owner {
	struct vcpu vcpu;
	struct vcpu_fp_state fp;
	bool is_on_use;
};

static void fill(struct vcpu_fp_state *fp, uint64_t *seed)
{
	for (size_t i = 0; i < sizeof(*fp); i++) {
		((unsigned char *)fp)[i] = (unsigned char)guest_random(seed);
	}
}

/* Binds it; perhaps its guest looks at its registers, and perhaps it then changes them. */
static void take_turn(struct owner *owner, uint64_t *seed)
{
	uint64_t choice = guest_random(seed) % 4;

	assert_int_equal(vcpu_bind(&owner->vcpu), VCPU_OK);
	assert_int_equal(is_trapped(), owner->is_on_use);
	if (choice > 0) {
		if (owner->is_on_use) {
			assert_int_equal(use_first(&owner->vcpu), VCPU_EXIT_NOTHING);
		}
		assert_memory_equal(&fake_fp, &owner->fp, sizeof(fake_fp));
	}
	if (choice > 1) {
		fill(&owner->fp, seed);
		fake_fp = owner->fp;
	}
	fake_log_clear();
	assert_int_equal(vcpu_unbind(&owner->vcpu), VCPU_OK);
	assert_int_equal(fixture_count("fp_save;"), !owner->is_on_use || choice > 0);
	fake_log_clear();
}

/* One with the flag, one without, one with. */
static void vcpus_that_share_a_cpu_keep_their_registers_apart(void **state)
{
	struct fixture *f = *state;
	static struct owner owners[N_VCPUS];
	uint64_t seed = 7;

	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	for (unsigned int n = 0; n < N_VCPUS; n++) {
		owners[n].is_on_use = n != 1;
		memset(&owners[n].fp, 0, sizeof(owners[n].fp));
		fixture_init_vcpu(&owners[n].vcpu, 0);
		assert_int_equal(
			fixture_setup_vcpu(&owners[n].vcpu, n != 1 ? VCPU_FLAG_FP_ON_USE : 0),
			VCPU_OK);
	}
	for (unsigned int turn = 0; turn < N_TURNS; turn++) {
		take_turn(&owners[guest_random(&seed) % N_VCPUS], &seed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_bind_traps_and_loads_nothing, ready_setup),
		cmocka_unit_test_setup(without_the_flag_a_bind_loads_and_nothing_traps,
				       fixture_setup),
		cmocka_unit_test_setup(the_first_use_loads_once_and_the_guest_repeats_it,
				       ready_setup),
		cmocka_unit_test_setup(the_first_use_may_be_one_of_el0_in_either_state,
				       ready_setup),
		cmocka_unit_test_setup(a_second_trap_of_the_class_is_undefined_to_the_guest,
				       ready_setup),
		cmocka_unit_test_setup(a_disabled_cpu_has_the_hypervisors_trap_again, ready_setup),
		cmocka_unit_test_setup(vcpus_that_share_a_cpu_keep_their_registers_apart,
				       ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
