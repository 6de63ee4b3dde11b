/* SPDX-License-Identifier: Apache-2.0 */
/* Which cells are held against which. */
#include <errno.h>

#include "make_figures.h"

static struct run *run_of_one(uint64_t value)
{
	struct run *run = make_run("id");

	make_boot(run, "hvc/return", "exact", 0, &value, 1);
	return run;
}

static const struct other_key {
	size_t field;
	const char *value;
	const char *why;
	unsigned across;
} other_keys[] = {
	{ offsetof(struct cell_key, toolchain), "gcc-13.1.0",
	  "toolchain: old has gcc-12.2.0, new has gcc-13.1.0", ACROSS_TOOLCHAIN },
	{ offsetof(struct cell_key, flags), "-O3", "flags: old has -O2, new has -O3",
	  ACROSS_FLAGS },
	{ offsetof(struct cell_key, board), "rpi4", "board: old has qemu-virt-gicv3, new has rpi4",
	  ACROSS_BOARD },
	{ offsetof(struct cell_key, cpu), "cortex-a57", "cpu: old has max", ACROSS_CPU },
	{ offsetof(struct cell_key, hal), "table", "hal: old has static", ACROSS_HAL },
	{ offsetof(struct cell_key, switch_policy), "eager", "switch: old has lazy",
	  ACROSS_SWITCH },
	{ offsetof(struct cell_key, vectors), "fast", "vectors: old has plain", ACROSS_VECTORS },
	{ offsetof(struct cell_key, host), "other", "host: old has trapline", 0 },
	{ offsetof(struct cell_key, benchmark), "smc/return", "only in old", 0 },
};

/* One cell against itself with another field in its key. */
static struct judged judge_other(const struct other_key *other, unsigned across)
{
	struct gate_rules rules = gate_rules_default;
	struct run *new_run = run_of_one(9);
	char **slot = (char **)(void *)((char *)&new_run->cells[0].key + other->field);

	free(*slot);
	*slot = make_str(other->value);
	rules.across = across;
	return judge_runs(run_of_one(9), new_run, &rules);
}

static void another_key_is_missing_and_never_unchanged(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(other_keys); i++) {
		struct judged judged = judge_other(&other_keys[i], 0);
		const struct gate_row *row = judged.result.rows;

		row += row->old_figures == NULL;
		assert_int_equal(judged.result.n, 2);
		assert_int_equal(judged.result.count[VERDICT_MISSING], 2);
		assert_int_equal(gate_exit_code(&judged.result), 3);
		assert_says(row, other_keys[i].why);
		judged_free(&judged);
	}
}

static void a_field_that_may_differ_does_not_part_a_pair(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(other_keys); i++) {
		unsigned across = other_keys[i].across;
		struct judged judged;

		if (across == 0) {
			continue;
		}
		judged = judge_other(&other_keys[i], across);
		assert_int_equal(judged.result.n, 1);
		assert_int_equal(judged.result.count[VERDICT_UNCHANGED], 1);
		judged_free(&judged);

		/* And only that field. */
		judged = judge_other(&other_keys[i], ~across);
		assert_int_equal(judged.result.count[VERDICT_MISSING], 2);
		judged_free(&judged);
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
	struct run *gone = make_run("id");
	struct judged judged;

	(void)state;
	make_missing(gone, "hvc/return", "max", "static", "no compiler");
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
		cmocka_unit_test(another_key_is_missing_and_never_unchanged),
		cmocka_unit_test(a_field_that_may_differ_does_not_part_a_pair),
		cmocka_unit_test(another_qemu_is_another_key),
		cmocka_unit_test(what_is_equal_is_paired_before_what_may_differ),
		cmocka_unit_test(a_cell_that_was_never_built_is_paired_by_what_is_known),
		cmocka_unit_test(rows_are_in_the_order_of_cells),
		cmocka_unit_test(words_of_across_are_bits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
