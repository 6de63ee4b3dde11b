/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts on two runs, and what is printed of them. */
#include <stdio.h>

#include "gate/gate.h"
#include "report/verdicts.h"
#include "sample_store.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A run of one cell. */
static struct run *run_of(const char *clock, const uint64_t *samples, size_t n)
{
	struct run *run = make_run(ID);

	make_ok(run, "hvc/return", "max", "static", clock, samples, n);
	return run;
}

/* Both sides and what they were made of, from two runs to the verdicts. */
struct judged {
	struct figure_set old_set;
	struct figure_set new_set;
	struct gate_result result;
};

static struct judged judge(const struct run *old_run, const struct run *new_run)
{
	struct judged judged;

	assert_int_equal(figures_of_run(old_run, &judged.old_set), 0);
	assert_int_equal(figures_of_run(new_run, &judged.new_set), 0);
	assert_int_equal(
		gate_judge(&judged.old_set, &judged.new_set, &gate_rules_default, &judged.result),
		0);
	return judged;
}

static void judged_free(struct judged *judged)
{
	gate_free(&judged->result);
	figure_set_free(&judged->old_set);
	figure_set_free(&judged->new_set);
}

static enum verdict verdict_of(struct run *old_run, struct run *new_run)
{
	struct judged judged = judge(old_run, new_run);
	enum verdict verdict = judged.result.rows[0].verdict;

	assert_int_equal(judged.result.n, 1);
	assert_int_equal(judged.result.count[verdict], 1);
	judged_free(&judged);
	run_free(old_run);
	run_free(new_run);
	return verdict;
}

static void exact_cells_have_no_tolerance(void **state)
{
	static const struct {
		uint64_t old_samples[4];
		uint64_t new_samples[4];
		enum verdict verdict;
	} rows[] = {
		{ { 9, 9, 9, 9 }, { 9, 9, 9, 9 }, VERDICT_UNCHANGED },
		{ { 9, 9, 9, 9 }, { 10, 10, 10, 10 }, VERDICT_REGRESSED },
		{ { 9, 9, 9, 9 }, { 8, 8, 8, 8 }, VERDICT_IMPROVED },
		/* the median says 9 and 9: the mean decides */
		{ { 9, 9, 9, 9 }, { 9, 9, 9, 10 }, VERDICT_REGRESSED },
		{ { 9, 9, 9, 9 }, { 8, 9, 9, 9 }, VERDICT_IMPROVED },
		/* the median goes before the mean */
		{ { 1, 2, 2, 9 }, { 1, 3, 3, 4 }, VERDICT_REGRESSED },
		/* one median, one mean, other samples: a change without a direction */
		{ { 8, 9, 9, 10 }, { 7, 9, 9, 11 }, VERDICT_INCONCLUSIVE },
		/* in another order: as many of each */
		{ { 8, 9, 9, 10 }, { 10, 9, 9, 8 }, VERDICT_UNCHANGED },
		{ { 8, 9, 9, 10 }, { 8, 9, 9, 10 }, VERDICT_UNCHANGED },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(verdict_of(run_of("exact", rows[i].old_samples, 4),
					    run_of("exact", rows[i].new_samples, 4)),
				 rows[i].verdict);
	}
}

static void exits_are_compared_for_one_sample_and_by_kind(void **state)
{
	static const uint64_t four[] = { 9, 9, 9, 9 };
	struct run *old_run = run_of("exact", four, 4);
	struct run *new_run = run_of("exact", four, 4);

	(void)state;
	new_run->cells[0].exits[0].count = 8;
	assert_int_equal(verdict_of(old_run, new_run), VERDICT_REGRESSED);

	old_run = run_of("exact", four, 4);
	old_run->cells[0].exits[0].count = 8;
	assert_int_equal(verdict_of(old_run, run_of("exact", four, 4)), VERDICT_IMPROVED);

	new_run = run_of("exact", four, 4);
	memcpy(new_run->cells[0].exits[0].name, "smc", sizeof("smc"));
	assert_int_equal(verdict_of(run_of("exact", four, 4), new_run), VERDICT_INCONCLUSIVE);

	/* Two samples with an exit each, or four: the same. */
	assert_int_equal(verdict_of(run_of("exact", four, 2), run_of("exact", four, 4)),
			 VERDICT_UNCHANGED);
}

