/* SPDX-License-Identifier: Apache-2.0 */
/* Cells that are booted more than once: planned, stored, and shown as one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "make_run.h"
#include "session/plan.h"
#include "store/pool.h"
#include "store/run.h"

#define LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static void each_cell_is_there_once_a_boot(void **state)
{
	struct run *run = make_run("20261121T081500Z-default");

	(void)state;
	make_cell(run, "hvc/return", "max", "static", "cntvct");
	make_cell(run, "irq/exit", "max", "static", "cntvct");
	assert_int_equal(plan_repeat(run, 3, 0), 0);
	assert_int_equal(run->n_cells, 6);
	assert_int_equal(run_count_boots(run, 0), 3);
	for (unsigned i = 0; i < 6; i++) {
		assert_string_equal(run->cells[i].key.benchmark, i < 3 ? "hvc/return" : "irq/exit");
		assert_int_equal(run->cells[i].boot, i % 3);
		assert_int_equal(run->cells[i].layout, 0);
		assert_string_equal(run->cells[i].key.flags, "-O2");
	}
	run_free(run);
}

static void layouts_take_turns(void **state)
{
	static const unsigned layouts[] = { 1, 2, 3, 1, 2 };
	struct run *run = make_run("20261121T081500Z-default");

	(void)state;
	make_cell(run, "hvc/return", "max", "static", "cntvct");
	assert_int_equal(plan_repeat(run, 5, 3), 0);
	assert_int_equal(run->n_cells, LENGTH(layouts));
	for (unsigned i = 0; i < LENGTH(layouts); i++) {
		assert_int_equal(run->cells[i].boot, i);
		assert_int_equal(run->cells[i].layout, layouts[i]);
	}
	run_free(run);
}

static void each_layout_has_a_boot(void **state)
{
	struct run *run = make_run("20261121T081500Z-default");

	(void)state;
	make_cell(run, "hvc/return", "max", "static", "cntvct");
	assert_int_equal(plan_repeat(run, 1, 4), 0);
	assert_int_equal(run->n_cells, 4);
	assert_int_equal(run->cells[3].layout, 4);
	run_free(run);
}

static char w_board[] = "virt";
static char w_cpu[] = "max";
static char w_qemu[] = "qemu";
static char w_program[] = "sh";
static char *args[] = { w_program };
static char w_path[] = "suites/x.yaml";

static void rounds_go_there_and_back(void **state)
{
	static const char *const order[] = { "virt-max-static-boot0", "virt-max-table-boot0",
					     "virt-max-table-boot1",  "virt-max-static-boot1",
					     "virt-max-static-boot2", "virt-max-table-boot2" };
	struct suite_cfg suite = { .path = w_path, .clock = CLOCK_CNTVCT };
	struct board_cfg board = { .name = w_board, .target = w_qemu, .cntvct = { args, 1 } };
	struct board_cfg *boards[] = { &board };
	const char *const hals[] = { "static", "table" };
	struct run *run = make_run("20261121T081500Z-default");
	struct plan *plan = NULL;
	struct diag d = { 0 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct cell *cell = make_cell(run, "hvc/return", w_cpu, hals[i], "cntvct");

		free(cell->key.board);
		cell->key.board = make_str(w_board);
	}
	assert_int_equal(plan_repeat(run, 3, 0), 0);
	assert_int_equal(plan_boots("/root", &suite, boards, 1, run, &plan, &d), 0);
	assert_int_equal(plan->n_boots, LENGTH(order));
	assert_int_equal(plan->n_images, 2);
	for (size_t i = 0; i < LENGTH(order); i++) {
		assert_string_equal(plan->boots[i].name, order[i]);
		assert_int_equal(plan->boots[i].n_cells, 1);
		assert_int_equal(run->cells[plan->boots[i].cells[0]].boot, plan->boots[i].boot);
	}
	plan_free(plan);
	run_free(run);
}

static void each_layout_has_its_image(void **state)
{
	struct suite_cfg suite = { .path = w_path, .clock = CLOCK_CNTVCT };
	struct board_cfg board = { .name = w_board, .target = w_qemu, .cntvct = { args, 1 } };
	struct board_cfg *boards[] = { &board };
	struct run *run = make_run("20261121T081500Z-default");
	struct plan *plan = NULL;
	struct diag d = { 0 };

	(void)state;
	free(make_cell(run, "hvc/return", w_cpu, "static", "cntvct")->key.board);
	run->cells[0].key.board = make_str(w_board);
	assert_int_equal(plan_repeat(run, 4, 2), 0);
	assert_int_equal(plan_boots("/root", &suite, boards, 1, run, &plan, &d), 0);
	assert_int_equal(plan->n_boots, 4);
	assert_int_equal(plan->n_images, 2);
	for (size_t i = 0; i < 4; i++) {
		const struct image *image = &plan->images[plan->boots[i].image];

		assert_int_equal(image->layout, 1 + i % 2);
		assert_non_null(strstr(image->path, i % 2 == 0 ? "-layout1/" : "-layout2/"));
	}
	plan_free(plan);
	run_free(run);
}

static void add_boot(struct run *run, unsigned boot, uint64_t batch, uint64_t value)
{
	const uint64_t samples[] = { value, value, value };
	struct cell *cell =
		make_ok(run, "hvc/return", "max", "static", "cntvct", samples, LENGTH(samples));

	cell->boot = boot;
	cell->batch = batch;
}

static void the_figure_of_a_cell_is_the_median_of_its_boots(void **state)
{
	struct run *run = make_run("20261121T081500Z-default");
	struct run *pool = NULL;

	(void)state;
	add_boot(run, 0, 10, 1000); /* 100 each */
	add_boot(run, 1, 20, 2200); /* 110 */
	add_boot(run, 2, 10, 9000); /* 900: an outlier */
	assert_int_equal(pool_run(run, &pool), 0);
	assert_int_equal(pool->n_cells, 1);
	assert_int_equal(pool->cells[0].n, 9);
	assert_int_equal(pool->cells[0].boot, 3);
	assert_int_equal(pool->cells[0].exits[0].count, 9);
	assert_int_equal(pool->cells[0].samples[3], 1100); /* for ten operations, as the first's */
	assert_true(fabs(cell_median(&pool->cells[0]) - 110) < 1e-9);
	assert_null(pool->cells[0].error);
	run_free(pool);
	run_free(run);
}

