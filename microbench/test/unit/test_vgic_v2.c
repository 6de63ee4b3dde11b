/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual GICv2's distributor. Numbers are IHI 0048's; a list register has an SGI's source in
 * 12:10 of its vINTID. */
#include "unit/cm.h"
#include "unit/vgic_fixture.h"

#define GICD UINT64_C(0x08000000)

#define FROM(n) ((uint32_t)(n) << 10)

/* Everything enabled for each CPU, priority 0x80, Group 0. */
static struct vm *with_cpus(uint32_t n_cpus)
{
	struct vm *vm = vgic_fixture(false, n_cpus, true);

	for (uint32_t n = 0; n < n_cpus; n++) {
		guest_write(vm, n, GICD + 0x100, 4, 0xffff);
		for (uint32_t i = 0; i < 64; i += 4) {
			guest_write(vm, n, GICD + 0x400 + i, 4, 0x80808080);
		}
	}
	guest_write(vm, 0, GICD + 0x104, 4, 0xffffffff);
	machine_settle_all(vm);
	return vm;
}

static void it_says_what_it_is(void **state)
{
	struct vm *vm = vgic_fixture(false, 3, false);

	(void)state;
	assert_int_equal(guest_read(vm, 0, GICD, 4), 0);
	assert_int_equal(guest_read(vm, 0, GICD + 0x4, 4), 0x42);
	assert_int_equal(guest_read(vm, 0, GICD + 0x8, 4), 0x5400043b);
	assert_int_equal(guest_read(vm, 0, GICD + 0xfe8, 4) >> 4 & 15, 2);
	assert_int_equal(guest_read(vm, 0, GICD + 0x80, 4), 0);
	assert_true(vgic_is_there(vm, GICD + 0xfff));
	assert_false(vgic_is_there(vm, GICD + 0x1000));
	assert_false(vgic_is_there(vm, UINT64_C(0x080a0000)));
}

static void private_interrupts_are_of_who_asks(void **state)
{
	struct vm *vm = vgic_fixture(false, 2, true);

	(void)state;
	guest_write(vm, 0, GICD + 0x100, 4, 0x0000ffff);
	guest_write(vm, 1, GICD + 0x100, 4, 0x08000000);
	assert_int_equal(guest_read(vm, 0, GICD + 0x100, 4), 0x0000ffff);
	assert_int_equal(guest_read(vm, 1, GICD + 0x100, 4), 0x08000000);
	assert_false(machine[0].is_timer_enabled);
	assert_true(machine[1].is_timer_enabled);
}

static void an_sgi_has_a_source(void **state)
{
	struct vm *vm = with_cpus(3);

	(void)state;
	guest_write(vm, 2, GICD + 0xf00, 4, 0x00010005); /* to CPU 0, SGI 5 */
	machine_settle_all(vm);
	assert_int_equal(machine[0].lr[1], UINT64_C(0x4080000000000805));
	guest_write(vm, 1, GICD + 0xf00, 4, 0x00010005);
	machine_settle_all(vm);
	/* The lower source first, and the other one when that has ended. */
	assert_int_equal(guest_read(vm, 0, GICD + 0xf24, 4), 0x600);
	assert_int_equal(guest_acknowledge(0), 5 | FROM(1));
	assert_int_equal(guest_read(vm, 0, GICD + 0xf24, 4), 0x400);
	assert_int_equal(guest_peek(0), NO_INTID);
	guest_end(0, 5 | FROM(1));
	machine_settle(vm, 0);
	assert_int_equal(guest_acknowledge(0), 5 | FROM(2));
	guest_end(0, 5 | FROM(2));
	machine_settle(vm, 0);
	assert_int_equal(guest_peek(0), NO_INTID);
}