static void a_cell_without_a_result_on_either_side_is_missing(void **state)
{
	static const uint64_t one[] = { 9 };
	struct run *gone = make_run(ID);
	struct run *gone_too = make_run(ID);
	struct cell *cell = make_missing(gone, "hvc/return", "max", "static", "no answer");

	(void)state;
	/* The image was never built, so nobody knows with what. */
	cell->key.toolchain[0] = '\0';
	cell->key.flags[0] = '\0';
	make_missing(gone_too, "hvc/return", "max", "static", "no answer");
	assert_int_equal(verdict_of(run_of("exact", one, 1), gone), VERDICT_MISSING);
	assert_int_equal(verdict_of(gone_too, run_of("exact", one, 1)), VERDICT_MISSING);
}

static void cells_pair_by_their_whole_key_and_the_others_are_missing(void **state)
{
	struct run *old_run = make_run(ID);
	struct run *new_run = make_run(ID);
	struct judged judged;

	(void)state;
	make_exact(old_run, "hvc/return", "max", "static", 10, 4);
	make_exact(old_run, "irq/exit", "max", "static", 10, 4);
	make_exact(new_run, "hvc/return", "max", "static", 10, 4);
	make_exact(new_run, "hvc/return", "max", "table", 99, 4);
	make_exact(new_run, "irq/exit", "max", "static", 10, 4);
	memcpy(new_run->cells[2].key.flags, "-O0", sizeof("-O0"));
	judged = judge(old_run, new_run);
	assert_int_equal(judged.result.n, 4);
	assert_int_equal(judged.result.count[VERDICT_UNCHANGED], 1);
	assert_int_equal(judged.result.count[VERDICT_MISSING], 3);
	assert_ptr_equal(judged.result.rows[0].old_figures, &judged.old_set.items[0]);
	assert_ptr_equal(judged.result.rows[0].new_figures, &judged.new_set.items[0]);
	assert_null(judged.result.rows[1].old_figures);
	judged_free(&judged);
	run_free(old_run);
	run_free(new_run);
}

static char *print_of(const struct run *old_run, const struct run *new_run, bool all)
{
	const struct report_look look = { .columns = REPORT_COLUMNS };
	const struct verdict_context context = {
		.old_run = old_run,
		.new_run = new_run,
		.old_name = old_run->id,
		.new_name = new_run->id,
		.all = all,
	};
	struct judged judged = judge(old_run, new_run);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(verdicts_print(&judged.result, &context, FORMAT_TABLE, &look, out), 0);
	fclose(out);
	judged_free(&judged);
	return text;
}

static void what_applies_to_neither_run_is_no_verdict_and_what_is_spoiled_is_missing(void **state)
{
	struct run *runs[2];
	char *text;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		runs[i] = make_run(ID);
		make_na(runs[i], "smc/forward", "max", "static", "no EL3 firmware");
	}
	make_exact(runs[0], "hvc/return", "max", "static", 110, 4);
	make_spoiled(runs[1], "hvc/return", "max", "static", 110, "self-check x failed: y");
	make_exact(runs[0], "irq/ipi", "max", "static", 90, 4);
	make_na(runs[1], "irq/ipi", "max", "static", "one CPU");
	text = print_of(runs[0], runs[1], false);
	assert_contains(text, "1 missing: new: spoiled: self-check x failed: y\n"
			      "    hvc/return qemu-virt-gicv3/max static\n");
	assert_contains(text, "1 missing: new: not applicable: one CPU\n"
			      "    irq/ipi qemu-virt-gicv3/max static\n");
	assert_contains(text, "3 cells: 2 missing, 1 not applicable\n");
	assert_lacks(text, "smc/forward");
	free(text);
	run_free(runs[0]);
	run_free(runs[1]);
}

static void what_changed_is_printed_and_the_rest_is_counted(void **state)
{
	struct run *old_run = make_matrix(200, 300);
	struct run *new_run = make_matrix(203, 297);
	char *text;

	(void)state;
	assert_int_equal(run_set_env(new_run, "host.kernel", "Linux 6.1"), 0);
	/* The load is another at any time: no difference of the two environments. */
	assert_int_equal(run_set_env(old_run, "host.load", "0.10"), 0);
	assert_int_equal(run_set_env(new_run, "host.load", "0.20"), 0);
	assert_int_equal(run_set_env(new_run, "host.load_end", "0.30"), 0);
	text = print_of(old_run, new_run, false);
	assert_contains(
		text, "benchmark   board/cpu            hal     old  new       change  verdict\n"
		      "hvc/return  qemu-virt-gicv3/max  static  200  203  +3 (+1.5 %)  regressed\n"
		      "smc/return  qemu-virt-gicv3/max  static  300  297  -3 (-1.0 %)  improved\n");
	assert_contains(text, "Environment differs:\n  host.kernel: (not stated) -> Linux 6.1\n");
	assert_lacks(text, "host.load");
	assert_contains(text, "\n3 cells: 1 regressed, 1 improved, 1 unchanged\n");
	free(text);
	run_free(old_run);
	run_free(new_run);
}

