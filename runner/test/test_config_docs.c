/* SPDX-License-Identifier: Apache-2.0 */
/* docs/formats and the files that are shipped, against the parser. Started at the top of the tree. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "config/load.h"
#include "config/source.h"
#include "test/source_tree.h"

static char *read_doc(const char *path)
{
	char *text = NULL;
	size_t len = 0;

	assert_int_equal(source_read(path, &text, &len), 0);
	return text;
}

/* The @index-th block of @doc that begins with ``` and @language; caller frees. */
static char *find_block(const char *doc, const char *language, size_t index)
{
	char fence[32];
	const char *at = doc;
	const char *end;

	snprintf(fence, sizeof(fence), "\n```%s\n", language);
	for (size_t i = 0; i <= index; i++) {
		at = strstr(at, fence);
		assert_non_null(at);
		at += strlen(fence);
	}
	end = strstr(at, "```\n");
	assert_non_null(end);
	return strndup(at, (size_t)(end - at));
}

/* With the blank lines around it: no row too many either. */
static char *print_keys(enum config_kind kind)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	fputs("\n\n", out);
	config_print_keys(out, kind);
	fputs("\n", out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void expect_table(const char *path, enum config_kind kind)
{
	char *doc = read_doc(path);
	char *table = print_keys(kind);

	if (strstr(doc, table) == NULL) {
		fail_msg("%s should have this table:%s", path, table);
	}
	free(table);
	free(doc);
}

static void the_documents_have_the_key_tables_of_the_parser(void **state)
{
	(void)state;
	expect_table("docs/formats/suite.md", CONFIG_SUITE);
	expect_table("docs/formats/board.md", CONFIG_BOARD);
}

static struct catalog *load_catalog(void)
{
	struct catalog *cat = NULL;
	struct diag d = { 0 };

	assert_int_equal(catalog_load(".", &cat, &d), 0);
	return cat;
}

static void the_suite_in_the_document_loads(void **state)
{
	struct catalog *cat = load_catalog();
	char *doc = read_doc("docs/formats/suite.md");
	char *text = find_block(doc, "yaml", 0);
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };

	(void)state;
	assert_int_equal(suite_load_text(cat, "doc.yaml", text, strlen(text), &suite, &d), 0);
	assert_int_equal(suite->n_boards, 2);
	assert_int_equal(suite->samples, 64);
	suite_free(suite);
	free(text);
	free(doc);
	catalog_free(cat);
}

static void the_faults_in_the_document_are_those_that_are_told(void **state)
{
	struct catalog *cat = load_catalog();
	char *doc = read_doc("docs/formats/suite.md");
	char *text = find_block(doc, "yaml", 1);
	char *lines = find_block(doc, "text", 0);
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };
	char *told;

	(void)state;
	assert_int_equal(suite_load_text(cat, "mine.yaml", text, strlen(text), &suite, &d),
			 -EINVAL);
	told = tree_take_lines(&d);
	assert_string_equal(told, lines);
	free(told);
	free(lines);
	free(text);
	free(doc);
	catalog_free(cat);
}

static void the_board_in_the_document_loads(void **state)
{
	char *doc = read_doc("docs/formats/board.md");
	char *text = find_block(doc, "yaml", 0);
	struct board_cfg *board = NULL;
	struct diag d = { 0 };

	(void)state;
	assert_int_equal(board_load_text("doc.yaml", "b", text, strlen(text), &board, &d), 0);
	assert_int_equal(board->cpus.n, 2);
	board_free(board);
	free(text);
	free(doc);
}

static void every_board_of_the_tree_loads(void **state)
{
	struct catalog *cat = load_catalog();

	(void)state;
	assert_true(cat->boards.n > 0);
	for (size_t i = 0; i < cat->boards.n; i++) {
		struct board_cfg *board = NULL;
		struct diag d = { 0 };

		assert_int_equal(board_load(cat, cat->boards.items[i], &board, &d), 0);
		board_free(board);
	}
	catalog_free(cat);
}

static void every_suite_of_the_tree_loads(void **state)
{
	struct catalog *cat = load_catalog();

	(void)state;
	assert_true(cat->suites.n > 0);
	for (size_t i = 0; i < cat->suites.n; i++) {
		struct suite_cfg *suite = NULL;
		struct diag d = { 0 };
		char *path = NULL;

		assert_true(asprintf(&path, "microbench/suites/%s.yaml", cat->suites.items[i]) > 0);
		assert_int_equal(suite_load(cat, path, &suite, &d), 0);
		assert_string_equal(suite->name, cat->suites.items[i]);
		suite_free(suite);
		free(path);
	}
	catalog_free(cat);
}

static void the_default_suite_has_every_benchmark_on_two_cpus_in_both_bindings(void **state)
{
	struct catalog *cat = load_catalog();
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };

	(void)state;
	assert_int_equal(suite_load(cat, "microbench/suites/default.yaml", &suite, &d), 0);
	assert_int_equal(suite->clock, CLOCK_EXACT);
	assert_int_equal(suite->n_boards, 2);
	assert_int_equal(suite->hal.n, 2);
	assert_int_equal(suite->switch_policy.n, 1);
	assert_int_equal(suite->benchmarks.n, cat->n_benches);
	assert_int_equal(suite->samples, 256);
	assert_int_equal(suite->warmup, 16);
	assert_int_equal(suite->timeout_s, 20);
	suite_free(suite);
	catalog_free(cat);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documents_have_the_key_tables_of_the_parser),
		cmocka_unit_test(the_suite_in_the_document_loads),
		cmocka_unit_test(the_faults_in_the_document_are_those_that_are_told),
		cmocka_unit_test(the_board_in_the_document_loads),
		cmocka_unit_test(every_board_of_the_tree_loads),
		cmocka_unit_test(every_suite_of_the_tree_loads),
		cmocka_unit_test(
			the_default_suite_has_every_benchmark_on_two_cpus_in_both_bindings),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
