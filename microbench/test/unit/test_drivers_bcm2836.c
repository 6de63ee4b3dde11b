/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The interrupt controller of a BCM2836 over a model of it: QA7_rev3.4. A line is given to a core
 * when it is high and enabled there; a mailbox's is high while a bit of it is set.
 */
#include "unit/cm.h"

#include <string.h>

#include "boards/board.h"
#include "drivers/bcm2836/gic.h"
#include "unit/drivers_cpu.h"

#define CORES         4u
#define NOTHING       GIC_INTID_SPECIAL
#define HYP_TIMER     26u
#define VIRTUAL_TIMER 27u

static struct {
	uint32_t timer_lines[CORES]; /* bit 0 CNTPS, 1 CNTPNS, 2 CNTHP, 3 CNTV */
	uint32_t timer_control[CORES];
	uint32_t mailbox_control[CORES];
	uint32_t mailbox[CORES][4];
	bool has_gpu_line;
	uint32_t gpu_off[3]; /* what was written to "disable" */
	bool is_gpu_fiq_off;
} chip;

static uint32_t sources(uint32_t core)
{
	uint32_t given = chip.timer_lines[core] & chip.timer_control[core];

	for (uint32_t n = 0; n < 4; n++) {
		if (chip.mailbox[core][n] != 0 && (chip.mailbox_control[core] >> n & 1) != 0) {
			given |= 1u << (4 + n);
		}
	}
	return given | (chip.has_gpu_line && core == 0 ? 1u << 8 : 0);
}

uint32_t mmio_read_32(uintptr_t address)
{
	uintptr_t offset = address - DRIVERS_LOCAL_BASE;

	assert_in_range(offset, 0x60, 0x6c);
	assert_int_equal(offset % 4, 0);
	return sources((uint32_t)(offset - 0x60) / 4);
}

static void write_gpu(uintptr_t offset, uint32_t value)
{
	switch (offset) {
	case 0x0c:
		chip.is_gpu_fiq_off = value == 0;
		break;
	case 0x1c:
	case 0x20:
	case 0x24:
		chip.gpu_off[(offset - 0x1c) / 4] |= value;
		break;
	default:
		fail_msg("no register of the GPU's interrupts: %#zx", (size_t)offset);
	}
}

static void write_local(uintptr_t offset, uint32_t value)
{
	if (offset >= 0x40 && offset < 0x50) {
		chip.timer_control[(offset - 0x40) / 4] = value;
	} else if (offset >= 0x50 && offset < 0x60) {
		chip.mailbox_control[(offset - 0x50) / 4] = value;
	} else if (offset >= 0x80 && offset < 0xc0) {
		chip.mailbox[(offset - 0x80) / 16][offset / 4 % 4] |= value;
	} else if (offset >= 0xc0 && offset < 0x100) {
		chip.mailbox[(offset - 0xc0) / 16][offset / 4 % 4] &= ~value;
	} else {
		fail_msg("no register of the cores: %#zx", (size_t)offset);
	}
}

void mmio_write_32(uintptr_t address, uint32_t value)
{
	if (address - DRIVERS_GPU_IRQ_BASE < 0x100) {
		write_gpu(address - DRIVERS_GPU_IRQ_BASE, value);
	} else {
		write_local(address - DRIVERS_LOCAL_BASE, value);
	}
}

static int set_up(void **state)
{
	(void)state;
	memset(&chip, 0, sizeof(chip));
	assert_null(gic_init_distributor());
	for (uint32_t core = 0; core < CORES; core++) {
		drivers_be_cpu(core);
		assert_null(gic_init_cpu(core));
	}
	drivers_be_cpu(0);
	return 0;
}

static void a_timer_is_given_to_the_core_that_enabled_it(void **state)
{
	(void)state;
	chip.timer_lines[0] = 1u << 2;
	chip.timer_lines[2] = 1u << 2 | 1u << 3;
	assert_true(gic_acknowledge() >= NOTHING);
	drivers_be_cpu(2);
	gic_enable_private(HYP_TIMER);
	assert_int_equal(gic_acknowledge(), HYP_TIMER);
	drivers_be_cpu(0);
	assert_true(gic_acknowledge() >= NOTHING);
}

static void every_timer_has_its_intid(void **state)
{
	const uint32_t intids[4] = { 29, 30, 26, 27 };

	(void)state;
	for (uint32_t n = 0; n < 4; n++) {
		gic_enable_private(intids[n]);
		chip.timer_lines[0] = 1u << n;
		assert_int_equal(gic_acknowledge(), intids[n]);
		gic_end(intids[n]);
	}
}