static void two_equal_runs_have_no_table_unless_all_is_asked_for(void **state)
{
	struct run *old_run = make_matrix(200, 300);
	struct run *new_run = make_matrix(200, 300);
	char *text = print_of(old_run, new_run, false);

	(void)state;
	assert_contains(text, "\n3 cells: 3 unchanged\n");
	assert_lacks(text, "hvc/return");
	free(text);
	text = print_of(old_run, new_run, true);
	assert_contains(text,
			"hvc/return  qemu-virt-gicv3/max  static  200  200       0  unchanged\n");
	assert_contains(text, "\n3 cells: 3 unchanged\n");
	free(text);
	run_free(old_run);
	run_free(new_run);
}

static void another_number_of_samples_is_told_though_the_verdict_is_unchanged(void **state)
{
	static const uint64_t four[] = { 9, 9, 9, 9 };
	struct run *old_run = run_of("exact", four, 2);
	struct run *new_run = run_of("exact", four, 4);
	char *text = print_of(old_run, new_run, false);

	(void)state;
	assert_contains(text, "Environment differs:\n  samples a cell: 2 -> 4\n");
	assert_contains(text, "1 cell: 1 unchanged\n");
	free(text);
	run_free(old_run);
	run_free(new_run);
}

static void a_reason_of_missing_cells_is_printed_once(void **state)
{
	struct run *old_run = make_matrix(200, 300);
	struct run *new_run = make_run(ID);
	char *text;

	(void)state;
	make_missing(new_run, "hvc/return", "max", "static", "no answer for 60 s\033[2J");
	make_missing(new_run, "irq/exit", "max", "static", "no answer for 60 s\033[2J");
	text = print_of(old_run, new_run, false);
	assert_contains(text, "2 missing: new: no result: no answer for 60 s?[2J\n"
			      "    hvc/return qemu-virt-gicv3/max static\n"
			      "    irq/exit qemu-virt-gicv3/max static\n");
	assert_contains(text,
			"1 missing: only in old\n    smc/return qemu-virt-gicv3/max static\n");
	assert_contains(text, "3 cells: 3 missing\n");
	assert_null(strchr(text, '\033'));
	free(text);
	run_free(old_run);
	run_free(new_run);
}

static void a_boot_a_side_of_a_clock_with_noise_cannot_tell(void **state)
{
	static const uint64_t one[] = { 100 };
	static const uint64_t two[] = { 110 };
	struct run *old_run = run_of("cntvct", one, 1);
	struct run *new_run = run_of("cntvct", two, 1);
	char *text = print_of(old_run, new_run, true);

	(void)state;
	assert_contains(text, "+10 (+10.0 %)");
	assert_contains(text, "inconclusive");
	assert_contains(text, "1 cell: 1 inconclusive\n");
	free(text);
	run_free(old_run);
	run_free(new_run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_cells_have_no_tolerance),
		cmocka_unit_test(exits_are_compared_for_one_sample_and_by_kind),
		cmocka_unit_test(a_cell_without_a_result_on_either_side_is_missing),
		cmocka_unit_test(cells_pair_by_their_whole_key_and_the_others_are_missing),
		cmocka_unit_test(
			what_applies_to_neither_run_is_no_verdict_and_what_is_spoiled_is_missing),
		cmocka_unit_test(what_changed_is_printed_and_the_rest_is_counted),
		cmocka_unit_test(two_equal_runs_have_no_table_unless_all_is_asked_for),
		cmocka_unit_test(another_number_of_samples_is_told_though_the_verdict_is_unchanged),
		cmocka_unit_test(a_reason_of_missing_cells_is_printed_once),
		cmocka_unit_test(a_boot_a_side_of_a_clock_with_noise_cannot_tell),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
