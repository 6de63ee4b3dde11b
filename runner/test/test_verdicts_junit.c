/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's result as a CI engine reads it: by the strictest schema, and by a lenient reader. */
#include "make_verdicts.h"

#define SCHEMA "runner/test/data/junit-strict.xsd"

static int validate(const char *dir, const char *text)
{
	const char *argv[] = { "xmllint", "--noout", "--nonet", "--schema", SCHEMA, NULL, NULL };
	int status = made_check(dir, text, argv);

	assert_int_not_equal(status, 127);
	return status;
}

/* Runs @code, in which path is the document, in the Python that Debian's packages are for. */
static int run_python(const char *dir, const char *text, const char *code)
{
	char *script;
	int size = asprintf(&script, "import sys\npath = sys.argv[1]\n%s", code);
	const char *argv[] = { "/usr/bin/python3", "-c", script, NULL, NULL };
	int status;

	assert_true(size > 0);
	status = made_check(dir, text, argv);
	free(script);
	assert_int_not_equal(status, 127);
	return status;
}

static void the_document_is_what_was_looked_at(void **state)
{
	struct results_dir *out = *state;
	struct made *made = made_sample();
	char *text;

	made_add_old_run(made);
	text = made_render(made, FORMAT_JUNIT);
	assert_golden(text, "sample.xml");
	assert_int_equal(validate(out->path, text), 0);
	free(text);
	made_free(made);
}

/* What a lenient reader makes of it: every testcase, and of each what it counts as. */
static void a_lenient_reader_finds_every_verdict(void **state)
{
	static const char code[] =
		"from junitparser import JUnitXml, Failure, Error, Skipped\n"
		"cases = [(suite, case) for suite in JUnitXml.fromfile(path) for case in suite]\n"
		"kinds = [type(case.result[0]).__name__ if case.result else 'Passed'\n"
		"         for suite, case in cases]\n"
		"assert len(cases) == 11, len(cases)\n"
		"assert kinds.count('Failure') == 4, kinds\n"
		"assert kinds.count('Error') == 2, kinds\n"
		"assert kinds.count('Skipped') == 2, kinds\n"
		"assert kinds.count('Passed') == 3, kinds\n"
		"assert len({(case.classname, case.name) for suite, case in cases}) == 11\n"
		"for suite, case in cases:\n"
		"    assert case.classname.startswith('trapline.gate.'), case.classname\n"
		"    assert case.time is None, case.time\n"
		"    assert {p.name: p.value for p in suite.properties()}['cpu'] == 'cortex-a57'\n"
		"for suite in JUnitXml.fromfile(path):\n"
		"    assert suite.tests == len(list(suite)) > 0\n";
	struct results_dir *out = *state;
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_JUNIT);

	assert_int_equal(run_python(out->path, text, code), 0);
	free(text);
	made_free(made);
}

/* The check above can fail. */
static void a_lenient_reader_notices_a_verdict_too_many(void **state)
{
	static const char code[] = "from junitparser import JUnitXml\n"
				   "sys.exit(JUnitXml.fromfile(path).failures != 4)\n";
	struct results_dir *out = *state;
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_JUNIT);

	assert_int_equal(run_python(out->path, text, code), 0);
	free(text);
	made_exact(made, (struct where){ .benchmark = "one/more" }, 110, 113);
	text = made_render(made, FORMAT_JUNIT);
	assert_int_equal(run_python(out->path, text, code), 1);
	free(text);
	made_free(made);
}

static void a_failure_says_what_a_reader_needs(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ 0 }, 110, 113);
	made_noisy(made, (struct where){ .benchmark = "irq/exit" }, VERDICT_REGRESSED, 512, 0.036);
	text = made_render(made, FORMAT_JUNIT);
	assert_contains(text, "<failure type=\"regressed\" message=\"median 110 -&gt; 113 "
			      "instructions: +3 (+2.7 %); exact clock, no tolerance; 64 and 64 "
			      "samples\">median 110 -&gt; 113 ");
	assert_contains(text,
			"<failure type=\"regressed\" message=\"median 512.0 -&gt; 530.4 ticks: "
			"+18.4 (+3.6 %); 95 %: +2.6 to +4.6 %; floor 2.0 % (effect); 7+7 "
			"boots; p 0.00029, q 0.0041\">median 512.0 -&gt; 530.4 ");
	free(text);
	made_free(made);
}

