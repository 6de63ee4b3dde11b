/* SPDX-License-Identifier: Apache-2.0 */
/* Registers of the virtual GICv3 as a guest reads and writes them. Numbers are IHI 0069's. */
#include "unit/cm.h"
#include "unit/vgic_fixture.h"

#define GICD UINT64_C(0x08000000)
#define GICR UINT64_C(0x080a0000)
#define SGI  UINT64_C(0x080b0000) /* of vCPU 0 */

static uint64_t read_4(struct vm *vm, uint64_t ipa)
{
	return guest_read(vm, 0, ipa, 4);
}

static void write_4(struct vm *vm, uint64_t ipa, uint64_t value)
{
	guest_write(vm, 0, ipa, 4, value);
}

static void the_distributor_says_what_it_is(void **state)
{
	struct vm *vm = vgic_fixture(true, 2, false);

	(void)state;
	/* ARE and DS read as one, all groups are disabled. */
	assert_int_equal(read_4(vm, GICD), 0x50);
	/* 3 banks of 32, 10 bits of INTID, message-based SPIs. */
	assert_int_equal(read_4(vm, GICD + 0x4), 0x00490002);
	assert_int_equal(read_4(vm, GICD + 0x8), 0x5400043b);
	assert_int_equal(read_4(vm, GICD + 0xffe8) >> 4 & 15, 3);
}

static void each_redistributor_says_whose_it_is(void **state)
{
	struct vm *vm = vgic_fixture(true, 3, false);

	(void)state;
	/* Affinity 63:32, Processor_Number 23:8, Last 4. */
	assert_int_equal(guest_read(vm, 0, GICR + 0x8, 8), 0);
	assert_int_equal(guest_read(vm, 0, GICR + 0x20008, 8), UINT64_C(0x0000000100000100));
	assert_int_equal(guest_read(vm, 0, GICR + 0x40008, 8), UINT64_C(0x0000000200000210));
	assert_int_equal(read_4(vm, GICR + 0x40008), 0x210);
	assert_int_equal(read_4(vm, GICR + 0x4000c), 2);
	assert_int_equal(read_4(vm, GICR + 0x20004), 0x5400043b);
	assert_int_equal(read_4(vm, GICR + 0x2ffe8) >> 4 & 15, 3);
	assert_int_equal(read_4(vm, GICR), 0);
}

static void there_are_frames_for_each_vcpu_and_no_more(void **state)
{
	struct vm *vm = vgic_fixture(true, 2, false);

	(void)state;
	assert_true(vgic_is_there(vm, GICD));
	assert_true(vgic_is_there(vm, GICD + 0xffff));
	assert_false(vgic_is_there(vm, GICD - 1));
	assert_false(vgic_is_there(vm, GICD + 0x10000));
	assert_false(vgic_is_there(vm, GICR - 1));
	assert_true(vgic_is_there(vm, GICR + 0x3ffff));
	assert_false(vgic_is_there(vm, GICR + 0x40000));
}

static void a_guest_without_one_has_nothing_there(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, false);

	(void)state;
	machine_unbind(vm, 0);
	vgic_init_none(vm);
	assert_false(vgic_is_there(vm, GICD));
	assert_false(vgic_is_there(vm, GICR));
	assert_false(vgic_on_interrupt(&vm->cpus[0], 27));
	assert_false(vgic_has_pending(&vm->cpus[0]));
	machine_bind(vm, 0);
	assert_int_equal(machine[0].lr[0] | machine[0].lr[1], 0);
}

static void the_control_register_keeps_both_enables(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, false);

	(void)state;
	/* What Linux writes: ARE_NS, EnableGrp1A, EnableGrp1. */
	write_4(vm, GICD, 0x13);
	assert_int_equal(read_4(vm, GICD), 0x53);
	write_4(vm, GICD, 0xfffffffe);
	assert_int_equal(read_4(vm, GICD), 0x52);
	write_4(vm, GICD, 0);
	assert_int_equal(read_4(vm, GICD), 0x50);
}

static void firmware_leaves_all_in_group_1_disabled_and_for_cpu_0(void **state)
{
	struct vm *vm = vgic_fixture(true, 2, false);
	static const uint16_t zero[] = { 0x100, 0x180, 0x200, 0x280, 0x300, 0x380 };

	(void)state;
	assert_int_equal(read_4(vm, SGI + 0x80), 0xffffffff);
	assert_int_equal(read_4(vm, GICD + 0x84), 0xffffffff);
	for (unsigned int i = 0; i < sizeof(zero) / sizeof(zero[0]); i++) {
		assert_int_equal(read_4(vm, SGI + zero[i]), 0);
		assert_int_equal(read_4(vm, GICD + zero[i] + 4), 0);
	}
	assert_int_equal(read_4(vm, SGI + 0xc00), 0xaaaaaaaa);
	assert_int_equal(read_4(vm, SGI + 0xc04), 0);
	assert_int_equal(guest_read(vm, 0, GICD + 0x6100, 8), 0);
	assert_int_equal(read_4(vm, GICR + 0x14), 0);
}

