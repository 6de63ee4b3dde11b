/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The driver of 16550s over a model of one: a FIFO that takes bytes while it has room and loses
 * those that come when it has none, and a line that sends one each time that somebody looks.
 */
#include "unit/cm.h"

#include <string.h>

#include "drivers/uart_8250.h"
#include "unit/drivers_cpu.h"

#define FIFO_BYTES 16u

static struct {
	char sent[64];
	size_t n_sent;
	char fifo[FIFO_BYTES];
	size_t n_fifo;
	bool is_shifting;
	unsigned int looks_a_byte; /* how slow the line is */
	unsigned int looks;
	size_t n_lost;
	uint32_t ier;
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

uint32_t mmio_read_32(uintptr_t address)
{
	/* The line status register, fifth from 0, 4 bytes each. */
	assert_int_equal(address, DRIVERS_UART_BASE + 0x14);
	advance();
	return (chip.n_fifo == 0 ? 0x20 : 0) | (chip.n_fifo == 0 && !chip.is_shifting ? 0x40 : 0);
}

void mmio_write_32(uintptr_t address, uint32_t value)
{
	if (address == DRIVERS_UART_BASE + 4) {
		chip.ier = value;
		return;
	}
	assert_int_equal(address, DRIVERS_UART_BASE);
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
	chip.looks_a_byte = 3;
	chip.ier = ~0u;
	uart_8250.init(DRIVERS_UART_BASE);
	return 0;
}

static void put(const char *text)
{
	for (; *text != '\0'; text++) {
		uart_8250.put(DRIVERS_UART_BASE, *text);
	}
}

static void no_interrupt_is_asked_for(void **state)
{
	(void)state;
	assert_int_equal(chip.ier, 0);
}

static void nothing_is_lost_on_a_slow_line(void **state)
{
	const char text[] = "longer than the sixteen bytes of a FIFO \xff";

	(void)state;
	put(text);
	uart_8250.flush(DRIVERS_UART_BASE);
	assert_int_equal(chip.n_lost, 0);
	assert_int_equal(chip.n_sent, strlen(text));
	assert_memory_equal(chip.sent, text, strlen(text));
}

static void a_flush_waits_for_the_last_bit(void **state)
{
	(void)state;
	put("x");
	uart_8250.flush(DRIVERS_UART_BASE);
	assert_int_equal(chip.n_sent, 1);
	assert_false(chip.is_shifting);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(no_interrupt_is_asked_for, set_up),
		cmocka_unit_test_setup(nothing_is_lost_on_a_slow_line, set_up),
		cmocka_unit_test_setup(a_flush_waits_for_the_last_bit, set_up),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
