/* SPDX-License-Identifier: Apache-2.0 */
/* Registers of the virtual PL011. Numbers are those of DDI 0183, "Programmers Model". */
#include "unit/cm.h"
#include "unit/vuart_fixture.h"

#define DR    (UART + 0x00)
#define RSR   (UART + 0x04)
#define FR    (UART + 0x18)
#define LCR_H (UART + 0x2c)
#define CR    (UART + 0x30)
#define IFLS  (UART + 0x34)
#define IMSC  (UART + 0x38)
#define RIS   (UART + 0x3c)
#define MIS   (UART + 0x40)
#define ICR   (UART + 0x44)
#define TX    0x20u /* TXIM, TXRIS, TXMIS, TXIC */

static uint64_t load_4(struct vm *vm, uint64_t ipa)
{
	return load(vm, ipa, 2);
}

static void store_4(struct vm *vm, uint64_t ipa, uint64_t value)
{
	store(vm, ipa, 2, value);
}

/* As the guest finds it: on, as firmware leaves it, which the manual's reset value is not. */
static void at_the_start(void **state)
{
	assert_int_equal(load_4(*state, DR), 0);
	assert_int_equal(load_4(*state, RSR), 0);
	assert_int_equal(load_4(*state, FR), 0x90); /* TXFE, RXFE */
	assert_int_equal(load_4(*state, LCR_H), 0);
	assert_int_equal(load_4(*state, CR), 0x301);
	assert_int_equal(load_4(*state, IFLS), 0x12);
	assert_int_equal(load_4(*state, IMSC), 0);
	assert_int_equal(load_4(*state, RIS), 0);
	assert_int_equal(load_4(*state, MIS), 0);
}

static void it_says_that_it_is_a_pl011(void **state)
{
	static const uint8_t ids[] = { 0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1 };

	for (unsigned int i = 0; i < 8; i++) {
		assert_int_equal(load_4(*state, UART + 0xfe0 + i * 4), ids[i]);
	}
	assert_int_equal(load_4(*state, UART + 0xfdc), 0);
}

/* UARTILPR, IBRD, FBRD, LCR_H, CR, IFLS, IMSC, DMACR: their bits, and no others. */
static void registers_keep_the_bits_that_there_are(void **state)
{
	static const struct {
		uint32_t offset;
		uint32_t bits;
	} rows[] = { { 0x20, 0xff },   { 0x24, 0xffff }, { 0x28, 0x3f },  { 0x2c, 0xff },
		     { 0x30, 0xff87 }, { 0x34, 0x3f },   { 0x38, 0x7ff }, { 0x48, 0x7 } };

	for (unsigned int i = 0; i < 8; i++) {
		store_4(*state, UART + rows[i].offset, 0xffffffff);
		assert_int_equal(load_4(*state, UART + rows[i].offset), rows[i].bits);
		store_4(*state, UART + rows[i].offset, 0);
		assert_int_equal(load_4(*state, UART + rows[i].offset), 0);
	}
}

static void what_is_read_only_stays(void **state)
{
	static const uint32_t offsets[] = { 0x04, 0x18, 0x3c, 0x40, 0xfe0, 0x800, 0x08, 0xffc };

	for (unsigned int i = 0; i < 8; i++) {
		uint64_t before = load_4(*state, UART + offsets[i]);

		store_4(*state, UART + offsets[i], 0xffffffff);
		assert_int_equal(load_4(*state, UART + offsets[i]), before);
	}
	assert_string_equal(console, "");
}

static void the_interrupt_follows_what_is_sent_masked_and_cleared(void **state)
{
	store_4(*state, DR, 'a');
	assert_int_equal(load_4(*state, RIS), TX);
	assert_int_equal(load_4(*state, MIS), 0);
	assert_false(is_line_high);
	store_4(*state, IMSC, TX);
	assert_int_equal(load_4(*state, MIS), TX);
	assert_true(is_line_high);
	/* It stays until it is cleared, or masked. */
	store_4(*state, DR, 'b');
	assert_true(is_line_high);
	store_4(*state, ICR, ~TX);
	assert_true(is_line_high);
	store_4(*state, ICR, TX);
	assert_int_equal(load_4(*state, RIS), 0);
	assert_false(is_line_high);
	store_4(*state, DR, 'c');
	assert_true(is_line_high);
	store_4(*state, IMSC, (uint32_t)~TX);
	assert_false(is_line_high);
	assert_int_equal(n_line_changes, 4);
}

static void other_interrupts_never_come(void **state)
{
	store_4(*state, IMSC, 0x7ff & ~TX);
	store_4(*state, DR, 'a');
	assert_int_equal(load_4(*state, MIS), 0);
	assert_int_equal(n_line_changes, 0);
}

static void accesses_of_every_size(void **state)
{
	store(*state, CR, 1, 0xf301);
	assert_int_equal(load(*state, CR, 0), 0x01);
	assert_int_equal(load(*state, CR, 1), 0xf301);
	assert_int_equal(load(*state, CR, 2), 0xf301);
	/* What is behind the register is not in it. */
	assert_int_equal(load(*state, CR, 3), 0xf301);
	assert_int_equal(load(*state, CR + 1, 0), 0xf3);
	assert_int_equal(load(*state, CR + 2, 1), 0);
	/* A store has to begin where the register does. */
	store(*state, CR + 1, 0, 0);
	assert_int_equal(load(*state, CR, 2), 0xf301);
	store(*state, DR, 3, 'q' | UINT64_C(0xff) << 32);
	store(*state, DR, 1, '\n');
	assert_string_equal(console, "vm0| q\n");
}

static void it_is_there_and_nowhere_else(void **state)
{
	(void)state;
	assert_true(vuart_is_there(UART));
	assert_true(vuart_is_there(UART + 0xfff));
	assert_false(vuart_is_there(UART + 0x1000));
	assert_false(vuart_is_there(UART - 1));
	assert_false(vuart_is_there(UART | UINT64_C(1) << 32));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(at_the_start, vuart_setup),
		cmocka_unit_test_setup(it_says_that_it_is_a_pl011, vuart_setup),
		cmocka_unit_test_setup(registers_keep_the_bits_that_there_are, vuart_setup),
		cmocka_unit_test_setup(what_is_read_only_stays, vuart_setup),
		cmocka_unit_test_setup(the_interrupt_follows_what_is_sent_masked_and_cleared,
				       vuart_setup),
		cmocka_unit_test_setup(other_interrupts_never_come, vuart_setup),
		cmocka_unit_test_setup(accesses_of_every_size, vuart_setup),
		cmocka_unit_test_setup(it_is_there_and_nowhere_else, vuart_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