static void private_interrupts_have_nothing_in_the_distributor(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, false);

	(void)state;
	write_4(vm, SGI + 0x100, 0xffffffff);
	assert_int_equal(read_4(vm, GICD + 0x80), 0);
	assert_int_equal(read_4(vm, GICD + 0x100), 0);
	write_4(vm, GICD + 0x180, 0xffffffff);
	assert_int_equal(read_4(vm, SGI + 0x100), 0xffffffff);
	write_4(vm, SGI + 0x404, 0x11223344);
	assert_int_equal(read_4(vm, GICD + 0x404), 0);
	assert_int_equal(read_4(vm, GICD + 0xc00), 0);
	/* ITARGETSR, SGIR and the rest of a GICv2's. */
	assert_int_equal(read_4(vm, GICD + 0x820), 0);
	write_4(vm, GICD + 0xf00, 0x02000001);
	assert_int_equal(read_4(vm, SGI + 0x200), 0);
}

static void enables_are_set_and_cleared_by_ones(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, false);

	(void)state;
	write_4(vm, GICD + 0x104, 0x80000001);
	write_4(vm, GICD + 0x104, 0x00000010);
	assert_int_equal(read_4(vm, GICD + 0x104), 0x80000011);
	assert_int_equal(read_4(vm, GICD + 0x184), 0x80000011);
	write_4(vm, GICD + 0x184, 0x00000001);
	assert_int_equal(read_4(vm, GICD + 0x104), 0x80000010);
	assert_int_equal(read_4(vm, GICD + 0x108), 0);
	write_4(vm, GICD + 0x108, 0x4);
	assert_int_equal(read_4(vm, GICD + 0x108), 0x4);
}

static void spis_end_at_95(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, false);

	(void)state;
	for (uint64_t offset = 0x80; offset < 0x400; offset += 0x80) {
		write_4(vm, GICD + offset + 0xc, 0xffffffff);
		assert_int_equal(read_4(vm, GICD + offset + 0xc), 0);
		write_4(vm, GICD + offset + 0x7c, 0xffffffff);
		assert_int_equal(read_4(vm, GICD + offset + 0x7c), 0);
		write_4(vm, SGI + offset + 0x4, 0xffffffff);
		assert_int_equal(read_4(vm, SGI + offset + 0x4), 0);
	}
	write_4(vm, GICD + 0x460, 0xffffffff);
	assert_int_equal(read_4(vm, GICD + 0x460), 0);
	write_4(vm, GICD + 0xc18, 0xffffffff);
	assert_int_equal(read_4(vm, GICD + 0xc18), 0);
	guest_write(vm, 0, GICD + 0x6300, 8, 1);
	assert_int_equal(guest_read(vm, 0, GICD + 0x6300, 8), 0);
}

static void priorities_have_five_bits_and_are_read_by_bytes_and_words(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, false);

	(void)state;
	write_4(vm, GICD + 0x420, 0xffa7180f);
	assert_int_equal(read_4(vm, GICD + 0x420), 0xf8a01808);
	assert_int_equal(guest_read(vm, 0, GICD + 0x422, 1), 0xa0);
	guest_write(vm, 0, GICD + 0x421, 1, 0x7f);
	assert_int_equal(read_4(vm, GICD + 0x420), 0xf8a07808);
	guest_write(vm, 0, SGI + 0x41f, 1, 0x40);
	assert_int_equal(read_4(vm, SGI + 0x41c), 0x40000000);
}

static void only_spis_change_their_trigger(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, false);

	(void)state;
	/* The lower bit of each two is nothing. */
	write_4(vm, GICD + 0xc08, 0x80000003);
	assert_int_equal(read_4(vm, GICD + 0xc08), 0x80000002);
	write_4(vm, GICD + 0xc0c, 0x00000008);
	assert_int_equal(read_4(vm, GICD + 0xc0c), 0x00000008);
	assert_int_equal(read_4(vm, GICD + 0xc08), 0x80000002);
	write_4(vm, SGI + 0xc00, 0);
	assert_int_equal(read_4(vm, SGI + 0xc00), 0xaaaaaaaa);
	write_4(vm, SGI + 0xc04, 0xffffffff);
	assert_int_equal(read_4(vm, SGI + 0xc04), 0);
}

static void routes_are_of_64_bits_or_two_halves(void **state)
{
	struct vm *vm = vgic_fixture(true, 2, false);

	(void)state;
	/* Aff3 is none (TYPER.A3V is 0); bit 31 is the mode. */
	guest_write(vm, 0, GICD + 0x6108, 8, UINT64_C(0xffffffffffffffff));
	assert_int_equal(guest_read(vm, 0, GICD + 0x6108, 8), 0x80ffffff);
	write_4(vm, GICD + 0x6108, 0x00000001);
	assert_int_equal(guest_read(vm, 0, GICD + 0x6108, 8), 1);
	write_4(vm, GICD + 0x610c, 0xffffffff);
	assert_int_equal(guest_read(vm, 0, GICD + 0x6108, 8), 1);
	assert_int_equal(read_4(vm, GICD + 0x610c), 0);
	/* Private ones have none. */
	guest_write(vm, 0, GICD + 0x60f8, 8, 1);
	assert_int_equal(guest_read(vm, 0, GICD + 0x60f8, 8), 0);
}

