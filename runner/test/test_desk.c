/* SPDX-License-Identifier: Apache-2.0 */
/* Boards that stay between boots: who has one, and that it is switched off at the end. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "session/desk.h"
#include "session/reach.h"

static char dir[] = "/tmp/trapline-desk-XXXXXX";
static char w_name[] = "rack-7";
static char w_touch[] = "touch";
static char w_off[sizeof(dir) + 8];
static char *off_args[] = { w_touch, w_off };

static int make_dir(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(w_off, sizeof(w_off), "%s/off", dir);
	return setenv("TRAPLINE_LOCKS", dir, 1);
}

static int remove_dir(void **state)
{
	char path[sizeof(dir) + 32];

	(void)state;
	unlink(w_off);
	snprintf(path, sizeof(path), "%s/trapline-rack-7.lock", dir);
	unlink(path);
	return rmdir(dir);
}

static struct board_cfg make_board(void)
{
	return (struct board_cfg){ .name = w_name, .power_off = { off_args, 2 } };
}

static void two_plans_of_one_process_share_a_board(void **state)
{
	const struct board_cfg board = make_board();
	char why[TARGET_WHY_MAX];
	struct desk *a = NULL;
	struct desk *b = NULL;

	(void)state;
	assert_int_equal(desk_take(&board, &a, why), 0);
	assert_int_equal(desk_take(&board, &b, why), 0);
	assert_ptr_equal(a, b);
	desk_leave(a);
	desk_leave(b);
	desk_leave(NULL);
}

static void another_process_is_named(void **state)
{
	const struct board_cfg board = make_board();
	char why[TARGET_WHY_MAX];
	char want[TARGET_WHY_MAX];
	struct desk *desk = NULL;
	int ready[2];
	char byte;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (desk_take(&board, &desk, why) == 0 && write(ready[1], "", 1) == 1) {
			pause();
		}
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(desk_take(&board, &desk, why), -EBUSY);
	snprintf(want, sizeof(want),
		 "board 'rack-7' is in use by another run (pid %d; lock: %s/trapline-rack-7.lock): "
		 "wait for its end",
		 (int)pid, dir);
	assert_string_equal(why, want);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(desk_take(&board, &desk, why), 0); /* it died: the board is free */
	desk_leave(desk);
	close(ready[0]);
	close(ready[1]);
}

static void the_last_to_leave_switches_off_what_was_switched_on(void **state)
{
	const struct board_cfg board = make_board();
	char why[TARGET_WHY_MAX];
	struct desk *a = NULL;
	struct desk *b = NULL;

	(void)state;
	assert_int_equal(desk_take(&board, &a, why), 0);
	desk_leave(a);
	assert_int_not_equal(access(w_off, F_OK), 0);
	assert_int_equal(desk_take(&board, &a, why), 0);
	assert_int_equal(desk_take(&board, &b, why), 0);
	a->is_on = true;
	desk_leave(a);
	assert_int_not_equal(access(w_off, F_OK), 0);
	desk_leave(b);
	assert_int_equal(access(w_off, F_OK), 0);
}

static void a_place_for_locks_that_is_not_there_is_told(void **state)
{
	const struct board_cfg board = make_board();
	char why[TARGET_WHY_MAX];
	struct desk *desk = NULL;

	(void)state;
	assert_int_equal(setenv("TRAPLINE_LOCKS", "/nowhere", 1), 0);
	assert_int_equal(desk_take(&board, &desk, why), -ENOENT);
	assert_string_equal(why,
			    "cannot lock board 'rack-7': /nowhere/trapline-rack-7.lock: No such "
			    "file or directory");
	assert_int_equal(setenv("TRAPLINE_LOCKS", dir, 1), 0);
}

static void a_flat_image_is_beside_the_elf_file(void **state)
{
	struct board_cfg board = make_board();
	char *path = reach_image_path(&board, "build/image/x/bench.elf");

	(void)state;
	assert_string_equal(path, "build/image/x/bench.elf");
	free(path);
	board.is_flat = true;
	path = reach_image_path(&board, "build/image/x/bench.elf");
	assert_string_equal(path, "build/image/x/bench.bin");
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_plans_of_one_process_share_a_board),
		cmocka_unit_test(another_process_is_named),
		cmocka_unit_test(the_last_to_leave_switches_off_what_was_switched_on),
		cmocka_unit_test(a_place_for_locks_that_is_not_there_is_told),
		cmocka_unit_test(a_flat_image_is_beside_the_elf_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
