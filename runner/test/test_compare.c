/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts on two runs, and what is printed of them. */
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/root.h"
#include "cmd/term.h"
#include "report/compare.h"
#include "report/compare_env.h"
#include "sample_store.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A run of one cell. */
static struct run *run_of(const char *clock, const uint64_t *samples, size_t n)
{
	struct run *run = make_run(ID);

	make_ok(run, "hvc/return", "max", "static", clock, samples, n);
	return run;
}

static enum verdict verdict_of(struct run *old_run, struct run *new_run)
{
	struct comparison cmp;
	enum verdict verdict;

	assert_int_equal(compare_runs(old_run, new_run, &cmp), 0);
	assert_int_equal(cmp.n, 1);
	verdict = cmp.rows[0].verdict;
	assert_int_equal(cmp.count[verdict], 1);
	compare_free(&cmp);
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
		{ { 8, 9, 9, 10 }, { 10, 9, 9, 8 }, VERDICT_INCONCLUSIVE },
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

static void a_noisy_clock_is_inconclusive_unless_the_samples_are_the_same_set(void **state)
{
	static const uint64_t one[] = { 100, 110, 120 };
	static const uint64_t shuffled[] = { 120, 100, 110 };
	static const uint64_t slower[] = { 1000, 1100, 1200 };

	(void)state;
	assert_int_equal(verdict_of(run_of("cntvct", one, 3), run_of("cntvct", shuffled, 3)),
			 VERDICT_UNCHANGED);
	assert_int_equal(verdict_of(run_of("cntvct", one, 3), run_of("cntvct", slower, 3)),
			 VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(run_of("cntvct", one, 3), run_of("cntvct", one, 2)),
			 VERDICT_INCONCLUSIVE);
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
	struct comparison cmp;

	(void)state;
	make_exact(old_run, "hvc/return", "max", "static", 10, 4);
	make_exact(old_run, "irq/exit", "max", "static", 10, 4);
	make_exact(new_run, "hvc/return", "max", "static", 10, 4);
	make_exact(new_run, "hvc/return", "max", "table", 99, 4);
	make_exact(new_run, "irq/exit", "max", "static", 10, 4);
	memcpy(new_run->cells[2].key.flags, "-O0", sizeof("-O0"));
	assert_int_equal(compare_runs(old_run, new_run, &cmp), 0);
	assert_int_equal(cmp.n, 4);
	assert_int_equal(cmp.count[VERDICT_UNCHANGED], 1);
	assert_int_equal(cmp.count[VERDICT_MISSING], 3);
	assert_ptr_equal(cmp.rows[0].old_cell, &old_run->cells[0]);
	assert_ptr_equal(cmp.rows[0].new_cell, &new_run->cells[0]);
	assert_null(cmp.rows[1].old_cell);
	compare_free(&cmp);
	run_free(old_run);
	run_free(new_run);
}

static char *print_with(const struct run *old_run, const struct run *new_run,
			const struct report_look *look, bool all)
{
	struct comparison cmp;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_int_equal(compare_runs(old_run, new_run, &cmp), 0);
	compare_print_environment(old_run, new_run, out, look->columns);
	compare_print(&cmp, out, look, all);
	compare_free(&cmp);
	fclose(out);
	return text;
}

static char *print_of(const struct run *old_run, const struct run *new_run, bool colour)
{
	const struct report_look look = { .colour = colour, .columns = REPORT_COLUMNS };

	return print_with(old_run, new_run, &look, false);
}

static void what_applies_to_neither_run_is_no_verdict_and_what_is_spoiled_is_missing(void **state)
{
	static const struct report_look look = { .columns = 100 };
	struct run *runs[2];
	struct comparison cmp;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	for (size_t i = 0; i < 2; i++) {
		runs[i] = make_run(ID);
		make_na(runs[i], "smc/forward", "max", "static", "no EL3 firmware");
	}
	make_exact(runs[0], "hvc/return", "max", "static", 110, 4);
	make_spoiled(runs[1], "hvc/return", "max", "static", 110, "self-check x failed: y");
	make_exact(runs[0], "irq/ipi", "max", "static", 90, 4);
	make_na(runs[1], "irq/ipi", "max", "static", "one CPU");
	assert_int_equal(compare_runs(runs[0], runs[1], &cmp), 0);
	assert_int_equal(cmp.count[VERDICT_NA], 1);
	assert_int_equal(cmp.count[VERDICT_MISSING], 2);
	assert_int_equal(cmp.count[VERDICT_UNCHANGED], 0);
	compare_print(&cmp, out, &look, false);
	fclose(out);
	assert_contains(text, " 110  110!       -  missing\n");
	assert_contains(text, "  90   n/a       -  missing\n");
	assert_contains(text, "Missing in the new run:\n  self-check x failed: y\n");
	assert_contains(text, "3 cells: 2 missing, 1 not applicable\n");
	assert_lacks(text, "smc/forward");
	free(text);
	compare_free(&cmp);
	run_free(runs[0]);
	run_free(runs[1]);
}

static void what_changed_is_printed_and_the_rest_is_counted(void **state)
{
	struct run *old_run = make_matrix(200, 300);
	struct run *new_run = make_matrix(203, 297);
	char *text;

	(void)state;
	assert_int_equal(run_set_env(new_run, "tools.qemu", "10.0.2"), 0);
	text = print_of(old_run, new_run, false);
	assert_string_equal(
		text, "Environment differs:\n"
		      "  tools.qemu: 7.2.22 -> 10.0.2\n"
		      "\n"
		      "benchmark   board/cpu            hal     old  new       change  verdict\n"
		      "hvc/return  qemu-virt-gicv3/max  static  200  203  +3 (+1.5 %)  regressed\n"
		      "smc/return  qemu-virt-gicv3/max  static  300  297  -3 (-1.0 %)  improved\n"
		      "\n"
		      "3 cells: 1 regressed, 1 improved, 1 unchanged\n");
	free(text);
	run_free(old_run);
	run_free(new_run);
}

static void two_equal_runs_are_one_line_unless_all_is_asked_for(void **state)
{
	const struct report_look look = { .columns = REPORT_COLUMNS };
	struct run *old_run = make_matrix(200, 300);
	struct run *new_run = make_matrix(200, 300);
	char *text = print_of(old_run, new_run, false);

	(void)state;
	assert_string_equal(text, "3 cells: 3 unchanged\n");
	free(text);
	text = print_with(old_run, new_run, &look, true);
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
	assert_string_equal(text, "Environment differs:\n  samples a cell: 2 -> 4\n\n"
				  "1 cell: 1 unchanged\n");
	free(text);
	run_free(old_run);
	run_free(new_run);
}

static void reasons_of_missing_cells_are_printed_once_for_their_side(void **state)
{
	struct run *old_run = make_matrix(200, 300);
	struct run *new_run = make_run(ID);
	char *text;

	(void)state;
	make_missing(new_run, "hvc/return", "max", "static", "no answer for 60 s\033[2J");
	make_missing(new_run, "irq/exit", "max", "static", "no answer for 60 s\033[2J");
	text = print_of(old_run, new_run, false);
	assert_contains(text, "200  missing       -  missing\n");
	assert_contains(
		text,
		"Missing in the new run:\n  no answer for 60 s?[2J\n    log: logs/boot.log\n\n");
	assert_contains(text, "Only in the old run: 1\n");
	assert_contains(text, "3 cells: 3 missing\n");
	assert_null(strchr(text, '\033'));
	free(text);
	run_free(old_run);
	run_free(new_run);
}

static void a_noisy_pair_says_why_it_is_inconclusive(void **state)
{
	static const uint64_t one[] = { 100 };
	static const uint64_t two[] = { 110 };
	struct run *old_run = run_of("cntvct", one, 1);
	struct run *new_run = run_of("cntvct", two, 1);
	char *text = print_of(old_run, new_run, true);

	(void)state;
	assert_contains(text, "+10 (+10.0 %)");
	assert_contains(text, "one boot on each side cannot tell");
	free(text);
	run_free(old_run);
	run_free(new_run);
}

static void long_names_do_not_pass_100_columns(void **state)
{
	struct run *old_run = make_run(ID);
	struct run *new_run = make_run(ID);
	static const char name[] = "switch/a_benchmark_with_a_really_long_name_of_its_own";
	char *rest = NULL;
	char *text;

	(void)state;
	make_exact(old_run, name, "neoverse-n1", "static", 1000000, 4);
	make_exact(new_run, name, "neoverse-n1", "static", 2000000, 4);
	text = print_of(old_run, new_run, false);
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest)) {
		assert_in_range(strlen(line), 1, 100);
	}
	free(text);
	run_free(old_run);
	run_free(new_run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exact_cells_have_no_tolerance),
		cmocka_unit_test(exits_are_compared_for_one_sample_and_by_kind),
		cmocka_unit_test(a_noisy_clock_is_inconclusive_unless_the_samples_are_the_same_set),
		cmocka_unit_test(a_cell_without_a_result_on_either_side_is_missing),
		cmocka_unit_test(cells_pair_by_their_whole_key_and_the_others_are_missing),
		cmocka_unit_test(
			what_applies_to_neither_run_is_no_verdict_and_what_is_spoiled_is_missing),
		cmocka_unit_test(what_changed_is_printed_and_the_rest_is_counted),
		cmocka_unit_test(two_equal_runs_are_one_line_unless_all_is_asked_for),
		cmocka_unit_test(another_number_of_samples_is_told_though_the_verdict_is_unchanged),
		cmocka_unit_test(reasons_of_missing_cells_are_printed_once_for_their_side),
		cmocka_unit_test(a_noisy_pair_says_why_it_is_inconclusive),
		cmocka_unit_test(long_names_do_not_pass_100_columns),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
