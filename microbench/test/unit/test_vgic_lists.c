/* SPDX-License-Identifier: Apache-2.0 */
/* What is in the list registers, bit by bit. IHI 0069, "ICH_LR<n>_EL2": State 63:62, HW 61, Group 60,
 * Priority 55:48, pINTID 44:32, of which 41 is EOI without HW, vINTID 31:0. */
#include <vcpu/gic.h>

#include "unit/cm.h"
#include "unit/vgic_fixture.h"

#define GICD UINT64_C(0x08000000)
#define SGI  UINT64_C(0x080b0000)

#define NPIE 0x8u /* ICH_HCR_EL2 */

static void write_4(struct vm *vm, uint64_t ipa, uint64_t value)
{
	guest_write(vm, 0, ipa, 4, value);
}

/* Enabled, level-sensitive, priority 0xa0. */
static struct vm *with_spis(void)
{
	struct vm *vm = vgic_fixture(true, 1, true);

	write_4(vm, GICD + 0x104, 0xffffffff);
	write_4(vm, SGI + 0x100, 0xffff);
	for (uint64_t i = 0; i < 32; i += 4) {
		write_4(vm, GICD + 0x420 + i, 0xa0a0a0a0);
	}
	return vm;
}

static void an_sgi_to_oneself_is_pending_in_the_second(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	guest_write(vm, 0, SGI + 0x405, 1, 0x90);
	guest_send(vm, 0, 0, 1, 5);
	assert_int_equal(machine[0].lr[0], 0);
	assert_int_equal(machine[0].lr[1], UINT64_C(0x5090000000000005));
	write_4(vm, SGI + 0x80, 0); /* Group 0 */
	assert_int_equal(machine[0].lr[1], UINT64_C(0x4090000000000005));
}

static void what_is_not_enabled_waits(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	write_4(vm, SGI + 0x180, 1 << 5);
	guest_send(vm, 0, 0, 1, 5);
	assert_int_equal(guest_peek(0), NO_INTID);
	write_4(vm, SGI + 0x100, 1 << 5);
	assert_int_equal(guest_peek(0), 5);
	/* Pending in a list register, it is taken out. */
	write_4(vm, SGI + 0x180, 1 << 5);
	assert_int_equal(guest_peek(0), NO_INTID);
	write_4(vm, SGI + 0x100, 1 << 5);
	write_4(vm, GICD, 1);
	assert_int_equal(guest_peek(0), NO_INTID);
	write_4(vm, GICD, 2);
	assert_int_equal(guest_peek(0), 5);
}

static void a_level_has_the_eoi_bit_while_its_line_is_high(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	machine_set_line(vm, 0, 40, true);
	assert_int_equal(machine[0].lr[1], UINT64_C(0x50a0020000000028));
	assert_true(machine[0].has_maintenance);
	assert_int_equal(guest_acknowledge(0), 40);
	machine_set_line(vm, 0, 40, false);
	assert_int_equal(machine[0].lr[1], UINT64_C(0x90a0000000000028));
	guest_end(0, 40);
	assert_false(machine_wants_maintenance(0));
}

static void a_level_that_stays_high_comes_again(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	machine_set_line(vm, 0, 40, true);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(guest_acknowledge(0), 40);
		assert_int_equal(guest_peek(0), NO_INTID);
		guest_end(0, 40);
		machine_settle(vm, 0);
	}
	machine_set_line(vm, 0, 40, false);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(machine[0].n_ended, 3);
}

static void an_edge_while_active_is_another_interrupt(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	write_4(vm, GICD + 0xc08, 0x00000002); /* 32 */
	machine_set_line(vm, 0, 32, true);
	assert_int_equal(machine[0].lr[1], UINT64_C(0x50a0000000000020));
	assert_int_equal(guest_acknowledge(0), 32);
	machine_set_line(vm, 0, 32, false);
	machine_set_line(vm, 0, 32, true);
	assert_int_equal(machine[0].lr[1], UINT64_C(0xd0a0000000000020));
	guest_end(0, 32);
	assert_int_equal(guest_acknowledge(0), 32);
	guest_end(0, 32);
	assert_int_equal(guest_peek(0), NO_INTID);
}

