/* SPDX-License-Identifier: Apache-2.0 */
/* Suites as files: YAML that is broken, unusual or hostile, and files that cannot be read. */
#include "test/suite_fixture.h"

#define KEYS                                                                                       \
	"keys of a suite: summary, clock, boards, toolchain, hal, switch, vectors, flags, "        \
	"benchmarks, exclude, include, samples, boots, warmup, timeout_s, cold, load"
#define GOOD "summary: x\nboards: [virt]\n"

static void a_file_with_nothing_in_it_is_empty(void **state)
{
	static const char *const texts[] = { "", "\n\n", "# a comment\n", "---\n", "---\n...\n" };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		expect_faults(state, texts[i], "s.yaml:1:1: the file is empty (" KEYS ")\n");
	}
}

static void a_file_that_is_no_mapping_is_told_what_it_is(void **state)
{
	expect_faults(state, "- a\n- b\n",
		      "s.yaml:1:1: this is a list, not 'key: value' lines (" KEYS ")\n");
	expect_faults(state, "\n  words\n",
		      "s.yaml:2:3: this is a text, not 'key: value' lines (" KEYS ")\n");
}

static void what_stands_before_a_syntax_fault_is_still_checked(void **state)
{
	expect_faults(
		state, "samples: x\nsummary: a: b\n",
		"s.yaml:1:10: samples: 'x' is not a whole number in 1..65536 (plain digits, as "
		"in 'samples: 256')\n"
		"s.yaml:2:11: not valid YAML: mapping values are not allowed in this context (one "
		"'key: value' a line; quote a text that holds ': ')\n");
}

static void a_list_that_is_cut_short_is_not_judged(void **state)
{
	expect_faults(
		state, "summary: x\nboards: [virt\nsamples: 5\n",
		"s.yaml:3:8: not valid YAML: did not find expected ',' or ']' while parsing a "
		"flow sequence that begins in line 2 (close the list with ']'; quote an item that "
		"holds , [ ] { or })\n");
}

static void syntax_faults_come_with_advice(void **state)
{
	expect_faults(
		state, "summary: x\n\tboards: [virt]\n",
		"s.yaml:2:1: not valid YAML: found a tab character that violates indentation "
		"while scanning a plain scalar that begins in line 1 (indent with spaces, not "
		"tabs)\n");
	expect_faults(state, "benchmarks: [*]\n",
		      "s.yaml:1:15: not valid YAML: did not find expected alphabetic or numeric "
		      "character while scanning an alias (quote a pattern that begins with '*': "
		      "['*'])\n");
	expect_faults(
		state, "boards:\n- virt\nsummary x\nwarmup: 1\n",
		"s.yaml:4:1: not valid YAML: could not find expected ':' while scanning a simple "
		"key that begins in line 3 (write 'key: value')\n");
}

static void bytes_that_are_no_text_are_found_by_line_and_column(void **state)
{
	expect_faults(
		state, "# \xc3\xbc\nsummary: caf\xe9\n",
		"s.yaml:2:13: not valid YAML: incomplete UTF-8 octet sequence (save the file as "
		"UTF-8)\n");
	expect_bytes(state, "a: b\0", 5,
		     "s.yaml:1:5: not valid YAML: control characters are not allowed (plain UTF-8 "
		     "text)\n");
}

static void columns_count_characters_not_bytes(void **state)
{
	expect_faults(state, "summary: x\nboards: [virt]\n\"\xc3\xbc\xc3\xbc\": 1\n",
		      "s.yaml:3:1: unknown key '\xc3\xbc\xc3\xbc' (" KEYS ")\n");
	expect_faults(state, "summary: x\nboards: ['\xc3\xbc', virt/m]\n",
		      "s.yaml:2:10: boards: there is no board '\xc3\xbc' (boards: metal, virt)\n"
		      "s.yaml:2:15: boards: 'virt' has no CPU 'm' (its CPUs: cortex-a57, max)\n");
}

static void a_second_document_is_refused(void **state)
{
	expect_faults(state, GOOD "---\n" GOOD,
		      "s.yaml:3:1: a second document begins here (one document a file)\n");
}

static void anchors_aliases_and_tags_are_refused_each_by_name(void **state)
{
	expect_faults(
		state,
		"summary: &a x\nboards: &b [virt]\nhal: *a\nbenchmarks: !!seq ['*']\n"
		"samples: !mine 5\n",
		"s.yaml:1:10: anchor '&a' is not supported (write the value out)\n"
		"s.yaml:2:9: anchor '&b' is not supported (write the value out)\n"
		"s.yaml:3:6: alias '*a' is not supported (write the value out; quote a "
		"pattern)\n"
		"s.yaml:4:13: tag 'tag:yaml.org,2002:seq' is not supported (write the value "
		"without a tag)\n"
		"s.yaml:5:10: tag '!mine' is not supported (write the value without a tag)\n");
}

static void nesting_is_bounded(void **state)
{
	char *text = calloc(1, 200001);

	assert_non_null(text);
	memset(text, '[', 200000);
	expect_faults(state, text, "s.yaml:1:9: nested too deep (at most 8 levels)\n");
	free(text);
}

