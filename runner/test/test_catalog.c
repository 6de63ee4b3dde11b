/* SPDX-License-Identifier: Apache-2.0 */
/* What a source tree offers, and what its benchmarks say of themselves. */
#include "test/suite_fixture.h"

#include "config/bench_comment.h"

static void expect_list(const struct str_list *list, size_t n, const char *const *names)
{
	assert_int_equal(list->n, n);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(list->items[i], names[i]);
	}
}

static void what_is_in_the_tree_is_found_and_sorted(void **state)
{
	const struct catalog *cat = ((struct fixture *)*state)->cat;

	expect_list(&cat->boards, 2, (const char *const[]){ "metal", "virt" });
	expect_list(&cat->suites, 2, (const char *const[]){ "default", "quick" });
	expect_list(&cat->hals, 2, (const char *const[]){ "static", "table" });
	expect_list(&cat->switches, 2, (const char *const[]){ "eager", "lazy" });
	expect_list(&cat->vectors, 2, (const char *const[]){ "fast", "plain" });
	expect_list(&cat->flags, 3, (const char *const[]){ "-O2", "-Os", "lto" });
	expect_list(&cat->toolchains, 2, (const char *const[]){ "clang", "gcc" });
	assert_string_equal(cat->root, ((struct fixture *)*state)->root);
}

static void the_first_underscore_of_a_benchmarks_file_is_a_slash(void **state)
{
	const struct catalog *cat = ((struct fixture *)*state)->cat;

	assert_int_equal(cat->n_benches, 4);
	assert_string_equal(cat->benches[0].name, "hvc/return");
	assert_string_equal(cat->benches[1].name, "mmio/read_4");
	assert_string_equal(cat->benches[2].name, "mmio/write_4");
	assert_string_equal(cat->benches[3].name, "smc/return");
}

static void benchmarks_are_sorted_by_name_not_by_file(void **state)
{
	const struct fixture *fix = *state;
	struct catalog *cat = NULL;
	struct diag d = { 0 };

	/* hvcA_x.c sorts before hvc_return.c, and hvcA/x after hvc/return. */
	tree_add_file(fix->root, "microbench/benches/hvcA_x.c", "");
	assert_int_equal(catalog_load(fix->root, &cat, &d), 0);
	assert_string_equal(cat->benches[0].name, "hvc/return");
	assert_string_equal(cat->benches[1].name, "hvcA/x");
	catalog_free(cat);
}

static void summaries_come_from_the_sources(void **state)
{
	const struct catalog *cat = ((struct fixture *)*state)->cat;

	assert_string_equal(cat->benches[0].summary, "A null hypercall: HVC and back");
	assert_string_equal(cat->benches[1].summary, "");
	assert_string_equal(cat->benches[2].summary, "");
	assert_string_equal(cat->benches[3].summary, "A trapped SMC");
}

static void expect_summary(const struct catalog *cat, const char *set, const char *want)
{
	struct diag d = { 0 };
	char *summary = NULL;

	assert_int_equal(flag_set_summary(cat, set, &summary, &d), 0);
	assert_string_equal(summary, want);
	free(summary);
}

static void sets_of_flags_say_what_they_are_for(void **state)
{
	const struct catalog *cat = ((struct fixture *)*state)->cat;
	struct diag d = { 0 };
	char *summary = NULL;

	expect_summary(cat, "-O2", "What is usual");
	expect_summary(cat, "-Os", "");
	expect_summary(cat, "lto", "The link optimises");
	assert_int_equal(flag_set_summary(cat, "-O9", &summary, &d), -EINVAL);
	assert_non_null(
		strstr(d.lines[0], "microbench/flags/-O9.mk: cannot be read: No such file"));
	diag_free(&d);
}

static void expect_no_set(const struct fixture *fix, const char *file, const char *fault)
{
	struct catalog *cat = NULL;
	struct diag d = { 0 };
	char *path = tree_join(fix->root, file);

	tree_add_file(fix->root, file, "");
	assert_int_equal(catalog_load(fix->root, &cat, &d), -EINVAL);
	assert_null(cat);
	assert_int_equal(d.n, 1);
	assert_string_equal(d.lines[0], fault);
	diag_free(&d);
	assert_int_equal(unlink(path), 0);
	free(path);
}

