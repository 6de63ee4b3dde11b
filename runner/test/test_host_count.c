/* SPDX-License-Identifier: Apache-2.0 */
/* What is counted of a child, with events of the kernel, which every host has. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "target/child.h"
#include "target/host_count.h"
#include "target/ops.h"

static const struct host_event by_clock[TARGET_N_COUNT] = {
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
	{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
};

static uint64_t own_ns(void)
{
	struct timespec at;

	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &at), 0);
	return (uint64_t)at.tv_sec * 1000000000 + (uint64_t)at.tv_nsec;
}

static void work_for_ns(uint64_t ns)
{
	uint64_t end = own_ns() + ns;

	while (own_ns() < end) {
	}
}

/* Nanoseconds of CPU that a shell with this script takes; this process takes @own_work_ns meanwhile. */
static uint64_t count(const char *script, uint64_t own_work_ns)
{
	const char *const argv[] = { "sh", "-c", script, NULL };
	struct target_end end = { 0 };
	struct host_counter c;
	struct child child;
	int err = host_count_open(&c, by_clock);

	int null_fd;

	if (err == -EACCES || err == -EPERM || err == -ENOSYS) {
		skip(); /* a container that forbids it */
	}
	assert_int_equal(err, 0);
	null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	assert_int_equal(child_spawn(&(struct child_spec){ .argv = argv,
							   .out_fd = null_fd,
							   .err_fd = null_fd,
							   .death_signal = SIGKILL },
				     &child),
			 0);
	work_for_ns(own_work_ns);
	child_stop(&child, 20000, &end);
	host_count_close(&c, &end);
	close(null_fd);
	assert_true(end.has_count[0]);
	assert_true(end.has_count[1]);
	return end.count[0];
}

static void more_work_counts_more_and_that_of_this_process_does_not(void **state)
{
	static const char work[] = "i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done";
	const uint64_t own = 300000000;
	uint64_t none = count("exit 0", 0);
	uint64_t some = count(work, 0);

	(void)state;
	assert_true(none > 0);
	assert_true(some > 5 * none);
	assert_true(count("exit 0", own) < own / 3);
}

static void what_a_child_starts_is_counted_too(void **state)
{
	uint64_t none = count("exit 0", 0);
	uint64_t some =
		count("sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done'; exit 0", 0);

	(void)state;
	assert_true(some > 5 * none);
}

static void an_event_that_there_is_not_is_left_out(void **state)
{
	static const struct host_event one[TARGET_N_COUNT] = {
		{ PERF_TYPE_SOFTWARE, PERF_COUNT_SW_TASK_CLOCK },
		{ PERF_TYPE_SOFTWARE, 9999 },
	};
	static const struct host_event none[TARGET_N_COUNT] = {
		{ PERF_TYPE_SOFTWARE, 9999 },
		{ PERF_TYPE_SOFTWARE, 9999 },
	};
	struct target_end end = { 0 };
	struct host_counter c;

	(void)state;
	if (host_count_open(&c, by_clock) != 0) {
		skip();
	}
	host_count_close(&c, &end);
	assert_false(end.has_count[0]); /* no child was started: it never counted */
	assert_int_equal(host_count_open(&c, one), 0);
	assert_int_equal(c.fds[1], -1);
	host_count_close(&c, &end);
	assert_true(host_count_open(&c, none) < 0);
	host_count_close(&c, &end);
	assert_false(end.has_count[0]);
	assert_false(end.has_count[1]);
}

/* With or without a PMU: a process is a target all the same, and what is said agrees with what is there. */
static void a_target_has_counts_where_the_host_says_so(void **state)
{
	static char sh[] = "sh";
	static char dash_c[] = "-c";
	static char script[] = "echo console; exit 3";
	static char *argv[] = { sh, dash_c, script, NULL };
	const struct target_spec spec = { .argv = argv };
	struct target_end end = { 0 };
	struct target *t = NULL;
	char why[128];
	char buf[64];
	char target_why[TARGET_WHY_MAX];

	(void)state;
	host_count_describe(why, sizeof(why));
	assert_int_equal(target_qemu.open(&t, &spec, target_why), 0);
	while (target_qemu.read(t, buf, sizeof(buf), 5000) > 0) {
	}
	target_qemu.close(t, &end);
	assert_int_equal(end.exit_code, 3);
	assert_int_equal(end.has_count[TARGET_INSTRUCTIONS] || end.has_count[TARGET_CYCLES],
			 why[0] == '\0');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_work_counts_more_and_that_of_this_process_does_not),
		cmocka_unit_test(what_a_child_starts_is_counted_too),
		cmocka_unit_test(an_event_that_there_is_not_is_left_out),
		cmocka_unit_test(a_target_has_counts_where_the_host_says_so),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
