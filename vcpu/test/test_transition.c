/* SPDX-License-Identifier: Apache-2.0 */
/* Operations: a hypervisor's own in a transition, and what must not happen inside of one. */
#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"

#define N_OTHERS 5u

/* On the CPU of all tests here: one vCPU that is bound, and others in every state that needs
 * none. */
static struct fixture *f;
static struct vcpu others[N_OTHERS];
static struct vcpu kept[N_OTHERS + 1];
static unsigned int n_calls;

static int setup(void **state)
{
	static const enum vcpu_state states[N_OTHERS] = { VCPU_STATE_CREATED, VCPU_STATE_FREE,
							  VCPU_STATE_READY, VCPU_STATE_BLOCKED,
							  VCPU_STATE_INVALID };

	fixture_setup(state);
	f = *state;
	for (unsigned int i = 0; i < N_OTHERS; i++) {
		fixture_init_vcpu(&f->vcpu, 0);
		fixture_bring_to(f, states[i]);
		if (states[i] == VCPU_STATE_READY) {
			/* As one that is bound to another CPU. */
			f->pcpu.current = NULL;
		}
		memcpy(&others[i], &f->vcpu, sizeof(others[i]));
	}
	fixture_init_vcpu(&f->vcpu, 0);
	fixture_bring_to(f, VCPU_STATE_READY);
	n_calls = 0;
	return 0;
}

static void keep_all(void)
{
	memcpy(kept, others, sizeof(others));
	memcpy(&kept[N_OTHERS], &f->vcpu, sizeof(f->vcpu));
	fake_log_clear();
}

static void assert_all_kept(void)
{
	assert_memory_equal(kept, others, sizeof(others));
	assert_memory_equal(&kept[N_OTHERS], &f->vcpu, sizeof(f->vcpu));
	fixture_assert_cpu_untouched();
}

/* Every operation of the library on @vcpu is refused, whatever state it is in. */
static void try_each_operation(struct vcpu *vcpu)
{
	struct vcpu_exit exit;

	assert_int_equal(fixture_setup_vcpu(vcpu, 0), VCPU_ENESTED);
	assert_int_equal(vcpu_bind(vcpu), VCPU_ENESTED);
	assert_int_equal(vcpu_run(vcpu, &exit), VCPU_ENESTED);
	assert_int_equal(vcpu_unbind(vcpu), VCPU_ENESTED);
	assert_int_equal(vcpu_block(vcpu), VCPU_ENESTED);
	assert_int_equal(vcpu_unblock(vcpu), VCPU_ENESTED);
	for (int from = 0; from < VCPU_STATES; from++) {
		for (int to = 0; to < VCPU_STATES; to++) {
			assert_int_equal(vcpu_transition(vcpu, (enum vcpu_state)from,
							 (enum vcpu_state)to, NULL, NULL),
					 VCPU_ENESTED);
		}
	}
}

static void try_everything(void)
{
	keep_all();
	try_each_operation(&f->vcpu);
	for (unsigned int i = 0; i < N_OTHERS; i++) {
		try_each_operation(&others[i]);
	}
	assert_ptr_equal(vcpu_current(), &f->vcpu);
	assert_all_kept();
	n_calls++;
}

static void nothing_is_allowed_from_the_hal_while_a_vcpu_runs(void **state)
{
	(void)state;
	hal_test_raise(30);
	hal_test_on_fetch(try_everything);
	assert_int_equal(fixture_run(f, &(struct fake_exit){ .kind = 1 }).reason,
			 VCPU_EXIT_EXTERNAL_INTERRUPT);
	assert_int_equal(n_calls, 1);
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
}

static int op_tries_everything(struct vcpu *vcpu, void *arg)
{
	assert_ptr_equal(arg, &n_calls);
	assert_int_equal(vcpu->state, VCPU_STATE_FREE);
	try_everything();
	return VCPU_OK;
}

