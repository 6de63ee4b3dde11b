/* SPDX-License-Identifier: Apache-2.0 */
/* What a run notes of its host, from folders that look like a kernel's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "session/env_host.h"
#include "session/proc.h"

#define CPU "/sys/devices/system/cpu"

static char fs[32];
static struct run *run;

static int make_fs(void **state)
{
	(void)state;
	snprintf(fs, sizeof(fs), "/tmp/trapline-fs-XXXXXX");
	run = run_new();
	return run != NULL && mkdtemp(fs) != NULL ? 0 : -1;
}

static int remove_fs(void **state)
{
	const char *const argv[] = { "rm", "-rf", fs, NULL };
	char said[8];

	(void)state;
	run_free(run);
	return proc_capture(argv, NULL, 10000, NULL, said, sizeof(said));
}

/* With all folders above it. */
static void put(const char *path, const char *text)
{
	char full[512];
	FILE *file;

	snprintf(full, sizeof(full), "%s%s", fs, path);
	for (char *at = strchr(full + 1, '/'); at != NULL; at = strchr(at + 1, '/')) {
		*at = '\0';
		mkdir(full, 0755);
		*at = '/';
	}
	file = fopen(full, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fclose(file), 0);
}

static const char *get(const char *key)
{
	for (size_t i = 0; i < run->n_env; i++) {
		if (strcmp(run->env[i].key, key) == 0) {
			return run->env[i].value;
		}
	}
	return NULL;
}

static const char *capture(const char *key)
{
	assert_int_equal(env_host_capture(fs, run), 0);
	return get(key);
}

static void a_host_that_tells_nothing_is_left_out(void **state)
{
	(void)state;
	assert_non_null(capture("host.kernel")); /* uname() needs no file */
	assert_int_equal(run->n_env, 1);
	assert_int_equal(env_host_note_load(fs, "host.load", run), 0);
	assert_null(get("host.load"));
}

static void a_host_that_tells_all(void **state)
{
	(void)state;
	put("/etc/os-release", "NAME=\"X\"\nPRETTY_NAME=\"X 12\"\n");
	put("/proc/cpuinfo",
	    "processor\t: 0\nmodel name\t: Chip 9000\nflags\t\t: fpu sse hypervisor\n");
	put("/proc/sys/kernel/randomize_va_space", "2\n");
	put("/proc/loadavg", "1.25 0.50 0.10 2/300 4711\n");
	put(CPU "/online", "0-3\n");
	put(CPU "/smt/active", "1\n");
	put(CPU "/intel_pstate/no_turbo", "0\n");
	put(CPU "/cpu0/cpufreq/scaling_governor", "powersave\n");
	put(CPU "/cpu1/cpufreq/scaling_governor", "powersave\n");
	assert_string_equal(capture("host.os"), "X 12");
	assert_string_equal(get("host.cpu"), "Chip 9000");
	assert_string_equal(get("host.virtual"), "yes");
	assert_string_equal(get("host.aslr"), "full");
	assert_string_equal(get("host.cpus"), "4");
	assert_string_equal(get("host.smt"), "on");
	assert_string_equal(get("host.turbo"), "on");
	assert_string_equal(get("host.governor"), "powersave");
	assert_int_equal(env_host_note_load(fs, "host.load", run), 0);
	assert_string_equal(get("host.load"), "1.25");
	assert_null(get("host.load_end"));
}

static void governors_that_differ_are_mixed_and_named(void **state)
{
	const char *governor;

	(void)state;
	put(CPU "/cpu0/cpufreq/scaling_governor", "performance\n");
	put(CPU "/cpu1/cpufreq/scaling_governor", "powersave\n");
	put(CPU "/cpu10/cpufreq/scaling_governor", "performance\n");
	/* No CPU. */
	put(CPU "/cpufreq/cpufreq/scaling_governor", "ondemand\n");
	put(CPU "/cpu1x/cpufreq/scaling_governor", "ondemand\n");
	governor = capture("host.governor");
	assert_non_null(governor);
	/* In the order of the folder, which is any. */
	assert_true(strcmp(governor, "mixed: performance, powersave") == 0 ||
		    strcmp(governor, "mixed: powersave, performance") == 0);
}

