/* SPDX-License-Identifier: Apache-2.0 */
/* Boards that cannot be started from here: what 'needs' of their board.yaml says. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "session/plan.h"
#include "session/session.h"

static char w_sh[] = "sh";
static char w_c[] = "-c";

/* Two boots of a board whose needs are those, and one of a board with none. */
struct tried {
	struct board_cfg asked;
	struct board_cfg unasked;
	struct plan_boot boots[3];
	struct plan plan;
};

static int try_needs(struct tried *t, char **needs, size_t n)
{
	memset(t, 0, sizeof(*t));
	t->asked.needs = (struct str_list){ needs, n };
	t->boots[0].board = &t->asked;
	t->boots[1].board = &t->unasked;
	t->boots[2].board = &t->asked;
	t->plan.boots = t->boots;
	t->plan.n_boots = 3;
	return plan_leave_out(&t->plan, ".", NULL);
}

static void forget(struct tried *t)
{
	for (size_t i = 0; i < 3; i++) {
		free(t->boots[i].left_out);
		free(t->boots[i].unasked);
	}
}

/* Nobody said that it does not apply. */
static void expect_unasked(char **needs, size_t n, const char *why)
{
	struct tried t;

	assert_int_equal(try_needs(&t, needs, n), 0);
	for (size_t i = 0; i < 3; i++) {
		assert_null(t.boots[i].left_out);
	}
	assert_non_null(t.boots[0].unasked);
	assert_string_equal(t.boots[0].unasked, why);
	assert_string_equal(t.boots[2].unasked, why);
	assert_null(t.boots[1].unasked);
	forget(&t);
}

static void expect_left_out(char **needs, size_t n, const char *why)
{
	struct tried t;

	assert_int_equal(try_needs(&t, needs, n), 0);
	assert_non_null(t.boots[0].left_out);
	assert_string_equal(t.boots[0].left_out, why);
	assert_string_equal(t.boots[2].left_out, why);
	assert_null(t.boots[1].left_out);
	assert_null(t.boots[0].unasked);
	forget(&t);
}

static void what_is_there_is_not_left_out(void **state)
{
	char script[] = "echo it is there";
	char *needs[] = { w_sh, w_c, script };
	struct tried t;

	(void)state;
	assert_int_equal(try_needs(&t, needs, 3), 0);
	assert_null(t.boots[0].left_out);
	assert_null(t.boots[1].left_out);
	assert_null(t.boots[2].left_out);
}

static void the_first_line_is_the_reason(void **state)
{
	char script[] = "echo 'no such machine'; echo more; exit 1";
	char *needs[] = { w_sh, w_c, script };

	(void)state;
	expect_left_out(needs, 3, "no such machine");
}

static void a_program_that_says_nothing_is_named_with_its_status(void **state)
{
	char script[] = "exit 3";
	char *needs[] = { w_sh, w_c, script };

	(void)state;
	expect_left_out(needs, 3,
			"sh, which is to say whether it can be started here, ended with 3");
}

static void a_program_that_is_not_there_is_no_answer(void **state)
{
	char program[] = "no-such-program-of-trapline";
	char *needs[] = { program };

	(void)state;
	expect_unasked(needs, 1,
		       "no-such-program-of-trapline, which is to say whether it can be started "
		       "here: No such file or directory ('needs' of its board.yaml)");
}

static void a_program_that_is_killed_is_no_answer(void **state)
{
	char script[] = "echo 'no such machine'; kill -9 $$";
	char *needs[] = { w_sh, w_c, script };

	(void)state;
	expect_unasked(needs, 3,
		       "sh, which is to say whether it can be started here: killed by a signal "
		       "('needs' of its board.yaml)");
}

/* A board has one answer, however many boots it has. */
static void a_board_is_asked_once(void **state)
{
	char path[] = "/tmp/trapline-asked-XXXXXX";
	char *folder = mkdtemp(path);
	char script[256];
	char *needs[] = { w_sh, w_c, script };
	struct tried t;

	(void)state;
	assert_non_null(folder);
	snprintf(script, sizeof(script), "mkdir %s/asked || { echo twice; exit 1; }", folder);
	assert_int_equal(try_needs(&t, needs, 3), 0);
	assert_null(t.boots[0].left_out);
	assert_null(t.boots[2].left_out);
	snprintf(script, sizeof(script), "%s/asked", folder);
	assert_int_equal(rmdir(script), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void its_cells_do_not_apply_and_nothing_is_booted(void **state)
{
	char why[] = "no such machine";
	size_t cells[] = { 0 };
	struct image image = { 0 };
	struct plan_boot boot = { .left_out = why, .cells = cells, .n_cells = 1 };
	struct plan plan = { .images = &image, .n_images = 1, .boots = &boot, .n_boots = 1 };
	struct run *run = run_new();
	struct session s = { .plan = &plan, .run = run };

	(void)state;
	assert_non_null(run);
	assert_non_null(run_add_cell(run));
	assert_int_equal(session_measure_boot(&s, &boot, 1), 0);
	assert_int_equal(run->cells[0].status, CELL_NA);
	assert_string_equal(run->cells[0].error, why);
	run_free(run);
}

static void without_an_answer_its_cells_are_missing(void **state)
{
	char why[] = "takes longer than 30 s";
	size_t cells[] = { 0 };
	struct image image = { 0 };
	struct plan_boot boot = { .unasked = why, .cells = cells, .n_cells = 1 };
	struct plan plan = { .images = &image, .n_images = 1, .boots = &boot, .n_boots = 1 };
	struct run *run = run_new();
	struct session s = { .plan = &plan, .run = run };

	(void)state;
	assert_non_null(run);
	assert_non_null(run_add_cell(run));
	assert_int_equal(session_measure_boot(&s, &boot, 1), 0);
	assert_int_equal(run->cells[0].status, CELL_MISSING);
	assert_string_equal(run->cells[0].error, why);
	run_free(run);
}

static void an_image_is_needed_by_any_board_that_is_there(void **state)
{
	char why[] = "no such machine";
	struct plan_boot boots[] = {
		{ .left_out = why, .image = 0 },
		{ .left_out = why, .image = 1 },
		{ .image = 1 },
		{ .unasked = why, .image = 2 },
	};
	struct plan plan = { .n_images = 3, .boots = boots, .n_boots = 4 };

	(void)state;
	assert_false(plan_needs_image(&plan, 0));
	assert_true(plan_needs_image(&plan, 1));
	assert_true(plan_needs_image(&plan, 2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_there_is_not_left_out),
		cmocka_unit_test(the_first_line_is_the_reason),
		cmocka_unit_test(a_program_that_says_nothing_is_named_with_its_status),
		cmocka_unit_test(a_program_that_is_not_there_is_no_answer),
		cmocka_unit_test(a_program_that_is_killed_is_no_answer),
		cmocka_unit_test(a_board_is_asked_once),
		cmocka_unit_test(its_cells_do_not_apply_and_nothing_is_booted),
		cmocka_unit_test(without_an_answer_its_cells_are_missing),
		cmocka_unit_test(an_image_is_needed_by_any_board_that_is_there),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
