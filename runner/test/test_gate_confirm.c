/* SPDX-License-Identifier: Apache-2.0 */
/* What is measured again before it is believed, and what that changes for the rest. */
#include "make_noise.h"

static void what_is_found_is_suspected_first_where_it_can_be_confirmed(void **state)
{
	static const double factors[] = { 1.03, 0.97, 1.015 };
	static const enum verdict verdicts[] = { VERDICT_REGRESSED, VERDICT_IMPROVED,
						 VERDICT_UNCHANGED };
	struct gate_rules rules = gate_rules_default;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(factors); i++) {
		struct judged first;
		struct judged second;

		rules.can_confirm = true;
		rules.first_boots = 0;
		first = judge_factor(factors[i], 7, 0, &rules);
		assert_int_equal(first.result.rows[0].is_suspect, i < 2);
		assert_int_equal(first.result.rows[0].verdict,
				 i < 2 ? VERDICT_INCONCLUSIVE : VERDICT_UNCHANGED);
		assert_int_equal(first.result.rows[0].more_boots, i < 2 ? 7 : 0);
		rules = gate_rules_confirmed(&first.result);
		assert_false(rules.can_confirm);
		assert_int_equal(rules.first_boots, 7);
		second = judge_factor(factors[i], 14, 0, &rules);
		assert_int_equal(second.result.rows[0].verdict, verdicts[i]);
		judged_free(&first);
		judged_free(&second);
	}
}

static void make_cell_of(struct run *run, const double *medians)
{
	make_boots(run, "a/subject", medians, 7);
}

/* Every new boot is slower, and the shift is 1.9 % of a floor of 2 %: not unchanged before a second look. */
static void a_slowdown_at_the_edge_of_the_floor_is_looked_at_again(void **state)
{
	static const double olds[] = { 1000, 1001, 1002, 1003, 1004, 1005, 1006 };
	static const double news[] = { 1015, 1018, 1020, 1022, 1024, 1026, 1029 };
	struct gate_rules rules = gate_rules_default;
	struct run *old_run = make_run("old");
	struct run *new_run = make_run("new");
	struct judged judged;

	(void)state;
	rules.can_confirm = true;
	make_cell_of(old_run, olds);
	make_cell_of(new_run, news);
	judged = judge_runs(old_run, new_run, &rules);
	assert_true(judged.result.rows[0].tests[METRIC_MEDIAN].shift < 20);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_true(judged.result.rows[0].is_suspect);
	judged_free(&judged);
}

/* Five boots a side, 50 cells: 1/252 is no discovery, and worth a re-run. With as many again it is one. */
static void a_screen_makes_few_boots_do(void **state)
{
	struct gate_rules rules = gate_rules_default;
	struct judged judged;

	(void)state;
	judged = judge_factor(1.03, 5, 49, &rules);
	assert_int_equal(judged.result.count[VERDICT_INCONCLUSIVE], 50);
	judged_free(&judged);

	rules.can_confirm = true;
	judged = judge_factor(1.03, 5, 49, &rules);
	assert_int_equal(judged.result.count[VERDICT_INCONCLUSIVE], 1);
	assert_true(judged.result.rows[0].is_suspect);
	assert_says(&judged.result.rows[0], "median +3.0 %, not confirmed yet");
	rules = gate_rules_confirmed(&judged.result);
	judged_free(&judged);

	/* The others were not measured again, and are what they were. */
	judged = judge_factor(1, 5, 49, &rules);
	assert_int_equal(judged.result.count[VERDICT_UNCHANGED], 50);
	judged_free(&judged);

	/* Three of three may be suspected, and six of six (1/924) is no discovery among 50. */
	rules.can_confirm = true;
	judged = judge_factor(1, 3, 49, &rules);
	assert_int_equal(judged.result.count[VERDICT_INCONCLUSIVE], 50);
	assert_int_equal(judged.result.rows[0].more_boots, 1);
	judged_free(&judged);
}

/* The re-run was interrupted before this cell had its turn. */
static void what_was_not_measured_again_is_not_confirmed(void **state)
{
	struct gate_rules rules = gate_rules_default;
	struct judged judged;

	(void)state;
	rules.can_confirm = true;
	judged = judge_factor(1.03, 7, 0, &rules);
	rules = gate_rules_confirmed(&judged.result);
	judged_free(&judged);
	judged = judge_factor(1.03, 7, 0, &rules);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_true(judged.result.rows[0].is_suspect);
	assert_says(&judged.result.rows[0], "not confirmed yet");
	judged_free(&judged);
	judged = judge_factor(1.03, 8, 0, &rules);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_REGRESSED);
	judged_free(&judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_found_is_suspected_first_where_it_can_be_confirmed),
		cmocka_unit_test(a_slowdown_at_the_edge_of_the_floor_is_looked_at_again),
		cmocka_unit_test(a_screen_makes_few_boots_do),
		cmocka_unit_test(what_was_not_measured_again_is_not_confirmed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
