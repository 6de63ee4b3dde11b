/* SPDX-License-Identifier: Apache-2.0 */
/* What a revision is to bisect, held against the good one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/bisect_step.h"
#include "make_run.h"

/* One exact cell of 4 samples: three of @value and one of @last, with @exits. */
static struct figure_set one_cell(uint64_t value, uint64_t last, uint64_t exits)
{
	const uint64_t samples[] = { value, value, value, last };
	struct run *run = make_run("20261121T081500Z-one");
	struct figure_set set = { 0 };

	make_ok(run, "hvc/return", "cortex-a57", "static", "exact", samples, 4)->exits[0].count =
		exits;
	assert_int_equal(figures_of_run(run, &set), 0);
	run_free(run);
	return set;
}

static struct bisect_outcome judge(struct figure_set good, struct figure_set now)
{
	struct bisect_outcome outcome;

	assert_int_equal(bisect_judge(&good, &now, &outcome), 0);
	figure_set_free(&good);
	figure_set_free(&now);
	return outcome;
}

static void the_same_counts_are_good(void **state)
{
	struct bisect_outcome outcome = judge(one_cell(99, 99, 4), one_cell(99, 99, 4));

	(void)state;
	assert_int_equal(bisect_answer(outcome.verdict, false), BISECT_GOOD);
	assert_int_equal(bisect_answer(outcome.verdict, true), BISECT_GOOD);
	assert_string_equal(outcome.text, "median 99 instructions");
}

static void one_instruction_more_is_bad(void **state)
{
	struct bisect_outcome outcome = judge(one_cell(99, 99, 4), one_cell(100, 100, 4));

	(void)state;
	assert_int_equal(bisect_answer(outcome.verdict, false), BISECT_BAD);
	assert_int_equal(bisect_answer(outcome.verdict, true), BISECT_BAD);
	assert_string_equal(outcome.text, "median 99 -> 100 instructions, +1.0 %");
}

static void one_sample_more_or_an_exit_more_is_bad(void **state)
{
	struct bisect_outcome mean = judge(one_cell(99, 99, 4), one_cell(99, 103, 4));
	struct bisect_outcome exits = judge(one_cell(99, 99, 4), one_cell(99, 99, 8));

	(void)state;
	assert_int_equal(bisect_answer(mean.verdict, true), BISECT_BAD);
	assert_string_equal(mean.text, "mean 99 -> 100 instructions, +1.0 %");
	assert_int_equal(bisect_answer(exits.verdict, true), BISECT_BAD);
	assert_string_equal(exits.text, "exits 1 -> 2, +100.0 %");
}

static void better_is_bad_unless_not_worse_is_asked_for(void **state)
{
	struct bisect_outcome outcome = judge(one_cell(99, 99, 4), one_cell(90, 90, 4));

	(void)state;
	assert_int_equal(bisect_answer(outcome.verdict, false), BISECT_BAD);
	assert_int_equal(bisect_answer(outcome.verdict, true), BISECT_GOOD);
	assert_string_equal(outcome.text, "median 99 -> 90 instructions, -9.1 %");
}

static void other_flags_are_the_same_cell_and_another_compiler_is_not(void **state)
{
	struct figure_set flags = one_cell(100, 100, 4);
	struct figure_set compiler = one_cell(99, 99, 4);
	struct bisect_outcome outcome;

	(void)state;
	free(flags.items[0].key.flags);
	flags.items[0].key.flags = make_str("-O3");
	outcome = judge(one_cell(99, 99, 4), flags);
	assert_int_equal(bisect_answer(outcome.verdict, false), BISECT_BAD);
	free(compiler.items[0].key.toolchain);
	compiler.items[0].key.toolchain = make_str("gcc-13.1.0");
	outcome = judge(one_cell(99, 99, 4), compiler);
	assert_int_equal(bisect_answer(outcome.verdict, false), BISECT_SKIP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_counts_are_good),
		cmocka_unit_test(one_instruction_more_is_bad),
		cmocka_unit_test(one_sample_more_or_an_exit_more_is_bad),
		cmocka_unit_test(better_is_bad_unless_not_worse_is_asked_for),
		cmocka_unit_test(other_flags_are_the_same_cell_and_another_compiler_is_not),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
