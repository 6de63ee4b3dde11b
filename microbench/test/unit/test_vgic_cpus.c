/* SPDX-License-Identifier: Apache-2.0 */
/* Interrupts between vCPUs, and from one's registers to another's list registers. */
#include "unit/cm.h"
#include "unit/vgic_fixture.h"

#define GICD   UINT64_C(0x08000000)
#define GICR_1 UINT64_C(0x080c0000)
#define SGI(n) (UINT64_C(0x080b0000) + (n)*UINT64_C(0x20000))

#define RWP 0x80000000u

/* SGIs and SPIs enabled, priority 0x80. */
static struct vm *with_cpus(uint32_t n_cpus)
{
	struct vm *vm = vgic_fixture(true, n_cpus, true);

	for (uint32_t n = 0; n < n_cpus; n++) {
		guest_write(vm, n, SGI(n) + 0x100, 4, 0xffff);
		for (uint32_t i = 0; i < 16; i += 4) {
			guest_write(vm, n, SGI(n) + 0x400 + i, 4, 0x80808080);
		}
	}
	guest_write(vm, 0, GICD + 0x104, 4, 0xffffffff);
	for (uint32_t i = 0; i < 32; i += 4) {
		guest_write(vm, 0, GICD + 0x420 + i, 4, 0x80808080);
	}
	machine_settle_all(vm);
	machine_n_kicks = 0;
	return vm;
}

static void route(struct vm *vm, uint32_t intid, uint64_t to)
{
	guest_write(vm, 0, GICD + 0x6000 + intid * 8, 8, to);
}

static void an_sgi_goes_to_those_on_the_list(void **state)
{
	struct vm *vm = with_cpus(4);

	(void)state;
	guest_send(vm, 1, 0, 0xd, 7); /* and a CPU that there is not: bit 8 */
	guest_send(vm, 1, 0, 0x100, 6);
	assert_int_equal(machine_n_kicks, 3);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(0), 7);
	assert_int_equal(guest_peek(1), NO_INTID);
	assert_int_equal(guest_peek(2), 7);
	assert_int_equal(guest_peek(3), 7);
}

static void an_sgi_to_all_others_leaves_out_who_sends_it(void **state)
{
	struct vm *vm = with_cpus(3);

	(void)state;
	guest_send_to_others(vm, 2, 1);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(0), 1);
	assert_int_equal(guest_peek(1), 1);
	assert_int_equal(guest_peek(2), NO_INTID);
}

/* The range selector, Aff1 and above: the library puts them into the target. */
static void an_sgi_to_other_affinities_is_nobodys(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	guest_send(vm, 0, 16, 0xffff, 1);
	guest_send(vm, 0, 0x100, 0xffff, 1);
	guest_send(vm, 0, UINT64_C(0x100000000), 0xffff, 1);
	guest_send(vm, 0, 0, 0, 1);
	assert_int_equal(machine_n_kicks, 0);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(guest_peek(1), NO_INTID);
}

static void one_kick_tells_of_several_changes(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	guest_send(vm, 0, 0, 2, 1);
	guest_send(vm, 0, 0, 2, 2);
	assert_true(vm->cpus[1].gic.has_news);
	assert_int_equal(machine_n_kicks, 1);
	machine_settle(vm, 1);
	assert_false(vm->cpus[1].gic.has_news);
	assert_int_equal(guest_acknowledge(1), 1);
	guest_end(1, 1);
	assert_int_equal(guest_peek(1), 2);
}

static void who_is_not_bound_finds_it_when_it_is(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	machine_unbind(vm, 1);
	guest_send(vm, 0, 0, 2, 1);
	machine_set_line(vm, 0, 40, true);
	route(vm, 40, 1);
	assert_int_equal(machine_n_kicks, 0);
	assert_true(vgic_has_pending(&vm->cpus[1]));
	machine_bind(vm, 1);
	assert_int_equal(guest_acknowledge(1), 1);
	guest_end(1, 1);
	assert_int_equal(guest_peek(1), 40);
}

