/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict on the exact clock. */
#include "make_figures.h"

static struct run *run_of(const uint64_t *samples, size_t n)
{
	struct run *run = make_run("id");

	make_boot(run, "hvc/return", "exact", 0, samples, n);
	return run;
}

static struct run *run_of_one(uint64_t value)
{
	return run_of(&value, 1);
}

/* Of one pair; the verdict alone. */
static enum verdict verdict_of(struct run *old_run, struct run *new_run)
{
	struct judged judged = judge_runs(old_run, new_run, &gate_rules_default);
	enum verdict verdict = judged.result.rows[0].verdict;

	assert_int_equal(judged.result.n, 1);
	assert_int_equal(judged.result.count[verdict], 1);
	judged_free(&judged);
	return verdict;
}

static void one_instruction_is_a_change(void **state)
{
	static const struct {
		uint64_t old_samples[4];
		uint64_t new_samples[4];
		enum verdict verdict;
		enum gate_metric metric;
		double old_value;
		double new_value;
		int exit_code;
	} rows[] = {
		{ { 9, 9, 9, 9 }, { 9, 9, 9, 9 }, VERDICT_UNCHANGED, METRIC_MEDIAN, 9, 9, 0 },
		{ { 9, 9, 9, 9 }, { 10, 10, 10, 10 }, VERDICT_REGRESSED, METRIC_MEDIAN, 9, 10, 1 },
		{ { 9, 9, 9, 9 }, { 8, 8, 8, 8 }, VERDICT_IMPROVED, METRIC_MEDIAN, 9, 8, 0 },
		/* the median says 9 and 9: the mean decides */
		{ { 9, 9, 9, 9 }, { 9, 9, 9, 10 }, VERDICT_REGRESSED, METRIC_MEAN, 9, 9.25, 1 },
		{ { 9, 9, 9, 9 }, { 8, 9, 9, 9 }, VERDICT_IMPROVED, METRIC_MEAN, 9, 8.75, 0 },
		/* the median goes before the mean */
		{ { 1, 2, 2, 9 }, { 1, 3, 3, 4 }, VERDICT_REGRESSED, METRIC_MEDIAN, 2, 3, 1 },
		/* one median, one mean, other samples: a change without a direction */
		{ { 8, 9, 9, 10 }, { 7, 9, 9, 11 }, VERDICT_INCONCLUSIVE, METRIC_SAMPLES, 9, 9, 3 },
		{ { 8, 9, 9, 10 }, { 10, 9, 9, 8 }, VERDICT_UNCHANGED, METRIC_MEDIAN, 9, 9, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct judged judged =
			judge_runs(run_of(rows[i].old_samples, 4), run_of(rows[i].new_samples, 4),
				   &gate_rules_default);
		const struct gate_row *row = &judged.result.rows[0];

		assert_int_equal(row->verdict, rows[i].verdict);
		assert_int_equal(row->metric, rows[i].metric);
		assert_true(row->old_value == rows[i].old_value);
		assert_true(row->new_value == rows[i].new_value);
		assert_true(row->is_exact);
		assert_int_equal(gate_exit_code(&judged.result), rows[i].exit_code);
		judged_free(&judged);
	}
}

/* Faster in the median and slower on the whole is slower; with slower ones among many faster it is open. */
static void a_faster_median_excuses_no_slower_samples(void **state)
{
	static const uint64_t nines[] = { 9, 9, 9, 9 };
	static const struct {
		uint64_t samples[4];
		enum verdict verdict;
		enum gate_metric metric;
		double new_value;
		const char *why;
	} rows[] = {
		{ { 8, 8, 8, 99 }, VERDICT_REGRESSED, METRIC_MEAN, 30.75, "" },
		{ { 2, 2, 2, 10 },
		  VERDICT_INCONCLUSIVE,
		  METRIC_SAMPLES,
		  2,
		  "median 9 -> 2, but more samples above 9" },
		{ { 1, 9, 9, 10 },
		  VERDICT_INCONCLUSIVE,
		  METRIC_SAMPLES,
		  9,
		  "mean 9 -> 7.25, but more samples above 9" },
		{ { 2, 2, 2, 9 }, VERDICT_IMPROVED, METRIC_MEDIAN, 2, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct judged judged = judge_runs(run_of(nines, 4), run_of(rows[i].samples, 4),
						  &gate_rules_default);
		const struct gate_row *row = &judged.result.rows[0];

		assert_int_equal(row->verdict, rows[i].verdict);
		assert_int_equal(row->metric, rows[i].metric);
		assert_true(row->new_value == rows[i].new_value);
		assert_string_equal(row->why, rows[i].why);
		judged_free(&judged);
	}
}

static void exits_are_a_change_with_equal_instructions(void **state)
{
	static const uint64_t four[] = { 9, 9, 9, 9 };
	static const struct {
		const char *name;
		uint64_t count;
		enum verdict verdict;
		const char *why;
	} rows[] = {
		{ "hvc", 4, VERDICT_UNCHANGED, "" },
		{ "hvc", 8, VERDICT_REGRESSED, "exits hvc: 1 -> 2" },
		{ "hvc", 1, VERDICT_IMPROVED, "exits hvc: 1 -> 0.25" },
		{ "smc", 4, VERDICT_INCONCLUSIVE, "exits hvc: 1 -> 0; exits smc: 0 -> 1; " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct run *new_run = run_of(four, 4);
		struct exit_count *exits = new_run->cells[0].exits;
		struct judged judged;

		free(exits->name);
		exits->name = make_str(rows[i].name);
		exits->count = rows[i].count;
		judged = judge_runs(run_of(four, 4), new_run, &gate_rules_default);
		assert_int_equal(judged.result.rows[0].verdict, rows[i].verdict);
		assert_int_equal(judged.result.rows[0].metric,
				 rows[i].verdict == VERDICT_UNCHANGED      ? METRIC_MEDIAN
				 : rows[i].verdict == VERDICT_INCONCLUSIVE ? METRIC_SAMPLES
									   : METRIC_EXITS);
		assert_says(&judged.result.rows[0], rows[i].why);
		judged_free(&judged);
	}
}

static void exits_that_were_counted_as_none_are_said_once(void **state)
{
	static const uint64_t four[] = { 9, 9, 9, 9 };
	struct run *old_run = run_of(four, 4);
	struct judged judged;

	(void)state;
	old_run->cells[0].exits[0].count = 0;
	judged = judge_runs(old_run, run_of(four, 4), &gate_rules_default);
	assert_string_equal(judged.result.rows[0].why, "exits hvc: 0 -> 1");
	judged_free(&judged);
}

static void as_many_samples_or_boots_are_not_asked_for_where_they_say_the_same(void **state)
{
	static const uint64_t two[] = { 9, 9 };
	static const uint64_t four[] = { 9, 9, 9, 9 };
	static const uint64_t pair[] = { 9, 10 };
	static const uint64_t pairs[] = { 9, 10, 10, 9 };
	static const uint64_t more[] = { 9, 9, 9, 9, 9, 10 };
	struct run *boots = run_of(pairs, 4);
	struct judged judged;

	(void)state;
	assert_int_equal(verdict_of(run_of(two, 2), run_of(four, 4)), VERDICT_UNCHANGED);
	assert_int_equal(verdict_of(run_of(pair, 2), run_of(pairs, 4)), VERDICT_UNCHANGED);
	make_boot(boots, "hvc/return", "exact", 1, pairs, 4);
	assert_int_equal(verdict_of(boots, run_of(pairs, 4)), VERDICT_UNCHANGED);

	/* One of six is 10 and none of four: so it may have been of six before. */
	judged = judge_runs(run_of(four, 4), run_of(more, 6), &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_says(&judged.result.rows[0], "4 samples a boot against 6: take as many");
	judged_free(&judged);
}

static void boots_that_do_not_agree_decide_nothing(void **state)
{
	struct run *new_run = run_of_one(9);
	const uint64_t other = 10;
	struct judged judged;

	(void)state;
	make_boot(new_run, "hvc/return", "exact", 1, &other, 1);
	judged = judge_runs(run_of_one(9), new_run, &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_says(&judged.result.rows[0],
		    "new: boots do not agree, 9 in the first and 10 in boot 2");
	judged_free(&judged);

	new_run = run_of_one(9);
	make_boot(new_run, "hvc/return", "exact", 1, &(uint64_t){ 9 }, 1)->exits[0].count = 2;
	judged = judge_runs(run_of_one(9), new_run, &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_INCONCLUSIVE);
	assert_says(&judged.result.rows[0],
		    "new: boots do not agree, in single samples or in exits");
	judged_free(&judged);
}

static struct run *run_without(enum cell_status status, const char *error)
{
	struct run *run = run_of_one(9);

	run->cells[0].status = status;
	run->cells[0].error = make_str(error);
	return run;
}

static void what_has_no_result_is_missing(void **state)
{
	struct run *some = run_of_one(9);
	struct judged judged;

	(void)state;
	assert_int_equal(verdict_of(run_of_one(9), run_without(CELL_MISSING, "x")),
			 VERDICT_MISSING);
	assert_int_equal(verdict_of(run_without(CELL_SPOILED, "x"), run_of_one(9)),
			 VERDICT_MISSING);
	assert_int_equal(verdict_of(run_without(CELL_MISSING, "x"), run_without(CELL_MISSING, "x")),
			 VERDICT_MISSING);
	assert_int_equal(verdict_of(run_without(CELL_NA, "x"), run_without(CELL_NA, "x")),
			 VERDICT_NA);

	judged = judge_runs(run_without(CELL_NA, "no EL3"), run_without(CELL_NA, "no EL2"),
			    &gate_rules_default);
	assert_string_equal(judged.result.rows[0].why, "no EL2");
	judged_free(&judged);

	judged = judge_runs(run_of_one(9), run_without(CELL_NA, "no EL3"), &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_MISSING);
	assert_string_equal(judged.result.rows[0].why, "new: not applicable: no EL3");
	assert_int_equal(gate_exit_code(&judged.result), 3);
	judged_free(&judged);

	/* One boot of three: of the exact clock all must be there. */
	make_boot(some, "hvc/return", "exact", 1, &(uint64_t){ 9 }, 1);
	make_missing(some, "hvc/return", "max", "static", "no answer for 60 s")->boot = 2;
	judged = judge_runs(run_of_one(9), some, &gate_rules_default);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_MISSING);
	assert_string_equal(judged.result.rows[0].why,
			    "new: 1 of 3 boots gave no result: no answer for 60 s");
	judged_free(&judged);
}

/* Nothing can be accepted of a cell that does not apply, so a baseline is not what it lacks. */
static void what_does_not_apply_needs_no_baseline(void **state)
{
	struct gate_rules rules = gate_rules_default;
	struct judged judged;

	(void)state;
	judged = judge_runs(make_run("id"), run_without(CELL_NA, "no EL3"), &rules);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_MISSING);
	assert_string_equal(judged.result.rows[0].why, "only in new; new: not applicable: no EL3");
	judged_free(&judged);
	rules.old_is_baselines = true;
	judged = judge_runs(make_run("id"), run_without(CELL_NA, "no EL3"), &rules);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_NA);
	assert_string_equal(judged.result.rows[0].why, "no EL3");
	assert_int_equal(gate_exit_code(&judged.result), 0);
	judged_free(&judged);
	judged = judge_runs(make_run("id"), run_of_one(9), &rules);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_MISSING);
	assert_string_equal(judged.result.rows[0].why, "no baseline");
	judged_free(&judged);
	judged = judge_runs(run_of_one(9), run_without(CELL_NA, "no EL3"), &rules);
	assert_int_equal(judged.result.rows[0].verdict, VERDICT_MISSING);
	judged_free(&judged);
}

/* A long reason is cut, and not within a character: two bytes each here, from an odd place. */
static void a_long_reason_is_cut_at_a_character(void **state)
{
	char reason[401] = "";
	struct judged judged;
	const char *why;

	(void)state;
	reason[0] = 'x';
	for (size_t i = 1; i + 2 < sizeof(reason); i += 2) {
		reason[i] = '\xc3';
		reason[i + 1] = '\xa9';
	}
	for (size_t skip = 0; skip < 2; skip++) {
		judged = judge_runs(run_of_one(9), run_without(CELL_MISSING, reason + skip),
				    &gate_rules_default);
		why = judged.result.rows[0].why;
		assert_in_range(strlen(why), 150, sizeof(judged.result.rows[0].why) - 1);
		assert_memory_equal(why + strlen(why) - 2, "\xc3\xa9", 2);
		judged_free(&judged);
	}
}

static void nothing_to_compare_is_no_success(void **state)
{
	struct judged judged = judge_runs(make_run("id"), make_run("id"), &gate_rules_default);

	(void)state;
	assert_int_equal(judged.result.n, 0);
	assert_int_equal(gate_exit_code(&judged.result), 3);
	judged_free(&judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_instruction_is_a_change),
		cmocka_unit_test(a_faster_median_excuses_no_slower_samples),
		cmocka_unit_test(exits_are_a_change_with_equal_instructions),
		cmocka_unit_test(exits_that_were_counted_as_none_are_said_once),
		cmocka_unit_test(
			as_many_samples_or_boots_are_not_asked_for_where_they_say_the_same),
		cmocka_unit_test(boots_that_do_not_agree_decide_nothing),
		cmocka_unit_test(what_has_no_result_is_missing),
		cmocka_unit_test(what_does_not_apply_needs_no_baseline),
		cmocka_unit_test(a_long_reason_is_cut_at_a_character),
		cmocka_unit_test(nothing_to_compare_is_no_success),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
