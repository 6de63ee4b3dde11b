/* SPDX-License-Identifier: Apache-2.0 */
/* Which call is allowed in which state. Source: the picture in <vcpu/vcpu.h>, drawn again here. */
#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"

static int call_setup(struct vcpu *vcpu)
{
	return fixture_setup_vcpu(vcpu, 0);
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
	{ vcpu_block, VCPU_STATE_FREE, VCPU_STATE_BLOCKED },
	{ vcpu_unblock, VCPU_STATE_BLOCKED, VCPU_STATE_FREE },
};
#define N_CALLS (sizeof(calls) / sizeof(calls[0]))

static const struct {
	enum vcpu_state from;
	enum vcpu_state to;
} arrows[] = {
	{ VCPU_STATE_CREATED, VCPU_STATE_FREE },  { VCPU_STATE_FREE, VCPU_STATE_READY },
	{ VCPU_STATE_READY, VCPU_STATE_FREE },    { VCPU_STATE_READY, VCPU_STATE_RUNNING },
	{ VCPU_STATE_RUNNING, VCPU_STATE_READY }, { VCPU_STATE_FREE, VCPU_STATE_BLOCKED },
	{ VCPU_STATE_BLOCKED, VCPU_STATE_FREE },
};
#define N_ARROWS (sizeof(arrows) / sizeof(arrows[0]))

static const enum vcpu_state states[] = {
	VCPU_STATE_CREATED, VCPU_STATE_FREE,    VCPU_STATE_READY,
	VCPU_STATE_RUNNING, VCPU_STATE_BLOCKED, VCPU_STATE_INVALID,
};
#define N_STATES (sizeof(states) / sizeof(states[0]))

static bool is_arrow(enum vcpu_state from, enum vcpu_state to)
{
	for (size_t i = 0; i < N_ARROWS; i++) {
		if (arrows[i].from == from && arrows[i].to == to) {
			return true;
		}
	}
	return false;
}

static struct fixture *fixture_in(enum vcpu_state state)
{
	struct fixture *f = fixture_setup_on(&fixture_cpu_default);

	fixture_bring_to(f, state);
	return f;
}

static void assert_only_the_state_changed(const struct vcpu *now, const struct vcpu *before)
{
	struct vcpu want;

	memcpy(&want, before, sizeof(want));
	want.state = now->state;
	assert_memory_equal(now, &want, sizeof(want));
	fixture_assert_cpu_untouched();
}

static void each_legal_call_leads_to_its_state(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_CALLS; i++) {
		struct fixture *f = fixture_in(calls[i].from);

		fake_script_exit(&(struct fake_exit){ .esr = FIXTURE_HVC });
		assert_int_equal(calls[i].call(&f->vcpu), VCPU_OK);
		assert_int_equal(f->vcpu.state, calls[i].to);
	}
}

/* And touches no register of the guest or the host on the way. */
static void each_illegal_call_makes_the_vcpu_invalid(void **state)
{
	unsigned int refused = 0;

	(void)state;
	for (size_t i = 0; i < N_CALLS * N_STATES; i++) {
		enum vcpu_state from = states[i / N_CALLS];
		struct vcpu before;
		struct fixture *f;

		if (calls[i % N_CALLS].from == from) {
			continue;
		}
		f = fixture_in(from);
		memcpy(&before, &f->vcpu, sizeof(before));
		assert_int_equal(calls[i % N_CALLS].call(&f->vcpu), VCPU_EBADSTATE);
		assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
		assert_only_the_state_changed(&f->vcpu, &before);
		refused++;
	}
	assert_int_equal(refused, N_CALLS * N_STATES - N_CALLS);
}

