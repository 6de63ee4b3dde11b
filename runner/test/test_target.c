/* SPDX-License-Identifier: Apache-2.0 */
/* Targets, with real children of /bin/sh. */
#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "target/child.h"
#include "target/target.h"

struct seen {
	char text[4096];
	size_t len;
	ssize_t last; /* what ended the reading: 0, -ETIMEDOUT, ... */
	struct target_end end;
};

static char why[TARGET_WHY_MAX];

/* argv has the type that execvp() asks for; nothing writes to it. */
static struct target_spec spec_of(const char *const *argv)
{
	return (struct target_spec){ .argv = (char *const *)(uintptr_t)argv };
}

static struct target *open_shell(const char *script)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	struct target_spec spec = spec_of(argv);
	struct target *t = NULL;

	assert_int_equal(target_find("qemu")->open(&t, &spec, why), 0);
	return t;
}

static void read_all(const struct target_ops *ops, struct target *t, int timeout_ms,
		     struct seen *seen)
{
	memset(seen, 0, sizeof(*seen));
	do {
		seen->last = ops->read(t, seen->text + seen->len,
				       sizeof(seen->text) - 1 - seen->len, timeout_ms);
		seen->len += seen->last > 0 ? (size_t)seen->last : 0;
	} while (seen->last > 0);
}

static void run_shell(const char *script, int timeout_ms, struct seen *seen)
{
	struct target *t = open_shell(script);

	read_all(target_find("qemu"), t, timeout_ms, seen);
	target_find("qemu")->close(t, &seen->end);
}

static size_t count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(dir);
	while (readdir(dir) != NULL) {
		n++;
	}
	closedir(dir);
	return n;
}

/* A killed process may stay a zombie of a reaper that is slow; that is not alive. */
static bool is_alive(pid_t pid)
{
	char path[64];
	char line[256] = "";
	FILE *stat;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	stat = fopen(path, "re");
	if (stat == NULL) {
		return false;
	}
	if (fgets(line, sizeof(line), stat) == NULL) {
		line[0] = '\0';
	}
	fclose(stat);
	return strstr(line, ") Z ") == NULL && strstr(line, ") X ") == NULL && line[0] != '\0';
}

static bool dies_within(pid_t pid, int timeout_ms)
{
	int64_t deadline = child_now_ms() + timeout_ms;

	while (is_alive(pid)) {
		if (child_now_ms() > deadline) {
			return false;
		}
		usleep(10000);
	}
	return true;
}

static void a_target_that_does_not_exist_is_not_found(void **state)
{
	(void)state;
	assert_null(target_find("toaster"));
	assert_null(target_find(""));
	assert_string_equal(target_find("replay")->name, "replay");
}

static void stdout_arrives_byte_for_byte_and_then_the_end(void **state)
{
	struct seen seen;

	(void)state;
	run_shell("printf 'one\\r\\ntwo\\000three'", 5000, &seen);
	assert_int_equal(seen.len, 5 + 9);
	assert_memory_equal(seen.text, "one\r\ntwo\0three", 14);
	assert_int_equal(seen.last, 0);
	assert_int_equal(seen.end.exit_code, 0);
	assert_int_equal(seen.end.signal, 0);
}

static void the_exit_status_is_the_childs_even_when_it_comes_after_the_output(void **state)
{
	struct seen seen;

	(void)state;
	run_shell("echo x; exec >&- 2>&-; sleep 0.2; exit 7", 5000, &seen);
	assert_string_equal(seen.text, "x\n");
	assert_int_equal(seen.end.exit_code, 7);
	assert_int_equal(seen.end.signal, 0);
}

static void a_child_killed_by_a_signal_is_told_from_one_that_exited(void **state)
{
	struct seen seen;

	(void)state;
	run_shell("echo half; kill -9 $$", 5000, &seen);
	assert_string_equal(seen.text, "half\n");
	assert_int_equal(seen.end.exit_code, -1);
	assert_int_equal(seen.end.signal, SIGKILL);
}

static void silence_times_out_and_the_child_can_then_be_stopped(void **state)
{
	int64_t start = child_now_ms();
	struct seen seen;

	(void)state;
	run_shell("echo first; sleep 30", 200, &seen);
	assert_string_equal(seen.text, "first\n");
	assert_int_equal(seen.last, -ETIMEDOUT);
	assert_int_equal(seen.end.signal, SIGTERM);
	assert_in_range(child_now_ms() - start, 200, 10000);
}

