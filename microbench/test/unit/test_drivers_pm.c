/* SPDX-License-Identifier: Apache-2.0 */
/* How a Raspberry Pi is switched off: what Linux writes, to registers that want a password. */
#include "unit/cm.h"

#include <string.h>

#include "drivers/bcm2835_pm.h"
#include "unit/drivers_cpu.h"

#define PASSWORD 0x5a000000u

static struct {
	uint32_t rstc;
	uint32_t rsts;
	uint32_t wdog;
	bool is_off; /* by a reset that firmware is told to stay off after */
} chip;

uint32_t mmio_read_32(uintptr_t address)
{
	switch (address - DRIVERS_PM_BASE) {
	case 0x1c:
		return chip.rstc;
	case 0x20:
		return chip.rsts;
	default:
		fail_msg("reads %#zx", (size_t)address);
		return 0;
	}
}

void mmio_write_32(uintptr_t address, uint32_t value)
{
	assert_int_equal(value & 0xff000000u, PASSWORD);
	value &= 0x00ffffffu;
	switch (address - DRIVERS_PM_BASE) {
	case 0x1c:
		chip.rstc = value;
		chip.is_off =
			(value & 0x30) == 0x20 && chip.wdog != 0 && (chip.rsts & 0x555) == 0x555;
		break;
	case 0x20:
		chip.rsts = value;
		break;
	case 0x24:
		chip.wdog = value;
		break;
	default:
		fail_msg("writes %#zx", (size_t)address);
	}
}

static void it_goes_off_and_other_bits_stay(void **state)
{
	(void)state;
	memset(&chip, 0, sizeof(chip));
	chip.rstc = 0x112;
	chip.rsts = 0x1000;
	bcm2835_pm_off(DRIVERS_PM_BASE);
	assert_true(chip.is_off);
	assert_int_equal(chip.rsts, 0x1555);
	assert_int_equal(chip.rstc, 0x122);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_goes_off_and_other_bits_stay),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
