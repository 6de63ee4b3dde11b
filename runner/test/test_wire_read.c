/* SPDX-License-Identifier: Apache-2.0 */
/* The reading end, from lines sealed by the test's own CRC. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "test/sealed.h"
#include "wire/wire.h"

static enum wire_status parse_text(const char *line, struct wire_record *rec)
{
	return wire_parse(line, strlen(line), rec);
}

static enum wire_status parse_body(const char *body)
{
	struct wire_record rec;
	char line[512];

	sealed_line(line, sizeof(line), body);
	return parse_text(line, &rec);
}

static void a_digit_is_part_of_a_key_but_does_not_begin_it(void **state)
{
	struct wire_record rec;
	char line[128];

	(void)state;
	sealed_line(line, sizeof(line), "#tl1 0 P bench=a el2_cycles=7");
	assert_int_equal(parse_text(line, &rec), WIRE_OK);
	assert_string_equal(wire_get(&rec, "el2_cycles"), "7");
	assert_int_equal(parse_body("#tl1 0 P bench=a 2el=7"), WIRE_BAD_FORM);
}

static void fields_are_found_by_key(void **state)
{
	struct wire_record rec;

	(void)state;
	assert_int_equal(parse_text("#tl1 2 Z benches=1 failed=0 *4361", &rec), WIRE_OK);
	assert_int_equal(rec.seq, 2);
	assert_int_equal(rec.type, WIRE_END_RUN);
	assert_int_equal(rec.n_fields, 2);
	assert_string_equal(rec.fields[0].key, "benches");
	assert_string_equal(wire_get(&rec, "benches"), "1");
	assert_string_equal(wire_get(&rec, "failed"), "0");
	assert_null(wire_get(&rec, "bench"));
	assert_null(wire_get(&rec, "benchess"));
	assert_null(wire_get(&rec, ""));
}

static void a_carriage_return_at_the_end_is_allowed_once(void **state)
{
	struct wire_record rec;

	(void)state;
	assert_int_equal(parse_text("#tl1 2 Z benches=1 failed=0 *4361\r", &rec), WIRE_OK);
	assert_string_equal(wire_get(&rec, "failed"), "0");
	assert_int_equal(parse_text("#tl1 2 Z benches=1 failed=0 *4361\r\r", &rec), WIRE_BAD_CRC);
}

static void values_may_hold_any_printable_byte(void **state)
{
	struct wire_record rec;
	char line[256];

	(void)state;
	sealed_line(line, sizeof(line), "#tl1 0 H flags=-O2=\"*!~#tl1 none=");
	assert_int_equal(parse_text(line, &rec), WIRE_BAD_FORM); /* none= has no value */
	sealed_line(line, sizeof(line), "#tl1 0 H flags=-O2=\"*!~#tl1 some==");
	assert_int_equal(parse_text(line, &rec), WIRE_OK);
	assert_string_equal(wire_get(&rec, "flags"), "-O2=\"*!~#tl1");
	assert_string_equal(wire_get(&rec, "some"), "=");
}

static void other_lines_are_chatter(void **state)
{
	const char *const lines[] = { "",
				      "#",
				      "#tl1",
				      "#tl2 0 Z *0000",
				      " #tl1 0 Z *0000",
				      "U-Boot 2023.01",
				      "#TL1 0 Z *0000" };
	struct wire_record rec;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse_text(lines[i], &rec), WIRE_NOT_A_RECORD);
	}
}

static void a_crc_that_is_absent_or_malformed_is_refused(void **state)
{
	const char *const lines[] = {
		"#tl1 ",
		"#tl1 \r",
		"#tl1 *4361",
		"#tl1 2 Z benches=1 failed=0",
		"#tl1 2 Z benches=1 failed=0 *436",
		"#tl1 2 Z benches=1 failed=0 *43610",
		"#tl1 2 Z benches=1 failed=0*4361",
		"#tl1 2 Z benches=1 failed=0 4361",
		"#tl1 2 Z benches=1 failed=0 *436g",
		"#tl1 2 Z benches=1 failed=0 *4361 ",
		"#tl1 2 Z benches=1 failed=1 *4361",
	};
	struct wire_record rec;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(parse_text(lines[i], &rec), WIRE_BAD_CRC);
	}
}

