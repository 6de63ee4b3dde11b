/* SPDX-License-Identifier: Apache-2.0 */
/* The table: floors, marks, what does not apply, and rows in groups. */
#include <stdio.h>

#include "report/report.h"
#include "sample_store.h"

static char *table_in(const struct run *run, size_t columns)
{
	const struct report_look look = { .columns = columns };
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	report_table(run, "results/runs/" ID, out, &look);
	fclose(out);
	return text;
}

static void add_floor(struct cell *cell, uint64_t floor)
{
	cell->has_floor = true;
	cell->floor = floor;
}

static void a_floor_stands_beside_its_group(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	add_floor(make_exact(run, "hvc/return", "max", "static", 110, 4), 7);
	make_exact(run, "hvc/return", "max", "table", 130, 4);
	make_exact(run, "smc/return", "max", "static", 90, 4);
	make_exact(run, "smc/return", "max", "table", 90, 4);
	text = table_in(run, 100);
	assert_contains(text, "nothing to trap into\n");
	assert_contains(text, "benchmark     static  table  diff  floor\n"
			      "hvc/return       110    130   +20      7\n"
			      "smc/return        90     90     0      -\n");
	free(text);
	run_free(run);
}

/* Two blocks that stand beside each other in 60 columns, but not with floors. */
static void a_floor_that_would_break_the_table_is_left_out(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const char *cpu = i == 0 ? "a" : "b";

		add_floor(make_exact(run, "hvc/return", cpu, "static", 110, 4), 7);
		make_exact(run, "hvc/return", cpu, "table", 130, 4);
	}
	text = table_in(run, 60);
	assert_contains(text, "benchmark     static  table  diff    static  table  diff\n"
			      "hvc/return       110    130   +20       110    130   +20\n");
	free(text);
	text = table_in(run, 80);
	assert_contains(text, "table  diff  floor    static  table  diff  floor\n");
	free(text);
	run_free(run);
}

static void what_does_not_apply_is_named_with_its_reason_and_counted_apart(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 110, 4);
	make_na(run, "smc/forward", "max", "static", "no EL3 firmware");
	make_na(run, "smc/psci_version", "max", "static", "no EL3 firmware");
	make_na(run, "irq/ipi", "max", "static", "one CPU");
	text = table_in(run, 100);
	assert_contains(text, "smc/forward            n/a\n");
	assert_contains(text, "\n3 cells not applicable (n/a)\n"
			      "  no EL3 firmware: smc/forward, smc/psci_version\n"
			      "  one CPU: irq/ipi\n"
			      "\n"
			      "4 cells, 1 measured, 3 not applicable, exact instructions (QEMU "
			      "icount), samples identical in every\ncell\n");
	assert_lacks(text, "missing");
	free(text);
	run_free(run);
}

static void cells_none_of_which_is_measured_are_not_called_identical(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_spoiled(run, "irq/exit", "max", "static", 402, "self-check timer failed: none came");
	text = table_in(run, 100);
	assert_contains(text, "\n1 cell, 0 measured, 1 not to be trusted, exact instructions (QEMU "
			      "icount)\n");
	free(text);
	run_free(run);
}

static void a_spoiled_figure_is_marked_and_says_why(void **state)
{
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 110, 4);
	make_exact(run, "hvc/return", "max", "table", 110, 4);
	make_spoiled(run, "irq/exit", "max", "static", 402, "self-check timer failed: none came");
	make_exact(run, "irq/exit", "max", "table", 402, 4);
	text = table_in(run, 100);
	assert_contains(text, "benchmark     static   table  diff\n"
			      "hvc/return       110     110     0\n"
			      "irq/exit         402!    402     -\n");
	assert_contains(text, "1 cell not to be trusted (!)\n"
			      "  irq/exit qemu-virt-gicv3/max static: self-check timer failed: "
			      "none came\n    log: results/runs/" ID "/logs/boot.log\n");
	assert_contains(text, "4 cells, 3 measured, 1 not to be trusted, exact");
	free(text);
	run_free(run);
}

