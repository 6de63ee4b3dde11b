/* SPDX-License-Identifier: Apache-2.0 */
/* Consoles without damage: what is taken from them, and what makes a benchmark fail. */
#include <errno.h>
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "test/console.h"
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

static void feed_all(void)
{
	assert_int_equal(ingest_feed(&in, con.text, con.len), 0);
	ingest_finish(&in);
}

/* @end: E from its n on. */
static void send_one_bench(unsigned int samples, const char *v, const char *end)
{
	console_hello(&con, 1);
	console_bench(&con, "hvc/return", samples);
	console_send(&con, "S at=0 v=%s", v);
	console_send(&con, "E bench=hvc/return %s", end);
	console_send(&con, "Z benches=1 failed=0 na=0");
}

/* Two benchmarks with a result, one failed inside, one failed before it began; and chatter. */
static void send_whole_run(void)
{
	console_say(&con, "U-Boot 2023.01 (Jan 01 2023)");
	console_hello(&con, 4);
	console_bench(&con, "hvc/return", 5);
	console_send(&con, "S at=0 v=110,111x2");
	console_say(&con, "");
	console_send(&con, "S at=3 v=110x2");
	console_send(&con, "E bench=hvc/return n=5 overhead=4 dropped=0 bad=0 exits=hypercall:5");
	console_bench(&con, "irq/exit", 64);
	console_send(&con, "S at=0 v=7");
	console_send(&con, "F bench=irq/exit why=the_timer_did_not_fire");
	console_send(&con, "F bench=gone why=no_such_benchmark_in_this_image");
	console_bench(&con, "mmio/read_4", 1);
	console_send(&con, "S at=0 v=18446744073709551615");
	console_send(&con, "E bench=mmio/read_4 n=1 overhead=0 dropped=0 bad=0 "
			   "exits=mmio_read:1,external_interrupt:2");
	console_send(&con, "Z benches=4 failed=2 na=0");
	console_say(&con, "powering off");
}

static void check_whole_run(void)
{
	const uint64_t samples[] = { 110, 111, 111, 110, 110 };

	assert_true(ingest_is_complete(&in));
	assert_string_equal(in.why, "");
	assert_int_equal(in.n_benches, 4);
	assert_string_equal(in.benches[0].name, "hvc/return");
	assert_string_equal(in.benches[0].payload, "hvc_nop");
	assert_string_equal(in.benches[0].unit, "instructions");
	assert_string_equal(in.benches[0].expect, "hypercall:1");
	assert_int_equal(in.benches[0].state, INGEST_COMPLETE);
	assert_int_equal(in.benches[0].overhead, 4);
	assert_int_equal(in.benches[0].n, 5);
	assert_memory_equal(in.benches[0].samples, samples, sizeof(samples));
	assert_int_equal(in.benches[0].n_exits, 1);
	assert_string_equal(in.benches[0].exits[0].name, "hypercall");
	assert_int_equal(in.benches[0].exits[0].count, 5);
	assert_int_equal(in.benches[1].state, INGEST_FAILED);
	assert_string_equal(in.benches[1].why, "the timer did not fire");
	assert_int_equal(in.benches[2].state, INGEST_FAILED);
	assert_string_equal(in.benches[2].name, "gone");
	assert_string_equal(in.benches[2].why, "no such benchmark in this image");
	assert_int_equal(in.benches[3].state, INGEST_COMPLETE);
	assert_true(in.benches[3].samples[0] == UINT64_MAX);
	assert_int_equal(in.benches[3].n_exits, 2);
	assert_string_equal(in.benches[3].exits[1].name, "external_interrupt");
	assert_string_equal(in.last_text, "powering off");
}

static void a_whole_run_is_taken(void **state)
{
	(void)state;
	send_whole_run();
	feed_all();
	check_whole_run();
	assert_int_equal(in.line_no, 16);
}

static void the_hello_says_what_runs(void **state)
{
	(void)state;
	send_whole_run();
	feed_all();
	assert_true(in.hello.seen);
	assert_string_equal(in.hello.build, "0123456789abcdef");
	assert_string_equal(in.hello.board, "qemu-virt-gicv3");
	assert_string_equal(in.hello.hal, "static");
	assert_string_equal(in.hello.switch_policy, "lazy");
	assert_string_equal(in.hello.toolchain, "gcc-12.2.0");
	assert_string_equal(in.hello.flags, "-O2");
	assert_string_equal(in.hello.clock, "exact");
	assert_int_equal(in.hello.midr, 0x411fd070);
	assert_int_equal(in.hello.cntfrq_hz, 1000000000);
	assert_int_equal(in.hello.benches, 4);
}