/* What a write of ISPENDR has latched goes with the acknowledge, the line does not. */
static void a_latched_level_is_taken_once(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	write_4(vm, GICD + 0x204, 1 << 8);
	assert_int_equal(machine[0].lr[1], UINT64_C(0x50a0000000000028));
	assert_int_equal(guest_acknowledge(0), 40);
	guest_end(0, 40);
	machine_settle(vm, 0);
	assert_int_equal(guest_read(vm, 0, GICD + 0x204, 4), 0);
	assert_int_equal(guest_peek(0), NO_INTID);
}

static void more_than_fit_follow_in_order_of_priority(void **state)
{
	struct vm *vm = with_spis();
	static const uint32_t order[] = { 63, 33, 32, 34, 35, 36 };

	(void)state;
	guest_write(vm, 0, GICD + 0x400 + 63, 1, 0x80);
	guest_write(vm, 0, GICD + 0x400 + 33, 1, 0x90);
	write_4(vm, GICD + 0x204, 0x8000001f);
	assert_int_equal(machine[0].lr[1], UINT64_C(0x508002000000003f));
	assert_int_equal(machine[0].lr[2], UINT64_C(0x5090020000000021));
	assert_int_equal(machine[0].lr[3], UINT64_C(0x50a0020000000020));
	assert_int_equal(machine[0].hcr, NPIE);
	for (unsigned int i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		assert_int_equal(guest_acknowledge(0), order[i]);
		machine_settle(vm, 0);
		guest_end(0, order[i]);
		machine_settle(vm, 0);
	}
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(machine[0].hcr, 0);
}

/* A fast path looks at nothing else. */
static void empty_list_registers_mean_that_nothing_waits(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	write_4(vm, GICD + 0x204, 0xffffffff);
	for (unsigned int i = 0; i < 32; i++) {
		uint32_t intid = guest_acknowledge(0);

		assert_int_equal(intid, 32 + i);
		guest_end(0, intid);
		/* Before the maintenance interrupt is taken. */
		assert_true((vcpu_gic_empty(&vm->cpus[0].vcpu) & 0xe) != 0xe || i == 31);
		machine_settle(vm, 0);
	}
}

static void nested_interrupts_end_in_list_registers(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	for (uint32_t i = 0; i < 8; i++) {
		guest_write(vm, 0, GICD + 0x420 + i, 1, 0xf0 - i * 8);
	}
	for (uint32_t i = 0; i < 8; i++) {
		machine_set_line(vm, 0, 32 + i, true);
		assert_int_equal(guest_acknowledge(0), 32 + i);
		machine_settle(vm, 0);
	}
	assert_int_equal(guest_read(vm, 0, GICD + 0x304, 4), 0xff);
	for (uint32_t i = 8; i > 0; i--) {
		machine_set_line(vm, 0, 31 + i, false);
		guest_end(0, 31 + i);
		machine_settle(vm, 0);
		assert_int_equal(guest_read(vm, 0, GICD + 0x304, 4), (1u << (i - 1)) - 1);
	}
}

/* With three active and more pending, NPIE alone would come again and again. */
static void one_of_the_pending_ones_is_always_in(void **state)
{
	struct vm *vm = with_spis();

	(void)state;
	for (uint32_t i = 0; i < 3; i++) {
		guest_write(vm, 0, GICD + 0x420 + i, 1, 0x40 - i * 8);
		write_4(vm, GICD + 0x204, 1u << i);
		assert_int_equal(guest_acknowledge(0), 32 + i);
	}
	write_4(vm, GICD + 0x204, 0x30);
	machine_settle(vm, 0);
	assert_int_equal(machine[0].lr[3], UINT64_C(0x50a0020000000024));
	assert_int_equal(machine[0].hcr, NPIE);
	assert_int_equal(guest_read(vm, 0, GICD + 0x304, 4), 0x7);
}

