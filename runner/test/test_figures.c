/* SPDX-License-Identifier: Apache-2.0 */
/* From the boots of a run to the figures of its cells. */
#include "make_figures.h"

static struct figure_set figures_of(struct run *run)
{
	struct figure_set set;

	run_sort_cells(run);
	assert_int_equal(figures_of_run(run, &set), 0);
	run_free(run);
	return set;
}

static void boots_of_the_exact_clock_are_one_histogram(void **state)
{
	static const uint64_t samples[] = { 12, 10, 10, 11 };
	struct run *run = make_run("id");
	struct figure_set set;
	const struct figures *one;

	(void)state;
	make_boot(run, "hvc/return", "exact", 0, samples, 4);
	make_boot(run, "hvc/return", "exact", 1, samples, 4);
	make_boot(run, "irq/exit", "exact", 0, samples, 3);
	set = figures_of(run);
	assert_int_equal(set.n, 2);
	assert_string_equal(set.name, "id");
	one = &set.items[0];
	assert_string_equal(one->key.benchmark, "hvc/return");
	assert_string_equal(one->qemu, "7.2.22");
	assert_string_equal(one->unit, "instructions");
	assert_int_equal(one->status, CELL_OK);
	assert_null(one->error);
	assert_int_equal(one->n, 8);
	assert_int_equal(one->n_boots, 2);
	assert_int_equal(one->n_values, 3);
	assert_int_equal(one->values[0].value, 10);
	assert_int_equal(one->values[0].count, 4);
	assert_int_equal(one->values[2].value, 12);
	assert_int_equal(one->values[2].count, 2);
	assert_int_equal(one->n_exits, 1);
	assert_int_equal(one->exits[0].count, 8);
	assert_false(one->boots_differ);
	assert_true(figures_median(one) == 10.5);
	assert_true(figures_median(&set.items[1]) == 10.0);
	figure_set_free(&set);
}

static void exact_boots_that_differ_are_told(void **state)
{
	static const uint64_t samples[] = { 10, 10, 11 };
	static const uint64_t others[] = { 10, 10, 12 };
	static const uint64_t shuffled[] = { 11, 10, 10 };
	static const struct {
		const uint64_t *second;
		size_t n;
		uint64_t exits;
		bool differ;
	} rows[] = {
		{ samples, 3, 3, false }, { shuffled, 3, 3, false }, { others, 3, 3, true },
		{ samples, 2, 3, true },  { samples, 3, 4, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct run *run = make_run("id");
		struct figure_set set;

		make_boot(run, "hvc/return", "exact", 0, samples, 3);
		make_boot(run, "hvc/return", "exact", 1, rows[i].second, rows[i].n)
			->exits[0]
			.count = rows[i].exits;
		set = figures_of(run);
		assert_int_equal(set.items[0].boots_differ, rows[i].differ);
		figure_set_free(&set);
	}
}

static void boots_of_a_clock_with_noise_have_their_median_and_tick(void **state)
{
	static const uint64_t samples[] = { 300, 100, 200 };
	static const uint64_t slower[] = { 500, 500, 900 };
	struct run *run = make_run("id");
	struct figure_set set;
	const struct figures *one;
	struct cell *cell = make_boot(run, "hvc/return", "cntvct", 0, samples, 3);

	(void)state;
	cell->batch = 10;
	cell->step = 4;
	cell->layout = 3;
	make_boot(run, "hvc/return", "cntvct", 1, slower, 3)->batch = 20;
	set = figures_of(run);
	one = &set.items[0];
	assert_int_equal(one->n_boots, 2);
	assert_int_equal(one->n_values, 0);
	assert_true(one->boots[0].median == 20.0);
	assert_true(one->boots[0].tick == 0.4);
	assert_int_equal(one->boots[0].layout, 3);
	assert_int_equal(one->boots[0].n, 3);
	assert_false(one->boots[0].has_p99);
	assert_true(one->boots[1].median == 25.0);
	assert_true(figures_median(one) == 22.5);
	assert_false(one->boots_differ);
	figure_set_free(&set);
}

/* Ranks of 1000 samples: P(X <= 983) <= 2.5 % < P(X <= 984) and P(X >= 996) <= 2.5 % < P(X >= 995) of
 * a binomial distribution of 1000 and 0.99. */
static void a_p99_needs_samples_enough_for_its_interval(void **state)
{
	uint64_t samples[1000];
	struct run *run = make_run("id");
	struct figure_set set;
	const struct boot_figure *boot;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		samples[i] = 1000 - i;
	}
	make_boot(run, "hvc/return", "cntvct", 0, samples, 1000)->batch = 2;
	make_boot(run, "hvc/return", "cntvct", 1, samples, 256);
	set = figures_of(run);
	boot = set.items[0].boots;
	assert_true(boot[0].has_p99);
	assert_true(boot[0].p99 == 495.0);
	assert_true(boot[0].p99_low >= 491.0 && boot[0].p99_low <= 493.0);
	assert_true(boot[0].p99_high >= 497.5 && boot[0].p99_high <= 499.0);
	assert_false(boot[1].has_p99);
	figure_set_free(&set);
}

