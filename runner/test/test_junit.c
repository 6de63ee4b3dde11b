/* SPDX-License-Identifier: Apache-2.0 */
/* junit.xml: always valid for the strictest readers, whatever a console said. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sample_store.h"
#include "store/junit.h"

#define SCHEMA "runner/test/data/junit-strict.xsd"

/* xmllint's verdict on @text in @dir: 0 is valid. */
static int validate(const char *dir, const char *text)
{
	char *path = file_join(dir, "check.xml");
	int status = -1;
	pid_t pid;

	results_dir_replace(dir, "check.xml", text, strlen(text));
	pid = fork();
	if (pid == 0) {
		if (freopen("/dev/null", "w", stderr) != NULL) {
			execlp("xmllint", "xmllint", "--noout", "--nonet", "--schema", SCHEMA, path,
			       (char *)NULL);
		}
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	free(path);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 127);
	return WEXITSTATUS(status);
}

static char *write_junit(const struct run *run)
{
	char *text = NULL;
	size_t size = 0;

	assert_int_equal(junit_write(run, &text, &size), 0);
	assert_int_equal(strlen(text), size);
	return text;
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
		n++;
	}
	return n;
}

static void a_run_with_and_without_results_is_valid(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	char *text = write_junit(run);

	assert_int_equal(validate(out->path, text), 0);
	free(text);
	run_free(run);
}

static void a_suite_is_a_board_and_cpu_and_a_case_is_a_cell(void **state)
{
	struct run *run = sample_run();
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 120, 2);
	text = write_junit(run);
	assert_int_equal(count(text, "<testsuite "), 2);
	assert_int_equal(count(text, "<testcase "), 4);
	assert_contains(text, "<testsuite name=\"qemu-virt-gicv3/cortex-a57\" tests=\"3\" "
			      "failures=\"0\" errors=\"1\"");
	assert_contains(text, "<testsuite name=\"qemu-virt-gicv3/max\" tests=\"1\" failures=\"0\" "
			      "errors=\"0\"");
	assert_contains(text, "<testcase classname=\"trapline.qemu-virt-gicv3.cortex-a57.static\" "
			      "name=\"hvc/return\"");
	assert_contains(text, "<property name=\"tools.qemu\" value=\"7.2.22\"/>");
	assert_contains(text, "time=\"12.345\"");
	free(text);
	run_free(run);
}

static void a_missing_cell_is_an_error_with_its_reason_and_log(void **state)
{
	struct run *run = sample_run();
	char *text = write_junit(run);

	(void)state;
	assert_int_equal(count(text, "<error "), 1);
	assert_contains(text, "<error type=\"missing\" message=\"QEMU was killed by signal 9\">");
	assert_contains(text, "console: logs/boot.log");
	free(text);
	run_free(run);
}

/* What plotting plugins search the output for, once it is unescaped. */
static void what_does_not_apply_is_skipped_and_what_is_spoiled_is_an_error(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	char *text;

	make_exact(run, "hvc/return", "max", "static", 110, 3);
	make_spoiled(run, "irq/exit", "max", "static", 402, "self-check timer failed: none came");
	make_na(run, "smc/forward", "max", "static", "no EL3 firmware");
	text = write_junit(run);
	assert_contains(text, "<testsuite name=\"qemu-virt-gicv3/max\" tests=\"3\" failures=\"0\" "
			      "errors=\"1\" skipped=\"1\"");
	assert_contains(text, "<skipped type=\"not_applicable\" message=\"no EL3 firmware\"/>");
	assert_contains(text,
			"<error type=\"spoiled\" message=\"self-check timer failed: none came\">");
	assert_int_equal(validate(out->path, text), 0);
	free(text);
	run_free(run);
}

static void measurements_are_one_line_of_escaped_text_each(void **state)
{
	struct run *run = sample_run();
	char *text = write_junit(run);

	(void)state;
	assert_contains(text, "\n&lt;measurement&gt;&lt;name&gt;median instructions&lt;/name&gt;"
			      "&lt;value&gt;110&lt;/value&gt;&lt;/measurement&gt;\n");
	assert_contains(text, "\n&lt;measurement&gt;&lt;name&gt;p99 instructions&lt;/name&gt;"
			      "&lt;value&gt;31&lt;/value&gt;&lt;/measurement&gt;\n");
	assert_int_equal(count(text, "&lt;measurement&gt;"), 2 * 5 + 1);
	assert_contains(text, "\n&lt;measurement&gt;&lt;name&gt;floor instructions&lt;/name&gt;"
			      "&lt;value&gt;7&lt;/value&gt;&lt;/measurement&gt;\n");
	free(text);
	run_free(run);
}

static void no_latency_stands_in_a_time(void **state)
{
	struct run *run = sample_run();
	char *text = write_junit(run);

	(void)state;
	assert_int_equal(count(text, " time="), 1); /* of the whole */
	free(text);
	run_free(run);
}

static void every_byte_a_console_can_send_stays_valid(void **state)
{
	struct results_dir *out = *state;

	for (unsigned byte = 1; byte < 256; byte++) {
		struct run *run = make_run(ID);
		char error[16];
		char *text;

		snprintf(error, sizeof(error), "<%c]]>&\"'%c", (int)byte, (int)byte);
		make_missing(run, "hvc/return", "max", "static", error);
		assert_int_equal(run_set_env(run, "host.cpu", error), 0);
		text = write_junit(run);
		/* Above ASCII they are all alike: a byte that is no character. */
		if (byte < 0x21 || byte == 0x7f || byte % 32 == 0) {
			assert_int_equal(validate(out->path, text), 0);
		}
		free(text);
		run_free(run);
	}
}

