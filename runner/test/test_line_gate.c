/* SPDX-License-Identifier: Apache-2.0 */
/* Which lines of a board's console are of the boot that is looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "session/line_gate.h"
#include "test/console.h"

#define BOARD GATE_MARK_BOARD "\n"
#define START GATE_MARK_START "\n"
#define IMAGE GATE_MARK_IMAGE "\n"

/* A record of another boot: out of order, so that it is damage where it passes. */
#define OLD "#tl1 7 S at=0 v=1 *0000\n"

struct fed {
	struct line_gate gate;
	struct ingest in;
};

/* @piece bytes at a time. */
static void feed(struct fed *f, const char *text, size_t piece)
{
	size_t len = strlen(text);

	memset(f, 0, sizeof(*f));
	ingest_init(&f->in);
	for (size_t at = 0; at < len; at += piece) {
		size_t n = len - at < piece ? len - at : piece;

		assert_int_equal(line_gate_feed(&f->gate, &f->in, text + at, n), 0);
	}
}

static void expect_damage(const char *text, bool is_damaged)
{
	for (size_t piece = 1; piece < 40; piece += 6) {
		struct fed f;

		feed(&f, text, piece);
		assert_int_equal(f.in.damaged, is_damaged);
		ingest_free(&f.in);
	}
}

static void a_console_without_marks_passes_whole(void **state)
{
	(void)state;
	expect_damage(OLD, true);
}

static void records_from_before_the_image_are_not_its(void **state)
{
	(void)state;
	expect_damage(BOARD OLD START OLD IMAGE, false);
	expect_damage(BOARD START IMAGE OLD, true);
}

static void without_a_boot_loader_records_count_from_the_hello_on(void **state)
{
	(void)state;
	expect_damage(BOARD START OLD OLD, false);
	/* This hello has no good sum: that it is damage shows that it passed. */
	expect_damage(BOARD START OLD "#tl1 0 H x=1 *0000\n", true);
}

static void a_mark_is_a_line_of_its_own(void **state)
{
	(void)state;
	expect_damage(BOARD "x" GATE_MARK_IMAGE "\n" OLD, false);
	expect_damage(BOARD GATE_MARK_IMAGE "x\n" OLD, false);
}

static void other_lines_pass_and_keep_their_numbers(void **state)
{
	struct fed f;

	(void)state;
	feed(&f, BOARD "U-Boot says\n" OLD "no prompt\n", 5);
	assert_string_equal(f.in.last_text, "no prompt");
	assert_int_equal(f.in.line_no, 4);
	ingest_free(&f.in);
}

static void a_line_of_any_length_passes(void **state)
{
	char text[2000];
	char all[2100];
	struct fed f;

	(void)state;
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	snprintf(all, sizeof(all), BOARD "%s\nend.\n", text);
	feed(&f, all, 64);
	assert_string_equal(f.in.last_text, "end.");
	assert_int_equal(f.in.line_no, 3);
	ingest_free(&f.in);
}

static void a_board_that_begins_again_is_noticed(void **state)
{
	static const char hello[] = BOARD IMAGE "#tl1 0 H x=1 *0000\n";
	char text[256];
	struct fed f;

	(void)state;
	feed(&f, hello, 9);
	assert_false(f.gate.restarted);
	ingest_free(&f.in);
	snprintf(text, sizeof(text), "%sU-Boot 2023.01 (x)\r\n", hello);
	feed(&f, text, 9);
	assert_true(f.gate.restarted);
	assert_string_equal(f.gate.banner, "U-Boot 2023.01 (x)");
	ingest_free(&f.in);
	snprintf(text, sizeof(text), "%s#tl1 0 H x=1 *0000\n", hello);
	feed(&f, text, 9);
	assert_true(f.gate.restarted);
	assert_string_equal(f.gate.banner, "a second hello");
	ingest_free(&f.in);
	feed(&f, BOARD "U-Boot 2023.01\n" IMAGE "U-Boot 2023.01\n", 9);
	assert_false(f.gate.restarted);
	ingest_free(&f.in);
}

/* A run of one benchmark, whole or without its end. */
static void say_run(struct console *c, bool is_whole)
{
	memset(c, 0, sizeof(*c));
	console_say(c, GATE_MARK_BOARD);
	console_say(c, GATE_MARK_IMAGE);
	console_hello(c, 1);
	console_send(c, "N bench=hvc/return why=none");
	if (is_whole) {
		console_send(c, "Z benches=1 failed=0 na=1");
	}
}

static void a_boot_loader_behind_the_end_of_the_run_spoils_nothing(void **state)
{
	static const char *const banners[] = { "U-Boot SPL 2023.01 (x)", "U-Boot 2023.01 (x)" };
	struct console *c = test_calloc(1, sizeof(*c));
	struct fed f;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		bool is_whole = i < 2;

		say_run(c, is_whole);
		console_say(c, banners[i % 2]);
		feed(&f, c->text, 13);
		assert_false(f.in.damaged);
		assert_int_equal(f.in.ended, is_whole);
		assert_int_equal(f.gate.restarted, !is_whole);
		assert_int_equal(f.gate.went_on, is_whole);
		ingest_free(&f.in);
	}
	test_free(c);
}

static void a_hello_behind_the_end_of_the_run_is_a_restart(void **state)
{
	struct console *c = test_calloc(1, sizeof(*c));
	struct fed f;

	(void)state;
	say_run(c, true);
	console_say(c, "#tl1 0 H x=1 *0000");
	feed(&f, c->text, 13);
	assert_true(f.gate.restarted);
	ingest_free(&f.in);
	test_free(c);
}

/* Its end looks like a record of this boot. */
static void a_record_that_is_too_long_is_kept_out_to_its_end(void **state)
{
	char text[1200];
	struct fed f;
	int at;

	(void)state;
	at = snprintf(text, sizeof(text), START "#tl1 7 S v=");
	memset(text + at, '1', 700);
	for (size_t cut = 480; cut <= 512; cut++) {
		size_t end = sizeof(START) - 1 + cut;

		snprintf(text + end, sizeof(text) - end, "#tl1 9 S at=0 v=1 *0000\nend.\n");
		feed(&f, text, 7);
		assert_false(f.in.damaged);
		assert_string_equal(f.in.last_text, "end.");
		assert_int_equal(f.in.line_no, 3);
		ingest_free(&f.in);
		memset(text + end, '1', 40);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_console_without_marks_passes_whole),
		cmocka_unit_test(records_from_before_the_image_are_not_its),
		cmocka_unit_test(without_a_boot_loader_records_count_from_the_hello_on),
		cmocka_unit_test(a_mark_is_a_line_of_its_own),
		cmocka_unit_test(other_lines_pass_and_keep_their_numbers),
		cmocka_unit_test(a_line_of_any_length_passes),
		cmocka_unit_test(a_board_that_begins_again_is_noticed),
		cmocka_unit_test(a_boot_loader_behind_the_end_of_the_run_spoils_nothing),
		cmocka_unit_test(a_hello_behind_the_end_of_the_run_is_a_restart),
		cmocka_unit_test(a_record_that_is_too_long_is_kept_out_to_its_end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