static void prepared_list_registers_follow_the_registers(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, false);
	const struct vgic_cpu *gic = &vm->cpus[0].gic;

	(void)state;
	guest_write(vm, 0, SGI + 0x403, 1, 0x50);
	guest_write(vm, 0, SGI + 0x41b, 1, 0x60);
	write_4(vm, SGI + 0x100, 0x08000008);
	assert_int_equal(gic->sgi_lr[3], 0);
	assert_int_equal(gic->vtimer_lr, 0);
	write_4(vm, GICD, 2);
	assert_int_equal(gic->sgi_lr[3], UINT64_C(0x5050000000000003));
	assert_int_equal(gic->vtimer_lr, UINT64_C(0x7060001b0000001b));
	assert_int_equal(gic->sgi_lr[4], 0);
	write_4(vm, SGI + 0x80, 0);
	assert_int_equal(gic->sgi_lr[3], 0);
	write_4(vm, GICD, 1);
	assert_int_equal(gic->sgi_lr[3], UINT64_C(0x4050000000000003));
	assert_int_equal(gic->vtimer_lr, UINT64_C(0x6060001b0000001b));
	guest_write(vm, 0, SGI + 0x403, 1, 0x10);
	assert_int_equal(gic->sgi_lr[3], UINT64_C(0x4010000000000003));
	write_4(vm, SGI + 0x180, 0x08000008);
	assert_int_equal(gic->sgi_lr[3], 0);
	assert_int_equal(gic->vtimer_lr, 0);
	write_4(vm, SGI + 0x100, 0x08000008);
	write_4(vm, UINT64_C(0x080a0014), 2); /* asleep */
	assert_int_equal(gic->sgi_lr[3], 0);
}

/* A fast path has written it, and the model hears of it at the next fold. */
static void what_a_fast_path_lists_is_seen(void **state)
{
	struct vm *vm = with_spis();
	struct machine_cpu *cpu = &machine[0];

	(void)state;
	cpu->lr[1] = vm->cpus[0].gic.sgi_lr[2];
	assert_int_equal(guest_read(vm, 0, SGI + 0x200, 4), 0x4);
	assert_int_equal(guest_acknowledge(0), 2);
	assert_int_equal(guest_read(vm, 0, SGI + 0x300, 4), 0x4);
	write_4(vm, SGI + 0x380, 0x4);
	assert_int_equal(guest_read(vm, 0, SGI + 0x300, 4), 0);
	guest_end(0, 2);
	cpu->lr[1] = vm->cpus[0].gic.sgi_lr[2];
	write_4(vm, SGI + 0x280, 0x4);
	assert_int_equal(guest_peek(0), NO_INTID);
	assert_int_equal(guest_read(vm, 0, SGI + 0x200, 4), 0);
}

static void a_vcpu_that_waits_is_woken_by_what_passes_its_mask(void **state)
{
	struct vm *vm = with_spis();
	struct vm_cpu *cpu = &vm->cpus[0];

	(void)state;
	assert_false(vgic_has_pending(cpu));
	machine_set_line(vm, 0, 40, true);
	assert_true(vgic_has_pending(cpu));
	machine[0].vmcr = 0xa0000003; /* mask: only what is more urgent than 0xa0 */
	assert_false(vgic_has_pending(cpu));
	machine[0].vmcr = 0xa8000003;
	assert_true(vgic_has_pending(cpu));
	machine[0].vmcr = 0xff000001; /* Group 0 alone */
	assert_false(vgic_has_pending(cpu));
	machine[0].vmcr = 0xff000002;
	write_4(vm, GICD + 0x184, 1 << 8);
	assert_false(vgic_has_pending(cpu));
	write_4(vm, GICD + 0x104, 1 << 8);
	assert_int_equal(guest_acknowledge(0), 40);
	assert_false(vgic_has_pending(cpu));
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, vgic_fixture_end)
	const struct CMUnitTest tests[] = {
		T(an_sgi_to_oneself_is_pending_in_the_second),
		T(what_is_not_enabled_waits),
		T(a_level_has_the_eoi_bit_while_its_line_is_high),
		T(a_level_that_stays_high_comes_again),
		T(an_edge_while_active_is_another_interrupt),
		T(a_latched_level_is_taken_once),
		T(more_than_fit_follow_in_order_of_priority),
		T(empty_list_registers_mean_that_nothing_waits),
		T(nested_interrupts_end_in_list_registers),
		T(one_of_the_pending_ones_is_always_in),
		T(prepared_list_registers_follow_the_registers),
		T(what_a_fast_path_lists_is_seen),
		T(a_vcpu_that_waits_is_woken_by_what_passes_its_mask),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