static void turbo_is_told_in_two_places(void **state)
{
	(void)state;
	put(CPU "/cpufreq/boost", "0\n");
	assert_string_equal(capture("host.turbo"), "off");
	put(CPU "/cpufreq/boost", "1\n");
	assert_string_equal(capture("host.turbo"), "on");
	/* The one that counts where there are both; it says the opposite. */
	put(CPU "/intel_pstate/no_turbo", "1\n");
	assert_string_equal(capture("host.turbo"), "off");
}

static void what_is_off_is_told_too(void **state)
{
	(void)state;
	put("/proc/cpuinfo", "flags\t\t: fpu hypervisors\n");
	put("/proc/sys/kernel/randomize_va_space", "0\n");
	put(CPU "/smt/active", "0\n");
	assert_string_equal(capture("host.virtual"), "no");
	assert_string_equal(get("host.aslr"), "off");
	assert_string_equal(get("host.smt"), "off");
	put("/proc/sys/kernel/randomize_va_space", "1\n");
	assert_string_equal(capture("host.aslr"), "partial");
}

/* The flags of a large CPU are some 2 KiB, and the word may be behind all others. */
static void a_flag_is_found_behind_many(void **state)
{
	char text[4096];
	int len = snprintf(text, sizeof(text), "flags\t\t:");

	(void)state;
	for (size_t i = 0; i < 300; i++) {
		len += snprintf(text + len, sizeof(text) - (size_t)len, " avx512xx");
	}
	snprintf(text + len, sizeof(text) - (size_t)len, " hypervisor\n");
	put("/proc/cpuinfo", text);
	assert_string_equal(capture("host.virtual"), "yes");
}

static void cpus_are_counted_in_any_list(void **state)
{
	const char *const lists[][2] = {
		{ "0\n", "1" }, { "0-1,4-7,9\n", "7" }, { "0,2\n", "2" }, { "5-127\n", "123" }
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		put(CPU "/online", lists[i][0]);
		assert_string_equal(capture("host.cpus"), lists[i][1]);
	}
}

static void words_that_are_not_known_are_left_out(void **state)
{
	const char *const cpus[] = { "\n", "none\n", "3-1\n", "0-99999999999\n" };
	const char *const loads[] = { "", "much 1 2\n", "-1.0 0 0\n", "1.0x 0 0\n" };

	(void)state;
	put("/proc/sys/kernel/randomize_va_space", "3\n");
	put(CPU "/smt/active", "notimplemented\n");
	put(CPU "/intel_pstate/no_turbo", "\n");
	put(CPU "/cpu0/cpufreq/scaling_governor", "\n");
	for (size_t i = 0; i < 4; i++) {
		put(CPU "/online", cpus[i]);
		assert_non_null(capture("host.kernel"));
		put("/proc/loadavg", loads[i]);
		assert_int_equal(env_host_note_load(fs, "host.load", run), 0);
	}
	assert_int_equal(run->n_env, 1);
}

/* What is here is not known to the test, but it must do no harm. */
static void this_host_is_read(void **state)
{
	(void)state;
	assert_int_equal(env_host_capture("", run), 0);
	assert_non_null(get("host.kernel"));
	for (size_t i = 0; i < run->n_env; i++) {
		assert_null(strchr(run->env[i].value, '\n'));
	}
}

#define IN_FS(test) cmocka_unit_test_setup_teardown(test, make_fs, remove_fs)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_FS(a_host_that_tells_nothing_is_left_out),
		IN_FS(a_host_that_tells_all),
		IN_FS(governors_that_differ_are_mixed_and_named),
		IN_FS(turbo_is_told_in_two_places),
		IN_FS(what_is_off_is_told_too),
		IN_FS(a_flag_is_found_behind_many),
		IN_FS(cpus_are_counted_in_any_list),
		IN_FS(words_that_are_not_known_are_left_out),
		IN_FS(this_host_is_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