static void nothing_is_allowed_from_an_operation(void **state)
{
	(void)state;
	assert_int_equal(vcpu_transition(&others[1], VCPU_STATE_FREE, VCPU_STATE_BLOCKED,
					 op_tries_everything, &n_calls),
			 VCPU_OK);
	assert_int_equal(n_calls, 1);
	assert_int_equal(others[1].state, VCPU_STATE_BLOCKED);
	assert_ptr_equal(vcpu_current(), &f->vcpu);
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
}

static int op_runs_the_bound_vcpu(struct vcpu *vcpu, void *arg)
{
	struct vcpu_exit exit;

	(void)arg;
	assert_ptr_equal(vcpu, &f->vcpu);
	assert_int_equal(vcpu_run(vcpu, &exit), VCPU_ENESTED);
	n_calls++;
	return VCPU_EBUSY;
}

static void a_vcpu_is_not_run_from_its_own_operation(void **state)
{
	(void)state;
	assert_int_equal(vcpu_transition(&f->vcpu, VCPU_STATE_READY, VCPU_STATE_FREE,
					 op_runs_the_bound_vcpu, NULL),
			 VCPU_EBUSY);
	assert_int_equal(n_calls, 1);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
}

static int op_binds_on_a_cpu_that_is_not_enabled(struct vcpu *vcpu, void *arg)
{
	(void)vcpu;
	keep_all();
	assert_int_equal(vcpu_bind(arg), VCPU_ENESTED);
	assert_all_kept();
	n_calls++;
	return VCPU_OK;
}

/* Refused for being nested, which changes nothing, before it is refused for the CPU, which
 * would. */
static void a_nested_bind_changes_nothing_where_the_cpu_is_not_enabled(void **state)
{
	(void)state;
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_pcpu_disable(&f->pcpu), VCPU_OK);
	assert_int_equal(vcpu_transition(&f->vcpu, VCPU_STATE_FREE, VCPU_STATE_BLOCKED,
					 op_binds_on_a_cpu_that_is_not_enabled, &others[1]),
			 VCPU_OK);
	assert_int_equal(n_calls, 1);
}

static int op_disables_the_cpu(struct vcpu *vcpu, void *arg)
{
	(void)vcpu;
	assert_int_equal(vcpu_pcpu_disable(arg), VCPU_EBUSY);
	n_calls++;
	return VCPU_OK;
}

static void a_cpu_with_a_vcpu_is_not_disabled_from_an_operation(void **state)
{
	(void)state;
	assert_int_equal(vcpu_transition(&others[1], VCPU_STATE_FREE, VCPU_STATE_BLOCKED,
					 op_disables_the_cpu, &f->pcpu),
			 VCPU_OK);
	assert_int_equal(n_calls, 1);
	assert_true(vcpu_pcpu_is_enabled(&f->pcpu));
}

static int op_injects(struct vcpu *vcpu, void *arg)
{
	(void)arg;
	assert_int_equal(vcpu_inject_abort(vcpu, 0x1234, false), VCPU_OK);
	return VCPU_OK;
}

/* The vCPU's registers are where they were before the operation: in the CPU. */
static void an_operation_may_inject_into_the_bound_vcpu(void **state)
{
	(void)state;
	assert_int_equal(
		vcpu_transition(&f->vcpu, VCPU_STATE_READY, VCPU_STATE_RUNNING, op_injects, NULL),
		VCPU_OK);
	assert_int_equal(
		vcpu_transition(&f->vcpu, VCPU_STATE_RUNNING, VCPU_STATE_READY, NULL, NULL),
		VCPU_OK);
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	assert_int_equal(fake_get(FAKE_far_el1), 0x1234);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(f->vcpu.arch.el1.far_el1, 0x1234);
}

static int op_refuses(struct vcpu *vcpu, void *arg)
{
	(void)vcpu;
	return *(const int *)arg;
}