static void the_filter_says_to_whom(void **state)
{
	struct vm *vm = with_cpus(3);

	(void)state;
	guest_write(vm, 1, GICD + 0xf00, 4, 0x01ff0001); /* all but self */
	guest_write(vm, 1, GICD + 0xf00, 4, 0x02ff0002); /* self */
	guest_write(vm, 1, GICD + 0xf00, 4, 0x03ff0003); /* reserved */
	guest_write(vm, 1, GICD + 0xf00, 4, 0x00f80004); /* CPUs that there are not */
	machine_settle_all(vm);
	assert_int_equal(guest_read(vm, 0, GICD + 0x200, 4), 0x2);
	assert_int_equal(guest_read(vm, 1, GICD + 0x200, 4), 0x4);
	assert_int_equal(guest_read(vm, 2, GICD + 0x200, 4), 0x2);
	assert_int_equal(guest_peek(1), 2 | FROM(1));
	assert_int_equal(vm->cpus[1].gic.sgi_lr[2], UINT64_C(0x4080000000000402));
}

static void sources_are_set_and_cleared(void **state)
{
	struct vm *vm = with_cpus(3);

	(void)state;
	guest_write(vm, 0, GICD + 0x180, 4, 0x8);
	guest_write(vm, 0, GICD + 0xf20, 4, 0xff000000); /* of SGI 3: CPUs 0 to 2 there are */
	assert_int_equal(guest_read(vm, 0, GICD + 0xf20, 4), 0x07000000);
	assert_int_equal(guest_read(vm, 0, GICD + 0xf23, 1), 0x07);
	assert_int_equal(guest_read(vm, 0, GICD + 0x200, 4), 0x8);
	guest_write(vm, 0, GICD + 0xf13, 1, 0x02);
	assert_int_equal(guest_read(vm, 0, GICD + 0xf10, 4), 0x05000000);
	/* Listed, it is taken back. */
	guest_write(vm, 0, GICD + 0x100, 4, 0x8);
	assert_int_equal(guest_peek(0), 3 | FROM(0));
	guest_write(vm, 0, GICD + 0xf13, 1, 0x01);
	assert_int_equal(guest_peek(0), 3 | FROM(2));
	guest_write(vm, 0, GICD + 0xf13, 1, 0x04);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(guest_read(vm, 0, GICD + 0x200, 4), 0);
	/* By ISPENDR and ICPENDR they are not. */
	guest_write(vm, 0, GICD + 0x200, 4, 0xffff);
	assert_int_equal(guest_read(vm, 0, GICD + 0x200, 4), 0);
}

/* What has been cleared is forgotten: the next one is not. */
static void a_source_that_was_cleared_sends_again(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	guest_write(vm, 0, GICD + 0xf23, 1, 0x02);
	assert_int_equal(guest_peek(0), 3 | FROM(1));
	guest_write(vm, 0, GICD + 0xf13, 1, 0x02);
	assert_int_equal(guest_peek(0), NO_INTID);
	guest_write(vm, 1, GICD + 0xf00, 4, 0x00010003);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(0), 3 | FROM(1));
	machine_here = 0;
	vgic_sync(&vm->cpus[0]);
	assert_int_equal(guest_peek(0), 3 | FROM(1));
}

/* Active from one CPU, pending from the same and from another. */
static void an_active_sgi_holds_back_its_other_sources(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	guest_write(vm, 1, GICD + 0xf00, 4, 0x00010006);
	machine_settle_all(vm);
	assert_int_equal(guest_acknowledge(0), 6 | FROM(1));
	guest_write(vm, 1, GICD + 0xf00, 4, 0x00010006);
	guest_write(vm, 0, GICD + 0xf00, 4, 0x00010006);
	machine_settle_all(vm);
	assert_int_equal(guest_read(vm, 0, GICD + 0x300, 4), 0x40);
	assert_int_equal(guest_read(vm, 0, GICD + 0xf24, 4), 0x00030000);
	assert_int_equal(guest_peek(0), NO_INTID);
	guest_end(0, 6 | FROM(1));
	machine_settle(vm, 0);
	assert_int_equal(guest_acknowledge(0), 6 | FROM(0));
	guest_end(0, 6 | FROM(0));
	machine_settle(vm, 0);
	assert_int_equal(guest_peek(0), 6 | FROM(1));
}