static void pending_and_active_are_set_and_cleared_by_ones(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, true);

	(void)state;
	write_4(vm, GICD + 0x204, 0x00000103);
	assert_int_equal(read_4(vm, GICD + 0x204), 0x103);
	assert_int_equal(read_4(vm, GICD + 0x284), 0x103);
	write_4(vm, GICD + 0x284, 0x00000002);
	assert_int_equal(read_4(vm, GICD + 0x204), 0x101);
	write_4(vm, GICD + 0x308, 0x80000000);
	assert_int_equal(read_4(vm, GICD + 0x308), 0x80000000);
	assert_int_equal(read_4(vm, GICD + 0x388), 0x80000000);
	write_4(vm, GICD + 0x388, 0x80000000);
	assert_int_equal(read_4(vm, GICD + 0x308), 0);
	write_4(vm, SGI + 0x200, 0x00000008);
	assert_int_equal(read_4(vm, SGI + 0x200), 0x8);
	write_4(vm, SGI + 0x280, 0x00000008);
	assert_int_equal(read_4(vm, SGI + 0x200), 0);
}

static void accesses_of_other_sizes_are_nothing(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, true);

	(void)state;
	guest_write(vm, 0, GICD + 0x104, 1, 0xff);
	guest_write(vm, 0, GICD + 0x104, 2, 0xffff);
	guest_write(vm, 0, GICD + 0x104, 8, UINT64_C(0xffffffffffffffff));
	assert_int_equal(read_4(vm, GICD + 0x104), 0);
	assert_int_equal(guest_read(vm, 0, GICD + 0x8, 1), 0);
	assert_int_equal(guest_read(vm, 0, GICD, 8), 0);
	guest_write(vm, 0, GICD + 0x420, 2, 0xffff);
	guest_write(vm, 0, GICD + 0x420, 8, UINT64_C(0xffffffffffffffff));
	assert_int_equal(read_4(vm, GICD + 0x420), 0);
	/* Across the alignment of what it would be. */
	guest_write(vm, 0, GICD + 0x106, 4, 0xffffffff);
	assert_int_equal(read_4(vm, GICD + 0x104), 0);
	assert_int_equal(guest_read(vm, 0, GICD + 0x6, 4), 0);
}

/* Every word of every frame, and that of the guest's neighbours nothing is written. */
static void any_access_is_answered(void **state)
{
	struct vm *vm = vgic_fixture(true, 2, true);

	(void)state;
	for (uint64_t offset = 0; offset < 0x40000; offset += 4) {
		uint64_t ipa = (offset < 0x10000 ? GICD : GICR) + offset;

		(void)guest_read(vm, 0, ipa, 4);
		write_4(vm, ipa, 0xffffffff);
		(void)guest_read(vm, 1, ipa & ~UINT64_C(7), 8);
		guest_write(vm, 1, ipa & ~UINT64_C(7), 8, UINT64_C(0xffffffffffffffff));
		guest_write(vm, 1, ipa, 1, 0);
		machine_settle_all(vm);
	}
}

static void messages_set_and_clear_shared_interrupts(void **state)
{
	struct vm *vm = vgic_fixture(true, 1, true);

	(void)state;
	write_4(vm, GICD + 0xc08, 0x00000008); /* 33 by its edge */
	write_4(vm, GICD + 0x40, 33);
	guest_write(vm, 0, GICD + 0x40, 2, 34);
	assert_int_equal(read_4(vm, GICD + 0x204), 0x6);
	/* A level is not cleared by ICPENDR, but by the message. */
	write_4(vm, GICD + 0x284, 0x6);
	assert_int_equal(read_4(vm, GICD + 0x204), 0x4);
	write_4(vm, GICD + 0x48, 34);
	assert_int_equal(read_4(vm, GICD + 0x204), 0);
	write_4(vm, GICD + 0x40, 27);
	assert_int_equal(read_4(vm, SGI + 0x200), 0);
	write_4(vm, GICD + 0x40, 96);
	write_4(vm, GICD + 0x40, 1023);
}

int main(void)
{
#define T(name) cmocka_unit_test_teardown(name, vgic_fixture_end)
	const struct CMUnitTest tests[] = {
		T(the_distributor_says_what_it_is),
		T(each_redistributor_says_whose_it_is),
		T(there_are_frames_for_each_vcpu_and_no_more),
		T(a_guest_without_one_has_nothing_there),
		T(the_control_register_keeps_both_enables),
		T(firmware_leaves_all_in_group_1_disabled_and_for_cpu_0),
		T(private_interrupts_have_nothing_in_the_distributor),
		T(enables_are_set_and_cleared_by_ones),
		T(spis_end_at_95),
		T(priorities_have_five_bits_and_are_read_by_bytes_and_words),
		T(only_spis_change_their_trigger),
		T(routes_are_of_64_bits_or_two_halves),
		T(pending_and_active_are_set_and_cleared_by_ones),
		T(accesses_of_other_sizes_are_nothing),
		T(any_access_is_answered),
		T(messages_set_and_clear_shared_interrupts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