/* C is zigzag 2, one more; B is 1, one less; ~D three times again. Each record begins at 0. */
static void compact_samples_are_taken(void **state)
{
	const uint64_t samples[] = { 110, 111, 111, 111, 111, 110, 7, UINT64_MAX, 0 };

	(void)state;
	console_hello(&con, 1);
	console_bench(&con, "a", 9);
	console_send(&con, "S at=0 z=8GC~DB");
	console_send(&con, "S at=6 v=7");
	console_send(&con, "S at=7 z=BC");
	console_send(&con, "E bench=a n=9 overhead=4 dropped=0 bad=0 exits=- batch=8 each=13.75");
	console_send(&con, "Z benches=1 failed=0 na=0");
	feed_all();
	assert_string_equal(in.why, "");
	assert_true(ingest_is_complete(&in));
	assert_int_equal(in.benches[0].n, 9);
	assert_memory_equal(in.benches[0].samples, samples, sizeof(samples));
	assert_true(in.benches[0].has_each);
	assert_int_equal(in.benches[0].each.whole, 13);
	assert_int_equal(in.benches[0].each.thousandths, 750);
}

static void bytes_may_come_in_pieces_of_any_size(void **state)
{
	(void)state;
	send_whole_run();
	for (size_t piece = 1; piece < 300; piece++) {
		for (size_t at = 0; at < con.len; at += piece) {
			size_t len = con.len - at < piece ? con.len - at : piece;

			assert_int_equal(ingest_feed(&in, con.text + at, len), 0);
		}
		ingest_finish(&in);
		check_whole_run();
		ingest_free(&in);
		ingest_init(&in);
	}
}

static void carriage_returns_change_nothing(void **state)
{
	(void)state;
	send_whole_run();
	for (size_t i = 0; i < con.len; i++) {
		if (con.text[i] == '\n') {
			assert_int_equal(ingest_feed(&in, "\r", 1), 0);
		}
		assert_int_equal(ingest_feed(&in, &con.text[i], 1), 0);
	}
	ingest_finish(&in);
	check_whole_run();
}

static void no_console_at_all_is_no_run_but_no_damage(void **state)
{
	(void)state;
	feed_all();
	assert_false(ingest_is_complete(&in));
	assert_false(in.damaged);
	assert_false(in.hello.seen);
	assert_string_equal(in.last_text, "");
}

static void a_run_without_its_end_is_not_complete(void **state)
{
	(void)state;
	console_hello(&con, 1);
	console_bench(&con, "hvc/return", 1);
	console_send(&con, "S at=0 v=1");
	console_send(&con, "E bench=hvc/return n=1 overhead=0 dropped=0 bad=0 exits=-");
	feed_all();
	assert_false(in.ended);
	assert_false(ingest_is_complete(&in));
	assert_false(in.damaged);
	assert_int_equal(in.benches[0].state, INGEST_COMPLETE);
	assert_int_equal(in.benches[0].n_exits, 0);
}

static void a_run_of_no_benchmarks_can_be_complete(void **state)
{
	(void)state;
	console_hello(&con, 0);
	console_send(&con, "Z benches=0 failed=0 na=0");
	feed_all();
	assert_true(ingest_is_complete(&in));
}

static void check_failed(const char *why)
{
	assert_true(ingest_is_complete(&in));
	assert_int_equal(in.benches[0].state, INGEST_FAILED);
	assert_string_equal(in.benches[0].why, why);
}

static void bad_samples_fail_their_benchmark(void **state)
{
	(void)state;
	send_one_bench(64, "110x64", "n=64 overhead=4 dropped=0 bad=3 exits=hypercall:61,smc:3");
	feed_all();
	check_failed("3 of 64 samples had other exits than hypercall:1, a wrong answer or an "
		     "impossible time");
}

static void dropped_samples_fail_their_benchmark(void **state)
{
	(void)state;
	send_one_bench(64, "110x60", "n=60 overhead=4 dropped=4 bad=0 exits=hypercall:64");
	feed_all();
	check_failed("4 samples were dropped: the image had no room for them");
}

static void missing_samples_fail_their_benchmark(void **state)
{
	(void)state;
	send_one_bench(64, "110x60", "n=60 overhead=4 dropped=0 bad=0 exits=hypercall:60");
	feed_all();
	check_failed("60 of 64 samples came");
}

static void a_benchmark_without_samples_fails(void **state)
{
	(void)state;
	console_hello(&con, 1);
	console_bench(&con, "hvc/return", 64);
	console_send(&con, "E bench=hvc/return n=0 overhead=4 dropped=0 bad=0 exits=-");
	console_send(&con, "Z benches=1 failed=0 na=0");
	feed_all();
	check_failed("0 of 64 samples came");
}