static void a_line_that_stays_high_comes_again(void **state)
{
	(void)state;
	gic_enable_private(HYP_TIMER);
	chip.timer_lines[0] = 1u << 2;
	assert_int_equal(gic_acknowledge(), HYP_TIMER);
	gic_end(HYP_TIMER);
	assert_int_equal(gic_acknowledge(), HYP_TIMER);
	chip.timer_lines[0] = 0;
	gic_end(HYP_TIMER);
	assert_true(gic_acknowledge() >= NOTHING);
}

static void what_is_dropped_is_not_given_until_it_is_deactivated(void **state)
{
	(void)state;
	gic_enable_private(VIRTUAL_TIMER);
	chip.timer_lines[0] = 1u << 3;
	assert_int_equal(gic_acknowledge(), VIRTUAL_TIMER);
	gic_drop(VIRTUAL_TIMER);
	assert_true(gic_is_active_private(VIRTUAL_TIMER));
	assert_true(gic_acknowledge() >= NOTHING);
	gic_deactivate(VIRTUAL_TIMER);
	assert_false(gic_is_active_private(VIRTUAL_TIMER));
	assert_int_equal(gic_acknowledge(), VIRTUAL_TIMER);
}

static void what_is_disabled_while_active_stays_disabled(void **state)
{
	(void)state;
	gic_enable_private(VIRTUAL_TIMER);
	chip.timer_lines[0] = 1u << 3;
	gic_drop(VIRTUAL_TIMER);
	gic_disable_private(VIRTUAL_TIMER);
	gic_deactivate(VIRTUAL_TIMER);
	assert_true(gic_acknowledge() >= NOTHING);
}

static void a_message_comes_once_and_to_its_core_alone(void **state)
{
	(void)state;
	drivers_be_cpu(3);
	gic_enable_private(1);
	drivers_be_cpu(0);
	gic_enable_private(1);
	gic_send_sgi(3, 1);
	gic_send_sgi(3, 1);
	assert_true(gic_acknowledge() >= NOTHING);
	drivers_be_cpu(3);
	assert_int_equal(gic_acknowledge(), 1);
	gic_end(1);
	assert_true(gic_acknowledge() >= NOTHING);
}

/* A kick that comes while nobody takes any waits, and keeps no other message away. */
static void a_message_that_is_disabled_waits_and_is_in_nobodys_way(void **state)
{
	(void)state;
	gic_enable_private(0);
	gic_send_sgi(0, 1);
	assert_true(gic_acknowledge() >= NOTHING);
	gic_send_sgi(0, 0);
	assert_int_equal(gic_acknowledge(), 0);
	gic_end(0);
	gic_enable_private(1);
	assert_int_equal(gic_acknowledge(), 1);
}

static void a_core_that_begins_has_nothing(void **state)
{
	(void)state;
	gic_enable_private(0);
	gic_enable_private(HYP_TIMER);
	gic_send_sgi(0, 0);
	chip.timer_lines[0] = 1u << 2;
	assert_null(gic_init_cpu(0));
	assert_true(gic_acknowledge() >= NOTHING);
	gic_enable_private(0);
	assert_true(gic_acknowledge() >= NOTHING);
}

static void the_gpu_is_silent(void **state)
{
	(void)state;
	assert_true(chip.is_gpu_fiq_off);
	for (size_t n = 0; n < 3; n++) {
		assert_int_equal(chip.gpu_off[n], ~0u);
	}
	/* And what it says anyway is no interrupt of ours. */
	chip.has_gpu_line = true;
	assert_true(gic_acknowledge() >= NOTHING);
}

static void what_is_not_there_is_never_given(void **state)
{
	(void)state;
	gic_enable_private(25);
	gic_set_active_private(25, true);
	assert_false(gic_is_active_private(25));
	assert_int_equal(chip.timer_control[0] | chip.mailbox_control[0], 0);
	assert_int_equal(gic_empty_lists(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_timer_is_given_to_the_core_that_enabled_it, set_up),
		cmocka_unit_test_setup(every_timer_has_its_intid, set_up),
		cmocka_unit_test_setup(a_line_that_stays_high_comes_again, set_up),
		cmocka_unit_test_setup(what_is_dropped_is_not_given_until_it_is_deactivated,
				       set_up),
		cmocka_unit_test_setup(what_is_disabled_while_active_stays_disabled, set_up),
		cmocka_unit_test_setup(a_message_comes_once_and_to_its_core_alone, set_up),
		cmocka_unit_test_setup(a_message_that_is_disabled_waits_and_is_in_nobodys_way,
				       set_up),
		cmocka_unit_test_setup(a_core_that_begins_has_nothing, set_up),
		cmocka_unit_test_setup(the_gpu_is_silent, set_up),
		cmocka_unit_test_setup(what_is_not_there_is_never_given, set_up),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
