/* SPDX-License-Identifier: Apache-2.0 */
/* Boards that stay between boots: who has one, and that it is switched off at the end. */
#include <ctype.h>
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
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "session/desk.h"
#include "session/reach.h"
#include "session/tftp_file.h"

static char dir[] = "/tmp/trapline-desk-XXXXXX";
static char w_name[] = "rack-7";
static char w_touch[] = "touch";
static char w_off[sizeof(dir) + 8];
static char *off_args[] = { w_touch, w_off };

static char w_other[] = "rack-8";
static char w_socat[] = "socat";
static char w_port[] = "TCP:desk:{DESK_PORT}";
static char *console_args[] = { w_socat, w_port };
static char w_sh[] = "sh";
static char w_c[] = "-c";
static char w_broken[] = "echo relay is broken >&2; exit 4";
static char *bad_off_args[] = { w_sh, w_c, w_broken };

static int make_dir(void **state)
{
	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(w_off, sizeof(w_off), "%s/off", dir);
	return setenv("TRAPLINE_LOCKS", dir, 1);
}

static int remove_dir(void **state)
{
	char command[sizeof(dir) + 16];

	(void)state;
	snprintf(command, sizeof(command), "rm -r '%s'", dir);
	return system(command); // NOLINT(cert-env33-c): a path of ours
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
	desk_leave(a, why);
	desk_leave(b, why);
	desk_leave(NULL, why);
}

/* A process that has @board until it is killed. */
static pid_t take_elsewhere(const struct board_cfg *board)
{
	char why[TARGET_WHY_MAX];
	struct desk *desk = NULL;
	int ready[2];
	char byte;
	ssize_t n;
	pid_t pid;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (desk_take(board, &desk, why) == 0 && write(ready[1], "", 1) == 1) {
			pause();
		}
		_exit(1);
	}
	close(ready[1]);
	n = read(ready[0], &byte, 1);
	close(ready[0]);
	assert_int_equal(n, 1);
	return pid;
}

static void another_process_is_named(void **state)
{
	const struct board_cfg board = make_board();
	char why[TARGET_WHY_MAX];
	char want[TARGET_WHY_MAX];
	struct desk *desk = NULL;
	pid_t pid;

	(void)state;
	pid = take_elsewhere(&board);
	assert_int_equal(desk_take(&board, &desk, why), -EBUSY);
	snprintf(want, sizeof(want),
		 "board 'rack-7' is in use by another run (pid %d; lock: %s/trapline-rack-7.lock): "
		 "wait for its end",
		 (int)pid, dir);
	assert_string_equal(why, want);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(desk_take(&board, &desk, why), 0); /* it died: the board is free */
	desk_leave(desk, why);
}