static void the_number_of_faults_is_bounded(void **state)
{
	const struct fixture *fix = *state;
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };
	char *text = calloc(1, 200001);

	assert_non_null(text);
	for (size_t i = 0; i < 200000; i++) {
		text[i] = "k: 1\n"[i % 5];
	}
	assert_int_equal(suite_load_text(fix->cat, "s.yaml", text, 200000, &suite, &d), -EINVAL);
	assert_int_equal(d.n, 101);
	assert_string_equal(d.lines[0], "s.yaml:1:1: unknown key 'k' (" KEYS ")");
	assert_string_equal(d.lines[100], "s.yaml: more than 100 faults (the rest is not shown)");
	diag_free(&d);
	free(text);
}

/* What suite_load() says of @below in the tree; the tree's path is taken out. */
static void expect_unreadable(void **state, const char *below, const char *line)
{
	const struct fixture *fix = *state;
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };
	char *path = tree_join(fix->root, below);

	assert_int_equal(suite_load(fix->cat, path, &suite, &d), -EINVAL);
	assert_null(suite);
	assert_int_equal(d.n, 1);
	assert_memory_equal(d.lines[0], fix->root, strlen(fix->root));
	assert_string_equal(d.lines[0] + strlen(fix->root) + 1, line);
	diag_free(&d);
	free(path);
}

static void a_missing_suite_is_told_with_those_that_are_there(void **state)
{
	expect_unreadable(
		state, "microbench/suites/defualt.yaml",
		"microbench/suites/defualt.yaml: cannot be read: No such file or directory "
		"(did you mean 'default'? suites: default, quick)");
}

static void a_folder_is_no_suite(void **state)
{
	expect_unreadable(state, "microbench",
			  "microbench: cannot be read: Is a directory (suites: default, quick)");
}

static void a_fifo_is_no_suite_and_is_not_waited_for(void **state)
{
	const struct fixture *fix = *state;
	char *path = tree_join(fix->root, "fifo.yaml");

	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(20);
	expect_unreadable(state, "fifo.yaml",
			  "fifo.yaml: cannot be read: not a regular file (suites: default, quick)");
	alarm(0);
	free(path);
}

static void a_file_larger_than_a_mebibyte_is_not_read(void **state)
{
	const struct fixture *fix = *state;
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };
	char *path = tree_join(fix->root, "big.yaml");
	FILE *file;

	tree_add_file(fix->root, "big.yaml", GOOD "#");
	assert_int_equal(truncate(path, 1048577), 0);
	expect_unreadable(state, "big.yaml",
			  "big.yaml: cannot be read: larger than 1 MiB (suites: default, quick)");

	/* Of a mebibyte exactly, it is read. */
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%s#%*s", GOOD, 1048576 - (int)strlen(GOOD "#"), "");
	assert_int_equal(fclose(file), 0);
	assert_int_equal(suite_load(fix->cat, path, &suite, &d), 0);
	suite_free(suite);
	free(path);
}

static void a_file_name_that_cannot_name_a_run_is_refused(void **state)
{
	tree_add_file(((struct fixture *)*state)->root, "my suite.yaml", GOOD);
	expect_unreadable(
		state, "my suite.yaml",
		"my suite.yaml: 'my suite' is not a suite name (letters, digits and . _ - "
		"only, as it becomes part of file names)");
}

static void a_suite_in_a_file_is_named_by_it(void **state)
{
	const struct fixture *fix = *state;
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };
	char *path = tree_join(fix->root, "microbench/suites/quick.yaml");

	assert_int_equal(suite_load(fix->cat, path, &suite, &d), 0);
	assert_string_equal(suite->path, path);
	assert_string_equal(suite->name, "quick");
	suite_free(suite);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(a_file_with_nothing_in_it_is_empty),
		WITH_TREE(a_file_that_is_no_mapping_is_told_what_it_is),
		WITH_TREE(what_stands_before_a_syntax_fault_is_still_checked),
		WITH_TREE(a_list_that_is_cut_short_is_not_judged),
		WITH_TREE(syntax_faults_come_with_advice),
		WITH_TREE(bytes_that_are_no_text_are_found_by_line_and_column),
		WITH_TREE(columns_count_characters_not_bytes),
		WITH_TREE(a_second_document_is_refused),
		WITH_TREE(anchors_aliases_and_tags_are_refused_each_by_name),
		WITH_TREE(nesting_is_bounded),
		WITH_TREE(the_number_of_faults_is_bounded),
		WITH_TREE(a_missing_suite_is_told_with_those_that_are_there),
		WITH_TREE(a_folder_is_no_suite),
		WITH_TREE(a_fifo_is_no_suite_and_is_not_waited_for),
		WITH_TREE(a_file_larger_than_a_mebibyte_is_not_read),
		WITH_TREE(a_file_name_that_cannot_name_a_run_is_refused),
		WITH_TREE(a_suite_in_a_file_is_named_by_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