static void targets_are_masks_of_cpus(void **state)
{
	struct vm *vm = with_cpus(3);

	(void)state;
	assert_int_equal(guest_read(vm, 0, GICD + 0x800, 4), 0x01010101);
	assert_int_equal(guest_read(vm, 2, GICD + 0x81c, 4), 0x04040404);
	assert_int_equal(guest_read(vm, 0, GICD + 0x820, 4), 0x01010101);
	guest_write(vm, 0, GICD + 0x800, 4, 0);
	assert_int_equal(guest_read(vm, 0, GICD + 0x800, 4), 0x01010101);
	guest_write(vm, 0, GICD + 0x820, 4, 0xff060004);
	assert_int_equal(guest_read(vm, 0, GICD + 0x820, 4), 0x07060004);
	guest_write(vm, 0, GICD + 0x821, 1, 0x02);
	assert_int_equal(guest_read(vm, 0, GICD + 0x822, 1), 0x06);
	assert_int_equal(guest_read(vm, 0, GICD + 0x820, 4), 0x07060204);
	assert_int_equal(guest_read(vm, 0, GICD + 0x860, 4), 0);
	machine_set_line(vm, 0, 34, true);
	machine_set_line(vm, 0, 32, true);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(guest_peek(1), 34);
	assert_int_equal(guest_peek(2), 32);
	/* No target at all. */
	guest_write(vm, 0, GICD + 0x822, 1, 0);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(1), NO_INTID);
}

static void one_cpu_has_no_targets(void **state)
{
	struct vm *vm = with_cpus(1);

	(void)state;
	assert_int_equal(guest_read(vm, 0, GICD + 0x800, 4), 0);
	guest_write(vm, 0, GICD + 0x820, 4, 0);
	assert_int_equal(guest_read(vm, 0, GICD + 0x820, 4), 0);
	machine_set_line(vm, 0, 32, true);
	assert_int_equal(guest_peek(0), 32);
}

static void more_than_fit_follow(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	guest_write(vm, 0, GICD + 0x204, 4, 0x3f);
	guest_write(vm, 1, GICD + 0xf00, 4, 0x00010000);
	guest_write(vm, 0, GICD + 0xf00, 4, 0x00010000);
	machine_settle_all(vm);
	assert_int_equal(guest_acknowledge(0), 0 | FROM(0));
	guest_end(0, 0 | FROM(0));
	machine_settle(vm, 0);
	assert_int_equal(guest_acknowledge(0), 0 | FROM(1));
	guest_end(0, 0 | FROM(1));
	for (uint32_t i = 0; i < 6; i++) {
		machine_settle(vm, 0);
		assert_int_equal(guest_acknowledge(0), 32 + i);
		guest_end(0, 32 + i);
	}
	machine_settle(vm, 0);
	assert_int_equal(guest_peek(0), NO_INTID);
}

static void any_access_is_answered(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	for (uint64_t offset = 0; offset < 0x1000; offset++) {
		static const uint32_t sizes[] = { 1, 2, 4, 8 };

		for (unsigned int i = 0; i < 4; i++) {
			(void)guest_read(vm, 0, GICD + offset, sizes[i]);
			guest_write(vm, 0, GICD + offset, sizes[i], UINT64_C(0xffffffffffffffff));
			machine_settle_all(vm);
		}
	}
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, vgic_fixture_end)
	const struct CMUnitTest tests[] = {
		T(it_says_what_it_is),
		T(private_interrupts_are_of_who_asks),
		T(an_sgi_has_a_source),
		T(the_filter_says_to_whom),
		T(sources_are_set_and_cleared),
		T(a_source_that_was_cleared_sends_again),
		T(an_active_sgi_holds_back_its_other_sources),
		T(targets_are_masks_of_cpus),
		T(one_cpu_has_no_targets),
		T(more_than_fit_follow),
		T(any_access_is_answered),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
