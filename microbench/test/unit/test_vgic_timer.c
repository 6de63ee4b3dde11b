/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual timer's interrupt, INTID 27 on both sides. IHI 0069, "ICH_LR<n>_EL2": HW 61, pINTID
 * 44:32. */
#include "unit/cm.h"
#include "unit/vgic_fixture.h"

#define GICD UINT64_C(0x08000000)
#define SGI  UINT64_C(0x080b0000)
#define BIT  UINT64_C(0x08000000)

#define PENDING_LR UINT64_C(0x7080001b0000001b)
#define STATE      UINT64_C(0xc000000000000000)
#define ACTIVE_LR  UINT64_C(0xb080001b0000001b)

static void write_4(struct vm *vm, uint64_t ipa, uint64_t value)
{
	guest_write(vm, 0, ipa, 4, value);
}

static struct vm *with_timer(void)
{
	struct vm *vm = vgic_fixture(true, 1, true);

	guest_write(vm, 0, SGI + 0x41b, 1, 0x80);
	write_4(vm, SGI + 0x100, BIT);
	return vm;
}

static void its_physical_enable_is_the_guests(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	assert_true(machine[0].is_timer_enabled);
	write_4(vm, SGI + 0x180, BIT);
	assert_false(machine[0].is_timer_enabled);
	write_4(vm, SGI + 0x100, BIT);
	write_4(vm, GICD, 1); /* it is in Group 1 */
	assert_false(machine[0].is_timer_enabled);
	write_4(vm, SGI + 0x80, ~BIT);
	assert_true(machine[0].is_timer_enabled);
	machine_unbind(vm, 0);
	machine_bind(vm, 0);
	assert_true(machine[0].is_timer_enabled);
}

static void it_comes_in_the_first_list_register_and_ends_both(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	machine_set_timer(vm, 0, true);
	machine_settle(vm, 0);
	assert_int_equal(machine[0].lr[0], PENDING_LR);
	assert_int_equal(machine[0].n_dropped, 1);
	assert_int_equal(guest_acknowledge(0), 27);
	machine_set_timer(vm, 0, false);
	guest_end(0, 27);
	assert_false(machine[0].is_timer_active);
	machine_settle(vm, 0);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(machine[0].n_dropped, 1);
	machine_set_timer(vm, 0, true);
	machine_settle(vm, 0);
	assert_int_equal(machine[0].lr[0], PENDING_LR);
}

/* The physical interrupt has no reason to come again, and comes when it has been ended. */
static void it_comes_again_while_the_line_is_high(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	machine_set_timer(vm, 0, true);
	for (unsigned int i = 1; i < 4; i++) {
		machine_settle(vm, 0);
		assert_int_equal(machine[0].n_dropped, i);
		assert_int_equal(guest_acknowledge(0), 27);
		machine_settle(vm, 0);
		assert_int_equal(machine[0].n_dropped, i);
		guest_end(0, 27);
	}
}

/* As a fast path delivers it: acknowledged, dropped, listed. */
static void a_fast_path_delivers_it(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	machine_set_timer(vm, 0, true);
	machine[0].is_timer_active = true;
	machine[0].lr[0] = vm->cpus[0].gic.vtimer_lr;
	assert_int_equal(guest_acknowledge(0), 27);
	/* Any exit that folds. */
	vgic_sync(&vm->cpus[0]);
	assert_int_equal(machine[0].lr[0], ACTIVE_LR);
	assert_true(machine[0].is_timer_active);
	machine_set_timer(vm, 0, false);
	guest_end(0, 27);
	vgic_sync(&vm->cpus[0]);
	assert_int_equal(machine[0].lr[0] & STATE, 0);
	assert_false(machine[0].is_timer_active);
}

