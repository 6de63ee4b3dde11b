/* SPDX-License-Identifier: Apache-2.0 */
/* Records that are right by themselves and do not fit together. */
#include <stdio.h>
#include <string.h>

#include "test/damage.h"

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
	begin(8);
	console_send(&con, "S at=0 v=1,2");
	console_send(&con, "S at=0 v=1,2");
	check_damage("line 4: samples of a go on at 0, not at 2");
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

static void more_compact_samples_than_announced_allocate_nothing(void **state)
{
	/* ~ and a number: again so often. ////////////P is 2^64 - 1. */
	const char *const lists[] = {
		"C~D", "CCCC", "C~B~B~B", "C~ggC", "C~////////////P", "CA~C"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		begin(3);
		console_send(&con, "S at=0 z=%s", lists[i]);
		check_damage("line 3: a has more samples than the 3 announced");
	}
}

static void malformed_compact_samples_are_refused(void **state)
{
	static const struct {
		const char *z;
		const char *item;
	} lists[] = {
		{ "-", "-" },
		{ "C,C", ",C" },
		{ "C=", "=" },
		{ "1", "1" }, /* cut off behind a digit with more to come */
		{ "Cgg", "gg" },
		{ "gA", "gA" },                         /* 0, with a digit that it does not need */
		{ "hA", "hA" },                         /* 1, so too */
		{ "////////////Q", "////////////Q" },   /* 2^64 */
		{ "/////////////A", "/////////////A" }, /* of 14 digits */
		{ "ggggggggggggggggC", "ggggggggggggggggC" },
		{ "~B", "~B" }, /* nothing before it */
		{ "C~", "~" },
		{ "C~A", "~A" }, /* never again */
		{ "C~~B", "~~B" },
		{ "C~g", "~g" },
		{ "C~hA", "~hA" },
		{ "C~////////////Q", "~////////////Q" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		char why[160];

		begin(3);
		console_send(&con, "S at=0 z=%s", lists[i].z);
		snprintf(why, sizeof(why), "line 3: '%s' is no compact sample of a", lists[i].item);
		check_damage(why);
	}
}

static void samples_have_one_form(void **state)
{
	(void)state;
	begin(3);
	console_send(&con, "S at=0 v=1 z=C");
	check_damage("line 3: record 2 (S) has both v and z");
	begin(3);
	console_send(&con, "S at=0");
	check_damage("line 3: record 2 (S) has neither of v and z");
	begin(3);
	console_send(&con, "S z=C at=0");
	check_damage("line 3: record 2 (S) has z in place of at");
}

static void a_median_is_a_number_of_three_places_at_most(void **state)
{
	const char *const wrong[] = {
		"-",   "x",     "1.",  ".5",   "-1",  "1.2345", "1.50",
		"1.0", "1.5.5", "1e3", "0x10", "1,5", "1.+5",   "18446744073709551616"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char why[160];

		begin(1);
		console_send(&con, "S at=0 v=1");
		console_send(&con, "E bench=a n=1 overhead=0 dropped=0 bad=0 exits=- each=%s",
			     wrong[i]);
		snprintf(why, sizeof(why), "line 4: each=%s is no number of at most three places",
			 wrong[i]);
		check_damage(why);
	}
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
	console_send(&con, "Z benches=2 failed=0 na=0");
	check_damage("line 3: the run ends inside a");
	begin(1);
	end();
	console_send(&con, "Z benches=2 failed=0 na=0");
	check_damage("line 5: the run ends after 1 of the 2 benchmarks announced");
	begin(1);
	end();
	console_send(&con, "F bench=b why=x");
	console_send(&con, "Z benches=1 failed=1 na=0");
	check_damage("line 6: the end of the run counts 1 benchmarks, but 2 came");
	begin(1);
	end();
	console_send(&con, "F bench=b why=x");
	console_send(&con, "Z benches=2 failed=0 na=0");
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
	console_send(&con, "Z benches=0 failed=0 na=0");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN(test) cmocka_unit_test_setup_teardown(test, start, stop)
		RUN(announcements_are_bounded),
		RUN(a_benchmark_begins_once_and_not_inside_another),
		RUN(records_of_a_benchmark_stand_inside_it),
		RUN(samples_go_on_where_they_stopped),
		RUN(more_samples_than_announced_allocate_nothing),
		RUN(malformed_samples_are_refused),
		RUN(more_compact_samples_than_announced_allocate_nothing),
		RUN(malformed_compact_samples_are_refused),
		RUN(samples_have_one_form),
		RUN(a_median_is_a_number_of_three_places_at_most),
		RUN(the_end_of_a_benchmark_agrees_with_its_samples),
		RUN(malformed_exits_are_refused),
		RUN(the_end_of_the_run_agrees_with_what_came),
		RUN(more_benchmarks_than_announced_are_refused),
		RUN(nothing_may_follow_the_end_of_the_run),
		RUN(a_console_that_stops_short_is_damage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