static void the_last_text_is_printable_and_skips_blank_lines(void **state)
{
	const char bytes[] = "panic:\x1b[31m ESR\0 0x5e\t\xff\r\n\r\n  \n\n";

	(void)state;
	console_add(&con, bytes, sizeof(bytes) - 1);
	feed_all();
	assert_string_equal(in.last_text, "panic:?[31m ESR? 0x5e??");
}

static void text_without_a_newline_is_kept_too(void **state)
{
	(void)state;
	console_add(&con, "early\nlast words", 16);
	feed_all();
	assert_string_equal(in.last_text, "last words");
	assert_false(in.damaged);
}

static void a_prompt_behind_the_end_does_no_harm(void **state)
{
	(void)state;
	send_whole_run();
	console_add(&con, "=> ", 3);
	feed_all();
	assert_true(ingest_is_complete(&in));
}

static void endless_lines_and_garbage_are_chatter(void **state)
{
	static char noise[100000];
	uint32_t random = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(noise); i++) {
		random = random * 1664525 + 1013904223;
		noise[i] = (char)(random >> 24);
	}
	assert_int_equal(ingest_feed(&in, noise, sizeof(noise)), 0);
	assert_int_equal(ingest_feed(&in, "\n", 1), 0);
	memset(noise, 'x', sizeof(noise));
	assert_int_equal(ingest_feed(&in, noise, sizeof(noise)), 0);
	assert_int_equal(ingest_feed(&in, "\n", 1), 0);
	assert_int_equal(strlen(in.last_text), sizeof(in.last_text) - 1);
	assert_int_equal(in.last_text[0], 'x');
	send_one_bench(1, "5", "n=1 overhead=0 dropped=0 bad=0 exits=-");
	feed_all();
	assert_true(ingest_is_complete(&in));
}

/* How often realloc() still succeeds; negative: always. */
static int realloc_budget = -1;

/* In place of the C library's, and on top of malloc(), so that a sanitizer still sees every block. */
/* NOLINTNEXTLINE(readability-inconsistent-declaration-parameter-name): the names are glibc's own */
void *realloc(void *old, size_t size)
{
	size_t old_size = old != NULL ? malloc_usable_size(old) : 0;
	void *block = realloc_budget != 0 ? malloc(size) : NULL;

	if (block == NULL) {
		return NULL;
	}
	realloc_budget -= realloc_budget > 0 ? 1 : 0;
	if (old != NULL) {
		memcpy(block, old, old_size < size ? old_size : size);
		free(old);
	}
	return block;
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
	(void)state;
	send_one_bench(64, "110x64", "n=64 overhead=4 dropped=0 bad=0 exits=-");
	for (int budget = 0; budget < 2; budget++) {
		realloc_budget = budget;
		assert_int_equal(ingest_feed(&in, con.text, con.len), -ENOMEM);
		realloc_budget = -1;
		assert_int_equal(in.n_benches, budget);
		ingest_finish(&in);
		assert_false(ingest_is_complete(&in));
		ingest_free(&in);
		ingest_init(&in);
	}
	feed_all();
	assert_true(ingest_is_complete(&in));
}

static void a_freed_ingest_can_be_freed_again(void **state)
{
	(void)state;
	send_whole_run();
	feed_all();
	ingest_free(&in);
	assert_int_equal(in.n_benches, 0);
	assert_null(in.benches);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define RUN(test) cmocka_unit_test_setup_teardown(test, start, stop)
		RUN(a_whole_run_is_taken),
		RUN(the_hello_says_what_runs),
		RUN(compact_samples_are_taken),
		RUN(bytes_may_come_in_pieces_of_any_size),
		RUN(carriage_returns_change_nothing),
		RUN(no_console_at_all_is_no_run_but_no_damage),
		RUN(a_run_without_its_end_is_not_complete),
		RUN(a_run_of_no_benchmarks_can_be_complete),
		RUN(bad_samples_fail_their_benchmark),
		RUN(dropped_samples_fail_their_benchmark),
		RUN(missing_samples_fail_their_benchmark),
		RUN(a_benchmark_without_samples_fails),
		RUN(the_last_text_is_printable_and_skips_blank_lines),
		RUN(text_without_a_newline_is_kept_too),
		RUN(a_prompt_behind_the_end_does_no_harm),
		RUN(endless_lines_and_garbage_are_chatter),
		RUN(no_memory_is_an_error_and_leaks_nothing),
		RUN(a_freed_ingest_can_be_freed_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
