/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One vCPU gives its CPU to another, and perhaps gets it back, while a third on another CPU changes
 * something for them: in every order with at most two turns to another CPU, with stores that are seen
 * at once and as late as can be (vgic_steps.h).
 */
#include "unit/vgic_atomics.h"

#include "host/vm_switch.h"
#include "unit/cm.h"
#include "unit/vgic_handover.h"

#define SGI(n)   (UINT64_C(0x080b0000) + (n)*UINT64_C(0x20000))
#define TIMER    UINT64_C(0x08000000) /* 27 */
#define STEP_MAX 1000u

static struct vm *vm;

static void begin(void)
{
	vm = handover_fixture();
	machine_here = 0;
}

static struct vgic_cpu *gic_of(uint32_t n)
{
	return &vm->cpus[n].gic;
}

static int switch_to(uint32_t n)
{
	machine_here = 0;
	return vm_switch(&vm->cpus[!n], &vm->cpus[n]);
}

struct meeting {
	void (*remote)(void);
	void (*check)(void);
	void (*check_at_once)(void); /* NULL: nothing */
	/* Else the guest masks them: it takes nothing while the two CPUs meet. */
	bool is_taking;
	int status; /* of the library's switches meanwhile */
};

static const struct meeting *meeting;
static bool is_one_way;

static void there_and_back(void)
{
	for (uint32_t n = 2; n-- > (is_one_way ? 1u : 0u);) {
		int status = switch_to(n);

		assert_int_equal(status, meeting->status);
		if (meeting->is_taking) {
			handover_take(vm, 0);
		}
		if (status != VCPU_OK) {
			return;
		}
	}
}

static uint32_t here(void)
{
	return gic_of(0)->host_cpu == 0 ? 0 : 1;
}

/* Nothing else may ever happen on this CPU: who has it has been told. */
static void check_at_once(void)
{
	steps_settle();
	machine_settle_all(vm);
	assert_false(gic_of(here())->has_news);
	if (meeting->check_at_once != NULL) {
		meeting->check_at_once();
	}
}

/* Of both, twice: what comes late, or again, is seen too. List registers are made anew before. */
static void take_all(void)
{
	handover_status = VCPU_OK;
	for (uint32_t i = 0; i < 4; i++) {
		machine_here = 0;
		vgic_sync(&vm->cpus[here()]);
		handover_take(vm, 0);
		assert_int_equal(switch_to(!here()), VCPU_OK);
	}
	if (here() == 1) {
		assert_int_equal(switch_to(0), VCPU_OK);
	}
}

static uint32_t meet_at(uint32_t first, uint32_t second, bool is_late)
{
	const struct steps_plan plan = { there_and_back, meeting->remote, first, second, is_late };
	uint32_t n;

	begin();
	handover_status = meeting->status;
	n = steps_run(&plan);
	check_at_once();
	take_all();
	meeting->check();
	(void)handover_end(NULL);
	return n;
}

/* The second turn at each step behind the first. Returns the number of steps without it. */
static uint32_t meet_at_and_again(uint32_t first, bool is_late)
{
	uint32_t n = meet_at(first, STEPS_NEVER, is_late);
	uint32_t n_now = n;

	for (uint32_t second = first + 1; second < n_now; second++) {
		n_now = meet_at(first, second, is_late);
	}
	return n;
}

static void meet_everywhere(bool is_late)
{
	uint32_t n = meet_at(STEPS_NEVER, STEPS_NEVER, is_late);

	for (uint32_t first = 0; first < n; first++) {
		n = meet_at_and_again(first, is_late);
		assert_true(n < STEP_MAX);
	}
}

static void meet(const struct meeting *m)
{
	meeting = m;
	for (uint32_t i = 0; i < 4; i++) {
		is_one_way = (i & 2) != 0;
		meet_everywhere((i & 1) != 0);
	}
	begin();
}

static void has_taken(uint32_t n, uint32_t intid, uint32_t count)
{
	assert_int_equal(handover_taken[n][intid], count);
}

static void send_sgis(void)
{
	guest_send(vm, 2, 0, 2, 3);
	guest_send(vm, 2, 0, 1, 4);
}

static void check_sgis(void)
{
	has_taken(1, 3, 1);
	has_taken(0, 3, 0);
	has_taken(0, 4, 1);
	has_taken(1, 4, 0);
}

