/* SPDX-License-Identifier: Apache-2.0 */
/* A plan in parts: every cell in one, and every machine finds the same. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "lab/part.h"
#include "test/make_run.h"

static const struct part_settings settings = {
	.suite = "default", .samples = 256, .warmup = 16, .boots = 1
};

/* Three benchmarks on two CPUs with two bindings, and a fourth with static alone: 14 cells, 4 units. */
static struct run *plan(void)
{
	static const char *const cpus[] = { "cortex-a57", "max" };
	struct run *run = make_run("20261121T081500Z-default");

	for (size_t i = 0; i < 2; i++) {
		make_cell(run, "hvc/return", cpus[i], "static", "exact");
		make_cell(run, "smc/return", cpus[i], "static", "exact");
		make_cell(run, "irq/exit", cpus[i], "static", "exact");
		make_cell(run, "irq/vtimer", cpus[i], "static", "exact");
		make_cell(run, "hvc/return", cpus[i], "table", "exact");
		make_cell(run, "smc/return", cpus[i], "table", "exact");
		make_cell(run, "irq/exit", cpus[i], "table", "exact");
	}
	run_sort_cells(run);
	return run;
}

static void every_cell_is_in_exactly_one_part(void **state)
{
	size_t total = 0;

	(void)state;
	for (unsigned i = 1; i <= 3; i++) {
		const struct lab_part part = { .index = i, .of = 3 };
		struct run *run = plan();
		struct run *whole = plan();
		struct part_plan made;
		size_t at = 0;

		assert_int_equal(part_take(run, &settings, &part, &made), 0);
		assert_in_range(run->n_cells, 3, 7);
		total += run->n_cells;
		for (size_t k = 0; k < run->n_cells; k++) { /* in the order of the whole */
			while (at < whole->n_cells &&
			       !cell_same(&whole->cells[at], &run->cells[k])) {
				at++;
			}
			assert_true(at < whole->n_cells);
		}
		part_plan_free(&made);
		run_free(run);
		run_free(whole);
	}
	assert_int_equal(total, 14);
}

static void an_image_is_in_as_few_parts_as_can_be(void **state)
{
	const struct lab_part part = { .index = 1, .of = 2 };
	struct run *run = plan();
	struct part_plan made;

	(void)state;
	assert_int_equal(part_take(run, &settings, &part, &made), 0);
	assert_int_equal(run->n_cells, 8);
	for (size_t i = 0; i < run->n_cells; i++) {
		assert_string_equal(run->cells[i].key.hal, "static");
	}
	assert_string_equal(run_find_env(run, "shard.index"), "1");
	assert_string_equal(run_find_env(run, "shard.of"), "2");
	assert_string_equal(run_find_env(run, "shard.plan"), made.digest);
	part_plan_free(&made);
	run_free(run);
}

static void fewer_units_than_parts_are_told(void **state)
{
	const struct lab_part part = { .index = 1, .of = 5 };
	struct run *run = plan();
	struct part_plan made;

	(void)state;
	assert_int_equal(part_take(run, &settings, &part, &made), -ERANGE);
	assert_int_equal(made.n_units, 4);
	part_plan_free(&made);
	run_free(run);
}

static void digest_of(const struct part_settings *with, unsigned index, bool is_short, char *out)
{
	const struct lab_part part = { .index = index, .of = 2 };
	struct run *run = plan();
	struct part_plan made;

	if (is_short) {
		run_keep_cells(run, run->n_cells - 1);
	}
	assert_int_equal(part_take(run, with, &part, &made), 0);
	memcpy(out, made.digest, sizeof(made.digest));
	part_plan_free(&made);
	run_free(run);
}

static void the_digest_is_of_cells_and_settings_and_not_of_the_part(void **state)
{
	struct part_settings other = settings;
	char digests[4][17];

	(void)state;
	digest_of(&settings, 1, false, digests[0]);
	digest_of(&settings, 2, false, digests[1]);
	assert_string_equal(digests[0], digests[1]);
	digest_of(&settings, 1, true, digests[2]);
	assert_string_not_equal(digests[0], digests[2]);
	other.samples = 255;
	digest_of(&other, 1, false, digests[3]);
	assert_string_not_equal(digests[0], digests[3]);
}

static void the_largest_part_is_as_small_as_can_be_and_none_is_empty(void **state)
{
	const size_t sizes[] = { 10, 1, 1, 4, 4, 2 };
	const unsigned by_three[] = { 1, 2, 2, 2, 2, 3 };
	unsigned out[6];

	(void)state;
	part_deal(sizes, 6, 3, out);
	assert_memory_equal(out, by_three, sizeof(out));
	for (unsigned parts = 1; parts <= 6; parts++) {
		part_deal(sizes, 6, parts, out);
		assert_int_equal(out[0], 1);
		assert_int_equal(out[5], parts);
		for (size_t i = 1; i < 6; i++) {
			assert_true(out[i] == out[i - 1] || out[i] == out[i - 1] + 1);
		}
	}
}

static void a_part_is_a_number_of_a_number(void **state)
{
	static const char *const bad[] = { "",     "1",    "/",    "0/4",  "5/4",     "1/0",
					   "1/4 ", "-1/4", "01/4", "1//4", "1/10001", "1/4/4" };
	struct lab_part part;

	(void)state;
	assert_true(part_parse("2/4", &part));
	assert_int_equal(part.index, 2);
	assert_int_equal(part.of, 4);
	assert_true(part_parse("10000/10000", &part));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(part_parse(bad[i], &part));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_cell_is_in_exactly_one_part),
		cmocka_unit_test(an_image_is_in_as_few_parts_as_can_be),
		cmocka_unit_test(fewer_units_than_parts_are_told),
		cmocka_unit_test(the_digest_is_of_cells_and_settings_and_not_of_the_part),
		cmocka_unit_test(the_largest_part_is_as_small_as_can_be_and_none_is_empty),
		cmocka_unit_test(a_part_is_a_number_of_a_number),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