static void a_missing_program_is_reported_by_open(void **state)
{
	const char *const argv[] = { "trapline-no-such-program", NULL };
	struct target_spec spec = spec_of(argv);
	struct target *t = NULL;

	(void)state;
	assert_int_equal(target_find("qemu")->open(&t, &spec, why), -ENOENT);
	assert_null(t);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void a_file_that_is_no_program_is_reported_by_open(void **state)
{
	const char *const argv[] = { "/etc/passwd", NULL };
	struct target_spec spec = spec_of(argv);
	struct target *t = NULL;

	(void)state;
	assert_int_equal(target_find("qemu")->open(&t, &spec, why), -EACCES);
	assert_null(t);
}

static void a_child_that_ignores_sigterm_is_killed(void **state)
{
	int64_t start = child_now_ms();
	struct seen seen;

	(void)state;
	run_shell("trap '' TERM; echo on; while :; do sleep 1; done", 300, &seen);
	assert_int_equal(seen.end.signal, SIGKILL);
	assert_in_range(child_now_ms() - start, 2000, 15000);
}

static void grandchildren_die_with_a_child_that_is_stopped(void **state)
{
	struct seen seen;
	pid_t grandchild;

	(void)state;
	run_shell("sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1; done'; :", 300, &seen);
	grandchild = (pid_t)strtol(seen.text, NULL, 10);
	assert_true(grandchild > 1);
	assert_true(dies_within(grandchild, 2000));
}

static void a_grandchild_that_keeps_the_pipe_open_does_not_hide_the_end(void **state)
{
	int64_t start = child_now_ms();
	struct seen seen;
	pid_t grandchild;

	(void)state;
	run_shell("sleep 30 & echo $!; exit 4", 20000, &seen);
	grandchild = (pid_t)strtol(seen.text, NULL, 10);
	assert_int_equal(seen.last, 0);
	assert_int_equal(seen.end.exit_code, 4);
	assert_true(child_now_ms() - start < 10000);
	assert_true(dies_within(grandchild, 2000));
}

static void stderr_comes_as_chatter_lines_behind_its_name(void **state)
{
	struct seen seen;

	(void)state;
	run_shell("echo console; sleep 0.1; echo '#tl1 oops' >&2; sleep 0.1; echo more", 5000,
		  &seen);
	assert_string_equal(seen.text, "console\nstderr: #tl1 oops\nmore\n");
}

static void stderr_never_cuts_a_console_line_in_two(void **state)
{
	struct seen seen;

	(void)state;
	run_shell("printf 'a rec'; echo noise >&2; sleep 0.2; echo ord; sleep 0.1", 5000, &seen);
	assert_string_equal(seen.text, "a record\nstderr: noise\n");
}

static void the_last_words_on_stderr_follow_an_unfinished_console_line(void **state)
{
	struct seen seen;

	(void)state;
	run_shell("printf half; printf 'died of x' >&2", 5000, &seen);
	assert_string_equal(seen.text, "half\nstderr: died of x\n");
}

static void a_flood_on_stderr_is_split_and_none_of_it_is_lost(void **state)
{
	struct seen seen;
	size_t n = 0;

	(void)state;
	run_shell("head -c 3000 /dev/zero | tr '\\000' x >&2", 5000, &seen);
	assert_int_equal(seen.last, 0);
	for (size_t i = 0; i < seen.len; i++) {
		n += seen.text[i] == 'x';
	}
	assert_int_equal(n, 3000);
	assert_int_equal(seen.text[seen.len - 1], '\n');
}

static void on_alarm(int sig)
{
	(void)sig;
}

static void a_signal_that_is_blocked_elsewhere_ends_a_read(void **state)
{
	struct sigaction act = { .sa_handler = on_alarm };
	struct target *t = open_shell("sleep 30");
	struct target_end end;
	sigset_t usr1;
	char buf[16];

	(void)state;
	sigaction(SIGUSR1, &act, NULL);
	sigemptyset(&usr1);
	sigaddset(&usr1, SIGUSR1);
	sigprocmask(SIG_BLOCK, &usr1, NULL);
	raise(SIGUSR1); /* pending, as if it came just before the wait */
	assert_int_equal(target_find("qemu")->read(t, buf, sizeof(buf), 10000), -EINTR);
	sigprocmask(SIG_UNBLOCK, &usr1, NULL);
	target_find("qemu")->close(t, &end);
	assert_int_equal(end.signal, SIGTERM);
}

static void a_child_inherits_no_descriptor_and_no_ignored_signal(void **state)
{
	int leak = dup(0);
	struct seen seen;

	(void)state;
	signal(SIGPIPE, SIG_IGN);
	run_shell("ls /proc/self/fd | wc -l; cat; grep SigIgn /proc/self/status", 5000, &seen);
	signal(SIGPIPE, SIG_DFL);
	close(leak);
	/* 0, 1, 2 and the folder that ls reads */
	assert_memory_equal(seen.text, "4\nSigIgn:\t", 10);
	/* But 32 and 33: the C library keeps them to itself, so whoever starts the tests decides. */
	assert_int_equal(strtoull(seen.text + 10, NULL, 16) & ~UINT64_C(0x180000000), 0);
}

static void opening_and_closing_leaves_no_descriptor_and_no_zombie(void **state)
{
	size_t before = count_fds();
	const char *const argv[] = { "trapline-no-such-program", NULL };
	struct target_spec spec = spec_of(argv);
	struct target *t = NULL;
	struct seen seen;

	(void)state;
	run_shell("echo; exit 1", 5000, &seen);
	run_shell("sleep 30", 50, &seen);
	assert_int_equal(target_find("qemu")->open(&t, &spec, why), -ENOENT);
	assert_int_equal(count_fds(), before);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static pid_t first_child_of(pid_t parent)
{
	char path[64];
	pid_t child = 0;
	FILE *list;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)parent, (int)parent);
	for (int i = 0; i < 200 && child == 0; i++) {
		list = fopen(path, "re");
		if (list != NULL) {
			char line[64] = "";

			if (fgets(line, sizeof(line), list) != NULL) {
				child = (pid_t)strtol(line, NULL, 10);
			}
			fclose(list);
		}
		usleep(10000);
	}
	return child;
}

