/* SPDX-License-Identifier: Apache-2.0 */
/* Serial lines, as far as a pty is one. */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
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
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>

#include "target/target.h"

static char why[TARGET_WHY_MAX];

struct line {
	int master;
	char name[64];
};

static struct line make_line(void)
{
	struct line line;
	int slave;

	assert_int_equal(openpty(&line.master, &slave, line.name, NULL, NULL), 0);
	close(slave);
	return line;
}

static int open_device(const char *device, unsigned speed, bool may_come_later, struct target **t)
{
	const struct target_spec spec = { .device = device,
					  .speed = speed,
					  .may_come_later = may_come_later };

	return target_find("serial")->open(t, &spec, why);
}

static void close_target(struct target *t)
{
	struct target_end end;

	target_find("serial")->close(t, &end);
	assert_int_equal(end.exit_code, 0);
	assert_false(end.was_stopped);
}

static void read_some(struct target *t, char *text, size_t size)
{
	ssize_t n = target_find("serial")->read(t, text, size - 1, 5000);

	assert_true(n > 0);
	text[n] = '\0';
}

static void every_byte_passes_both_ways(void **state)
{
	struct line line = make_line();
	char sent[256];
	char got[256];
	struct target *t = NULL;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(sent); i++) {
		sent[i] = (char)i;
	}
	assert_int_equal(open_device(line.name, 115200, false, &t), 0);
	assert_int_equal(write(line.master, sent, sizeof(sent)), (ssize_t)sizeof(sent));
	while (n < sizeof(got)) {
		ssize_t more = target_find("serial")->read(t, got + n, sizeof(got) - n, 5000);

		assert_true(more > 0);
		n += (size_t)more;
	}
	assert_memory_equal(got, sent, sizeof(sent));
	assert_int_equal(target_find("serial")->write(t, sent, sizeof(sent), 1000), sizeof(sent));
	assert_int_equal(read(line.master, got, sizeof(got)), sizeof(got));
	assert_memory_equal(got, sent, sizeof(sent));
	assert_int_equal(target_find("serial")->read(t, got, 1, 10), -ETIMEDOUT);
	close_target(t);
	close(line.master);
}

static void the_speed_is_set_and_the_line_given_back(void **state)
{
	struct line line = make_line();
	struct target *t = NULL;
	struct termios before;
	struct termios during;
	struct termios after;

	(void)state;
	assert_int_equal(tcgetattr(line.master, &before), 0);
	assert_int_equal(open_device(line.name, 1500000, false, &t), 0);
	assert_int_equal(tcgetattr(line.master, &during), 0);
	assert_int_equal(cfgetospeed(&during), B1500000);
	assert_int_equal(during.c_cflag & HUPCL, 0);
	assert_int_equal(during.c_lflag & (ECHO | ICANON | ISIG), 0);
	close_target(t);
	assert_int_equal(tcgetattr(line.master, &after), 0);
	assert_int_equal(cfgetospeed(&after), cfgetospeed(&before));
	assert_int_equal(after.c_lflag, before.c_lflag);
	close(line.master);
}

static void a_device_that_is_not_there_is_told(void **state)
{
	struct target *t = NULL;

	(void)state;
	assert_int_equal(open_device("/dev/ttyUSB-none", 9600, false, &t), -ENOENT);
	assert_string_equal(why, "/dev/ttyUSB-none: No such file or directory (is it plugged in? "
				 "ls /dev/serial/by-id)");
}

static void a_file_that_is_no_line_is_told(void **state)
{
	struct target *t = NULL;

	(void)state;
	assert_int_equal(open_device("/dev/null", 9600, false, &t), -ENOTTY);
	assert_string_equal(why, "/dev/null is no serial line ('device' of board.yaml)");
}

static void a_line_that_another_process_has_is_told_with_its_pid(void **state)
{
	struct line line = make_line();
	struct target *t = NULL;
	char want[128];
	int ready[2];
	char byte;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		int fd = open(line.name, O_RDWR | O_NOCTTY);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (flock(fd, LOCK_EX) == 0 && write(ready[1], "", 1) == 1) {
			pause();
		}
		_exit(1);
	}
	assert_int_equal(read(ready[0], &byte, 1), 1);
	assert_int_equal(open_device(line.name, 9600, false, &t), -EBUSY);
	snprintf(want, sizeof(want), "%s is in use (pid %d, ", line.name, (int)pid);
	assert_memory_equal(why, want, strlen(want));
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	assert_int_equal(open_device(line.name, 9600, false, &t), 0);
	close_target(t);
	close(line.master);
	close(ready[0]);
	close(ready[1]);
}

static void a_line_that_is_not_ours_names_the_group(void **state)
{
	struct line line = make_line();
	struct target *t = NULL;

	(void)state;
	if (geteuid() != 0) {
		skip(); /* nothing here is forbidden to its owner */
	}
	assert_int_equal(chmod(line.name, 0620), 0);
	assert_int_equal(chown(line.name, 0, 20), 0); /* dialout, of Debian */
	assert_int_equal(seteuid(65534), 0);
	assert_int_equal(open_device(line.name, 9600, false, &t), -EACCES);
	assert_int_equal(seteuid(0), 0);
	assert_non_null(strstr(why,
			       ": permission denied (it belongs to group dialout: sudo adduser "
			       "$USER dialout, and log in again)"));
	close(line.master);
}

static void a_line_that_goes_away_is_waited_for(void **state)
{
	struct line first = make_line();
	struct line second;
	struct target *t = NULL;
	char dir[] = "/tmp/trapline-serial-XXXXXX";
	char path[64];
	char want[128];
	char text[256];

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/tty", dir);
	assert_int_equal(open_device(path, 9600, true, &t), 0);
	assert_int_equal(target_find("serial")->read(t, text, sizeof(text), 50), -ETIMEDOUT);
	assert_int_equal(symlink(first.name, path), 0);
	snprintf(want, sizeof(want), "trapline: %s is there\n", path);
	read_some(t, text, sizeof(text));
	assert_string_equal(text, want);
	assert_int_equal(write(first.master, "half", 4), 4);
	read_some(t, text, sizeof(text));
	assert_string_equal(text, "half");
	assert_int_equal(unlink(path), 0);
	close(first.master);
	snprintf(want, sizeof(want), "\ntrapline: %s went away; waiting for it\n", path);
	read_some(t, text, sizeof(text));
	assert_string_equal(text, want);
	second = make_line();
	assert_int_equal(symlink(second.name, path), 0);
	snprintf(want, sizeof(want), "trapline: %s is back\n", path);
	read_some(t, text, sizeof(text));
	assert_string_equal(text, want);
	assert_int_equal(target_find("serial")->write(t, "x", 1, 1000), 1);
	assert_int_equal(read(second.master, text, 1), 1);
	close_target(t);
	close(second.master);
	unlink(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_passes_both_ways),
		cmocka_unit_test(the_speed_is_set_and_the_line_given_back),
		cmocka_unit_test(a_device_that_is_not_there_is_told),
		cmocka_unit_test(a_file_that_is_no_line_is_told),
		cmocka_unit_test(a_line_that_another_process_has_is_told_with_its_pid),
		cmocka_unit_test(a_line_that_is_not_ours_names_the_group),
		cmocka_unit_test(a_line_that_goes_away_is_waited_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
