/* SPDX-License-Identifier: Apache-2.0 */
/* Registers of the virtual GICv3 as a guest reads and writes them. Numbers are IHI 0069's. */
#include "unit/cm.h"
#include "unit/vgic_fixture.h"

#define GICD UINT64_C(0x08000000)
#define GICR UINT64_C(0x080a0000)
#define SGI  UINT64_C(0x080b0000) /* vCPU 0's */

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(the_distributor_says_what_it_is, vgic_fixture_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