static void what_an_operation_refuses_is_answered_and_the_state_stays(void **state)
{
	static const int answers[] = { VCPU_EINVAL, VCPU_ENOSPC, VCPU_EBADSTATE, -1000, 1 };

	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		int answer = answers[i];

		keep_all();
		assert_int_equal(vcpu_transition(&f->vcpu, VCPU_STATE_READY, VCPU_STATE_FREE,
						 op_refuses, &answer),
				 answer);
		assert_all_kept();
		/* It is over: others are possible again. */
		(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	}
}

static int op_counts(struct vcpu *vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	n_calls++;
	return VCPU_OK;
}

static void an_operation_is_not_called_where_the_transition_is_illegal(void **state)
{
	(void)state;
	assert_int_equal(
		vcpu_transition(&others[0], VCPU_STATE_FREE, VCPU_STATE_BLOCKED, op_counts, NULL),
		VCPU_EBADSTATE);
	assert_int_equal(
		vcpu_transition(&others[1], VCPU_STATE_FREE, VCPU_STATE_RUNNING, op_counts, NULL),
		VCPU_EBADSTATE);
	assert_int_equal(n_calls, 0);
	assert_int_equal(others[0].state, VCPU_STATE_INVALID);
	assert_int_equal(others[1].state, VCPU_STATE_INVALID);
}

/* Running by the hypervisor's own word is not an operation that is on its way. */
static void a_hypervisor_may_take_its_vcpu_through_running(void **state)
{
	(void)state;
	assert_int_equal(
		vcpu_transition(&f->vcpu, VCPU_STATE_READY, VCPU_STATE_RUNNING, NULL, NULL),
		VCPU_OK);
	assert_int_equal(vcpu_unblock(&others[3]), VCPU_OK);
	assert_int_equal(vcpu_bind(&others[3]), VCPU_EBUSY);
	assert_int_equal(
		vcpu_transition(&f->vcpu, VCPU_STATE_RUNNING, VCPU_STATE_READY, NULL, NULL),
		VCPU_OK);
	hal_test_raise(30);
	hal_test_on_fetch(try_everything);
	(void)fixture_run(f, &(struct fake_exit){ .kind = 1 });
	assert_int_equal(n_calls, 1);
}

/* The next vCPU's run is an operation again. */
static void an_invalid_vcpu_that_was_running_leaves_nothing_behind(void **state)
{
	(void)state;
	assert_int_equal(
		vcpu_transition(&f->vcpu, VCPU_STATE_READY, VCPU_STATE_RUNNING, NULL, NULL),
		VCPU_OK);
	assert_int_equal(vcpu_block(&f->vcpu), VCPU_EBADSTATE);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	fixture_init_vcpu(&f->vcpu, 0);
	fixture_bring_to(f, VCPU_STATE_READY);
	hal_test_raise(30);
	hal_test_on_fetch(try_everything);
	(void)fixture_run(f, &(struct fake_exit){ .kind = 1 });
	assert_int_equal(n_calls, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_allowed_from_the_hal_while_a_vcpu_runs, setup),
		cmocka_unit_test_setup(nothing_is_allowed_from_an_operation, setup),
		cmocka_unit_test_setup(a_vcpu_is_not_run_from_its_own_operation, setup),
		cmocka_unit_test_setup(a_nested_bind_changes_nothing_where_the_cpu_is_not_enabled,
				       setup),
		cmocka_unit_test_setup(a_cpu_with_a_vcpu_is_not_disabled_from_an_operation, setup),
		cmocka_unit_test_setup(an_operation_may_inject_into_the_bound_vcpu, setup),
		cmocka_unit_test_setup(what_an_operation_refuses_is_answered_and_the_state_stays,
				       setup),
		cmocka_unit_test_setup(an_operation_is_not_called_where_the_transition_is_illegal,
				       setup),
		cmocka_unit_test_setup(a_hypervisor_may_take_its_vcpu_through_running, setup),
		cmocka_unit_test_setup(an_invalid_vcpu_that_was_running_leaves_nothing_behind,
				       setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
