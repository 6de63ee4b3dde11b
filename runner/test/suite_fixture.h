/* SPDX-License-Identifier: Apache-2.0 */
/* A catalog of the tree in source_tree.h, and what a suite in it is read as or refused for. */
#ifndef TEST_SUITE_FIXTURE_H
#define TEST_SUITE_FIXTURE_H

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
#include "test/source_tree.h"

struct fixture {
	char *root;
	struct catalog *cat;
};

static inline int make_fixture(void **state)
{
	struct fixture *fix = calloc(1, sizeof(*fix));
	struct diag d = { 0 };

	assert_non_null(fix);
	fix->root = tree_make();
	assert_int_equal(catalog_load(fix->root, &fix->cat, &d), 0);
	assert_int_equal(d.n, 0);
	*state = fix;
	return 0;
}

static inline int drop_fixture(void **state)
{
	struct fixture *fix = *state;

	catalog_free(fix->cat);
	tree_remove(fix->root);
	free(fix);
	return 0;
}

static inline struct suite_cfg *load_text(void **state, const char *text)
{
	const struct fixture *fix = *state;
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };
	int err = suite_load_text(fix->cat, "dir/s.yaml", text, strlen(text), &suite, &d);

	diag_print(&d, stderr);
	diag_free(&d);
	assert_int_equal(err, 0);
	return suite;
}

static inline void expect_bytes(void **state, const char *text, size_t len, const char *lines)
{
	const struct fixture *fix = *state;
	struct suite_cfg *suite = NULL;
	struct diag d = { 0 };
	int err = suite_load_text(fix->cat, "s.yaml", text, len, &suite, &d);
	char *told = tree_take_lines(&d);

	assert_string_equal(told, lines);
	assert_int_equal(err, -EINVAL);
	assert_null(suite);
	free(told);
}

static inline void expect_faults(void **state, const char *text, const char *lines)
{
	expect_bytes(state, text, strlen(text), lines);
}

#define WITH_TREE(name) cmocka_unit_test_setup_teardown(name, make_fixture, drop_fixture)

#endif