static void a_few_cells_that_vary_are_marked_instead_of_a_column_for_all(void **state)
{
	static const uint64_t low[] = { 5, 6, 6, 7 };
	static const uint64_t high[] = { 6, 7, 7, 9 };
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 110, 4);
	make_exact(run, "irq/exit", "max", "static", 402, 4);
	make_exact(run, "mmio/x", "max", "static", 402, 4);
	make_exact(run, "smc/x", "max", "static", 402, 4);
	make_exact(run, "tlb/a", "max", "static", 402, 4);
	make_ok(run, "tlb/x", "max", "static", "exact", low, 4);
	make_ok(run, "tlb/x", "max", "table", "exact", high, 4);
	text = table_in(run, 100);
	assert_lacks(text, "min..max");
	assert_contains(text, "hvc/return       110       -      -\n");
	assert_contains(text, "tlb/x              6~      7~    +1\n");
	assert_contains(text, "~ samples differ: tlb/x 5..9 (2 cells)\n");
	assert_contains(text, "samples differ in 2\n");
	free(text);
	run_free(run);
}

static void a_batch_is_shown_by_its_operation(void **state)
{
	static const uint64_t samples[] = { 1000, 1100, 1200, 1300 };
	struct run *run = make_run(ID);
	struct cell *cell = make_ok(run, "hvc/return", "max", "static", "cntvct", samples, 4);
	char *text;

	(void)state;
	cell->batch = 100;
	add_floor(cell, 250);
	text = table_in(run, 100);
	assert_contains(text, "static  min..max  floor\n");
	assert_contains(text, "  11.5    10..13    2.5\n");
	free(text);
	run_free(run);
}

static void how_a_run_was_measured_stands_in_its_head(void **state)
{
	struct run *run = make_matrix(110, 90);
	char *text;

	(void)state;
	run->cold = true;
	text = table_in(run, 100);
	assert_contains(text, "Median instructions for one operation (cold), of 4 samples");
	free(text);
	run->load = true;
	text = table_in(run, 100);
	assert_contains(text, "Median instructions for one operation (cold, under load), of 4");
	free(text);
	run_free(run);
}

static void many_rows_stand_in_groups_of_their_first_word(void **state)
{
	static const char *const names[] = { "hvc/a",  "hvc/b",  "hvc/c",  "irq/a",
					     "irq/b",  "irq/c",  "mmio/a", "mmio/b",
					     "mmio/c", "psci/a", "smc/a",  "smc/b",
					     "smc/c",  "smcx/a", "tlb/a",  "tlb/b" };
	struct run *run = make_run(ID);
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		make_exact(run, names[i], "max", "static", 7, 1);
	}
	text = table_in(run, 100);
	assert_contains(text, "benchmark    static\nhvc/a             7\nhvc/b ");
	assert_contains(text, "hvc/c             7\n\nirq/a ");
	assert_contains(text, "\n\npsci/a            7\n\nsmc/a ");
	assert_contains(text, "smc/c             7\n\nsmcx/a ");
	free(text);
	run_free(run);
}

static void vectors_and_compilers_stand_behind_the_usual_ones(void **state)
{
	struct run *run = make_run(ID);
	struct cell *cell;
	char *text;

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 14, 1);
	cell = make_exact(run, "hvc/return", "max", "static", 15, 1);
	free(cell->key.vectors);
	cell->key.vectors = make_str("bhb");
	cell = make_exact(run, "hvc/return", "max", "static", 16, 1);
	free(cell->key.toolchain);
	cell->key.toolchain = make_str("clang-14.0.6");
	text = table_in(run, 100);
	assert_contains(text,
			"max gcc-12.2.0 plain    max gcc-12.2.0 bhb    max clang-14.0.6 plain\n");
	assert_contains(text, "hvc/return        14                      15");
	free(text);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_floor_stands_beside_its_group),
		cmocka_unit_test(a_floor_that_would_break_the_table_is_left_out),
		cmocka_unit_test(what_does_not_apply_is_named_with_its_reason_and_counted_apart),
		cmocka_unit_test(a_spoiled_figure_is_marked_and_says_why),
		cmocka_unit_test(cells_none_of_which_is_measured_are_not_called_identical),
		cmocka_unit_test(a_few_cells_that_vary_are_marked_instead_of_a_column_for_all),
		cmocka_unit_test(a_batch_is_shown_by_its_operation),
		cmocka_unit_test(how_a_run_was_measured_stands_in_its_head),
		cmocka_unit_test(many_rows_stand_in_groups_of_their_first_word),
		cmocka_unit_test(vectors_and_compilers_stand_behind_the_usual_ones),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
