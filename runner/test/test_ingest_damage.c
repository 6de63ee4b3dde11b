/* SPDX-License-Identifier: Apache-2.0 */
/* Faults of lines and of records by themselves: each is found, named, and the first one wins. */
#include <string.h>

#include "test/damage.h"

static void a_lost_record_is_named_with_its_neighbours(void **state)
{
	(void)state;
	begin(1);
	con.seq++;
	console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=-");
	check_damage("line 3: record 3 follows 1: 1 record lost");
	begin(1);
	con.seq += 12;
	end();
	check_damage("line 3: record 14 follows 1: 12 records lost");
	con.seq = 1;
	begin(1);
	check_damage("line 1: the first record is 1: 1 record lost");
}

static void a_repeated_record_is_refused(void **state)
{
	(void)state;
	begin(1);
	con.seq--;
	console_bench(&con, "a", 1);
	check_damage("line 3: record 1 follows 1: repeated, or the target restarted");
	begin(1);
	con.seq = 0;
	begin(1);
	check_damage("line 3: record 0 follows 1: repeated, or the target restarted");
}

/* The right CRC of this record is bddf, by Python's binascii.crc_hqx. */
static void a_wrong_crc_is_shown_beside_the_right_one(void **state)
{
	(void)state;
	console_say(&con, "boot");
	console_say(&con, "#tl1 0 Z benches=8 failed=0 *1a2b\r");
	check_damage("line 2: CRC 1a2b, computed bddf");
	console_say(&con, "#tl1 0 Z benches=8 failed=0 *bdd");
	check_damage("line 1: a record without a CRC, as if it was cut off");
	console_say(&con, "#tl1 ");
	check_damage("line 1: a record without a CRC, as if it was cut off");
	console_add(&con, "#tl1 0 Z *1\0aa\n", 15);
	check_damage("line 1: a record without a CRC, as if it was cut off");
}

static void two_records_on_one_line_are_damage(void **state)
{
	size_t first;

	(void)state;
	begin(1);
	first = strcspn(con.text, "\n");
	memmove(con.text + first, con.text + first + 1, con.len - first - 1);
	con.len--;
	assert_int_equal(ingest_feed(&in, con.text, con.len), 0);
	assert_true(in.damaged);
}

static void a_record_glued_to_text_is_missed(void **state)
{
	(void)state;
	console_hello(&con, 1);
	console_add(&con, "warning: ", 9);
	console_bench(&con, "a", 1);
	console_send(&con, "S at=0 v=1");
	check_damage("line 3: record 2 follows 0: 1 record lost");
}

static void a_record_that_is_too_long_is_refused(void **state)
{
	static char line[2000];

	(void)state;
	memset(line, 'a', sizeof(line));
	console_add(&con, "#tl1 0 F why=", 13);
	console_add(&con, line, 307);
	console_say(&con, "");
	check_damage("line 1: a record of 321 bytes, more than 320");
	console_add(&con, "#tl1 0 F why=", 13);
	console_add(&con, line, sizeof(line) - 13);
	console_say(&con, "");
	check_damage("line 1: a record of 2001 bytes, more than 320");
}

static void a_form_fault_under_a_right_crc_is_told_from_line_noise(void **state)
{
	(void)state;
	console_send(&con, "H proto");
	check_damage("line 1: CRC right, but no valid record");
}

static void the_hello_comes_first_and_once(void **state)
{
	(void)state;
	console_bench(&con, "a", 1);
	check_damage("line 1: record 0 is B, not the hello");
	console_hello(&con, 1);
	console_hello(&con, 1);
	check_damage("line 2: record 1 is a second hello");
}

static void another_protocol_is_refused_by_its_number(void **state)
{
	(void)state;
	console_send(&con, "H proto=4 everything=new");
	check_damage("line 1: the image speaks protocol 4, not 2 to 3");
	console_send(&con, "H proto=1 everything=old");
	check_damage("line 1: the image speaks protocol 1, not 2 to 3");
}

static void the_protocol_before_is_still_read(void **state)
{
	(void)state;
	console_send(&con, "H proto=2 " HELLO_FIELDS " benches=1");
	console_bench(&con, "a", 1);
	end();
	console_send(&con, "Z benches=1 failed=0 na=0");
	assert_int_equal(ingest_feed(&in, con.text, con.len), 0);
	ingest_finish(&in);
	assert_string_equal(in.why, "");
	assert_true(ingest_is_complete(&in));
	assert_false(in.benches[0].has_each);
}

