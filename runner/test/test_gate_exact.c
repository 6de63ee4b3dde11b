/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict on the exact clock, and which cells are held against which. */
#include <errno.h>

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

		memcpy(exits->name, rows[i].name, sizeof("hvc"));
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

/* A long reason is cut, and not within a character: two bytes each here, from an odd place. */
static void a_long_reason_is_cut_at_a_character(void **state)
{
	char reason[401] = "";
	struct judged judged;
	const char *why;

	(void)state;
	reason[0] = 'x';
	for (size_t i = 1; i + 2 < sizeof(reason); i += 2) {
		memcpy(reason + i, "\xc3\xa9", 2);
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

/* What two sets of one cell are held to be, when a field of the new one's key is another. */
static void another_key_is_missing_and_never_unchanged(void **state)
{
	static const struct {
		size_t field;
		const char *value;
		const char *why;
		unsigned across;
	} rows[] = {
		{ offsetof(struct cell_key, toolchain), "gcc-13.1.0",
		  "toolchain: old has gcc-12.2.0, new has gcc-13.1.0", ACROSS_TOOLCHAIN },
		{ offsetof(struct cell_key, flags), "-O3", "flags: old has -O2, new has -O3",
		  ACROSS_FLAGS },
		{ offsetof(struct cell_key, board), "rpi4",
		  "board: old has qemu-virt-gicv3, new has rpi4", ACROSS_BOARD },
		{ offsetof(struct cell_key, cpu), "cortex-a57", "cpu: old has max", ACROSS_CPU },
		{ offsetof(struct cell_key, hal), "table", "hal: old has static", ACROSS_HAL },
		{ offsetof(struct cell_key, switch_policy), "eager", "switch: old has lazy",
		  ACROSS_SWITCH },
		{ offsetof(struct cell_key, vectors), "fast", "vectors: old has plain",
		  ACROSS_VECTORS },
		{ offsetof(struct cell_key, host), "other", "host: old has trapline", 0 },
		{ offsetof(struct cell_key, benchmark), "smc/return", "only in old", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		for (unsigned across = 0; across < 2; across++) {
			struct gate_rules rules = gate_rules_default;
			struct run *new_run = run_of_one(9);
			char **slot =
				(char **)(void *)((char *)&new_run->cells[0].key + rows[i].field);
			struct judged judged;

			free(*slot);
			*slot = make_str(rows[i].value);
			rules.across = across ? rows[i].across : 0;
			judged = judge_runs(run_of_one(9), new_run, &rules);
			if (rules.across != 0) {
				assert_int_equal(judged.result.n, 1);
				assert_int_equal(judged.result.count[VERDICT_UNCHANGED], 1);
			} else {
				const struct gate_row *row = judged.result.rows;

				row += row->old_figures == NULL;
				assert_int_equal(judged.result.n, 2);
				assert_int_equal(judged.result.count[VERDICT_MISSING], 2);
				assert_int_equal(gate_exit_code(&judged.result), 3);
				assert_says(row, rows[i].why);
			}
			judged_free(&judged);
		}
	}
}

static void another_qemu_is_another_key(void **state)
{
	struct gate_rules rules = gate_rules_default;

	(void)state;
	for (unsigned across = 0; across < 2; across++) {
		struct run *new_run = run_of_one(9);
		struct judged judged;

		assert_int_equal(run_set_env(new_run, "tools.qemu", "QEMU version 10.0.2"), 0);
		rules.across = across ? ACROSS_QEMU : 0;
		judged = judge_runs(run_of_one(9), new_run, &rules);
		assert_int_equal(judged.result.count[VERDICT_MISSING], across ? 0 : 2);
		assert_int_equal(judged.result.count[VERDICT_UNCHANGED], across ? 1 : 0);
		if (!across) {
			assert_says(&judged.result.rows[0], "qemu: ");
		}
		judged_free(&judged);
	}
}

static void set_key(struct run *run, size_t cell, const char *hal, const char *toolchain)
{
	struct cell_key *key = &run->cells[cell].key;

	free(key->hal);
	free(key->toolchain);
	key->hal = make_str(hal);
	key->toolchain = make_str(toolchain);
}

static void what_is_equal_is_paired_before_what_may_differ(void **state)
{
	struct gate_rules rules = gate_rules_default;
	struct run *old_run = run_of_one(9);
	struct run *new_run = run_of_one(9);
	struct judged judged;

	(void)state;
	/* old: static 9, table 20; new: static 9, direct 20. */
	make_boot(old_run, "hvc/return", "exact", 0, &(uint64_t){ 20 }, 1);
	make_boot(new_run, "hvc/return", "exact", 0, &(uint64_t){ 20 }, 1);
	set_key(old_run, 1, "table", "gcc-12.2.0");
	set_key(new_run, 1, "direct", "gcc-12.2.0");
	rules.across = ACROSS_HAL;
	judged = judge_runs(old_run, new_run, &rules);
	assert_int_equal(judged.result.n, 2);
	assert_int_equal(judged.result.count[VERDICT_UNCHANGED], 2);
	judged_free(&judged);
}

static void a_cell_that_was_never_built_is_paired_by_what_is_known(void **state)
{
	struct run *gone = run_without(CELL_MISSING, "no compiler");
	struct judged judged;

	(void)state;
	set_key(gone, 0, "static", "gcc");
	free(gone->cells[0].key.flags);
	gone->cells[0].key.flags = NULL;
	judged = judge_runs(run_of_one(9), gone, &gate_rules_default);
	assert_int_equal(judged.result.n, 1);
	assert_string_equal(judged.result.rows[0].why, "new: no result: no compiler");
	judged_free(&judged);
}

static void rows_are_in_the_order_of_cells(void **state)
{
	static const char *const olds[] = { "c/c", "a/a", "d/d" };
	static const char *const news[] = { "e/e", "b/b", "a/a" };
	static const char *const want[] = { "a/a", "b/b", "c/c", "d/d", "e/e" };
	struct run *old_run = make_run("id");
	struct run *new_run = make_run("id");
	struct judged judged;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		make_boot(old_run, olds[i], "exact", 0, &(uint64_t){ 9 }, 1);
		make_boot(new_run, news[i], "exact", 0, &(uint64_t){ 9 }, 1);
	}
	judged = judge_runs(old_run, new_run, &gate_rules_default);
	assert_int_equal(judged.result.n, 5);
	for (size_t i = 0; i < 5; i++) {
		const struct gate_row *row = &judged.result.rows[i];
		const struct figures *one =
			row->old_figures != NULL ? row->old_figures : row->new_figures;

		assert_string_equal(one->key.benchmark, want[i]);
	}
	judged_free(&judged);
}

static void nothing_to_compare_is_no_success(void **state)
{
	struct judged judged = judge_runs(make_run("id"), make_run("id"), &gate_rules_default);

	(void)state;
	assert_int_equal(judged.result.n, 0);
	assert_int_equal(gate_exit_code(&judged.result), 3);
	judged_free(&judged);
}

static void words_of_across_are_bits(void **state)
{
	static const struct {
		const char *words;
		const char *bad; /* NULL: none */
		unsigned across;
	} rows[] = {
		{ "board", NULL, ACROSS_BOARD },
		{ "toolchain,qemu", NULL, ACROSS_TOOLCHAIN | ACROSS_QEMU },
		{ "cpu,flags,hal,switch,vectors", NULL,
		  ACROSS_CPU | ACROSS_FLAGS | ACROSS_HAL | ACROSS_SWITCH | ACROSS_VECTORS },
		{ "cpu,clock,hal", "clock,hal", 7 },
		{ "cpu,", "", 7 },
		{ "", "", 7 },
		{ "boards", "boards", 7 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *bad = NULL;
		unsigned across = 7;
		int err = gate_parse_across(rows[i].words, &across, &bad);

		assert_int_equal(err, rows[i].bad != NULL ? -EINVAL : 0);
		assert_int_equal(across, rows[i].across);
		if (rows[i].bad != NULL) {
			assert_string_equal(bad, rows[i].bad);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_instruction_is_a_change),
		cmocka_unit_test(exits_are_a_change_with_equal_instructions),
		cmocka_unit_test(
			as_many_samples_or_boots_are_not_asked_for_where_they_say_the_same),
		cmocka_unit_test(boots_that_do_not_agree_decide_nothing),
		cmocka_unit_test(what_has_no_result_is_missing),
		cmocka_unit_test(a_long_reason_is_cut_at_a_character),
		cmocka_unit_test(another_key_is_missing_and_never_unchanged),
		cmocka_unit_test(another_qemu_is_another_key),
		cmocka_unit_test(what_is_equal_is_paired_before_what_may_differ),
		cmocka_unit_test(a_cell_that_was_never_built_is_paired_by_what_is_known),
		cmocka_unit_test(rows_are_in_the_order_of_cells),
		cmocka_unit_test(nothing_to_compare_is_no_success),
		cmocka_unit_test(words_of_across_are_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