static void a_crc_in_upper_case_is_refused(void **state)
{
	struct wire_record rec;

	(void)state;
	assert_int_equal(parse_text("#tl1 0 Z benches=8 failed=0 *bddf", &rec), WIRE_OK);
	assert_int_equal(parse_text("#tl1 0 Z benches=8 failed=0 *BDDF", &rec), WIRE_BAD_CRC);
}

static void no_flipped_bit_goes_unseen(void **state)
{
	const char good[] = "#tl1 12 E bench=hvc/return n=64 overhead=4 dropped=0 bad=0 exits=-";
	struct wire_record rec;
	char line[128];
	size_t len;

	(void)state;
	sealed_line(line, sizeof(line), good);
	len = strlen(line);
	assert_int_equal(wire_parse(line, len, &rec), WIRE_OK);
	for (size_t bit = 0; bit < 8 * len; bit++) {
		char flip = (char)(1 << bit % 8);
		enum wire_status status;

		line[bit / 8] = (char)(line[bit / 8] ^ flip);
		status = wire_parse(line, len, &rec);
		assert_int_equal(status, bit / 8 < 5 ? WIRE_NOT_A_RECORD : WIRE_BAD_CRC);
		line[bit / 8] = (char)(line[bit / 8] ^ flip);
	}
}

static void no_lost_byte_goes_unseen(void **state)
{
	struct wire_record rec;
	char line[128];
	char cut[128];
	size_t len;

	(void)state;
	sealed_line(line, sizeof(line), "#tl1 7 S at=0 v=110,111,112");
	len = strlen(line);
	for (size_t i = 0; i < len; i++) {
		memcpy(cut, line, i);
		memcpy(cut + i, line + i + 1, len - i - 1);
		assert_int_not_equal(wire_parse(cut, len - 1, &rec), WIRE_OK);
	}
}

static void a_form_that_no_writer_sends_is_refused_in_spite_of_its_crc(void **state)
{
	const char *const bodies[] = {
		"#tl1 ",
		"#tl1  Z",
		"#tl1 0",
		"#tl1 0 ",
		"#tl1 0 Y",
		"#tl1 0 z",
		"#tl1 0 ZZ",
		"#tl1 x Z",
		"#tl1 -1 Z",
		"#tl1 00 Z",
		"#tl1 01 Z",
		"#tl1 4294967296 Z",
		"#tl1 18446744073709551616 Z",
		"#tl1 0  Z",
		"#tl1 0 Z ",
		"#tl1 0 Z  a=1",
		"#tl1 0 Z a=1 ",
		"#tl1 0 Z a",
		"#tl1 0 Z a b=1",
		"#tl1 0 Z a=",
		"#tl1 0 Z =1",
		"#tl1 0 Z A=1",
		"#tl1 0 Z 1a=1",
		"#tl1 0 Z a=1 b=2 a=3",
		"#tl1 0 Z a=\t",
		"#tl1 0 Z a=\x7f",
		"#tl1 0 Z a=\xe9",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		assert_int_equal(parse_body(bodies[i]), WIRE_BAD_FORM);
	}
	assert_int_equal(parse_body("#tl1 4294967295 Z"), WIRE_OK);
	assert_int_equal(parse_body("#tl1 0 Z a=1 b=2 aa=3"), WIRE_OK);
}

static void a_nul_byte_is_no_end_of_a_line(void **state)
{
	char line[32] = "#tl1 0 Z a=1 b=2";
	struct wire_record rec;

	(void)state;
	line[11] = '\0';
	snprintf(line + 16, sizeof(line) - 16, " *%04x", (unsigned int)sealed_crc(line, 16));
	assert_int_equal(wire_parse(line, 22, &rec), WIRE_BAD_FORM);
}

static void fields_are_counted_to_24(void **state)
{
	char body[200] = "#tl1 0 H";

	(void)state;
	for (int i = 0; i < 24; i++) {
		snprintf(body + strlen(body), sizeof(body) - strlen(body), " %c=1", 'a' + i);
	}
	assert_int_equal(parse_body(body), WIRE_OK);
	memcpy(body + strlen(body), " z=1", sizeof(" z=1"));
	assert_int_equal(parse_body(body), WIRE_BAD_FORM);
}

