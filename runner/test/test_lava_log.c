/* SPDX-License-Identifier: Apache-2.0 */
/* The console out of what LAVA logs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "ingest/lava_log.h"

#define DT "{\"dt\": \"2026-11-21T21:39:42.620753\", "

static void assert_console(const char *log, const char *want)
{
	char *got = NULL;
	size_t size = 0;

	assert_int_equal(lava_log_console(log, strlen(log), &got, &size), 0);
	assert_string_equal(got, want);
	assert_int_equal(size, strlen(want));
	free(got);
}

static void lines_of_the_target_are_the_console(void **state)
{
	(void)state;
	assert_console(DT "\"lvl\": \"info\", \"msg\": \"start: 0 validate\"}\n" DT
			  "\"lvl\": \"target\", \"msg\": \"U-Boot\"}\n" DT
			  "\"lvl\": \"results\", \"msg\": {\"case\": \"job\", \"msg\": \"x\"}}\n" DT
			  "\"lvl\": \"target\", \"msg\": \"#tl1 0 H x=1 *abcd\"}\n" DT
			  "\"lvl\": \"feedback\", \"msg\": \"not asked for\"}\n",
		       "U-Boot\n#tl1 0 H x=1 *abcd\n");
}

static void a_servers_list_is_read_alike(void **state)
{
	(void)state;
	assert_console("- " DT "\"lvl\": \"target\", \"msg\": \"one\"}\n"
		       "- " DT "\"lvl\": \"debug\", \"msg\": \"no\"}\n"
		       "- " DT "\"msg\": \"two\", \"lvl\": \"target\"}",
		       "one\ntwo\n");
}

static void quotes_are_as_the_target_sent_them(void **state)
{
	(void)state;
	assert_console(DT "\"lvl\": \"target\", \"msg\": \"say \\\\\\\"hi\\\\\\\" a\\\\b\"}\n",
		       "say \"hi\" a\\b\n");
}

static void what_is_no_mapping_is_left_out(void **state)
{
	(void)state;
	assert_console("Traceback (most recent call last):\n" DT
		       "\"lvl\": \"target\", \"msg\": \"cut of\n" DT
		       "\"lvl\": \"target\", \"msg\": {\"a\": \"b\"}}\n" DT
		       "\"lvl\": \"target\", \"msg\": \"whole\"}\n",
		       "whole\n");
}

static void a_console_is_told_from_a_log(void **state)
{
	static const char console[] = "- list\n#tl1 0 H proto=3 *0000\n";
	static const char log[] = "warning\n- " DT "\"lvl\": \"info\", \"msg\": \"x\"}\n";

	(void)state;
	assert_false(lava_log_is(console, strlen(console)));
	assert_false(lava_log_is("", 0));
	assert_true(lava_log_is(log, strlen(log)));
	assert_console(console, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_the_target_are_the_console),
		cmocka_unit_test(a_servers_list_is_read_alike),
		cmocka_unit_test(quotes_are_as_the_target_sent_them),
		cmocka_unit_test(what_is_no_mapping_is_left_out),
		cmocka_unit_test(a_console_is_told_from_a_log),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
