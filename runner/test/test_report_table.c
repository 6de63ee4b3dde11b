/* SPDX-License-Identifier: Apache-2.0 */
/* The table that a run ends with, to the letter where it matters. */
#include <stdio.h>

#include "report/report.h"
#include "sample_store.h"

static char *table_in(const struct run *run, bool colour, size_t columns)
{
	const struct report_look look = { .colour = colour, .columns = columns };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	report_table(run, "results/runs/" ID, out, &look);
	fclose(out);
	return text;
}

static char *table_of(const struct run *run, bool colour)
{
	return table_in(run, colour, REPORT_COLUMNS);
}

static void static_and_table_stand_side_by_side_with_their_difference(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_exact(run, "smc/return", "max", "table", 97, 64);
	make_exact(run, "smc/return", "max", "static", 100, 64);
	make_exact(run, "hvc/return", "max", "table", 112, 64);
	make_exact(run, "hvc/return", "max", "static", 110, 64);
	make_exact(run, "hvc/return", "cortex-a57", "table", 5, 64);
	make_exact(run, "hvc/return", "cortex-a57", "static", 5, 64);
	text = table_of(run, false);
	assert_string_equal(
		text,
		"Median instructions for one operation, of 64 samples a cell; the empty frame is "
		"subtracted\n"
		"\n"
		"              qemu-virt-gicv3\n"
		"              cortex-a57             max\n"
		"benchmark     static  table  diff    static  table  diff\n"
		"hvc/return         5      5     0       110    112    +2\n"
		"smc/return         -      -     -       100     97    -3\n"
		"\n"
		"6 cells, 6 measured, exact instructions (QEMU icount), samples identical in every "
		"cell\n");
	free(text);
	run_free(run);
}

static void one_binding_has_no_difference(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "max", "table", 112, 64);
	text = table_of(run, false);
	assert_contains(text, "benchmark     table\nhvc/return      112\n");
	assert_lacks(text, "diff");
	free(text);
	run_free(run);
}

static void samples_that_differ_show_their_spread_and_are_not_called_identical(void **state)
{
	static const uint64_t samples[] = { 10, 13, 12, 40 };
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_ok(run, "hvc/return", "max", "static", "cntvct", samples, 4);
	text = table_of(run, false);
	assert_contains(text, "Median ticks");
	assert_contains(text, "static  min..max\n");
	assert_contains(text, "  12.5    10..40\n");
	assert_contains(text,
			"\n1 cell, 1 measured, ticks of the board's counter, samples differ in "
			"1; one boot on a clock with\nnoise: differences may be noise\n");
	assert_lacks(text, "identical");
	assert_lacks(text, "icount");
	free(text);
	run_free(run);
}

static void missing_cells_are_shown_and_listed_with_reason_and_log(void **state)
{
	struct run *run = sample_run();
	char *text = table_of(run, false);

	(void)state;
	assert_contains(text, "irq/exit      missing");
	assert_contains(text,
			"1 cell missing\n  irq/exit qemu-virt-gicv3/cortex-a57 static: QEMU was "
			"killed by signal 9\n    log: results/runs/" ID "/logs/boot.log\n\n");
	assert_contains(text, "3 cells, 2 measured, 1 missing, exact");
	assert_lacks(text, "\033");
	free(text);
	run_free(run);
}

static void a_cause_that_takes_many_cells_is_told_once(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_missing(run, "hvc/return", "max", "static", "no answer for 60 s");
	make_missing(run, "irq/exit", "max", "static", "no answer for 60 s");
	text = table_of(run, false);
	assert_contains(
		text,
		"2 cells missing\n"
		"  hvc/return qemu-virt-gicv3/max static and 1 cell more: no answer for 60 s\n"
		"    log: results/runs/" ID "/logs/boot.log\n\n");
	assert_contains(text, "2 cells, 0 measured, 2 missing\n");
	free(text);
	run_free(run);
}

static void colour_is_used_only_when_asked_for(void **state)
{
	struct run *run = sample_run();
	char *text = table_of(run, true);

	(void)state;
	assert_contains(text, "\033[31mmissing\033[0m");
	free(text);
	run_free(run);
}

static void no_escape_of_a_console_reaches_the_terminal(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_missing(run, "hvc/return", "max", "static", "said \033]0;owned\007");
	text = table_of(run, false);
	assert_lacks(text, "\033");
	assert_lacks(text, "\007");
	free(text);
	run_free(run);
}

