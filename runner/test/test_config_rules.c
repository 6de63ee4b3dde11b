/* SPDX-License-Identifier: Apache-2.0 */
/* exclude and include of suites: what they match, and what is said of rules that are wrong. */
#include "test/suite_fixture.h"

#define TOP "summary: x\nboards: [virt/max]\nhal: [static]\nbenchmarks: [smc/return, hvc/return]\n"

static bool excludes(const struct suite_cfg *suite, const char *cpu, const char *flags,
		     const char *benchmark)
{
	const char *const values[CELL_FIELDS] = { "virt", cpu,     "gcc", "static",
						  "lazy", "plain", flags, benchmark };

	return suite_excludes(suite, values);
}

static void a_cell_is_left_out_when_all_terms_of_one_rule_match(void **state)
{
	struct suite_cfg *suite = load_text(
		state, "summary: x\nboards: [virt]\nflags: ['*']\n"
		       "exclude: ['flags=lto  benchmark=smc/*', 'cpu=m?x flags=-O[s3]']\n");

	assert_int_equal(suite->n_exclude, 2);
	assert_true(excludes(suite, "cortex-a57", "lto", "smc/return"));
	assert_false(excludes(suite, "cortex-a57", "lto", "hvc/return"));
	assert_false(excludes(suite, "cortex-a57", "-Os", "smc/return"));
	assert_true(excludes(suite, "max", "-Os", "hvc/return"));
	assert_false(excludes(suite, "max", "-O2", "hvc/return"));
	suite_free(suite);
}

static void an_include_has_of_the_tree_what_it_names_and_the_rest_of_the_suite(void **state)
{
	struct suite_cfg *suite =
		load_text(state, TOP "flags: [-O2]\n"
				     "include: ['flags=* hal=table', benchmark=mmio/*]\n");
	const struct suite_cells *first = &suite->include[0];
	const struct suite_cells *second = &suite->include[1];

	assert_int_equal(suite->n_include, 2);
	assert_int_equal(first->n_boards, 1);
	assert_string_equal(first->boards[0].cpu, "max");
	assert_int_equal(first->lists[FIELD_FLAGS].n, 3);
	assert_int_equal(first->lists[FIELD_HAL].n, 1);
	assert_string_equal(first->lists[FIELD_HAL].items[0], "table");
	assert_int_equal(first->lists[FIELD_BENCHMARK].n, 2);
	assert_int_equal(second->lists[FIELD_BENCHMARK].n, 2);
	assert_string_equal(second->lists[FIELD_BENCHMARK].items[0], "mmio/read_4");
	assert_string_equal(second->lists[FIELD_FLAGS].items[0], "-O2");
	suite_free(suite);
}

static void an_included_board_has_all_its_cpus_and_a_cpu_the_boards_of_the_suite(void **state)
{
	struct suite_cfg *suite = load_text(state, "summary: x\nclock: cntvct\nboards: [virt/max]\n"
						   "include: [board=met*, cpu=cortex*]\n");

	assert_int_equal(suite->include[0].n_boards, 1);
	assert_string_equal(suite->include[0].boards[0].board, "metal");
	assert_string_equal(suite->include[0].boards[0].cpu, "a76");
	assert_int_equal(suite->include[1].n_boards, 1);
	assert_string_equal(suite->include[1].boards[0].board, "virt");
	assert_string_equal(suite->include[1].boards[0].cpu, "cortex-a57");
	suite_free(suite);
}

static void what_is_excluded_can_be_included(void **state)
{
	struct suite_cfg *suite = load_text(state, TOP "exclude: [benchmark=smc/*]\n"
						       "include: ['benchmark=smc/return']\n");

	assert_int_equal(suite->n_include, 1);
	suite_free(suite);
}

static void rules_that_are_wrong_are_told(void **state)
{
	expect_faults(state, TOP "exclude: [flgs=lto, lto, 'hal=static hal=*', 'cpu=', ' ']\n",
		      "s.yaml:5:11: exclude: a cell has no field 'flgs' (fields: board, cpu, "
		      "toolchain, hal, switch, vectors, flags, benchmark)\n"
		      "s.yaml:5:21: exclude: 'lto' is no term of a rule (field=pattern, as in "
		      "'flags=lto board=virt*')\n"
		      "s.yaml:5:26: exclude: 'hal=*' is a second pattern of its field (keep one)\n"
		      "s.yaml:5:46: exclude: 'cpu=' has no pattern (* is any)\n"
		      "s.yaml:5:54: exclude: '' is no term of a rule (field=pattern, as in "
		      "'flags=lto board=virt*')\n");
}

static void patterns_that_match_nothing_are_told(void **state)
{
	expect_faults(
		state, TOP "exclude: [flags=-O9, cpu=cortex*]\n",
		"s.yaml:5:11: exclude: 'flags=-O9' matches none (did you mean '-O2'? have: "
		"-O2, -Os, lto)\n"
		"s.yaml:5:22: exclude: 'cpu=cortex*' matches none (CPUs of the suite: max)\n");
	expect_faults(state, TOP "include: [benchmark=irq/*, board=metal, cpu=a99]\n",
		      "s.yaml:5:11: include: 'benchmark=irq/*' matches none (have: hvc/return, "
		      "mmio/read_4, mmio/write_4, smc/return)\n"
		      "s.yaml:5:28: include: 'board=metal' is of no board and CPU that has the "
		      "suite's clock\n"
		      "s.yaml:5:41: include: 'cpu=a99' is of no board and CPU that has the suite's "
		      "clock\n");
}

static void rules_that_leave_or_add_nothing_are_told(void **state)
{
	expect_faults(state, TOP "exclude: [benchmark=smc/*, hal=static]\n",
		      "s.yaml:5:10: exclude: its rules leave no cell of the suite\n");
	expect_faults(state, TOP "include: [flags=-O2, flags=lto, 'flags=lto cpu=m*']\n",
		      "s.yaml:5:11: include: 'flags=-O2' adds no cell (the lists, or rules above, "
		      "have them all)\n"
		      "s.yaml:5:33: include: 'flags=lto cpu=m*' adds no cell (the lists, or rules "
		      "above, have them all)\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_TREE(a_cell_is_left_out_when_all_terms_of_one_rule_match),
		WITH_TREE(an_include_has_of_the_tree_what_it_names_and_the_rest_of_the_suite),
		WITH_TREE(an_included_board_has_all_its_cpus_and_a_cpu_the_boards_of_the_suite),
		WITH_TREE(what_is_excluded_can_be_included),
		WITH_TREE(rules_that_are_wrong_are_told),
		WITH_TREE(patterns_that_match_nothing_are_told),
		WITH_TREE(rules_that_leave_or_add_nothing_are_told),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
