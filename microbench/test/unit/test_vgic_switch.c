/* SPDX-License-Identifier: Apache-2.0 */
/* One vCPU gives its CPU to another: when that is quiet, and when it is not. */
#include "unit/vgic_atomics.h"

#include "host/vm_switch.h"
#include "unit/cm.h"
#include "unit/vgic_handover.h"

#define SGI(n) (UINT64_C(0x080b0000) + (n)*UINT64_C(0x20000))
#define EMPTY  UINT64_C(0xf)
#define TIMER  UINT64_C(0x08000000) /* 27 */

static struct vm *vm;

/* A new one each time; vCPU 0 is on CPU 0, quiet. */
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

static bool try_quietly(void)
{
	machine_here = 0;
	return vgic_switch_quietly(gic_of(0), gic_of(1), gic_empty_lists());
}

static void a_quiet_switch_keeps_everything(void **state)
{
	(void)state;
	begin();
	assert_true(try_quietly());
	assert_int_equal(gic_of(0)->host_cpu, UINT32_MAX);
	assert_int_equal(gic_of(1)->host_cpu, 0);
	assert_int_equal(gic_of(1)->lists_empty, EMPTY);
	assert_false(gic_of(0)->has_news);
	assert_false(gic_of(1)->has_news);
	assert_false(machine[0].is_timer_enabled);
	/* For the one that is there now, and for the one that has left. */
	guest_send(vm, 2, 0, 1 << 1, 4);
	guest_send(vm, 2, 0, 1 << 0, 5);
	assert_int_equal(machine_n_kicks, 1);
	handover_take(vm, 0);
	assert_int_equal(handover_taken[1][4], 1);
	assert_int_equal(switch_to(0), VCPU_OK);
	handover_take(vm, 0);
	assert_int_equal(handover_taken[0][5], 1);
}

static void to_one_that_has_never_been_bound(void **state)
{
	(void)state;
	begin();
	vgic_init_cpu(&vm->cpus[1]);
	assert_true(try_quietly());
	assert_int_equal(gic_of(1)->lists_empty, EMPTY);
	machine_set_line(vm, 2, 41, true);
	handover_take(vm, 0);
	assert_int_equal(handover_taken[1][41], 1);
}

static void want_timer(uint32_t n)
{
	guest_write(vm, 2, SGI(n) + 0x100, 4, TIMER);
	machine_settle_all(vm);
}

/* As both want it. */
static void the_timers_enable_is_handed_over(void **state)
{
	(void)state;
	begin();
	want_timer(0);
	want_timer(1);
	assert_int_equal(switch_to(1), VCPU_OK); /* has news */
	assert_int_equal(switch_to(0), VCPU_OK);
	assert_true(machine[0].is_timer_enabled);
	assert_true(try_quietly());
	assert_true(machine[0].is_timer_enabled);
	assert_true(gic_of(1)->is_timer_enabled);
	assert_false(gic_of(0)->is_timer_enabled);
	/* Its next owner can turn it off, once. */
	machine_here = 0;
	vgic_before_unbind(&vm->cpus[1]);
	assert_false(machine[0].is_timer_enabled);
	machine_bind(vm, 0);
	assert_true(machine[0].is_timer_enabled);
}

static void refused_without_a_change(void)
{
	struct vgic_cpu before[2] = { *gic_of(0), *gic_of(1) };

	assert_false(try_quietly());
	assert_memory_equal(&before[0], gic_of(0), sizeof(before[0]));
	assert_memory_equal(&before[1], gic_of(1), sizeof(before[1]));
}

static void not_with_something_in_a_list_register(void **state)
{
	(void)state;
	begin();
	/* As a fast path lists it. */
	machine[0].lr[1] = gic_of(0)->sgi_lr[3];
	assert_int_equal(gic_of(0)->filled, 0);
	refused_without_a_change();
	assert_int_equal(switch_to(1), VCPU_OK);
	handover_take(vm, 0);
	assert_int_equal(switch_to(0), VCPU_OK);
	handover_take(vm, 0);
	assert_int_equal(handover_taken[0][3], 1);
	assert_int_equal(handover_taken[1][3], 0);
}