static void keys_are_those_of_the_record_in_their_order(void **state)
{
	(void)state;
	console_send(&con, "H board=x");
	check_damage("line 1: record 0 (H) has board in place of proto");
	console_hello(&con, 1);
	console_send(&con, "F why=x bench=a");
	check_damage("line 2: record 1 (F) has why in place of bench");
	console_hello(&con, 1);
	console_send(&con, "F bench=a");
	check_damage("line 2: record 1 (F) lacks why");
	console_hello(&con, 1);
	console_send(&con, "F bench=a why=x more=1");
	check_damage("line 2: record 1 (F) has more behind its last key");
	console_hello(&con, 1);
	console_send(&con, "F bench_=a why=x");
	check_damage("line 2: record 1 (F) has bench_ in place of bench");
	begin(1);
	console_send(&con,
		     "E bench=hvc/return n=0 overhead=2 dropped=0 bad=0 exits=- batch=1 floor=1");
	check_damage("line 3: record 2 (E) has floor behind its last key");
	begin(1);
	console_send(&con, "P cycles=1");
	check_damage("line 3: record 2 (P) has cycles in place of bench");
	begin(1);
	console_send(&con, "P bench=hvc/return instructions=1 cycles=1");
	check_damage("line 3: record 2 (P) has cycles behind its last key");
	console_send(&con, "H");
	check_damage(
		"line 1: record 0 (H) lacks proto build board hal switch vectors toolchain flags "
		"midr cntfrq step clock cold load benches [nonce]");
}

static void values_are_of_their_type_and_size(void **state)
{
	(void)state;
	console_send(&con,
		     "H proto=3 build=UNKNOWN board=b hal=h switch=s vectors=v toolchain=t flags=f "
		     "midr=0 cntfrq=1 step=1 clock=exact cold=0 load=0 benches=1");
	check_damage("line 1: build=UNKNOWN is not lower-case hex");
	console_send(
		&con,
		"H proto=3 build=0 board=b hal=0123456789abcdef switch=s vectors=v toolchain=t "
		"flags=f midr=0 cntfrq=1 step=1 clock=exact cold=0 load=0 benches=1");
	check_damage("line 1: hal has 16 bytes, more than 15");
	console_send(
		&con,
		"H proto=3 build=0 board=b hal=h switch=s vectors=v toolchain=t flags=f midr=0 "
		"cntfrq=1GHz step=1 clock=exact cold=0 load=0 benches=1");
	check_damage("line 1: cntfrq=1GHz is not a number");
	begin(1);
	console_send(&con, "S at=-1 v=1");
	check_damage("line 3: at=-1 is not a number");
}

static void the_first_damage_wins_and_nothing_behind_it_is_taken(void **state)
{
	(void)state;
	begin(3);
	console_say(&con, "#tl1 2 S at=0 v=1 *0000");
	console_send(&con, "S at=0 v=1x3");
	console_send(&con, "E bench=a n=0 overhead=0 dropped=0 bad=0 exits=-");
	console_say(&con, "panic: data abort");
	assert_int_equal(ingest_feed(&in, con.text, con.len), 0);
	assert_int_equal(in.line_no, 3);
	assert_int_equal(in.benches[0].n, 0);
	assert_string_equal(in.last_text, "panic: data abort");
	ingest_finish(&in);
	assert_int_equal(in.line_no, 3);
	assert_memory_equal(in.why, "line 3: CRC 0000, computed ", 27);
	assert_int_equal(in.benches[0].state, INGEST_OPEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN(test) cmocka_unit_test_setup_teardown(test, start, stop)
		RUN(a_lost_record_is_named_with_its_neighbours),
		RUN(a_repeated_record_is_refused),
		RUN(a_wrong_crc_is_shown_beside_the_right_one),
		RUN(two_records_on_one_line_are_damage),
		RUN(a_record_glued_to_text_is_missed),
		RUN(a_record_that_is_too_long_is_refused),
		RUN(a_form_fault_under_a_right_crc_is_told_from_line_noise),
		RUN(the_hello_comes_first_and_once),
		RUN(another_protocol_is_refused_by_its_number),
		RUN(the_protocol_before_is_still_read),
		RUN(keys_are_those_of_the_record_in_their_order),
		RUN(values_are_of_their_type_and_size),
		RUN(the_first_damage_wins_and_nothing_behind_it_is_taken),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
