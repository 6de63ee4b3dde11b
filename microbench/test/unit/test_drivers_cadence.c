/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Cadence UART over a model of one: a FIFO that takes bytes while it has room and loses
 * those that come when it has none, and a line that sends one each time that somebody looks.
 */
#include "unit/cm.h"

#include <string.h>

#include "drivers/uart_cadence.h"
#include "unit/drivers_cpu.h"

#define FIFO_BYTES 64u

static struct {
	char sent[256];
	size_t n_sent;
	char fifo[FIFO_BYTES];
	size_t n_fifo;
	bool is_shifting;
	unsigned int looks_a_byte; /* how slow the line is */
	unsigned int looks;
	size_t n_lost;
	uint32_t control;
} chip;

static void advance(void)
{
	if (++chip.looks % chip.looks_a_byte != 0) {
		return;
	}
	chip.is_shifting = chip.n_fifo != 0;
	if (chip.n_fifo != 0) {
		chip.sent[chip.n_sent++] = chip.fifo[0];
		memmove(chip.fifo, chip.fifo + 1, --chip.n_fifo);
	}
}

/* UG1087, "UART Module": Control 0x00; Channel_sts 0x2c: TEMPTY bit 3, TFUL 4, TACTIVE 11; FIFO 0x30 */
uint32_t mmio_read_32(uintptr_t address)
{
	if (address == DRIVERS_UART_BASE) {
		return chip.control;
	}
	assert_int_equal(address, DRIVERS_UART_BASE + 0x2c);
	advance();
	return (chip.n_fifo == 0 ? 1u << 3 : 0) | (chip.n_fifo == FIFO_BYTES ? 1u << 4 : 0) |
	       (chip.is_shifting ? 1u << 11 : 0);
}

void mmio_write_32(uintptr_t address, uint32_t value)
{
	if (address == DRIVERS_UART_BASE) {
		chip.control = value;
		return;
	}
	assert_int_equal(address, DRIVERS_UART_BASE + 0x30);
	assert_in_range(value, 0, 255);
	if (chip.n_fifo == FIFO_BYTES) {
		chip.n_lost++;
		return;
	}
	chip.fifo[chip.n_fifo++] = (char)value;
}

static int set_up(void **state)
{
	(void)state;
	memset(&chip, 0, sizeof(chip));
	chip.looks_a_byte = 30;
	/* TXDIS, and what firmware has chosen beside it */
	chip.control = 0x128;
	uart_cadence.init(DRIVERS_UART_BASE);
	return 0;
}

static void put(const char *text)
{
	for (; *text != '\0'; text++) {
		uart_cadence.put(DRIVERS_UART_BASE, *text);
	}
}

static void the_transmitter_is_turned_on_and_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(chip.control, 0x118);
}

static void nothing_is_lost_on_a_slow_line(void **state)
{
	const char text[] =
		"much longer than the sixty-four bytes of a FIFO, which is what it takes \xff";

	(void)state;
	put(text);
	uart_cadence.flush(DRIVERS_UART_BASE);
	assert_int_equal(chip.n_lost, 0);
	assert_int_equal(chip.n_sent, strlen(text));
	assert_memory_equal(chip.sent, text, strlen(text));
}

static void a_flush_waits_for_the_last_bit(void **state)
{
	(void)state;
	put("x");
	uart_cadence.flush(DRIVERS_UART_BASE);
	assert_int_equal(chip.n_sent, 1);
	assert_false(chip.is_shifting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_transmitter_is_turned_on_and_nothing_else, set_up),
		cmocka_unit_test_setup(nothing_is_lost_on_a_slow_line, set_up),
		cmocka_unit_test_setup(a_flush_waits_for_the_last_bit, set_up),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
