/* SPDX-License-Identifier: Apache-2.0 */
/* Which call is allowed in which state. Source: the picture in <vcpu/vcpu.h>. */
#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"

static int call_setup(struct vcpu *vcpu)
{
	return vcpu_setup(vcpu, FIXTURE_ENTRY, FIXTURE_VTCR, FIXTURE_VTTBR);
}

static int call_run(struct vcpu *vcpu)
{
	struct vcpu_exit exit;

	return vcpu_run(vcpu, &exit);
}

static const struct {
	int (*call)(struct vcpu *vcpu);
	enum vcpu_state from;
	enum vcpu_state to;
} calls[] = {
	{ call_setup, VCPU_STATE_CREATED, VCPU_STATE_FREE },
	{ vcpu_bind, VCPU_STATE_FREE, VCPU_STATE_READY },
	{ call_run, VCPU_STATE_READY, VCPU_STATE_READY },
	{ vcpu_unbind, VCPU_STATE_READY, VCPU_STATE_FREE },
};
#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

static const enum vcpu_state quiet_states[] = {
	VCPU_STATE_CREATED,
	VCPU_STATE_FREE,
	VCPU_STATE_READY,
	VCPU_STATE_INVALID,
};
#define N_STATES (sizeof(quiet_states) / sizeof(quiet_states[0]))

static void a_new_vcpu_is_created_and_keeps_its_identity(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(f->vcpu.state, VCPU_STATE_CREATED);
	assert_int_equal(f->vcpu.vm_id, 1);
	assert_int_equal(f->vcpu.vcpu_id, 2);
	assert_int_equal(f->vcpu.cpu_set, 0);
}

static void a_null_vcpu_or_configuration_is_refused(void **state)
{
	struct fixture *f = *state;
	struct vcpu_config config = { 0 };

	assert_int_equal(vcpu_init(NULL, &config), VCPU_EINVAL);
	assert_int_equal(vcpu_init(&f->vcpu, NULL), VCPU_EINVAL);
	assert_string_equal(fake_log(), "");
}

static void each_legal_call_leads_to_its_state(void **state)
{
	for (size_t i = 0; i < N_CALLS; i++) {
		struct fixture *f;

		fixture_setup(state);
		f = *state;
		fake_script_exit(&(struct fake_exit){ .esr = 0x5a000000 });
		fixture_bring_to(f, calls[i].from);
		assert_int_equal(calls[i].call(&f->vcpu), VCPU_OK);
		assert_int_equal(f->vcpu.state, calls[i].to);
	}
}

/* And touches no register of the guest or the host on the way. */
static void each_illegal_call_makes_the_vcpu_invalid(void **state)
{
	unsigned int refused = 0;

	for (size_t i = 0; i < N_CALLS * N_STATES; i++) {
		enum vcpu_state from = quiet_states[i / N_CALLS];
		struct fixture *f;

		if (calls[i % N_CALLS].from == from) {
			continue;
		}
		fixture_setup(state);
		f = *state;
		fixture_bring_to(f, from);
		assert_int_equal(calls[i % N_CALLS].call(&f->vcpu), VCPU_EBADSTATE);
		assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
		assert_null(strstr(fake_log(), "w:"));
		assert_null(strstr(fake_log(), "enter"));
		refused++;
	}
	assert_int_equal(refused, 16 - 4);
}

static void an_invalid_vcpu_stays_invalid(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_INVALID);
	for (size_t i = 0; i < N_CALLS; i++) {
		assert_int_equal(calls[i].call(&f->vcpu), VCPU_EBADSTATE);
		assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	}
}

/* Calls made while the guest runs: the fake guest makes them. */
static struct fixture *running;
static size_t call_to_make;

static void guest_looks_at_the_state(struct vcpu_ctx *ctx)
{
	(void)ctx;
	assert_int_equal(running->vcpu.state, VCPU_STATE_RUNNING);
}

static void guest_makes_a_call(struct vcpu_ctx *ctx)
{
	guest_looks_at_the_state(ctx);
	assert_int_equal(calls[call_to_make].call(&running->vcpu), VCPU_EBADSTATE);
	assert_int_equal(running->vcpu.state, VCPU_STATE_INVALID);
}

static void a_vcpu_in_its_guest_is_running(void **state)
{
	running = *state;
	fixture_bring_to(running, VCPU_STATE_READY);
	fake_script_exit(
		&(struct fake_exit){ .esr = 0x5a000000, .guest = guest_looks_at_the_state });
	assert_int_equal(call_run(&running->vcpu), VCPU_OK);
	assert_int_equal(running->vcpu.state, VCPU_STATE_READY);
}

static void a_call_on_a_running_vcpu_makes_it_invalid_for_good(void **state)
{
	for (call_to_make = 0; call_to_make < N_CALLS; call_to_make++) {
		fixture_setup(state);
		running = *state;
		fixture_bring_to(running, VCPU_STATE_READY);
		fake_script_exit(
			&(struct fake_exit){ .esr = 0x5a000000, .guest = guest_makes_a_call });
		(void)call_run(&running->vcpu);
		assert_int_equal(running->vcpu.state, VCPU_STATE_INVALID);
	}
}

static void an_invalid_vcpu_stays_so_but_can_be_taken_off_its_cpu(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EBADSTATE);
	assert_ptr_equal(f->pcpu.current, &f->vcpu);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_null(f->pcpu.current);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_EBADSTATE);
}