static void a_line_of_320_bytes_with_newline_is_the_longest(void **state)
{
	struct wire_record rec;
	char body[324];
	char line[364];

	(void)state;
	memset(body, 'a', sizeof(body));
	memcpy(body, "#tl1 0 F a=", 11);
	body[313] = '\0'; /* 313 + " *xxxx" + "\n" */
	sealed_line(line, sizeof(line), body);
	assert_int_equal(parse_text(line, &rec), WIRE_OK);
	assert_int_equal(strlen(wire_get(&rec, "a")), 302);
	line[strlen(line) + 1] = '\0';
	line[strlen(line)] = '\r';
	assert_int_equal(parse_text(line, &rec), WIRE_OK);
	body[313] = 'a';
	body[314] = '\0';
	assert_int_equal(parse_body(body), WIRE_TOO_LONG);
}

static void a_refused_line_leaves_the_record_as_it_was(void **state)
{
	struct wire_record rec;
	struct wire_record before;
	char line[64];

	(void)state;
	memset(&rec, 0x5a, sizeof(rec));
	memcpy(&before, &rec, sizeof(rec));
	parse_text("hello", &rec);
	parse_text("#tl1 0 Z *0000", &rec);
	sealed_line(line, sizeof(line), "#tl1 0 Z a=1 a=1");
	assert_int_equal(parse_text(line, &rec), WIRE_BAD_FORM);
	assert_memory_equal(&rec, &before, sizeof(rec));
}

static void numbers_are_read_whole_and_without_overflow(void **state)
{
	const char *const bad[] = { "",
				    "0x",
				    "-1",
				    "+1",
				    " 1",
				    "1 ",
				    "1a",
				    "0xg",
				    "0X1",
				    "x1",
				    "18446744073709551616",
				    "0x10000000000000000",
				    "99999999999999999999" };
	uint64_t value = 7;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(wire_parse_u64(bad[i], &value));
		assert_int_equal(value, 7);
	}
	assert_true(wire_parse_u64("0", &value) && value == 0);
	assert_true(wire_parse_u64("18446744073709551615", &value) && value == UINT64_MAX);
	assert_true(wire_parse_u64("0xffffffffffffffff", &value) && value == UINT64_MAX);
	assert_true(wire_parse_u64("0x411FD070", &value) && value == 0x411fd070);
}

static void each_status_has_a_text_of_its_own(void **state)
{
	(void)state;
	for (int a = WIRE_BAD_FORM; a <= WIRE_OK; a++) {
		assert_string_not_equal(wire_status_str((enum wire_status)a), "unknown status");
		for (int b = WIRE_BAD_FORM; b < a; b++) {
			assert_string_not_equal(wire_status_str((enum wire_status)a),
						wire_status_str((enum wire_status)b));
		}
	}
	assert_string_equal(wire_status_str((enum wire_status)1), "unknown status");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_digit_is_part_of_a_key_but_does_not_begin_it),
		cmocka_unit_test(fields_are_found_by_key),
		cmocka_unit_test(a_carriage_return_at_the_end_is_allowed_once),
		cmocka_unit_test(values_may_hold_any_printable_byte),
		cmocka_unit_test(other_lines_are_chatter),
		cmocka_unit_test(a_crc_that_is_absent_or_malformed_is_refused),
		cmocka_unit_test(a_crc_in_upper_case_is_refused),
		cmocka_unit_test(no_flipped_bit_goes_unseen),
		cmocka_unit_test(no_lost_byte_goes_unseen),
		cmocka_unit_test(a_form_that_no_writer_sends_is_refused_in_spite_of_its_crc),
		cmocka_unit_test(a_nul_byte_is_no_end_of_a_line),
		cmocka_unit_test(fields_are_counted_to_24),
		cmocka_unit_test(a_line_of_320_bytes_with_newline_is_the_longest),
		cmocka_unit_test(a_refused_line_leaves_the_record_as_it_was),
		cmocka_unit_test(numbers_are_read_whole_and_without_overflow),
		cmocka_unit_test(each_status_has_a_text_of_its_own),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
