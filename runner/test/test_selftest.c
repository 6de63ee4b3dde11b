/* SPDX-License-Identifier: Apache-2.0 */
/* The self-test's own parts: its intervals against published ones, its counting by hand, and the model of
 * boots against the figures it stands for. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "selftest/aims.h"
#include "selftest/field.h"
#include "selftest/noise.h"
#include "selftest/pool.h"
#include "selftest/trial.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void check_rate(size_t k, size_t n, double low, double high)
{
	struct trial_rate rate = trial_rate(k, n);

	assert_true(fabs(rate.percent - 100.0 * (double)k / (double)n) < 1e-9);
	assert_true(fabs(rate.low - low) < 0.0051);
	assert_true(fabs(rate.high - high) < 0.0051);
}

/* Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I, method 3. */
static void intervals_are_the_published_ones(void **state)
{
	(void)state;
	check_rate(81, 263, 25.53, 36.62);
	check_rate(15, 148, 6.24, 16.05);
	check_rate(0, 20, 0, 16.11);
	check_rate(1, 29, 0.61, 17.18);
	assert_true(isnan(trial_rate(0, 0).percent));
}

static struct trial_count count_once(const enum verdict *verdicts, const bool *is_slow, size_t n)
{
	struct gate_row rows[8] = { 0 };
	struct gate_result result = { .rows = rows, .n = n };
	struct trial_count count = { 0 };

	for (size_t i = 0; i < n; i++) {
		rows[i].verdict = verdicts[i];
	}
	result.rules = gate_rules_default;
	trial_count_run(&count, &result, is_slow);
	return count;
}

static void alarms_are_counted_by_what_is_true(void **state)
{
	const enum verdict verdicts[] = {
		VERDICT_REGRESSED,    VERDICT_REGRESSED, VERDICT_IMPROVED,
		VERDICT_INCONCLUSIVE, VERDICT_UNCHANGED, VERDICT_UNCHANGED
	};
	const bool is_slow[] = { true, false, false, true, true, false };
	struct trial_count count = count_once(verdicts, is_slow, COUNT_OF(verdicts));

	(void)state;
	assert_int_equal(count.n_runs, 1);
	assert_int_equal(count.n_slow, 3);
	assert_int_equal(count.slow_worse, 1);
	assert_int_equal(count.slow_unchanged, 1);
	assert_int_equal(count.n_same, 3);
	assert_int_equal(count.same_worse, 1);
	assert_int_equal(count.same_better, 1);
	assert_int_equal(count.runs_worse, 1);
	assert_int_equal(count.runs_false, 1);
	assert_true(count.false_share == 0.5); /* one of two alarms */
}

static void an_improvement_alone_is_no_alarm(void **state)
{
	const enum verdict verdicts[] = { VERDICT_IMPROVED, VERDICT_UNCHANGED };
	const bool is_slow[] = { false, false };
	struct trial_count count = count_once(verdicts, is_slow, COUNT_OF(verdicts));

	(void)state;
	assert_int_equal(count.runs_worse, 0);
	assert_int_equal(count.runs_false, 1);
	assert_true(count.false_share == 0);
}

/* Below its floor, and so unchanged: the test has spoken all the same. */
static void the_test_is_counted_whatever_the_floor(void **state)
{
	struct gate_row row = { .verdict = VERDICT_UNCHANGED };
	struct gate_result result = { .rows = &row, .n = 1, .rules = gate_rules_default };
	struct trial_count count = { 0 };

	(void)state;
	row.tests[METRIC_MEDIAN] = (struct gate_test){ .is_made = true, .q_worse = 0.05 };
	trial_count_run(&count, &result, &(bool){ false });
	trial_count_run(&count, &result, &(bool){ true });
	row.tests[METRIC_MEDIAN].q_worse = 0.051;
	trial_count_run(&count, &result, &(bool){ false });
	assert_int_equal(count.runs_by_test, 1);
	assert_int_equal(count.runs_worse, 0);
}

/* Each figure of the model within a factor of 1.6 of the published one: the last of them, half a boot in a
 * thousand, is the least certain. */
static void the_model_is_near_what_was_published(void **state)
{
	struct noise_fact facts[NOISE_FACTS];

	(void)state;
	assert_int_equal(noise_check(&noise_field, 1, 100000, facts), 0);
	for (size_t i = 0; i < NOISE_FACTS; i++) {
		assert_true(facts[i].published > 0);
		assert_true(fabs(log(facts[i].modelled / facts[i].published)) < log(1.6));
	}
}

