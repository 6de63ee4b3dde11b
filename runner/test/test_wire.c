/* SPDX-License-Identifier: Apache-2.0 */
/* The writing end. CRCs in literals come from Python's binascii.crc_hqx(line, 0xffff). */
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

struct sink {
	char text[65536];
	size_t len;
	size_t longest; /* longest single put */
};

static struct sink sink;
static struct wire_writer writer;

static void put(void *arg, const char *bytes, size_t len)
{
	struct sink *to = arg;

	assert_true(len < sizeof(to->text) - to->len);
	memcpy(to->text + to->len, bytes, len);
	to->len += len;
	to->text[to->len] = '\0';
	to->longest = len > to->longest ? len : to->longest;
}

static int start(void **state)
{
	(void)state;
	memset(&sink, 0, sizeof(sink));
	memset(&writer, 0xa5, sizeof(writer)); /* as a stack would hand it over */
	wire_writer_init(&writer, put, &sink);
	return 0;
}

/* The lines that came, each through the parser. Returns how many. */
static size_t parse_all(struct wire_record *records, size_t max)
{
	const char *line = sink.text;
	size_t n = 0;

	while (*line != '\0') {
		const char *end = strchr(line, '\n');

		assert_non_null(end);
		assert_true(n < max);
		assert_int_equal(wire_parse(line, (size_t)(end - line), &records[n]), WIRE_OK);
		n++;
		line = end + 1;
	}
	return n;
}

static void crc_is_ccitt_false(void **state)
{
	char bytes[256];

	(void)state;
	assert_int_equal(wire_crc16("123456789", 9), 0x29b1);
	assert_int_equal(wire_crc16("", 0), 0xffff);
	assert_int_equal(wire_crc16("A", 1), 0xb915);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		bytes[i] = (char)i;
	}
	assert_int_equal(wire_crc16(bytes, sizeof(bytes)), 0x3fbd);
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		assert_int_equal(wire_crc16(bytes, len), sealed_crc(bytes, len));
	}
}

static void a_record_is_one_line_with_its_crc(void **state)
{
	(void)state;
	wire_begin(&writer, WIRE_END_RUN);
	wire_u64(&writer, "benches", 8);
	wire_u64(&writer, "failed", 0);
	wire_end(&writer);
	assert_string_equal(sink.text, "#tl1 0 Z benches=8 failed=0 *bddf\n");
}

static void numbers_are_decimal_or_unpadded_hex_to_their_full_range(void **state)
{
	(void)state;
	wire_begin(&writer, WIRE_END_BENCH);
	wire_str(&writer, "bench", "a");
	wire_u64(&writer, "n", UINT64_MAX);
	wire_hex(&writer, "x", 0);
	wire_hex(&writer, "y", 0xdeadbeef);
	wire_hex(&writer, "z", UINT64_MAX);
	wire_end(&writer);
	assert_string_equal(sink.text, "#tl1 0 E bench=a n=18446744073709551615 x=0x0 "
				       "y=0xdeadbeef z=0xffffffffffffffff *be5d\n");
}

static void bytes_that_would_break_a_record_are_sent_as_underscores(void **state)
{
	(void)state;
	wire_begin(&writer, WIRE_BENCH);
	wire_str(&writer, "bench", "a b\n\tsomething");
	wire_end(&writer);
	assert_memory_equal(sink.text, "#tl1 0 B bench=a_b__something *", 31);
	assert_int_equal(sink.longest, sink.len);
}

static void an_empty_value_is_a_dash_until_something_is_appended(void **state)
{
	(void)state;
	wire_begin(&writer, WIRE_BENCH);
	wire_str(&writer, "bench",
		 "a b\n\xff"
		 "c");
	wire_str(&writer, "expect", "");
	wire_more_str(&writer, "");
	wire_end(&writer);
	assert_string_equal(sink.text, "#tl1 0 B bench=a_b__c expect=- *1373\n");

	start(NULL);
	wire_begin(&writer, WIRE_END_BENCH);
	wire_str(&writer, "exits", "");
	wire_more_str(&writer, "");
	wire_more_str(&writer, "hypercall:");
	wire_more_u64(&writer, 64);
	wire_more_str(&writer, ",smc:1");
	wire_end(&writer);
	assert_string_equal(sink.text, "#tl1 0 E exits=hypercall:64,smc:1 *0b3a\n");
}