/* One boot for each letter: ok, missing, spoiled, not applicable. */
static struct run *run_of_letters(const char *letters)
{
	static const enum cell_status statuses[] = {
		['m'] = CELL_MISSING,
		['n'] = CELL_NA,
		['o'] = CELL_OK,
		['s'] = CELL_SPOILED,
	};
	struct run *run = make_run("id");

	for (unsigned boot = 0; letters[boot] != '\0'; boot++) {
		const uint64_t sample = 10;
		struct cell *cell = make_boot(run, "a/b", "exact", boot, &sample, 1);
		const char why[] = { letters[boot], (char)('0' + boot), '\0' };

		cell->status = statuses[(unsigned char)letters[boot]];
		cell->error = letters[boot] != 'o' ? make_str(why) : NULL;
	}
	return run;
}

static void a_boot_without_a_result_leaves_the_others(void **state)
{
	static const struct {
		const char *boots;
		enum cell_status status;
		size_t n_without;
		const char *error;
	} rows[] = {
		{ "oo", CELL_OK, 0, NULL },       { "omo", CELL_OK, 1, "m1" },
		{ "mmo", CELL_OK, 2, "m0" },      { "mm", CELL_MISSING, 2, "m0" },
		{ "oms", CELL_SPOILED, 2, "s2" }, { "nn", CELL_NA, 2, "n0" },
		{ "nm", CELL_MISSING, 2, "n0" },  { "no", CELL_OK, 1, "n0" },
		{ "so", CELL_SPOILED, 1, "s0" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct figure_set set = figures_of(run_of_letters(rows[i].boots));

		assert_int_equal(set.n, 1);
		assert_int_equal(set.items[0].status, rows[i].status);
		assert_int_equal(set.items[0].n_without, rows[i].n_without);
		if (rows[i].error == NULL) {
			assert_null(set.items[0].error);
		} else {
			assert_string_equal(set.items[0].error, rows[i].error);
		}
		figure_set_free(&set);
	}
}

static void exits_of_boots_are_added_by_name(void **state)
{
	const uint64_t sample = 10;
	struct run *run = make_run("id");
	struct cell *cell = make_boot(run, "a/b", "cntvct", 0, &sample, 1);
	struct figure_set set;

	(void)state;
	cell->exits = reallocarray(cell->exits, 2, sizeof(*cell->exits));
	assert_non_null(cell->exits);
	cell->exits[1] = (struct exit_count){ .name = make_str("data_abort"), .count = 5 };
	cell->n_exits = 2;
	make_boot(run, "a/b", "cntvct", 1, &sample, 1);
	set = figures_of(run);
	assert_int_equal(set.items[0].n_exits, 2);
	assert_string_equal(set.items[0].exits[0].name, "data_abort");
	assert_int_equal(set.items[0].exits[0].count, 5);
	assert_int_equal(set.items[0].exits[1].count, 2);
	figure_set_free(&set);
}

static void the_version_is_found_in_what_a_program_says(void **state)
{
	static const char *const rows[][2] = {
		{ "QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)", "7.2.22" },
		{ "7.2.22", "7.2.22" },
		{ "QEMU emulator version 10.0.2\nCopyright (c) 2003-2025", "10.0.2" },
		{ "version 8.2.", "8.2" },
		{ "QEMU 9, v1.2", "" },
		{ "", "" },
		{ "1.2.3.4.5.6.7.8.9", "1.2.3.4" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char out[8];

		figures_find_version(rows[i][0], out, sizeof(out));
		assert_string_equal(out, rows[i][1]);
	}
}

static void a_run_without_cells_has_no_figures(void **state)
{
	struct figure_set set = figures_of(make_run("id"));

	(void)state;
	assert_int_equal(set.n, 0);
	figure_set_free(&set);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boots_of_the_exact_clock_are_one_histogram),
		cmocka_unit_test(exact_boots_that_differ_are_told),
		cmocka_unit_test(boots_of_a_clock_with_noise_have_their_median_and_tick),
		cmocka_unit_test(a_p99_needs_samples_enough_for_its_interval),
		cmocka_unit_test(a_boot_without_a_result_leaves_the_others),
		cmocka_unit_test(exits_of_boots_are_added_by_name),
		cmocka_unit_test(the_version_is_found_in_what_a_program_says),
		cmocka_unit_test(a_run_without_cells_has_no_figures),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