static void figures_come_first_and_are_no_times(void **state)
{
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_JUNIT);

	(void)state;
	assert_contains(text, "<system-out>\n&lt;measurement&gt;&lt;name&gt;median instructions"
			      "&lt;/name&gt;&lt;value&gt;113&lt;/value&gt;&lt;/measurement&gt;\n"
			      "regressed: median 110 -&gt; 113");
	assert_lacks(text, " time=");
	free(text);
	made_free(made);
}

static void what_is_missing_is_an_error_and_what_cannot_be_told_is_skipped(void **state)
{
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_JUNIT);

	(void)state;
	assert_contains(text, "<error type=\"missing\" message=\"no baseline of QEMU 7.2.22\">");
	assert_contains(text, "<skipped type=\"inconclusive\" message=\"median 930.5 -&gt; 952.8 "
			      "ticks: +22.3 (+2.4 %); 5 more boots a side; ");
	assert_contains(text, "<skipped type=\"not_applicable\" message=\"no EL3 firmware\"/>");
	assert_contains(text, "tests=\"11\" failures=\"4\" errors=\"2\"");
	free(text);
	made_free(made);
}

/* A suite's properties hold for all of its testcases. */
static void each_build_is_a_suite_and_each_cell_has_its_own_name(void **state)
{
	struct results_dir *out = *state;
	struct made *made = made_new();
	char *text;

	made_exact(made, (struct where){ .flags = "-O2" }, 110, 113);
	made_exact(made, (struct where){ .flags = "-O3" }, 110, 113);
	made_exact(made, (struct where){ .toolchain = "gcc-13.1.0" }, 110, 113);
	made_exact(made, (struct where){ .flags = "-O2", .benchmark = "irq/exit" }, 110, 113);
	text = made_render(made, FORMAT_JUNIT);
	assert_int_equal(made_count(text, "<testsuite "), 3);
	assert_contains(text, "classname=\"trapline.gate.qemu-virt-gicv3.cortex-a57.static."
			      "-O3.gcc-12_2_0.exact\"");
	assert_contains(text, "<property name=\"flags\" value=\"-O3\"/>");
	assert_contains(text, "<property name=\"toolchain\" value=\"gcc-13.1.0\"/>");
	assert_contains(text, "<property name=\"rules.effect\" value=\"0.02\"/>");
	assert_contains(text, "<property name=\"new.revision\" value=\"0123abcd\"/>");
	assert_contains(text, "<property name=\"old.id\" value=\"results/baselines\"/>");
	assert_lacks(text, "old.revision");
	assert_int_equal(validate(out->path, text), 0);
	free(text);
	made_free(made);
}

static void hostile_text_stays_valid(void **state)
{
	struct results_dir *out = *state;

	for (int is_long = 0; is_long < 2; is_long++) {
		struct made *made = made_hostile_result(is_long);
		char *text = made_render(made, FORMAT_JUNIT);

		assert_int_equal(validate(out->path, text), 0);
		assert_lacks(text, "\033");
		free(text);
		made_free(made);
	}
}

/* The schemas want no suite without a testcase, and readers lose one without a word. */
static void nothing_to_compare_is_no_suite(void **state)
{
	struct made *made = made_new();
	char *text = made_render(made, FORMAT_JUNIT);

	(void)state;
	assert_lacks(text, "<testsuite ");
	assert_contains(text, "<testsuites name=\"trapline gate\" tests=\"0\"");
	free(text);
	made_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(the_document_is_what_was_looked_at),
		WITH_DIR(a_lenient_reader_finds_every_verdict),
		WITH_DIR(a_lenient_reader_notices_a_verdict_too_many),
		cmocka_unit_test(a_failure_says_what_a_reader_needs),
		cmocka_unit_test(figures_come_first_and_are_no_times),
		cmocka_unit_test(what_is_missing_is_an_error_and_what_cannot_be_told_is_skipped),
		WITH_DIR(each_build_is_a_suite_and_each_cell_has_its_own_name),
		WITH_DIR(hostile_text_stays_valid),
		cmocka_unit_test(nothing_to_compare_is_no_suite),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