static void it_goes_with_its_vcpu(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	machine_set_timer(vm, 0, true);
	machine_settle(vm, 0);
	machine_unbind(vm, 0); /* which sees that the physical one is nobody's */
	machine_bind(vm, 0);
	assert_int_equal(machine[0].lr[0], PENDING_LR);
	assert_true(machine[0].is_timer_active);
	assert_int_equal(guest_acknowledge(0), 27);
	machine_unbind(vm, 0);
	machine_bind(vm, 0);
	assert_int_equal(machine[0].lr[0], ACTIVE_LR);
	assert_true(machine[0].is_timer_active);
	machine_set_timer(vm, 0, false);
	guest_end(0, 27);
	machine_unbind(vm, 0);
	machine_bind(vm, 0);
	assert_int_equal(machine[0].lr[0] & STATE, 0);
	assert_false(machine[0].is_timer_active);
}

/* Set anew before the interrupt was taken: there is none. */
static void it_goes_when_the_line_does(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	machine_set_timer(vm, 0, true);
	machine_settle(vm, 0);
	machine_set_timer(vm, 0, false);
	vgic_sync(&vm->cpus[0]);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_false(machine[0].is_timer_active);
	machine_set_timer(vm, 0, true);
	machine_settle(vm, 0);
	assert_int_equal(guest_peek(0), 27);
}

static void disabled_it_waits_and_is_seen(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	machine_set_timer(vm, 0, true);
	machine_settle(vm, 0);
	write_4(vm, SGI + 0x180, BIT);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(guest_read(vm, 0, SGI + 0x200, 4), BIT);
	write_4(vm, SGI + 0x100, BIT);
	machine_settle(vm, 0);
	assert_int_equal(guest_peek(0), 27);
}

/* A guest that polls, with the interrupt never enabled. */
static void its_line_is_read_without_an_interrupt(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, true);

	(void)state;
	assert_int_equal(guest_read(vm, 0, SGI + 0x200, 4), 0);
	machine_set_timer(vm, 0, true);
	assert_int_equal(guest_read(vm, 0, SGI + 0x200, 4), BIT);
	assert_int_equal(guest_read(vm, 0, SGI + 0x280, 4), BIT);
	machine_set_timer(vm, 0, false);
	assert_int_equal(guest_read(vm, 0, SGI + 0x280, 4), 0);
}

static void the_guest_sets_and_clears_its_active_state(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	machine_set_timer(vm, 0, true);
	machine_settle(vm, 0);
	assert_int_equal(guest_acknowledge(0), 27);
	write_4(vm, SGI + 0x380, BIT);
	assert_false(machine[0].is_timer_active);
	machine_settle(vm, 0);
	/* Pending again, the first one's priority not yet dropped. */
	assert_int_equal(machine[0].lr[0], PENDING_LR);
	machine_set_timer(vm, 0, false);
	vgic_sync(&vm->cpus[0]);
	write_4(vm, SGI + 0x300, BIT);
	assert_int_equal(machine[0].lr[0], ACTIVE_LR);
	assert_true(machine[0].is_timer_active);
}

static void the_guest_makes_it_pending(void **state)
{
	struct vm *vm = with_timer();

	(void)state;
	write_4(vm, SGI + 0x200, BIT);
	assert_int_equal(guest_acknowledge(0), 27);
	guest_end(0, 27);
	vgic_sync(&vm->cpus[0]);
	assert_int_equal(guest_read(vm, 0, SGI + 0x200, 4), 0);
	assert_false(machine[0].is_timer_active);
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, vgic_fixture_end)
	const struct CMUnitTest tests[] = {
		T(its_physical_enable_is_the_guests),
		T(it_comes_in_the_first_list_register_and_ends_both),
		T(it_comes_again_while_the_line_is_high),
		T(a_fast_path_delivers_it),
		T(it_goes_with_its_vcpu),
		T(it_goes_when_the_line_does),
		T(disabled_it_waits_and_is_seen),
		T(its_line_is_read_without_an_interrupt),
		T(the_guest_sets_and_clears_its_active_state),
		T(the_guest_makes_it_pending),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