static void not_while_there_is_something_to_learn(void **state)
{
	(void)state;
	begin();
	machine_set_line(vm, 0, 40, true);
	assert_int_equal(guest_acknowledge(0), 40);
	guest_end(0, 40);
	assert_int_equal(gic_empty_lists(), EMPTY);
	refused_without_a_change();
	assert_int_equal(switch_to(1), VCPU_OK);
	/* It has been learnt: that it has ended. */
	machine_set_line(vm, 0, 40, false);
	machine_set_line(vm, 0, 40, true);
	assert_int_equal(switch_to(0), VCPU_OK);
	handover_take(vm, 0);
	assert_int_equal(handover_taken[0][40], 1);
}

/* It has come, and the guest has disabled it. */
static void not_while_the_timer_is_active(void **state)
{
	(void)state;
	begin();
	want_timer(0);
	machine_set_timer(vm, 0, true);
	machine_settle(vm, 0);
	guest_write(vm, 0, SGI(0) + 0x180, 4, TIMER);
	assert_true(machine[0].is_timer_active);
	assert_int_equal(gic_of(0)->filled, 0);
	assert_false(gic_of(0)->is_timer_enabled);
	refused_without_a_change();
	assert_int_equal(switch_to(1), VCPU_OK);
	assert_int_equal(switch_to(0), VCPU_OK);
	assert_true(machine[0].is_timer_active);
	machine_set_timer(vm, 0, false);
}

static void not_with_news_for_either(void **state)
{
	(void)state;
	for (uint32_t n = 0; n < 2; n++) {
		begin();
		guest_send(vm, 2, 0, (uint16_t)(1 << n), 3);
		assert_true(gic_of(n)->has_news);
		refused_without_a_change();
		assert_int_equal(switch_to(1), VCPU_OK);
		handover_take(vm, 0);
		assert_int_equal(switch_to(0), VCPU_OK);
		handover_take(vm, 0);
		assert_int_equal(handover_taken[n][3], 1);
		assert_int_equal(handover_taken[!n][3], 0);
		(void)handover_end(NULL);
	}
	begin();
}

static void not_when_one_wants_the_timer_and_one_does_not(void **state)
{
	(void)state;
	for (uint32_t n = 0; n < 2; n++) {
		begin();
		want_timer(n);
		assert_int_equal(switch_to(1), VCPU_OK);
		assert_int_equal(machine[0].is_timer_enabled, n == 1);
		assert_int_equal(switch_to(0), VCPU_OK);
		assert_int_equal(machine[0].is_timer_enabled, n == 0);
		refused_without_a_change();
		(void)handover_end(NULL);
	}
	begin();
}

static void a_refused_switch_leaves_the_place_where_it_was(void **state)
{
	(void)state;
	for (uint32_t is_quiet = 0; is_quiet < 2; is_quiet++) {
		begin();
		want_timer(0);
		want_timer(1);
		assert_int_equal(switch_to(1), VCPU_OK);
		assert_int_equal(switch_to(0), VCPU_OK);
		if (!is_quiet) {
			guest_send(vm, 2, 0, 1, 3);
		}
		handover_status = VCPU_EUNSUPPORTED;
		assert_int_equal(switch_to(1), VCPU_EUNSUPPORTED);
		assert_int_equal(gic_of(0)->host_cpu, 0);
		assert_int_equal(gic_of(1)->host_cpu, UINT32_MAX);
		assert_true(machine[0].is_timer_enabled);
		assert_true(gic_of(0)->is_timer_enabled);
		assert_false(gic_of(1)->is_timer_enabled);
		guest_send(vm, 2, 0, 3, 4);
		handover_take(vm, 0);
		assert_int_equal(handover_taken[0][3], !is_quiet);
		assert_int_equal(handover_taken[0][4], 1);
		assert_int_equal(handover_taken[1][4], 0);
		handover_status = VCPU_OK;
		assert_int_equal(switch_to(1), VCPU_OK);
		handover_take(vm, 0);
		assert_int_equal(handover_taken[1][4], 1);
		(void)handover_end(NULL);
	}
	begin();
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, handover_end)
	const struct CMUnitTest tests[] = {
		T(a_quiet_switch_keeps_everything),
		T(to_one_that_has_never_been_bound),
		T(the_timers_enable_is_handed_over),
		T(not_with_something_in_a_list_register),
		T(not_while_there_is_something_to_learn),
		T(not_while_the_timer_is_active),
		T(not_with_news_for_either),
		T(not_when_one_wants_the_timer_and_one_does_not),
		T(a_refused_switch_leaves_the_place_where_it_was),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
