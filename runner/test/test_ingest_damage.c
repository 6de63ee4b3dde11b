/* SPDX-License-Identifier: Apache-2.0 */
/* Consoles that must not be believed: each fault is found, named, and the first one wins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "console.h"
#include "ingest/ingest.h"

static struct console con;
static struct ingest in;

static int start(void **state)
{
	(void)state;
	con.len = 0;
	con.seq = 0;
	ingest_init(&in);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	ingest_free(&in);
	return 0;
}

/* The console so far is damaged, and @why is all that is said of it. Clears the console. */
static void check_damage(const char *why)
{
	assert_int_equal(ingest_feed(&in, con.text, con.len), 0);
	ingest_finish(&in);
	assert_string_equal(in.why, why);
	assert_true(in.damaged);
	assert_false(ingest_is_complete(&in));
	ingest_free(&in);
	start(NULL);
}

static void begin(unsigned int samples)
{
	console_hello(&con, 2);
	console_bench(&con, "a", samples);
}

static void end(void)
{
	console_send(&con, "S at=0 v=1");
	console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=-");
}

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
	memcpy(line, "#tl1 0 F why=", 13);
	console_add(&con, line, 256);
	console_say(&con, "");
	check_damage("line 1: a record of 257 bytes, more than 256");
	console_add(&con, line, sizeof(line));
	console_say(&con, "");
	check_damage("line 1: a record of 2001 bytes, more than 256");
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
	console_send(&con, "H proto=2 everything=new");
	check_damage("line 1: the image speaks protocol 2, not 1");
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
	console_send(&con, "H");
	check_damage("line 1: record 0 (H) lacks proto build board hal switch toolchain flags midr "
		     "cntfrq clock benches");
}

static void values_are_of_their_type_and_size(void **state)
{
	(void)state;
	console_send(&con, "H proto=1 build=UNKNOWN board=b hal=h switch=s toolchain=t flags=f "
			   "midr=0 cntfrq=1 clock=exact benches=1");
	check_damage("line 1: build=UNKNOWN is not lower-case hex");
	console_send(&con, "H proto=1 build=0 board=b hal=0123456789abcdef switch=s toolchain=t "
			   "flags=f midr=0 cntfrq=1 clock=exact benches=1");
	check_damage("line 1: hal has 16 bytes, more than 15");
	console_send(&con, "H proto=1 build=0 board=b hal=h switch=s toolchain=t flags=f midr=0 "
			   "cntfrq=1GHz clock=exact benches=1");
	check_damage("line 1: cntfrq=1GHz is not a number");
	begin(1);
	console_send(&con, "S at=-1 v=1");
	check_damage("line 3: at=-1 is not a number");
}

static void announcements_are_bounded(void **state)
{
	(void)state;
	console_hello(&con, 513);
	check_damage("line 1: 513 benchmarks are announced, more than 512");
	console_hello(&con, 1);
	console_bench(&con, "a", 0);
	check_damage("line 2: a announces 0 samples, not 1 to 65536");
	console_hello(&con, 1);
	console_bench(&con, "a", 65537);
	check_damage("line 2: a announces 65537 samples, not 1 to 65536");
}

static void a_benchmark_begins_once_and_not_inside_another(void **state)
{
	(void)state;
	begin(1);
	console_bench(&con, "b", 1);
	check_damage("line 3: b begins inside a");
	begin(1);
	end();
	console_bench(&con, "a", 1);
	check_damage("line 5: a comes a second time");
	begin(1);
	end();
	console_send(&con, "F bench=a why=x");
	check_damage("line 5: a comes a second time");
}

static void records_of_a_benchmark_stand_inside_it(void **state)
{
	(void)state;
	console_hello(&con, 1);
	console_send(&con, "S at=0 v=1");
	check_damage("line 2: record 1 (S) outside a benchmark");
	console_hello(&con, 1);
	console_send(&con, "E bench=a n=0 overhead=0 dropped=0 bad=0 exits=-");
	check_damage("line 2: record 1 (E) outside a benchmark");
	begin(1);
	console_send(&con, "E bench=b n=0 overhead=0 dropped=0 bad=0 exits=-");
	check_damage("line 3: record 2 (E) is for b, inside a");
	begin(1);
	console_send(&con, "F bench=b why=x");
	check_damage("line 3: record 2 (F) is for b, inside a");
}

static void samples_go_on_where_they_stopped(void **state)
{
	(void)state;
	begin(8);
	console_send(&con, "S at=0 v=1,2");
	console_send(&con, "S at=3 v=4");
	check_damage("line 4: samples of a go on at 3, not at 2");
	begin(8);
	console_send(&con, "S at=1 v=4");
	check_damage("line 3: samples of a go on at 1, not at 0");
}

static void more_samples_than_announced_allocate_nothing(void **state)
{
	const char *const lists[] = { "1x4", "1,2,3,4", "1x4000000000", "1x18446744073709551615",
				      "1x3,1x18446744073709551613" };

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		begin(3);
		console_send(&con, "S at=0 v=%s", lists[i]);
		check_damage("line 3: a has more samples than the 3 announced");
	}
}