static void a_route_is_followed_by_what_is_pending(void **state)
{
	struct vm *vm = with_cpus(3);

	(void)state;
	machine_set_line(vm, 0, 40, true);
	assert_int_equal(guest_peek(0), 40);
	route(vm, 40, 2);
	assert_int_equal(guest_peek(0), NO_INTID);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(2), 40);
	/* Back, while another CPU has it. */
	route(vm, 40, 0);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(2), NO_INTID);
	assert_int_equal(guest_peek(0), 40);
	route(vm, 40, 7);
	assert_int_equal(guest_peek(0), NO_INTID);
}

/* Active on one CPU it is no other's, and then the other's. */
static void a_route_waits_for_the_end_of_what_is_active(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	machine_set_line(vm, 0, 40, true);
	assert_int_equal(guest_acknowledge(0), 40);
	route(vm, 40, 1);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(1), NO_INTID);
	guest_end(0, 40);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(guest_peek(1), 40);
}

/* Of an edge nothing but its end says so. */
static void so_does_an_edge(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	guest_write(vm, 0, GICD + 0xc08, 4, 0x00020000); /* 40 */
	machine_set_line(vm, 0, 40, true);
	assert_int_equal(guest_acknowledge(0), 40);
	route(vm, 40, 1);
	machine_set_line(vm, 0, 40, false);
	machine_set_line(vm, 0, 40, true);
	machine_settle_all(vm);
	guest_end(0, 40);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(guest_peek(1), 40);
}

static void one_for_any_goes_to_the_first_that_is_awake(void **state)
{
	struct vm *vm = with_cpus(3);

	(void)state;
	route(vm, 40, UINT64_C(0x80000000));
	guest_write(vm, 0, UINT64_C(0x080a0014), 4, 2);
	assert_int_equal(guest_read(vm, 0, UINT64_C(0x080a0014), 4), 6);
	machine_settle_all(vm);
	machine_set_line(vm, 0, 40, true);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(guest_peek(1), 40);
	/* That one is turned off. */
	machine_unbind(vm, 1);
	vgic_stop_cpu(&vm->cpus[1]);
	machine_settle_all(vm);
	assert_int_equal(guest_peek(2), 40);
}

static void a_cpu_that_is_turned_on_begins_anew(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	machine_unbind(vm, 1);
	vgic_stop_cpu(&vm->cpus[1]);
	guest_send(vm, 0, 0, 2, 1);
	vgic_init_cpu(&vm->cpus[1]);
	machine_bind(vm, 1);
	assert_int_equal(guest_read(vm, 1, SGI(1) + 0x100, 4), 0);
	assert_int_equal(guest_read(vm, 1, SGI(1) + 0x200, 4), 0);
}

/* What another CPU's list registers hold is not guessed: the guest reads again. */
static void state_on_another_cpu_is_read_once_it_has_folded(void **state)
{
	struct vm *vm = with_cpus(2);
	uint64_t value;

	(void)state;
	route(vm, 40, 1);
	machine_set_line(vm, 0, 40, true);
	machine_settle_all(vm);
	assert_int_equal(guest_acknowledge(1), 40);
	machine_n_kicks = 0;
	assert_false(guest_try_read(vm, 0, GICD + 0x304, &value));
	assert_false(guest_try_read(vm, 0, GICD + 0x304, &value));
	assert_int_equal(machine_n_kicks, 1);
	machine_settle(vm, 1);
	assert_true(guest_try_read(vm, 0, GICD + 0x304, &value));
	assert_int_equal(value, 0x100);
	/* Seen once, it is asked for anew. */
	guest_end(1, 40);
	assert_false(guest_try_read(vm, 0, GICD + 0x304, &value));
	machine_settle(vm, 1);
	assert_true(guest_try_read(vm, 0, GICD + 0x304, &value));
	assert_int_equal(value, 0);
	/* Another access in between forgets the question. */
	machine_settle_all(vm);
	assert_false(guest_try_read(vm, 0, SGI(1) + 0x300, &value));
	machine_settle(vm, 1);
	assert_true(guest_try_read(vm, 0, GICD + 0x8, &value));
	assert_false(guest_try_read(vm, 0, SGI(1) + 0x300, &value));
	machine_unbind(vm, 1);
	assert_true(guest_try_read(vm, 0, SGI(1) + 0x300, &value));
	machine_bind(vm, 1);
}