static void a_set_of_flags_is_called_as_nothing_else_is(void **state)
{
	expect_no_set(*state, "microbench/flags/fast.mk",
		      "microbench/flags: 'fast.mk' is called as a set of vectors is: cells of both "
		      "would have one name (call it another way)");
	expect_no_set(*state, "microbench/flags/gcc.mk",
		      "microbench/flags: 'gcc.mk' is called as a compiler is: cells of both would "
		      "have one name (call it another way)");
	expect_no_set(
		*state, "microbench/flags/-O2 -g.mk",
		"microbench/flags: '-O2 -g.mk' is no name of a set (letters, digits and . _ -)");
}

static void folders_that_are_missing_are_told_all_at_once(void **state)
{
	const struct fixture *fix = *state;
	struct catalog *cat = NULL;
	struct diag d = { 0 };
	char *root = tree_join(fix->root, "vcpu");
	char *want = NULL;
	char *told;

	assert_true(
		asprintf(&want,
			 "%s/microbench/benches: cannot be read: No such file or directory (run "
			 "inside a Trapline source tree)\n"
			 "%s/microbench/boards: cannot be read: No such file or directory (run "
			 "inside a Trapline source tree)\n"
			 "%s/microbench/suites: cannot be read: No such file or directory (run "
			 "inside a Trapline source tree)\n"
			 "%s/vcpu/hal: cannot be read: No such file or directory (run inside a "
			 "Trapline source tree)\n"
			 "%s/vcpu/aarch64/switch: cannot be read: No such file or directory (run "
			 "inside a Trapline source tree)\n"
			 "%s/vcpu/aarch64/vectors: cannot be read: No such file or directory (run "
			 "inside a Trapline source tree)\n"
			 "%s/microbench/flags: cannot be read: No such file or directory (run "
			 "inside a Trapline source tree)\n",
			 root, root, root, root, root, root, root) > 0);
	assert_int_equal(catalog_load(root, &cat, &d), -EINVAL);
	assert_null(cat);
	told = tree_take_lines(&d);
	assert_string_equal(told, want);
	free(told);
	free(want);
	free(root);
}

static void a_benchmark_that_cannot_be_read_is_told(void **state)
{
	const struct fixture *fix = *state;
	char *path = tree_join(fix->root, "microbench/benches/dangling_link.c");
	struct catalog *cat = NULL;
	struct diag d = { 0 };

	assert_int_equal(symlink("/nonexistent/bench.c", path), 0);
	assert_int_equal(catalog_load(fix->root, &cat, &d), -EINVAL);
	assert_null(cat);
	assert_int_equal(d.n, 1);
	assert_non_null(strstr(d.lines[0], "dangling_link.c: cannot be read: No such file"));
	diag_free(&d);
	free(path);
}

static void a_summary_is_the_first_sentence_of_the_first_comment(void **state)
{
	static const char *const cases[][2] = {
		{ "/* SPDX-License-Identifier: A */\n/* One. Two. */\n", "One" },
		{ "// SPDX-License-Identifier: A\n// One\n//   two. Three.\n// Four\n", "One two" },
		{ "/* SPDX-License-Identifier: A */\n#include <x.h>\n\n/*\n * a \t b\n *\n * c\n "
		  "*/",
		  "a b c" },
		{ "/* No licence line: 1.5 us, e.g.so. */", "No licence line: 1.5 us, e.g.so" },
		{ "/** hvc/return: the null one */", "the null one" },
		{ "/* hvc_return: the null one */", "the null one" },
		{ "/* hvc_returns: other */", "hvc_returns: other" },
		{ "/* smc/return: other */", "smc/return: other" },
		{ "/* hvc/return */", "hvc/return" },
		{ "/* never closed", "never closed" },
		{ "//", "" },
		{ "/**/ int x; /* late */", "" },
		{ "/* SPDX-License-Identifier: A */", "" },
		{ "int x;\n", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *summary = bench_comment_summary(cases[i][0], "hvc_return");

		assert_string_equal(summary, cases[i][1]);
		free(summary);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(what_is_in_the_tree_is_found_and_sorted),
		WITH_TREE(the_first_underscore_of_a_benchmarks_file_is_a_slash),
		WITH_TREE(benchmarks_are_sorted_by_name_not_by_file),
		WITH_TREE(summaries_come_from_the_sources),
		WITH_TREE(sets_of_flags_say_what_they_are_for),
		WITH_TREE(a_set_of_flags_is_called_as_nothing_else_is),
		WITH_TREE(folders_that_are_missing_are_told_all_at_once),
		WITH_TREE(a_benchmark_that_cannot_be_read_is_told),
		cmocka_unit_test(a_summary_is_the_first_sentence_of_the_first_comment),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