/* Alone: a kick for the other one would tell this one too. */
static void send_to_next(void)
{
	guest_send(vm, 2, 0, 2, 3);
}

static void check_next(void)
{
	has_taken(1, 3, 1);
	has_taken(0, 3, 0);
}

static void raise_spis(void)
{
	machine_set_line(vm, 2, 41, true);
	machine_set_line(vm, 2, 40, true);
}

static void check_spis(void)
{
	has_taken(1, 41, 1);
	has_taken(0, 41, 0);
	has_taken(0, 40, 1);
	has_taken(1, 40, 0);
}

static void no_interrupt_is_lost_in_any_order(void **state)
{
	const struct meeting meetings[] = {
		{ send_sgis, check_sgis, NULL, true, VCPU_OK },
		{ send_sgis, check_sgis, NULL, false, VCPU_OK },
		{ send_to_next, check_next, NULL, true, VCPU_OK },
		{ raise_spis, check_spis, NULL, true, VCPU_OK },
		{ raise_spis, check_spis, NULL, false, VCPU_OK },
	};

	(void)state;
	for (unsigned int i = 0; i < sizeof(meetings) / sizeof(meetings[0]); i++) {
		meet(&meetings[i]);
	}
}

static void nor_when_the_library_refuses(void **state)
{
	const struct meeting meetings[] = {
		{ send_sgis, check_sgis, NULL, true, VCPU_EUNSUPPORTED },
		{ raise_spis, check_spis, NULL, false, VCPU_EUNSUPPORTED },
	};

	(void)state;
	meet(&meetings[0]);
	meet(&meetings[1]);
}

/* GICR_ICPENDR0, and the same interrupt anew. */
static void clear_and_send(void)
{
	guest_write(vm, 2, SGI(0) + 0x280, 4, 1 << 4);
	guest_send(vm, 2, 0, 1, 4);
}

static void check_sent_behind_clear(void)
{
	has_taken(0, 4, 1);
	assert_int_equal(gic_of(0)->irqs.drop_pending, 0);
	assert_int_equal(gic_of(0)->irqs.drop_active, 0);
}

/* GICR_ICACTIVER0. */
static void deactivate_and_send(void)
{
	guest_write(vm, 2, SGI(0) + 0x380, 4, 1 << 4);
	guest_send(vm, 2, 0, 1, 4);
}

static void what_a_clear_left_to_do_is_done_with_the_next_bind(void **state)
{
	const struct meeting meetings[] = {
		{ clear_and_send, check_sent_behind_clear, NULL, false, VCPU_OK },
		{ deactivate_and_send, check_sent_behind_clear, NULL, false, VCPU_OK },
	};

	(void)state;
	meet(&meetings[0]);
	meet(&meetings[1]);
}

static void enable_timer(void)
{
	guest_write(vm, 2, SGI(1) + 0x100, 4, TIMER);
}

static void check_timer(void)
{
	assert_false(machine[0].is_timer_enabled);
	assert_int_equal(switch_to(1), VCPU_OK);
	assert_true(machine[0].is_timer_enabled);
	assert_true(gic_of(1)->is_timer_enabled);
	assert_int_equal(switch_to(0), VCPU_OK);
	assert_false(machine[0].is_timer_enabled);
}

static void a_timer_that_is_enabled_meanwhile_is(void **state)
{
	(void)state;
	meet(&(struct meeting){ enable_timer, check_timer, NULL, true, VCPU_OK });
}

/* GICR_ISPENDR0 of vCPU 0: for as long as it has to be read again. */
static uint64_t shown;
static bool is_shown;

static void ask(void)
{
	is_shown = guest_try_read(vm, 2, SGI(0) + 0x200, &shown);
}

static void check_answer(void)
{
	if (!is_shown) {
		is_shown = guest_try_read(vm, 2, SGI(0) + 0x200, &shown);
		assert_true(is_shown);
	}
	assert_int_equal(shown, 0);
}

static void a_reader_is_answered_in_any_order(void **state)
{
	(void)state;
	meet(&(struct meeting){ ask, check_answer, check_answer, true, VCPU_OK });
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, handover_end)
	const struct CMUnitTest tests[] = {
		T(no_interrupt_is_lost_in_any_order),
		T(nor_when_the_library_refuses),
		T(what_a_clear_left_to_do_is_done_with_the_next_bind),
		T(a_timer_that_is_enabled_meanwhile_is),
		T(a_reader_is_answered_in_any_order),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
