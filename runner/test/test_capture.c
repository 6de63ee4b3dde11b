/* SPDX-License-Identifier: Apache-2.0 */
/* Boots in a console that somebody captured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "lab/capture.h"
#include "lab/intake.h"

static struct capture split(const char *text, size_t size)
{
	struct capture capture;

	assert_int_equal(capture_split(text, size, &capture), 0);
	return capture;
}

/* The text of the one boot in @capture is @want. */
static void assert_text(const char *captured, const char *want)
{
	struct capture capture = split(captured, strlen(captured));

	assert_int_equal(capture.n, 1);
	assert_string_equal(capture.boots[0].text, want);
	assert_int_equal(capture.boots[0].begin, 0);
	assert_int_equal(capture.boots[0].end, strlen(captured));
	capture_free(&capture);
}

static void chatter_around_the_records_is_kept_and_means_nothing(void **state)
{
	(void)state;
	assert_text("U-Boot 2023.01\n=> booti\n#tl1 0 H a *0\n#tl1 1 Z *0\npower off\n",
		    "U-Boot 2023.01\n=> booti\n#tl1 0 H a *0\n#tl1 1 Z *0\npower off\n");
}

static void carriage_returns_and_nuls_at_the_ends_of_lines_are_dropped(void **state)
{
	static const char text[] = "\0\r#tl1 0 H a *0\r\r\n\0#tl1 1 Z *0\r\n";
	struct capture capture = split(text, sizeof(text) - 1);

	(void)state;
	assert_int_equal(capture.n, 1);
	assert_string_equal(capture.boots[0].text, "#tl1 0 H a *0\n#tl1 1 Z *0\n");
	capture_free(&capture);
}

static void times_of_terminal_programs_are_taken_off_the_records(void **state)
{
	static const char *const times[][2] = {
		{ "[2026-11-21 09:44:15] ", "[2026-11-21 10:00:00] " },
		{ "[2026-11-21T09:44:15.123Z] ", "[2026-11-21T10:00:00.000Z] " },
		{ "Nov  1 21:44:15 ", "Dec 12 00:00:00 " },
		{ "00:00:15 ", "00:10:16 " },
		{ "[9.123456 0.000001] ", "[10.2 1.0] " },
		{ "[  9.123456] ", "[ 10.123456] " },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		char text[256];

		snprintf(text, sizeof(text), "%s#tl1 0 H a *0\n%s#tl1 1 Z *0\n", times[i][0],
			 times[i][1]);
		assert_text(text, "#tl1 0 H a *0\n#tl1 1 Z *0\n");
	}
}

static void a_record_behind_another_form_than_the_hello_is_chatter(void **state)
{
	(void)state;
	assert_text("[1.5] #tl1 0 H a *0\n#tl1 1 Z *0\n", "#tl1 0 H a *0\n #tl1 1 Z *0\n");
	assert_text("#tl1 0 H a *0\n[1.5] #tl1 1 Z *0\n", "#tl1 0 H a *0\n[1.5] #tl1 1 Z *0\n");
	assert_text("[1.5] #tl1 0 H a *0\n1.5 #tl1 1 Z *0\n", "#tl1 0 H a *0\n1.5 #tl1 1 Z *0\n");
}

static void what_is_no_time_is_not_taken_off(void **state)
{
	static const char *const texts[] = {
		"=> #tl1 0 H a *0\n",
		"echo 5 #tl1 0 H a *0\n",
		"x[1.5] #tl1 0 H a *0\n",
		"[ ] #tl1 0 H a *0\n",
		"1111111 22222222 33333333 44444444 55555555 66666666 77777777 888 #tl1 0 H a *0\n",
		" tl1 0 H a *0\n",
		"#tl1 10 H a *0\n",
		"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct capture capture = split(texts[i], strlen(texts[i]));

		assert_int_equal(capture.n, 0);
		capture_free(&capture);
	}
}

static void each_hello_begins_a_boot_and_no_byte_is_lost(void **state)
{
	static const char text[] =
		"a\n#tl1 0 H a *0\n#tl1 1 Z *0\nb\n\n[5] #tl1 0 H b *0\n[6] #tl1 1";
	struct capture capture = split(text, sizeof(text) - 1);

	(void)state;
	assert_int_equal(capture.n, 2);
	assert_int_equal(capture.boots[0].begin, 0);
	assert_int_equal(capture.boots[0].end, capture.boots[1].begin);
	assert_int_equal(capture.boots[1].end, sizeof(text) - 1);
	assert_int_equal(capture.boots[0].line_no, 2);
	assert_int_equal(capture.boots[1].line_no, 6);
	assert_string_equal(capture.boots[0].text, "a\n#tl1 0 H a *0\n#tl1 1 Z *0\nb\n\n");
	assert_string_equal(capture.boots[1].text, "#tl1 0 H b *0\n#tl1 1");
	capture_free(&capture);
}

static void records_before_the_first_hello_are_counted_and_are_not_of_its_boot(void **state)
{
	static const char text[] = "#tl1 7 E *0\n#tl1 8 Z *0\n#tl1 0 H a *0\n";
	struct capture capture = split(text, sizeof(text) - 1);

	(void)state;
	assert_int_equal(capture.n, 1);
	assert_int_equal(capture.n_stray, 2);
	assert_string_equal(capture.boots[0].text, " #tl1 7 E *0\n #tl1 8 Z *0\n#tl1 0 H a *0\n");
	capture_free(&capture);
}

static void a_midr_has_the_name_that_boards_use(void **state)
{
	(void)state;
	assert_string_equal(intake_cpu_name(0x411fd070), "cortex-a57");
	assert_string_equal(intake_cpu_name(0x410fd083), "cortex-a72");
	assert_string_equal(intake_cpu_name(0x414fd0c1), "neoverse-n1");
	assert_null(intake_cpu_name(0x611f0221));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chatter_around_the_records_is_kept_and_means_nothing),
		cmocka_unit_test(carriage_returns_and_nuls_at_the_ends_of_lines_are_dropped),
		cmocka_unit_test(times_of_terminal_programs_are_taken_off_the_records),
		cmocka_unit_test(a_record_behind_another_form_than_the_hello_is_chatter),
		cmocka_unit_test(what_is_no_time_is_not_taken_off),
		cmocka_unit_test(each_hello_begins_a_boot_and_no_byte_is_lost),
		cmocka_unit_test(
			records_before_the_first_hello_are_counted_and_are_not_of_its_boot),
		cmocka_unit_test(a_midr_has_the_name_that_boards_use),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