static void a_boot_without_a_result_is_not_passed_over(void **state)
{
	struct run *run = make_run("20261121T081500Z-default");
	struct run *pool = NULL;

	(void)state;
	free(make_missing(run, "hvc/return", "max", "static", "QEMU died")->key.clock);
	run->cells[0].key.clock = make_str("cntvct");
	add_boot(run, 1, 1, 100);
	add_boot(run, 2, 1, 102);
	assert_int_equal(pool_run(run, &pool), 0);
	assert_int_equal(pool->n_cells, 1);
	assert_int_equal(pool->cells[0].status, CELL_OK);
	assert_int_equal(pool->cells[0].boot, 2);
	assert_string_equal(pool->cells[0].error, "1 of 3 boots without a result: QEMU died");
	assert_true(fabs(cell_median(&pool->cells[0]) - 101) < 1e-9);
	run_free(pool);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_cell_is_there_once_a_boot),
		cmocka_unit_test(layouts_take_turns),
		cmocka_unit_test(each_layout_has_a_boot),
		cmocka_unit_test(rounds_go_there_and_back),
		cmocka_unit_test(each_layout_has_its_image),
		cmocka_unit_test(the_figure_of_a_cell_is_the_median_of_its_boots),
		cmocka_unit_test(a_boot_without_a_result_is_not_passed_over),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
