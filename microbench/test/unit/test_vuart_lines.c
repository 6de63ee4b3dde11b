/* SPDX-License-Identifier: Apache-2.0 */
/* What a guest sends, on the host's console: no line of it can be taken for a record of the wire, which
 * begins with "#tl1 ", and none can break one. */
#include <string.h>

#include "unit/cm.h"
#include "unit/vuart_fixture.h"

static void a_line_is_one_put_with_a_prefix(void **state)
{
	send_str(*state, "hello");
	assert_string_equal(console, "");
	send_str(*state, ", world\n");
	assert_string_equal(console, "vm0| hello, world\n");
	assert_int_equal(n_puts, 1);
}

static void each_guest_has_its_prefix(void **state)
{
	(void)state;
	send_str(&vms[1], "second\n");
	send_str(&vms[0], "first\n");
	assert_string_equal(console, "vm1| second\nvm0| first\n");
}

static void empty_lines_and_carriage_returns(void **state)
{
	send_str(*state, "a\r\n\r\n\nb\rc\r\n");
	assert_string_equal(console, "vm0| a\nvm0| \nvm0| \nvm0| bc\n");
}

static void what_is_no_text_is_not_passed_on(void **state)
{
	send(*state, "\033[2K\x7f\x80\xff\b\f\v\ta\0b ~\n", 18);
	assert_string_equal(console, "vm0| ?[2K??????\tab ~\n");
}

static void no_byte_ends_a_line_but_the_newline(void **state)
{
	for (unsigned int byte = 0; byte < 256; byte++) {
		char text = (char)byte;

		vuart_setup(state);
		send(*state, &text, 1);
		assert_int_equal(n_puts, byte == '\n' ? 1 : 0);
		send_str(*state, "x\n");
		assert_int_equal(strncmp(console, "vm0| ", 5), 0);
		assert_string_equal(console + strlen(console) - 2, "x\n");
	}
}

static void a_long_line_is_broken_and_each_piece_has_the_prefix(void **state)
{
	char text[301];
	char expected[400] = "";

	memset(text, 'y', 300);
	text[300] = '\n';
	send(*state, text, sizeof(text));
	for (unsigned int len = 300; len > 0; len -= len < 120 ? len : 120) {
		strcat(expected, "vm0| ");
		strncat(expected, text, len < 120 ? len : 120);
		strcat(expected, "\n");
	}
	assert_string_equal(console, expected);
}

static void a_full_line_that_ends_is_one_line(void **state)
{
	char text[121];

	memset(text, 'y', 120);
	text[120] = '\n';
	send(*state, text, sizeof(text));
	assert_int_equal(n_puts, 1);
}

static void a_record_is_shown_and_is_none(void **state)
{
	send_str(*state, "#tl1 0 H proto=1 *0000\n x#tl1 1\n##tl1#tl1\n#tl2 #t1\n");
	assert_string_equal(console, "vm0| #tl? 0 H proto=1 *0000\nvm0|  x#tl? 1\n"
				     "vm0| ##tl?#tl?\nvm0| #tl2 #t1\n");
}

static void nothing_that_is_dropped_hides_a_record(void **state)
{
	send(*state, "#\rtl1 #t\0l1 #tl\r1\n", 19);
	assert_string_equal(console, "vm0| #tl? #tl? #tl?\n");
}

static void a_record_across_a_break_is_none(void **state)
{
	for (unsigned int before = 112; before <= 124; before++) {
		vuart_setup(state);
		for (unsigned int i = 0; i < before; i++) {
			send_str(*state, "z");
		}
		send_str(*state, "#tl1 7\n");
		assert_null(strstr(console, "#tl1"));
	}
}

static void check_put(const char *bytes, size_t len)
{
	assert_in_range(len, 6, 5 + 120 + 1);
	assert_memory_equal(bytes, "vm0| ", 5);
	assert_ptr_equal(memchr(bytes, '\n', len), bytes + len - 1);
	assert_null(memmem(bytes, len, "#tl1", 4));
}

static void no_sequence_makes_a_record(void **state)
{
	static const char alphabet[] = "#tl1 \n\r\0v|?#tl1";
	uint64_t seed = 42;

	on_put = check_put;
	for (unsigned int i = 0; i < 200000; i++) {
		/* Knuth, "MMIX" */
		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		send(*state, &alphabet[(seed >> 40) % (sizeof(alphabet) - 1)], 1);
	}
	assert_true(n_puts > 1000);
}

static void a_line_that_the_guest_has_not_ended_is_ended_for_it(void **state)
{
	send_str(*state, "login: ");
	vuart_flush(*state);
	assert_string_equal(console, "vm0| login: \n");
	vuart_flush(*state);
	assert_int_equal(n_puts, 1);
}

/* UARTCR: UARTEN is bit 0, TXE bit 8. */
static void a_transmitter_that_is_off_sends_nothing(void **state)
{
	static const uint32_t off[] = { 0x300, 0x201, 0x200, 0 };

	for (unsigned int i = 0; i < 4; i++) {
		store(*state, UART + 0x30, 2, off[i]);
		send_str(*state, "lost\n");
		assert_int_equal(load(*state, UART + 0x3c, 2), 0);
	}
	store(*state, UART + 0x30, 2, 0x101);
	send_str(*state, "sent\n");
	assert_string_equal(console, "vm0| sent\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_line_is_one_put_with_a_prefix, vuart_setup),
		cmocka_unit_test_setup(each_guest_has_its_prefix, vuart_setup),
		cmocka_unit_test_setup(empty_lines_and_carriage_returns, vuart_setup),
		cmocka_unit_test_setup(what_is_no_text_is_not_passed_on, vuart_setup),
		cmocka_unit_test_setup(no_byte_ends_a_line_but_the_newline, vuart_setup),
		cmocka_unit_test_setup(a_long_line_is_broken_and_each_piece_has_the_prefix,
				       vuart_setup),
		cmocka_unit_test_setup(a_full_line_that_ends_is_one_line, vuart_setup),
		cmocka_unit_test_setup(a_record_is_shown_and_is_none, vuart_setup),
		cmocka_unit_test_setup(nothing_that_is_dropped_hides_a_record, vuart_setup),
		cmocka_unit_test_setup(a_record_across_a_break_is_none, vuart_setup),
		cmocka_unit_test_setup(no_sequence_makes_a_record, vuart_setup),
		cmocka_unit_test_setup(a_line_that_the_guest_has_not_ended_is_ended_for_it,
				       vuart_setup),
		cmocka_unit_test_setup(a_transmitter_that_is_off_sends_nothing, vuart_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