static void a_vcpu_is_bound_only_to_the_cpus_of_its_set(void **state)
{
	static const struct {
		uint64_t cpu_set;
		uint32_t cpu_id;
		int want;
	} cases[] = {
		{ 0, 0, VCPU_OK },
		{ 0, 64, VCPU_OK },
		{ 1, 0, VCPU_OK },
		{ UINT64_C(1) << 63, 63, VCPU_OK },
		{ 1u << 3 | 1u << 5, 5, VCPU_OK },
		{ 1u << 3 | 1u << 5, 4, VCPU_EINVAL },
		{ UINT64_MAX ^ 1, 0, VCPU_EINVAL },
		{ 1, 64, VCPU_EINVAL }, /* does not wrap round */
		{ UINT64_MAX, UINT32_MAX, VCPU_EINVAL },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		f->pcpu.current = NULL;
		fixture_move_to_cpu(&f->pcpu, cases[i].cpu_id, f->stack + sizeof(f->stack));
		fixture_init_vcpu(&f->vcpu, cases[i].cpu_set);
		assert_int_equal(call_setup(&f->vcpu), VCPU_OK);
		fake_log_clear();
		assert_int_equal(vcpu_bind(&f->vcpu), cases[i].want);
		if (cases[i].want != VCPU_OK) {
			assert_int_equal(f->vcpu.state, VCPU_STATE_FREE);
			assert_null(f->pcpu.current);
			assert_null(strstr(fake_log(), "w:"));
		}
	}
}

static void a_cpu_takes_one_vcpu_at_a_time(void **state)
{
	struct fixture *f = *state;
	static struct vcpu second;

	fixture_init_vcpu(&second, 0);
	assert_int_equal(call_setup(&second), VCPU_OK);
	fixture_bring_to(f, VCPU_STATE_READY);

	assert_int_equal(vcpu_bind(&second), VCPU_EBUSY);
	assert_int_equal(second.state, VCPU_STATE_FREE);
	assert_ptr_equal(f->pcpu.current, &f->vcpu);
	assert_null(strstr(fake_log(), "w:"));

	for (enum fake_reg reg = 0; reg < FAKE_REGS; reg++) {
		fake_set(reg, reg == FAKE_tpidr_el2 ? (uintptr_t)&f->pcpu : 0);
	}
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&second), VCPU_OK);
	assert_ptr_equal(f->pcpu.current, &second);
}

static void a_cpu_that_is_not_enabled_takes_none(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_pcpu_disable(&f->pcpu), VCPU_OK);
	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_null(f->pcpu.current);
}

static void a_vcpu_runs_only_where_it_is_bound(void **state)
{
	struct fixture *f = *state;
	struct vcpu_pcpu other;

	fixture_bring_to(f, VCPU_STATE_READY);
	fixture_move_to_cpu(&other, 4, f->stack + sizeof(f->stack));
	assert_int_equal(call_run(&f->vcpu), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_string_equal(fake_log(), "r:tpidr_el2;");
}

static void a_vcpu_is_unbound_only_where_it_is_bound(void **state)
{
	struct fixture *f = *state;
	struct vcpu_pcpu other;

	fixture_bring_to(f, VCPU_STATE_READY);
	fixture_move_to_cpu(&other, 4, f->stack + sizeof(f->stack));
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_string_equal(fake_log(), "r:tpidr_el2;");
}

static void an_entry_that_is_not_aligned_is_refused_and_can_be_repaired(void **state)
{
	struct fixture *f = *state;

	for (uint64_t offset = 1; offset < 4; offset++) {
		assert_int_equal(vcpu_setup(&f->vcpu, FIXTURE_ENTRY + offset, 1, 2), VCPU_EINVAL);
		assert_int_equal(f->vcpu.state, VCPU_STATE_CREATED);
		assert_int_equal(vcpu_pc(&f->vcpu), 0);
	}
	assert_int_equal(call_setup(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_pc(&f->vcpu), FIXTURE_ENTRY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_new_vcpu_is_created_and_keeps_its_identity, fixture_setup),
		cmocka_unit_test_setup(a_null_vcpu_or_configuration_is_refused, fixture_setup),
		cmocka_unit_test_setup(each_legal_call_leads_to_its_state, fixture_setup),
		cmocka_unit_test_setup(each_illegal_call_makes_the_vcpu_invalid, fixture_setup),
		cmocka_unit_test_setup(an_invalid_vcpu_stays_invalid, fixture_setup),
		cmocka_unit_test_setup(a_vcpu_in_its_guest_is_running, fixture_setup),
		cmocka_unit_test_setup(a_call_on_a_running_vcpu_makes_it_invalid_for_good,
				       fixture_setup),
		cmocka_unit_test_setup(an_invalid_vcpu_stays_so_but_can_be_taken_off_its_cpu,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_is_bound_only_to_the_cpus_of_its_set, fixture_setup),
		cmocka_unit_test_setup(a_cpu_takes_one_vcpu_at_a_time, fixture_setup),
		cmocka_unit_test_setup(a_cpu_that_is_not_enabled_takes_none, fixture_setup),
		cmocka_unit_test_setup(a_vcpu_runs_only_where_it_is_bound, fixture_setup),
		cmocka_unit_test_setup(a_vcpu_is_unbound_only_where_it_is_bound, fixture_setup),
		cmocka_unit_test_setup(an_entry_that_is_not_aligned_is_refused_and_can_be_repaired,
				       fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