static void the_check_of_the_model_sees_another_one(void **state)
{
	struct noise_model loud = noise_field;
	struct noise_fact facts[NOISE_FACTS];

	(void)state;
	loud.restless = 0.6;
	assert_int_equal(noise_check(&loud, 1, 100000, facts), 0);
	assert_true(facts[3].modelled > 1.6 * facts[3].published);
}

static struct trial_result try_field(const struct trial_plan *plan, size_t n_cells)
{
	struct trial_result result;
	struct trial_source source;
	struct field field;

	assert_int_equal(field_init(&field, &noise_field, n_cells, &source), 0);
	assert_int_equal(trial_run(&source, plan, NULL, NULL, &result), 0);
	field_free(&field);
	return result;
}

static struct trial_plan small_plan(void)
{
	return (struct trial_plan){ .n_runs = 8,
				    .n_boots = 7,
				    .can_confirm = true,
				    .seed = 3,
				    .rules = gate_rules_default };
}

static void the_same_seed_is_the_same_result(void **state)
{
	struct trial_plan plan = small_plan();
	struct trial_result first;
	struct trial_result second;

	(void)state;
	plan.n_slow = 2;
	plan.slowdown = 0.03;
	first = try_field(&plan, 10);
	second = try_field(&plan, 10);
	assert_memory_equal(&first, &second, sizeof(first));
	assert_int_equal(first.once.n_slow, 16);
	assert_int_equal(first.once.n_same, 64);
}

static void a_large_slowdown_is_found(void **state)
{
	struct trial_plan plan = small_plan();
	struct trial_result result;

	(void)state;
	plan.n_slow = 1;
	plan.slowdown = 0.5;
	result = try_field(&plan, 10);
	assert_int_equal(result.once.slow_worse, 8);
	assert_int_equal(result.confirmed.slow_worse, 8);
	assert_true(result.n_suspects >= 8);
}

static void what_cannot_be_measured_again_is_judged_once(void **state)
{
	struct trial_plan plan = small_plan();
	struct trial_result result;

	(void)state;
	plan.can_confirm = false;
	result = try_field(&plan, 10);
	assert_int_equal(result.once.n_runs, 8);
	assert_int_equal(result.confirmed.n_runs, 0);
	assert_int_equal(result.n_suspects, 0);
}

static size_t print_aims(const struct aims *aims)
{
	FILE *nowhere = fopen("/dev/null", "w");
	size_t n_missed;

	assert_non_null(nowhere);
	n_missed = aims_print(aims, true, nowhere);
	fclose(nowhere);
	return n_missed;
}

static size_t count_missed(const struct trial_plan *plan, struct aims *aims)
{
	struct trial_source source;
	struct field field;

	assert_int_equal(field_init(&field, &noise_field, 20, &source), 0);
	assert_int_equal(aims_measure(&source, plan, NULL, NULL, aims), 0);
	field_free(&field);
	return print_aims(aims);
}

/* Three boots a side have no floor of their own, and these rules have none either. */
static void a_gate_without_floors_misses_the_aims(void **state)
{
	struct trial_plan plan = small_plan();
	struct aims aims;

	(void)state;
	plan.n_runs = 30;
	plan.n_boots = 3;
	plan.rules.effect = 0;
	plan.rules.p99_effect = 0;
	plan.rules.fdr = 0.5;
	assert_true(count_missed(&plan, &aims) > 0);
	assert_true(aims.same.confirmed.runs_worse > 1);
}

static void a_gate_that_wants_too_much_misses_the_aims(void **state)
{
	struct trial_plan plan = small_plan();
	struct aims aims;

	(void)state;
	plan.n_runs = 10;
	plan.rules.effect = 0.2;
	/* +3 and +10 %, one cell and a few; the latter two are told to be unchanged besides */
	assert_int_equal(count_missed(&plan, &aims), 6);
	assert_int_equal(aims.same.confirmed.runs_worse, 0);
}

/* What a gate does whose floors hide that its test is wrong, that does not measure again, or that says
 * unchanged of everything: each is found by one aim alone. */
static void a_gate_that_is_wrong_in_one_thing_misses_one_aim(void **state)
{
	struct trial_plan plan = small_plan();
	struct aims good;
	struct aims aims;

	(void)state;
	plan.n_runs = 100; /* ten of each slowdown: fewer miss an aim by chance */
	assert_int_equal(count_missed(&plan, &good), 0);
	assert_true(good.slow[2].result.n_told > 0);
	aims = good;
	aims.same.once.runs_by_test = 20;
	assert_int_equal(print_aims(&aims), 1);
	aims = good;
	aims.slow[2].result.n_unconfirmed = 1;
	assert_int_equal(print_aims(&aims), 1);
	aims = good;
	aims.slow[2].result.confirmed.slow_unchanged = 1;
	assert_int_equal(print_aims(&aims), 1);
}

