/* SPDX-License-Identifier: Apache-2.0 */
/* Messages: their place, their order, their hints, and that they stay one line. */
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "config/fault.h"
#include "config/hint.h"
#include "test/source_tree.h"

static void a_place_is_told_as_far_as_it_is_known(void **state)
{
	struct diag d = { 0 };
	char *told;

	(void)state;
	diag_add(&d, (struct mark){ .file = "f", .line = 3, .col = 7 }, "bad %d (good)", 1);
	diag_add(&d, (struct mark){ .file = "f", .line = 3 }, "bad");
	diag_add(&d, (struct mark){ .file = "f", .col = 7 }, "bad");
	diag_add(&d, (struct mark){ .line = 3 }, "bad");
	told = tree_take_lines(&d);
	assert_string_equal(told, "f:3:7: bad 1 (good)\nf:3: bad\nf: bad\nbad\n");
	free(told);
}

static void a_message_stays_one_line_and_cannot_steer_a_terminal(void **state)
{
	struct diag d = { 0 };
	char *told;

	(void)state;
	diag_add(&d, (struct mark){ .file = "a\nb" }, "%s",
		 "\x1b[31m\t\x7f \xc2\x9b \xc3\xbc \xc2");
	told = tree_take_lines(&d);
	assert_string_equal(told, "a\\x0ab: \\x1b[31m\\x09\\x7f \\xc2\\x9b \xc3\xbc \xc2\n");
	free(told);
}

static void the_same_message_is_told_once(void **state)
{
	struct diag d = { 0 };

	(void)state;
	diag_add(&d, (struct mark){ .file = "f", .line = 1 }, "bad");
	diag_add(&d, (struct mark){ .file = "f", .line = 2 }, "bad");
	diag_add(&d, (struct mark){ .file = "f", .line = 1 }, "bad");
	assert_int_equal(d.n, 2);
	diag_free(&d);
	assert_int_equal(d.n, 0);
	assert_null(d.lines);
}

static void faults_are_told_by_line_then_column_then_as_found(void **state)
{
	struct faults faults = { 0 };
	struct diag d = { 0 };
	char *told;

	(void)state;
	assert_int_equal(faults_tell(&faults, &d), 0);
	fault_add(&faults, (struct mark){ .file = "f", .line = 10, .col = 1 }, "d");
	fault_add(&faults, (struct mark){ .file = "f", .line = 9, .col = 10 }, "b");
	fault_add(&faults, (struct mark){ .file = "f", .line = 9, .col = 9 }, "z");
	fault_add(&faults, (struct mark){ .file = "f", .line = 9, .col = 10 }, "a");
	assert_int_equal(faults_tell(&faults, &d), -EINVAL);
	told = tree_take_lines(&d);
	assert_string_equal(told, "f:9:9: z\nf:9:10: b\nf:9:10: a\nf:10:1: d\n");
	free(told);
}

/* Counted by hand. */
static void the_distance_of_two_words_is_the_edits_between_them(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		unsigned distance;
	} cases[] = {
		{ "", "", 0 },
		{ "abc", "abc", 0 },
		{ "", "abc", 3 },
		{ "abc", "", 3 },
		{ "kitten", "sitting", 3 },
		{ "sampels", "samples", 1 },
		{ "timeout-s", "timeout_s", 1 },
		{ "HAL", "hal", 0 },
		{ "ab", "ba", 1 },
		{ "boards", "board", 1 },
		{ "saturday", "sunday", 3 },
		{ "ca", "abc", 3 },
	};
	char longest[HINT_WORD_MAX + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(hint_distance(cases[i].a, cases[i].b), cases[i].distance);
	}
	memset(longest, 'x', sizeof(longest));
	longest[HINT_WORD_MAX + 1] = '\0';
	assert_true(hint_distance(longest, "x") == UINT_MAX);
	longest[HINT_WORD_MAX] = '\0';
	assert_int_equal(hint_distance(longest, "x"), HINT_WORD_MAX - 1);
}

static void a_hint_offers_the_nearest_word_only_if_it_is_near(void **state)
{
	struct hint hint;

	(void)state;
	hint_begin(&hint, "tabel");
	hint_offer(&hint, "static");
	hint_offer(&hint, "table");
	assert_string_equal(hint_finish(&hint, "all"), "did you mean 'table'? all: static, table");

	hint_begin(&hint, "zzz");
	hint_offer(&hint, "static");
	assert_string_equal(hint_finish(&hint, "all"), "all: static");

	hint_begin(&hint, "cortex");
	hint_offer(&hint, "cortex-a57");
	assert_string_equal(hint_finish(&hint, "all"),
			    "did you mean 'cortex-a57'? all: cortex-a57");

	hint_begin(&hint, "x");
	assert_string_equal(hint_finish(&hint, "all"), "all: none");
}

static void a_long_list_of_words_is_cut_at_a_word(void **state)
{
	struct hint hint;
	const char *text;
	size_t len;

	(void)state;
	hint_begin(&hint, "x");
	for (int i = 0; i < 200; i++) {
		hint_offer(&hint, "0123456789");
	}
	text = hint_finish(&hint, "all");
	len = strlen(text);
	assert_true(len > HINT_LIST_MAX - 32 && len < sizeof(hint.text));
	assert_string_equal(text + len - strlen("0123456789, ..."), "0123456789, ...");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_place_is_told_as_far_as_it_is_known),
		cmocka_unit_test(a_message_stays_one_line_and_cannot_steer_a_terminal),
		cmocka_unit_test(the_same_message_is_told_once),
		cmocka_unit_test(faults_are_told_by_line_then_column_then_as_found),
		cmocka_unit_test(the_distance_of_two_words_is_the_edits_between_them),
		cmocka_unit_test(a_hint_offers_the_nearest_word_only_if_it_is_near),
		cmocka_unit_test(a_long_list_of_words_is_cut_at_a_word),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
