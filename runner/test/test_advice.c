/* SPDX-License-Identifier: Apache-2.0 */
/* Each warning with what causes it, and none with what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "session/advice.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct run *make_run(const char *clock)
{
	struct run *run = run_new();
	struct cell *cell;

	assert_non_null(run);
	cell = run_add_cell(run);
	assert_non_null(cell);
	cell->key.clock = strdup(clock);
	assert_non_null(cell->key.clock);
	return run;
}

static void set(struct run *run, const char *key, const char *value)
{
	assert_int_equal(run_set_env(run, key, value), 0);
}

static struct run *make_qemu_run(const char *clock)
{
	struct run *run = make_run(clock);

	set(run, "tools.qemu", "QEMU emulator version 7.2.22");
	return run;
}

/* All that can be wrong. */
static void set_all(struct run *run)
{
	const char *const items[][2] = {
		{ "host.governor", "powersave" },
		{ "host.turbo", "on" },
		{ "host.cpus", "2" },
		{ "host.load", "3.10" },
		{ "host.smt", "on" },
		{ "host.virtual", "yes" },
		{ "host.aslr", "full" },
		{ "source.dirty", "true" },
	};

	for (size_t i = 0; i < COUNT_OF(items); i++) {
		set(run, items[i][0], items[i][1]);
	}
}

static void each_cause_has_its_warning_and_what_to_do(void **state)
{
	const char *const want[] = {
		"governor is powersave: speed follows load (cpupower frequency-set -g performance)",
		"turbo is on: speed follows heat (intel_pstate/no_turbo to 1, or cpufreq/boost to "
		"0)",
		"load was 3.10 on 2 CPUs at the start: something else ran (end it, or measure "
		"later)",
		"SMT is on: two threads share a core (echo off > "
		"/sys/devices/system/cpu/smt/control)",
		"host is virtual: its neighbours are in the figures (more boots, or bare metal)",
		"ASLR is on: QEMU lies elsewhere in each boot (setarch -R trapline run ...)",
		"tree has changes: the run cannot be repeated from its revision "
		"(git commit, run again)",
	};
	struct run *run = make_qemu_run("cntvct");
	struct advice got[ADVICE_MAX];

	(void)state;
	set_all(run);
	assert_int_equal(advice_find(run, got), COUNT_OF(want));
	for (size_t i = 0; i < COUNT_OF(want); i++) {
		assert_string_equal(got[i].text, want[i]);
		assert_true(strlen(got[i].text) <= 86);
	}
	run_free(run);
}

/* It counts instructions: no governor, load or neighbour changes one. */
static void the_exact_clock_minds_a_dirty_tree_only(void **state)
{
	struct run *run = make_qemu_run("exact");
	struct advice got[ADVICE_MAX];

	(void)state;
	set_all(run);
	assert_int_equal(advice_find(run, got), 1);
	assert_memory_equal(got[0].text, "tree has changes", 16);
	set(run, "source.dirty", "false");
	assert_int_equal(advice_find(run, got), 0);
	run_free(run);
}

/* A board's own CPU is measured there, not this host's. */
static void without_qemu_the_host_is_no_matter(void **state)
{
	struct run *run = make_run("cntvct");
	struct advice got[ADVICE_MAX];

	(void)state;
	set_all(run);
	assert_int_equal(advice_find(run, got), 1);
	run_free(run);
}

static void a_quiet_host_needs_no_advice(void **state)
{
	const char *const items[][2] = {
		{ "host.governor", "performance" },
		{ "host.turbo", "off" },
		{ "host.cpus", "2" },
		{ "host.load", "1.00" },
		{ "host.smt", "off" },
		{ "host.virtual", "no" },
		{ "host.aslr", "off" },
		{ "source.dirty", "false" },
	};
	struct run *run = make_qemu_run("cntvct");
	struct advice got[ADVICE_MAX];

	(void)state;
	assert_int_equal(advice_find(run, got), 0); /* what is not stated */
	for (size_t i = 0; i < COUNT_OF(items); i++) {
		set(run, items[i][0], items[i][1]);
		assert_int_equal(advice_find(run, got), 0);
	}
	/* Set by hand, and fixed. */
	set(run, "host.governor", "userspace");
	assert_int_equal(advice_find(run, got), 0);
	run_free(run);
}

static void half_of_the_cpus_may_be_busy(void **state)
{
	const struct {
		const char *load;
		const char *cpus;
		size_t n;
	} rows[] = {
		{ "0.50", "1", 0 },  { "0.51", "1", 1 }, { "8.00", "16", 0 }, { "8.01", "16", 1 },
		{ "9", "", 0 },      { "", "4", 0 },     { "x", "y", 0 },     { "nan", "2", 0 },
		{ "1e300", "2", 1 }, { "1", "-5", 0 },
	};
	struct run *run = make_qemu_run("cntvct");
	struct advice got[ADVICE_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		set(run, "host.load", rows[i].load);
		set(run, "host.cpus", rows[i].cpus);
		assert_int_equal(advice_find(run, got), rows[i].n);
		assert_true(rows[i].n == 0 || strlen(got[0].text) <= 86);
	}
	run_free(run);
}

static void governors_may_be_many_or_have_long_names(void **state)
{
	struct run *run = make_qemu_run("cntvct");
	struct advice got[ADVICE_MAX];

	(void)state;
	set(run, "host.governor", "mixed: performance, powersave");
	assert_int_equal(advice_find(run, got), 1);
	assert_string_equal(got[0].text, "CPUs have different governors "
					 "(cpupower frequency-set -g performance)");
	set(run, "host.governor", "a_name_that_somebody_wrote_into_the_file_and_that_does_not_end");
	assert_int_equal(advice_find(run, got), 1);
	assert_true(strlen(got[0].text) <= 86);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_cause_has_its_warning_and_what_to_do),
		cmocka_unit_test(the_exact_clock_minds_a_dirty_tree_only),
		cmocka_unit_test(without_qemu_the_host_is_no_matter),
		cmocka_unit_test(a_quiet_host_needs_no_advice),
		cmocka_unit_test(half_of_the_cpus_may_be_busy),
		cmocka_unit_test(governors_may_be_many_or_have_long_names),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