static void the_child_dies_when_its_parent_is_killed(void **state)
{
	pid_t parent = fork();
	pid_t child;

	(void)state;
	if (parent == 0) {
		open_shell("exec sleep 30");
		pause();
		_exit(0);
	}
	child = first_child_of(parent);
	assert_true(child > 1);
	usleep(100000); /* the kernel is asked for it after the fork */
	kill(parent, SIGKILL);
	waitpid(parent, NULL, 0);
	assert_true(dies_within(child, 2000));
}

static void a_recording_is_read_to_its_end_and_exits_cleanly(void **state)
{
	const struct target_ops *replay = target_find("replay");
	char path[] = "/tmp/trapline-test-XXXXXX";
	int fd = mkstemp(path);
	struct target_spec spec = { .log = path };
	struct target *t = NULL;
	struct seen seen;

	(void)state;
	assert_int_equal(write(fd, "a\nb\0c", 5), 5);
	close(fd);
	assert_int_equal(replay->open(&t, &spec, why), 0);
	read_all(replay, t, 1, &seen);
	replay->close(t, &seen.end);
	unlink(path);
	assert_int_equal(seen.len, 5);
	assert_memory_equal(seen.text, "a\nb\0c", 5);
	assert_int_equal(seen.end.exit_code, 0);
	assert_int_equal(seen.end.signal, 0);
}

static void a_recording_that_is_missing_is_reported_by_open(void **state)
{
	struct target_spec spec = { .log = "/nonexistent/console.log" };
	struct target *t = NULL;

	(void)state;
	assert_int_equal(target_find("replay")->open(&t, &spec, why), -ENOENT);
	assert_null(t);
}

static void a_recording_that_is_no_file_is_not_waited_for(void **state)
{
	char dir[] = "/tmp/trapline-test-XXXXXX";
	char path[64];
	struct target_spec spec = { .log = path };
	struct target *t = NULL;

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/fifo", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(20);
	assert_int_equal(target_find("replay")->open(&t, &spec, why), -EINVAL);
	alarm(0);
	unlink(path);
	rmdir(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_target_that_does_not_exist_is_not_found),
		cmocka_unit_test(stdout_arrives_byte_for_byte_and_then_the_end),
		cmocka_unit_test(the_exit_status_is_the_childs_even_when_it_comes_after_the_output),
		cmocka_unit_test(a_child_killed_by_a_signal_is_told_from_one_that_exited),
		cmocka_unit_test(silence_times_out_and_the_child_can_then_be_stopped),
		cmocka_unit_test(a_missing_program_is_reported_by_open),
		cmocka_unit_test(a_file_that_is_no_program_is_reported_by_open),
		cmocka_unit_test(a_child_that_ignores_sigterm_is_killed),
		cmocka_unit_test(grandchildren_die_with_a_child_that_is_stopped),
		cmocka_unit_test(a_grandchild_that_keeps_the_pipe_open_does_not_hide_the_end),
		cmocka_unit_test(stderr_comes_as_chatter_lines_behind_its_name),
		cmocka_unit_test(stderr_never_cuts_a_console_line_in_two),
		cmocka_unit_test(the_last_words_on_stderr_follow_an_unfinished_console_line),
		cmocka_unit_test(a_flood_on_stderr_is_split_and_none_of_it_is_lost),
		cmocka_unit_test(a_signal_that_is_blocked_elsewhere_ends_a_read),
		cmocka_unit_test(a_child_inherits_no_descriptor_and_no_ignored_signal),
		cmocka_unit_test(opening_and_closing_leaves_no_descriptor_and_no_zombie),
		cmocka_unit_test(the_child_dies_when_its_parent_is_killed),
		cmocka_unit_test(a_recording_is_read_to_its_end_and_exits_cleanly),
		cmocka_unit_test(a_recording_that_is_missing_is_reported_by_open),
		cmocka_unit_test(a_recording_that_is_no_file_is_not_waited_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