static void a_dash_that_was_meant_stays(void **state)
{
	(void)state;
	wire_begin(&writer, WIRE_END_BENCH);
	wire_str(&writer, "exits", "-");
	wire_more_str(&writer, "x");
	wire_end(&writer);
	assert_string_equal(sink.text, "#tl1 0 E exits=-x *c123\n");
}

static void records_are_numbered_from_zero(void **state)
{
	struct wire_record records[3];

	(void)state;
	for (unsigned int i = 0; i < 3; i++) {
		wire_begin(&writer, WIRE_END_RUN);
		wire_u64(&writer, "benches", i);
		wire_end(&writer);
	}
	assert_int_equal(parse_all(records, 3), 3);
	for (unsigned int i = 0; i < 3; i++) {
		assert_int_equal(records[i].seq, i);
		assert_int_equal(records[i].type, WIRE_END_RUN);
	}
}

/* "#tl1 0 F why=" is 13 bytes, " *xxxx\n" is 7: 300 are left of 320. */
static void the_longest_line_has_320_bytes_with_its_newline(void **state)
{
	struct wire_record rec;
	char why[301];

	(void)state;
	memset(why, 'w', sizeof(why) - 1);
	why[300] = '\0';
	wire_begin(&writer, WIRE_FAIL);
	wire_str(&writer, "why", why);
	assert_int_equal(wire_room(&writer), 0);
	wire_end(&writer);
	assert_int_equal(sink.len, 320);
	assert_int_equal(parse_all(&rec, 1), 1);
	assert_string_equal(wire_get(&rec, "why"), why);
}

static void a_record_that_does_not_fit_is_a_gap_and_not_a_short_record(void **state)
{
	char why[302];

	(void)state;
	memset(why, 'w', sizeof(why) - 1);
	why[301] = '\0';
	wire_begin(&writer, WIRE_FAIL);
	wire_str(&writer, "why", why);
	assert_int_equal(wire_room(&writer), 0);
	wire_u64(&writer, "n", 1); /* must not be taken in place of what did not fit */
	wire_end(&writer);
	assert_int_equal(sink.len, 0);

	wire_begin(&writer, WIRE_END_RUN);
	wire_u64(&writer, "benches", 1);
	wire_end(&writer);
	assert_memory_equal(sink.text, "#tl1 1 Z benches=1 *", 20);
}

static void room_is_what_a_value_can_still_take(void **state)
{
	(void)state;
	wire_begin(&writer, WIRE_SAMPLES);
	wire_str(&writer, "v", "");
	assert_int_equal(wire_room(&writer), 302); /* "#tl1 0 S v=" is 11 bytes */
	wire_more_str(&writer, "12345");
	assert_int_equal(wire_room(&writer), 297);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(crc_is_ccitt_false),
		cmocka_unit_test_setup(a_record_is_one_line_with_its_crc, start),
		cmocka_unit_test_setup(numbers_are_decimal_or_unpadded_hex_to_their_full_range,
				       start),
		cmocka_unit_test_setup(bytes_that_would_break_a_record_are_sent_as_underscores,
				       start),
		cmocka_unit_test_setup(an_empty_value_is_a_dash_until_something_is_appended, start),
		cmocka_unit_test_setup(a_dash_that_was_meant_stays, start),
		cmocka_unit_test_setup(records_are_numbered_from_zero, start),
		cmocka_unit_test_setup(the_longest_line_has_320_bytes_with_its_newline, start),
		cmocka_unit_test_setup(a_record_that_does_not_fit_is_a_gap_and_not_a_short_record,
				       start),
		cmocka_unit_test_setup(room_is_what_a_value_can_still_take, start),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