static void malformed_samples_are_refused(void **state)
{
	const char *const lists[] = { ",",
				      "1,",
				      ",1",
				      "1,,2",
				      "x",
				      "x2",
				      "1x",
				      "1x0",
				      "-1",
				      "1a",
				      "1.5",
				      "-",
				      "1 ",
				      "1x2x3",
				      "18446744073709551616",
				      "1x18446744073709551616" };

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		begin(3);
		console_send(&con, "S at=0 v=%s", lists[i]);
		assert_int_equal(ingest_feed(&in, con.text, con.len), 0);
		assert_true(in.damaged);
		ingest_free(&in);
		start(NULL);
	}
	begin(3);
	console_send(&con, "S at=0 v=5,1x");
	check_damage("line 3: '1x' is no sample of a");
}

static void the_end_of_a_benchmark_agrees_with_its_samples(void **state)
{
	(void)state;
	begin(3);
	console_send(&con, "S at=0 v=1x3");
	console_send(&con, "E bench=a n=4 overhead=0 dropped=0 bad=0 exits=-");
	check_damage("line 4: a ends with n=4, but 3 samples came");
}

static void malformed_exits_are_refused(void **state)
{
	const char *const lists[] = {
		"x",
		"x:",
		":1",
		"x:1,",
		",x:1",
		"x:1,,y:2",
		"x:-1",
		"x:1a",
		"-,x:1",
		"x:1,x:2",
		"x:18446744073709551616",
		"a_name_of_24_characters_:1",
		"a:1,b:1,c:1,d:1,e:1,f:1,g:1,h:1,i:1,j:1,k:1,l:1,m:1,n:1,o:1,p:1,q:1"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		char why[160];

		begin(1);
		console_send(&con, "S at=0 v=1");
		console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=%s", lists[i]);
		snprintf(why, sizeof(why), "line 4: exits=%s is not a list of name:count",
			 lists[i]);
		check_damage(why);
	}
}

static void the_end_of_the_run_agrees_with_what_came(void **state)
{
	(void)state;
	begin(1);
	console_send(&con, "Z benches=2 failed=0");
	check_damage("line 3: the run ends inside a");
	begin(1);
	end();
	console_send(&con, "Z benches=2 failed=0");
	check_damage("line 5: the run ends after 1 of the 2 benchmarks announced");
	begin(1);
	end();
	console_send(&con, "F bench=b why=x");
	console_send(&con, "Z benches=1 failed=1");
	check_damage("line 6: the end of the run counts 1 benchmarks, but 2 came");
	begin(1);
	end();
	console_send(&con, "F bench=b why=x");
	console_send(&con, "Z benches=2 failed=0");
	check_damage("line 6: the end of the run counts 0 failed benchmarks, but 1 came");
}

static void more_benchmarks_than_announced_are_refused(void **state)
{
	(void)state;
	console_hello(&con, 1);
	console_bench(&con, "a", 1);
	end();
	console_bench(&con, "b", 1);
	check_damage("line 5: more benchmarks than the 1 announced");
	console_hello(&con, 0);
	console_send(&con, "F bench=a why=x");
	check_damage("line 2: more benchmarks than the 0 announced");
}

static void nothing_may_follow_the_end_of_the_run(void **state)
{
	(void)state;
	console_hello(&con, 0);
	console_send(&con, "Z benches=0 failed=0");
	console_hello(&con, 0);
	check_damage("line 3: record 2 comes after the end of the run");
}

static void a_console_that_stops_short_is_damage(void **state)
{
	(void)state;
	begin(3);
	console_send(&con, "S at=0 v=1x2");
	check_damage("line 3: the console ended inside a, after 2 of 3 samples");
	begin(3);
	console_add(&con, "#tl1 2 S at=0", 13);
	check_damage("line 3: the console ended inside a record");
}

static void the_first_damage_wins_and_nothing_behind_it_is_taken(void **state)
{
	(void)state;
	begin(3);
	console_say(&con, "#tl1 2 S at=0 v=1 *0000");
	console_send(&con, "S at=0 v=1x3");
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
		RUN(keys_are_those_of_the_record_in_their_order),
		RUN(values_are_of_their_type_and_size),
		RUN(announcements_are_bounded),
		RUN(a_benchmark_begins_once_and_not_inside_another),
		RUN(records_of_a_benchmark_stand_inside_it),
		RUN(samples_go_on_where_they_stopped),
		RUN(more_samples_than_announced_allocate_nothing),
		RUN(malformed_samples_are_refused),
		RUN(the_end_of_a_benchmark_agrees_with_its_samples),
		RUN(malformed_exits_are_refused),
		RUN(the_end_of_the_run_agrees_with_what_came),
		RUN(more_benchmarks_than_announced_are_refused),
		RUN(nothing_may_follow_the_end_of_the_run),
		RUN(a_console_that_stops_short_is_damage),
		RUN(the_first_damage_wins_and_nothing_behind_it_is_taken),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