/* Between its lock and its note there, the note is that of who had it before. */
static void a_holder_that_is_dead_is_not_named(void **state)
{
	const struct board_cfg board = make_board();
	struct desk *desk = NULL;
	char why[TARGET_WHY_MAX];
	char path[sizeof(dir) + 32];
	pid_t dead = fork();
	pid_t pid;
	int fd;

	(void)state;
	if (dead == 0) {
		_exit(0);
	}
	waitpid(dead, NULL, 0);
	pid = take_elsewhere(&board);
	snprintf(path, sizeof(path), "%s/trapline-rack-7.lock", dir);
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_true(dprintf(fd, "%d\n", (int)dead) > 0);
	close(fd);
	assert_int_equal(desk_take(&board, &desk, why), -EBUSY);
	assert_non_null(strstr(why, "(pid unknown; "));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static bool is_console_locked(const char *digest)
{
	char path[sizeof(dir) + 64];
	bool is_locked;
	int fd;

	snprintf(path, sizeof(path), "%s/trapline-console-%.16s.lock", dir, digest);
	fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	is_locked = flock(fd, LOCK_EX | LOCK_NB) != 0;
	close(fd);
	return is_locked;
}

static void two_names_of_one_console_are_one_board(void **state)
{
	struct board_cfg board = make_board();
	struct board_cfg same = make_board();
	struct desk *desk = NULL;
	struct desk *second = NULL;
	char why[TARGET_WHY_MAX];
	char want[96];
	pid_t pid;

	(void)state;
	board.console = (struct str_list){ console_args, 2 };
	same.console = board.console;
	same.name = w_other;
	assert_int_equal(setenv("DESK_PORT", "3001", 1), 0);
	pid = take_elsewhere(&board);
	assert_int_equal(desk_take(&same, &desk, why), -EBUSY);
	snprintf(want, sizeof(want),
		 "the console of board 'rack-8' is in use by another run (pid %d; ", (int)pid);
	assert_memory_equal(why, want, strlen(want));
	assert_int_equal(setenv("DESK_PORT", "3002", 1), 0);
	assert_int_equal(desk_take(&same, &desk, why), 0); /* another port is another console */
	assert_int_equal(desk_leave(desk, why), 0);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	/* One process has them by turns; the lock lasts until the last one is left. */
	assert_int_equal(desk_take(&board, &desk, why), 0);
	assert_int_equal(desk_take(&same, &second, why), 0);
	assert_int_equal(desk_leave(desk, why), 0);
	assert_true(is_console_locked(second->console));
	snprintf(want, sizeof(want), "%s", second->console);
	assert_int_equal(desk_leave(second, why), 0);
	assert_false(is_console_locked(want));
}

static void a_board_that_cannot_be_switched_off_is_told(void **state)
{
	struct board_cfg board = make_board();
	struct desk *desk = NULL;
	char why[TARGET_WHY_MAX];

	(void)state;
	board.power_off = (struct str_list){ bad_off_args, 3 };
	assert_int_equal(desk_take(&board, &desk, why), 0);
	desk->is_on = true;
	assert_int_equal(desk_leave(desk, why), -ECHILD);
	assert_string_equal(why, "power_off: 'sh' exited with status 4: relay is broken");
}

static void touch(const char *name)
{
	char path[sizeof(dir) + 160];
	int fd;

	snprintf(path, sizeof(path), "%s/tftp/%.127s", dir, name);
	fd = open(path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	close(fd);
}

static bool is_there(const char *name)
{
	char path[sizeof(dir) + 160];

	snprintf(path, sizeof(path), "%s/tftp/%.127s", dir, name);
	return access(path, F_OK) == 0;
}

static void a_file_of_the_server_is_ours_alone(void **state)
{
	char folder[sizeof(dir) + 8];
	char host[33] = "";
	char name[5][128];
	char why[TARGET_WHY_MAX];
	char *path = NULL;
	pid_t dead = fork();

	(void)state;
	if (dead == 0) {
		_exit(0);
	}
	waitpid(dead, NULL, 0);
	snprintf(folder, sizeof(folder), "%s/tftp", dir);
	assert_int_equal(mkdir(folder, 0700), 0);
	gethostname(host, sizeof(host) - 1);
	for (char *at = host; *at != '\0'; at++) {
		*at = *at == '-' || isalnum((unsigned char)*at) ? *at : '_';
	}
	snprintf(name[0], sizeof(name[0]), "tl-%s-rack-7-%d-1.img", host, (int)dead);
	snprintf(name[1], sizeof(name[1]), "tl-%s-rack-7-%d-1.img", host, (int)getpid());
	snprintf(name[2], sizeof(name[2]), "tl-%s-rack-7-x-%d-1.img", host, (int)dead);
	snprintf(name[3], sizeof(name[3]), "tl-of-another-host-rack-7-%d-1.img", (int)dead);
	snprintf(name[4], sizeof(name[4]), "tl-%s-rack-7-%d-1.img.mine", host, (int)dead);
	for (size_t i = 0; i < 5; i++) {
		touch(name[i]);
	}
	assert_int_equal(tftp_file_put("/proc/self/exe", folder, "rack-7", &path, why), 0);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(is_there(name[i]), i != 0); /* what a dead run left is gone */
	}
	snprintf(name[0], sizeof(name[0]), "tl-%s-rack-7-%d-2.img", host, (int)getpid());
	assert_string_equal(strrchr(path, '/') + 1, name[0]); /* the first name was taken */
	free(path);
}

static void the_last_to_leave_switches_off_what_was_switched_on(void **state)
{
	const struct board_cfg board = make_board();
	char why[TARGET_WHY_MAX];
	struct desk *a = NULL;
	struct desk *b = NULL;

	(void)state;
	assert_int_equal(desk_take(&board, &a, why), 0);
	desk_leave(a, why);
	assert_int_not_equal(access(w_off, F_OK), 0);
	assert_int_equal(desk_take(&board, &a, why), 0);
	assert_int_equal(desk_take(&board, &b, why), 0);
	a->is_on = true;
	desk_leave(a, why);
	assert_int_not_equal(access(w_off, F_OK), 0);
	desk_leave(b, why);
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
		cmocka_unit_test(a_holder_that_is_dead_is_not_named),
		cmocka_unit_test(two_names_of_one_console_are_one_board),
		cmocka_unit_test(a_board_that_cannot_be_switched_off_is_told),
		cmocka_unit_test(a_file_of_the_server_is_ours_alone),
		cmocka_unit_test(the_last_to_leave_switches_off_what_was_switched_on),
		cmocka_unit_test(a_place_for_locks_that_is_not_there_is_told),
		cmocka_unit_test(a_flat_image_is_beside_the_elf_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