static void rwp_is_set_until_the_others_have_seen_a_write(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	route(vm, 40, 1);
	machine_set_line(vm, 0, 40, true);
	machine_settle_all(vm);
	assert_int_equal(guest_read(vm, 0, GICD, 4), 0x53);
	guest_write(vm, 0, GICD + 0x184, 4, 0x100);
	assert_int_equal(guest_read(vm, 0, GICD, 4), 0x53 | RWP);
	assert_int_equal(guest_read(vm, 0, GICR_1, 4), 0x8);
	machine_settle(vm, 1);
	assert_int_equal(guest_peek(1), NO_INTID);
	assert_int_equal(guest_read(vm, 0, GICD, 4), 0x53);
	assert_int_equal(guest_read(vm, 0, GICR_1, 4), 0);
}

static void another_cpu_clears_what_is_listed_here(void **state)
{
	struct vm *vm = with_cpus(2);

	(void)state;
	guest_send(vm, 1, 0, 2, 3);
	assert_int_equal(guest_peek(1), 3);
	guest_write(vm, 0, SGI(1) + 0x280, 4, 0x8);
	machine_settle(vm, 1);
	assert_int_equal(guest_peek(1), NO_INTID);
	/* What comes behind is not cleared. */
	guest_write(vm, 0, SGI(1) + 0x280, 4, 0x8);
	guest_send(vm, 0, 0, 2, 3);
	machine_settle(vm, 1);
	assert_int_equal(guest_acknowledge(1), 3);
	guest_write(vm, 0, SGI(1) + 0x380, 4, 0x8);
	machine_settle(vm, 1);
	assert_int_equal(guest_read(vm, 1, SGI(1) + 0x300, 4), 0);
}

static void a_kick_is_left_to_the_host(void **state)
{
	struct vm *vm = with_cpus(1);

	(void)state;
	assert_true(vgic_has_part_in(1));
	assert_true(vgic_has_part_in(25));
	assert_true(vgic_has_part_in(27));
	assert_false(vgic_has_part_in(26));
	assert_false(vgic_has_part_in(0));
	assert_false(vgic_has_part_in(59)); /* 27 + 32 */
	assert_false(vgic_has_part_in(1023));
	machine_here = 0;
	assert_false(vgic_on_interrupt(&vm->cpus[0], 1));
	assert_int_equal(machine[0].n_ended, 0);
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, vgic_fixture_end)
	const struct CMUnitTest tests[] = {
		T(an_sgi_goes_to_those_on_the_list),
		T(an_sgi_to_all_others_leaves_out_who_sends_it),
		T(an_sgi_to_other_affinities_is_nobodys),
		T(one_kick_tells_of_several_changes),
		T(who_is_not_bound_finds_it_when_it_is),
		T(a_route_is_followed_by_what_is_pending),
		T(a_route_waits_for_the_end_of_what_is_active),
		T(so_does_an_edge),
		T(one_for_any_goes_to_the_first_that_is_awake),
		T(a_cpu_that_is_turned_on_begins_anew),
		T(state_on_another_cpu_is_read_once_it_has_folded),
		T(rwp_is_set_until_the_others_have_seen_a_write),
		T(another_cpu_clears_what_is_listed_here),
		T(a_kick_is_left_to_the_host),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