static void a_time_of_hours_has_three_decimals(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	char *text;

	run->wall_s = 123456.78951;
	text = write_junit(run);
	assert_contains(text, "time=\"123456.790\"");
	assert_int_equal(validate(out->path, text), 0);
	free(text);
	run_free(run);
}

/* A schema that takes anything would make the tests above say nothing. */
static void the_schema_refuses_what_strict_readers_do(void **state)
{
	static const struct {
		const char *from;
		const char *to;
	} edits[] = {
		{ " errors=\"1\" skipped", " skipped" },   /* a count is missing */
		{ "time=\"12.345\"", "time=\"12.3456\"" }, /* four decimals */
		{ "time=\"12.345\"", "time=\"fast\"" },
		{ "<testcase ", "<testcase status=\"run\" " }, /* an attribute few know */
		{ "<testcase ", "<testcase time=\"1e-06\" " },
		{ "name=\"hvc/return\"", "" },
		{ "<system-out>", "<system-out><b/>" },
		{ "<properties>", "<properties/><properties>" },
		{ "<property name=\"id\" ", "<property " },
		{ "tests=\"3\"", "tests=\"three\"" },
		{ " type=\"missing\"", "" },
		{ "<error ", "<rerun/><error " },
	};
	struct results_dir *out = *state;
	struct run *run = sample_run();
	char *text = write_junit(run);

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		char *edited;

		results_dir_replace(out->path, "edit.xml", text, strlen(text));
		results_dir_edit(out->path, "edit.xml", edits[i].from, edits[i].to);
		edited = results_dir_read(out->path, "edit.xml");
		assert_int_not_equal(validate(out->path, edited), 0);
		free(edited);
	}
	free(text);
	run_free(run);
}

/* No two cells of a run have one name. */
static void a_policy_that_is_not_the_default_is_part_of_the_name(void **state)
{
	struct run *run = make_run("20261121T081500Z-default");
	struct cell *cell =
		make_ok(run, "hvc/return", "max", "static", "exact", (uint64_t[]){ 7 }, 1);
	char *text;

	(void)state;
	free(cell->key.switch_policy);
	cell->key.switch_policy = make_str("eager");
	text = write_junit(run);
	assert_contains(text, "classname=\"trapline.qemu-virt-gicv3.max.static.eager\" ");
	free(text);
	run_free(run);
}

static struct cell *make_boot(struct run *run, unsigned boot, uint64_t value)
{
	struct cell *cell = make_ok(run, "hvc/return", "max", "static", "cntvct",
				    (uint64_t[]){ value, value, value }, 3);

	cell->boot = boot;
	return cell;
}

/* Readers take two testcases of one name for the same one, twice. */
static void the_boots_of_a_cell_are_one_testcase(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	char *text;

	make_boot(run, 0, 40);
	make_boot(run, 1, 50);
	make_boot(run, 2, 42);
	text = write_junit(run);
	assert_int_equal(count(text, "<testcase "), 1);
	assert_contains(text, "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"0\"");
	assert_contains(text, "&lt;name&gt;median ticks&lt;/name&gt;&lt;value&gt;42&lt;/value&gt;");
	assert_contains(text, "samples: 9, boots: 3,");
	assert_int_equal(validate(out->path, text), 0);
	free(text);
	run_free(run);
}

static void a_boot_without_a_result_is_an_error_beside_the_result(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct cell *cell;
	char *text;

	make_boot(run, 0, 40);
	cell = make_missing(run, "hvc/return", "max", "static", "no answer");
	free(cell->key.clock);
	cell->key.clock = make_str("cntvct");
	cell->boot = 1;
	text = write_junit(run);
	assert_int_equal(count(text, "<testcase "), 1);
	assert_contains(text, "errors=\"1\"");
	assert_contains(text, "<error type=\"missing\" message=\"1 of 2 boots without a result: no "
			      "answer\">");
	assert_contains(text, "&lt;value&gt;40&lt;/value&gt;");
	assert_int_equal(validate(out->path, text), 0);
	free(text);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_policy_that_is_not_the_default_is_part_of_the_name),
		WITH_DIR(the_boots_of_a_cell_are_one_testcase),
		WITH_DIR(a_boot_without_a_result_is_an_error_beside_the_result),
		WITH_DIR(a_run_with_and_without_results_is_valid),
		cmocka_unit_test(a_suite_is_a_board_and_cpu_and_a_case_is_a_cell),
		cmocka_unit_test(a_missing_cell_is_an_error_with_its_reason_and_log),
		WITH_DIR(what_does_not_apply_is_skipped_and_what_is_spoiled_is_an_error),
		cmocka_unit_test(measurements_are_one_line_of_escaped_text_each),
		cmocka_unit_test(no_latency_stands_in_a_time),
		WITH_DIR(every_byte_a_console_can_send_stays_valid),
		WITH_DIR(a_time_of_hours_has_three_decimals),
		WITH_DIR(the_schema_refuses_what_strict_readers_do),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
