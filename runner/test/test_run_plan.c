/* SPDX-License-Identifier: Apache-2.0 */
/* What an interrupted run may be gone on with: the same boots, of the same boards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "cmd/run_plan.h"
#include "session/plan.h"
#include "store/run.h"

static char w_name[] = "rack-7";
static char w_device[] = "{DESK_TTY}";
static char w_reset[] = "relay";
static char w_port[] = "{DESK_RELAY}";
static char w_image[] = "static";
static char w_tftp[] = "/srv/tftp";
static char w_boot[] = "rack-7-static";

/* The digest of a run of one boot of @board, with @argv. */
static void digest_of(const struct board_cfg *board, const char *target, char digest[SHA256_TEXT])
{
	const struct str_list argv = { NULL, 0 };
	const struct suite_cfg suite = { .warmup = 1 };
	struct run run = { .cold = false };
	struct image image = { .name = w_image };
	struct plan_boot boot = { .board = board,
				  .cpu = "cortex-a57",
				  .name = w_boot,
				  .ops = target_find(target),
				  .argv = &argv };
	struct plan plan = { .images = &image, .n_images = 1, .boots = &boot, .n_boots = 1 };
	const struct session s = { .suite = &suite, .plan = &plan, .run = &run, .samples = 8 };

	assert_int_equal(run_plan_digest(&s, digest), 0);
}

static bool is_other(const struct board_cfg *board, const char *target, const char *than)
{
	char digest[SHA256_TEXT];

	digest_of(board, target, digest);
	return strcmp(digest, than) != 0;
}

static void another_way_to_the_board_is_another_run(void **state)
{
	char *reset[] = { w_reset, w_port };
	struct board_cfg board = { .name = w_name, .device = w_device, .reset = { reset, 2 } };
	char first[SHA256_TEXT];

	(void)state;
	assert_int_equal(setenv("DESK_TTY", "/dev/ttyUSB0", 1), 0);
	assert_int_equal(setenv("DESK_RELAY", "3", 1), 0);
	digest_of(&board, "serial", first);
	assert_false(is_other(&board, "serial", first));
	assert_int_equal(setenv("DESK_TTY", "/dev/ttyUSB1", 1), 0);
	assert_true(is_other(&board, "serial", first));
	assert_int_equal(setenv("DESK_TTY", "/dev/ttyUSB0", 1), 0);
	assert_int_equal(setenv("DESK_RELAY", "4", 1), 0);
	assert_true(is_other(&board, "serial", first));
	assert_int_equal(setenv("DESK_RELAY", "3", 1), 0);
	assert_false(is_other(&board, "serial", first));
	board.tftp = w_tftp;
	assert_true(is_other(&board, "serial", first));
	board.tftp = NULL;
	board.uboot = (struct str_list){ reset, 1 };
	assert_true(is_other(&board, "serial", first));
	board.uboot = (struct str_list){ NULL, 0 };
	board.console = (struct str_list){ reset, 1 };
	assert_true(is_other(&board, "serial", first));
	board.console = (struct str_list){ NULL, 0 };
	board.speed = 9600;
	assert_true(is_other(&board, "serial", first));
}

static void a_variable_that_is_not_set_is_no_error_here(void **state)
{
	struct board_cfg board = { .name = w_name, .device = w_device };
	char first[SHA256_TEXT];

	(void)state;
	assert_int_equal(unsetenv("DESK_TTY"), 0);
	digest_of(&board, "serial", first);
	assert_false(is_other(&board, "serial", first));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_way_to_the_board_is_another_run),
		cmocka_unit_test(a_variable_that_is_not_set_is_no_error_here),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