/* A run with more columns than fit, long words, and a long reason. */
static struct run *wide_run(const char *clock)
{
	static const char *const cpus[] = { "a", "b", "c", "cortex-a57", "max", "neoverse-n1" };
	static const uint64_t samples[] = { 100000, 1000000 };
	struct run *run = make_run(ID);

	for (size_t i = 0; i < 6; i++) {
		make_ok(run, "sysreg/sgi1r_empty", cpus[i], "static", clock, samples, 2);
		make_ok(run, "sysreg/sgi1r_empty", cpus[i], "table", clock, samples, 2);
	}
	make_missing(run, "hvc/return", "a", "static",
		     "a long reason that goes on and on, word after word, because a console said "
		     "something long before it died, and all of it is worth reading by whoever "
		     "looks for the cause");
	return run;
}

static void no_line_is_longer_than_the_terminal_or_100_columns(void **state)
{
	static const size_t columns[] = { 100, 99, 80, 76 };

	(void)state;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		struct run *run = wide_run(i % 2 == 0 ? "exact" : "cntvct");
		char *text = table_in(run, false, columns[i]);
		char *rest = NULL;

		for (char *line = strtok_r(text, "\n", &rest); line != NULL;
		     line = strtok_r(NULL, "\n", &rest)) {
			assert_in_range(strlen(line), 1, columns[i]);
		}
		free(text);
		run_free(run);
	}
}

static void a_narrow_terminal_has_the_same_groups_below_each_other(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "cortex-a57", "static", 5, 64);
	make_exact(run, "hvc/return", "cortex-a57", "table", 5, 64);
	make_exact(run, "hvc/return", "max", "static", 110, 64);
	make_exact(run, "hvc/return", "max", "table", 112, 64);
	text = table_in(run, false, 50);
	assert_string_equal(text, "Median instructions for one operation, of 64\n"
				  "samples a cell; the empty frame is subtracted\n"
				  "\n"
				  "              qemu-virt-gicv3\n"
				  "              cortex-a57\n"
				  "benchmark     static  table  diff\n"
				  "hvc/return         5      5     0\n"
				  "\n"
				  "              qemu-virt-gicv3\n"
				  "              max\n"
				  "benchmark     static  table  diff\n"
				  "hvc/return       110    112    +2\n"
				  "\n"
				  "4 cells, 4 measured, exact instructions (QEMU\n"
				  "icount), samples identical in every cell\n");
	free(text);
	run_free(run);
}

static void a_cell_that_never_knew_its_toolchain_stands_in_its_column(void **state)
{
	struct run *run = make_run(ID);
	struct cell *cell;
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 7, 1);
	cell = make_missing(run, "hvc/return", "max", "table", "the image was not built");
	cell->key.toolchain[0] = '\0';
	cell->key.flags[0] = '\0';
	text = table_of(run, false);
	assert_contains(text, "hvc/return         7  missing     -\n");
	free(text);
	run_free(run);
}

static void policies_stand_under_headings_that_tell_them_apart_and_nothing_else(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 700, 1);
	free(run->cells[0].key.switch_policy);
	run->cells[0].key.switch_policy = make_str("eager");
	make_exact(run, "hvc/return", "max", "static", 7, 1);
	text = table_of(run, false);
	assert_contains(text, "              max lazy    max eager\n");
	assert_contains(text, "hvc/return         7         700\n");
	free(text);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			policies_stand_under_headings_that_tell_them_apart_and_nothing_else),
		cmocka_unit_test(static_and_table_stand_side_by_side_with_their_difference),
		cmocka_unit_test(one_binding_has_no_difference),
		cmocka_unit_test(
			samples_that_differ_show_their_spread_and_are_not_called_identical),
		cmocka_unit_test(missing_cells_are_shown_and_listed_with_reason_and_log),
		cmocka_unit_test(a_cause_that_takes_many_cells_is_told_once),
		cmocka_unit_test(colour_is_used_only_when_asked_for),
		cmocka_unit_test(no_escape_of_a_console_reaches_the_terminal),
		cmocka_unit_test(no_line_is_longer_than_the_terminal_or_100_columns),
		cmocka_unit_test(a_narrow_terminal_has_the_same_groups_below_each_other),
		cmocka_unit_test(a_cell_that_never_knew_its_toolchain_stands_in_its_column),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