static void a_transition_follows_an_arrow_from_the_state_that_the_vcpu_is_in(void **state)
{
	unsigned int followed = 0;

	(void)state;
	for (size_t i = 0; i < N_STATES * N_STATES * N_STATES; i++) {
		enum vcpu_state is = states[i % N_STATES];
		enum vcpu_state from = states[i / N_STATES % N_STATES];
		enum vcpu_state to = states[i / N_STATES / N_STATES];
		bool is_legal = is == from && is_arrow(from, to);
		struct fixture *f = fixture_in(is);
		struct vcpu before;

		memcpy(&before, &f->vcpu, sizeof(before));
		assert_int_equal(vcpu_transition(&f->vcpu, from, to, NULL, NULL),
				 is_legal ? VCPU_OK : VCPU_EBADSTATE);
		assert_int_equal(f->vcpu.state, is_legal ? to : VCPU_STATE_INVALID);
		assert_only_the_state_changed(&f->vcpu, &before);
		followed += is_legal ? 1 : 0;
	}
	assert_int_equal(followed, N_ARROWS);
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

static struct fixture *running;

static void guest_looks_at_the_state(struct vcpu_ctx *ctx)
{
	(void)ctx;
	assert_int_equal(running->vcpu.state, VCPU_STATE_RUNNING);
}

static void a_vcpu_in_its_guest_is_running(void **state)
{
	running = *state;
	fixture_bring_to(running, VCPU_STATE_READY);
	(void)fixture_run(running, &(struct fake_exit){ .esr = FIXTURE_HVC,
							.guest = guest_looks_at_the_state });
}

static void an_invalid_vcpu_stays_so_but_can_be_taken_off_its_cpu(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EBADSTATE);
	assert_ptr_equal(vcpu_current(), &f->vcpu);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	assert_null(vcpu_current());
	assert_int_equal(fake_get(FAKE_vttbr_el2), 0);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_EBADSTATE);
}

/* Its registers are in the other CPU. */
static void a_vcpu_runs_only_where_it_is_bound(void **state)
{
	struct fixture *f = *state;
	struct vcpu_pcpu other;

	fixture_bring_to(f, VCPU_STATE_READY);
	fixture_move_to_cpu(&other, 4, f->stack + sizeof(f->stack));
	assert_int_equal(call_run(&f->vcpu), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	fixture_assert_cpu_untouched();
}

static void a_vcpu_is_unbound_only_where_it_is_bound(void **state)
{
	struct fixture *f = *state;
	struct vcpu_pcpu other;

	fixture_bring_to(f, VCPU_STATE_READY);
	fixture_move_to_cpu(&other, 4, f->stack + sizeof(f->stack));
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_INVALID);
	fixture_assert_cpu_untouched();
	assert_ptr_equal(f->pcpu.current, &f->vcpu);
}

static void a_cpu_that_is_not_enabled_takes_none(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_pcpu_disable(&f->pcpu), VCPU_OK);
	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_EBADSTATE);
	assert_int_equal(f->vcpu.state, VCPU_STATE_FREE);
	fixture_assert_cpu_untouched();
	assert_null(f->pcpu.current);
	assert_int_equal(vcpu_pcpu_enable(&f->pcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_legal_call_leads_to_its_state, fixture_setup),
		cmocka_unit_test_setup(each_illegal_call_makes_the_vcpu_invalid, fixture_setup),
		cmocka_unit_test_setup(
			a_transition_follows_an_arrow_from_the_state_that_the_vcpu_is_in,
			fixture_setup),
		cmocka_unit_test_setup(an_invalid_vcpu_stays_invalid, fixture_setup),
		cmocka_unit_test_setup(a_vcpu_in_its_guest_is_running, fixture_setup),
		cmocka_unit_test_setup(an_invalid_vcpu_stays_so_but_can_be_taken_off_its_cpu,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_runs_only_where_it_is_bound, fixture_setup),
		cmocka_unit_test_setup(a_vcpu_is_unbound_only_where_it_is_bound, fixture_setup),
		cmocka_unit_test_setup(a_cpu_that_is_not_enabled_takes_none, fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