/* A pool whose boots tell by their median which they are. */
static struct pool numbered_pool(size_t n_boots)
{
	struct pool pool = { .n_cells = 2, .n_boots = n_boots };

	pool.boots = calloc(2 * n_boots, sizeof(*pool.boots));
	assert_non_null(pool.boots);
	for (size_t i = 0; i < 2 * n_boots; i++) {
		pool.boots[i].median = (double)(i % n_boots);
	}
	return pool;
}

static size_t draw(const struct trial_source *source, enum trial_side side, size_t nth)
{
	struct boot_figure boots[2];
	struct random random = { .state = 1 };

	source->draw(source->arg, &random, 0, side, nth, &boots[0]);
	source->draw(source->arg, &random, 1, side, nth, &boots[1]);
	assert_true(boots[0].median == boots[1].median); /* all cells of a boot go together */
	return (size_t)boots[0].median;
}

static void no_boot_is_on_both_sides(void **state)
{
	struct pool pool = numbered_pool(13);
	struct random random = { .state = 5 };
	struct trial_source source;

	(void)state;
	assert_int_equal(pool_deal(&pool, POOL_INTERLEAVED, 3, &source), 0);
	for (size_t run = 0; run < 50; run++) {
		unsigned seen = 0;

		source.begin(source.arg, &random);
		for (size_t nth = 0; nth < 6; nth++) {
			seen |= 1u << draw(&source, TRIAL_OLD, nth);
			seen |= 1u << draw(&source, TRIAL_NEW, nth);
		}
		assert_int_equal(__builtin_popcount(seen), 12);
	}
	pool_free(&pool);
}

static void interleaved_sides_are_neighbours_in_time(void **state)
{
	struct pool pool = numbered_pool(12);
	struct random random = { .state = 5 };
	struct trial_source source;
	size_t n_old_first = 0;

	(void)state;
	assert_int_equal(pool_deal(&pool, POOL_INTERLEAVED, 3, &source), 0);
	for (size_t run = 0; run < 50; run++) {
		source.begin(source.arg, &random);
		for (size_t nth = 0; nth + 1 < 3; nth++) {
			size_t first = draw(&source, TRIAL_OLD, nth);
			size_t second = draw(&source, TRIAL_NEW, nth);

			n_old_first += first < second;
			/* both are before both of the next pair */
			assert_true(first < draw(&source, TRIAL_OLD, nth + 1));
			assert_true(first < draw(&source, TRIAL_NEW, nth + 1));
			assert_true(second < draw(&source, TRIAL_OLD, nth + 1));
			assert_true(second < draw(&source, TRIAL_NEW, nth + 1));
		}
	}
	assert_in_range(n_old_first, 30, 70); /* of 100; A B and B A are as likely */
	pool_free(&pool);
}

static void sides_apart_do_not_overlap_in_time(void **state)
{
	struct pool pool = numbered_pool(12);
	struct random random = { .state = 5 };
	struct trial_source source;

	(void)state;
	assert_int_equal(pool_deal(&pool, POOL_APART, 6, &source), 0);
	for (size_t run = 0; run < 20; run++) {
		bool is_old_first;

		source.begin(source.arg, &random);
		is_old_first = draw(&source, TRIAL_OLD, 0) < draw(&source, TRIAL_NEW, 0);
		for (size_t i = 0; i < 36; i++) {
			assert_int_equal(draw(&source, TRIAL_OLD, i / 6) <
						 draw(&source, TRIAL_NEW, i % 6),
					 is_old_first);
		}
	}
	pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(intervals_are_the_published_ones),
		cmocka_unit_test(alarms_are_counted_by_what_is_true),
		cmocka_unit_test(an_improvement_alone_is_no_alarm),
		cmocka_unit_test(the_test_is_counted_whatever_the_floor),
		cmocka_unit_test(the_model_is_near_what_was_published),
		cmocka_unit_test(the_check_of_the_model_sees_another_one),
		cmocka_unit_test(the_same_seed_is_the_same_result),
		cmocka_unit_test(a_large_slowdown_is_found),
		cmocka_unit_test(what_cannot_be_measured_again_is_judged_once),
		cmocka_unit_test(a_gate_without_floors_misses_the_aims),
		cmocka_unit_test(a_gate_that_wants_too_much_misses_the_aims),
		cmocka_unit_test(a_gate_that_is_wrong_in_one_thing_misses_one_aim),
		cmocka_unit_test(no_boot_is_on_both_sides),
		cmocka_unit_test(interleaved_sides_are_neighbours_in_time),
		cmocka_unit_test(sides_apart_do_not_overlap_in_time),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
