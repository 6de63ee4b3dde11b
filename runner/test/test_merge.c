/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of a plan become one run, or every fault of them is named. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "lab/merge.h"
#include "test/make_run.h"
#include "test/results_dir.h"

#define N_PARTS 3u

static const struct part_settings settings = {
	.suite = "default", .samples = 4, .warmup = 16, .boots = 2
};

static char *dir_of(const struct results_dir *at, unsigned index)
{
	char *dir;

	assert_true(asprintf(&dir, "%s/part%u", at->path, index) > 0);
	return dir;
}

/* Part @index of three bindings with two benchmarks, both booted twice; its list is on disk. */
static struct run *part(const struct results_dir *at, unsigned index)
{
	static const char *const hals[] = { "direct", "static", "table" };
	const struct lab_part which = { .index = index, .of = N_PARTS };
	struct run *run = make_run("20261121T081500Z-default");
	char *dir = dir_of(at, index);
	struct part_plan made;

	for (size_t i = 0; i < N_PARTS; i++) {
		make_exact(run, "hvc/return", "cortex-a57", hals[i], 100 + i, 4);
		make_exact(run, "irq/exit", "cortex-a57", hals[i], 400 + i, 4);
	}
	run_sort_cells(run);
	assert_int_equal(part_take(run, &settings, &which, &made), 0);
	assert_int_equal(mkdir(dir, 0777), 0);
	results_dir_replace(dir, PART_LIST, made.list, made.size);
	free(dir);
	part_plan_free(&made);
	assert_int_equal(run_set_env(run, "tools.gcc", "gcc-12.2.0"), 0);
	assert_int_equal(run_add_check(run, hals[index - 1], "counter-ticks", "*", NULL), 0);
	return run;
}

static void add(struct merge *merge, const struct results_dir *at, unsigned index, struct run *run)
{
	char *dir = dir_of(at, index);

	assert_int_equal(merge_add(merge, dir, run), 0);
	free(dir);
}

static void add_env(struct merge *merge, const struct results_dir *at, unsigned index,
		    const char *key, const char *value)
{
	struct run *run = part(at, index);

	assert_int_equal(run_set_env(run, key, value), 0);
	add(merge, at, index, run);
}

/* What merge_check(), and then merge_head(), say; each must be what @text has. */
static void assert_faults(struct merge *merge, bool is_partial, const char *text)
{
	char *faults = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&faults, &size);
	struct run *run = run_new();
	int err = merge_check(merge, is_partial, out);

	if (err == 0) {
		err = merge_head(merge, run, out);
	}
	assert_int_equal(fclose(out), 0);
	assert_int_equal(err, text != NULL ? -EINVAL : 0);
	if (text != NULL && strstr(faults, text) == NULL) {
		print_error("'%s' is not in:\n%s", text, faults);
	}
	assert_true(text == NULL ? size == 0 : strstr(faults, text) != NULL);
	free(faults);
	run_free(run);
	merge_free(merge);
}

static struct run *join(struct merge *merge, bool is_partial)
{
	struct run *run = run_new();
	struct store_err err = { "" };

	assert_int_equal(merge_check(merge, is_partial, stderr), 0);
	assert_int_equal(merge_head(merge, run, stderr), 0);
	for (size_t i = 0; i < merge->n; i++) {
		assert_int_equal(merge_move(merge->parts[i].run, run), 0);
	}
	assert_int_equal(merge_lost(merge, NULL, run, &err), 0);
	run_sort_cells(run);
	return run;
}

static void all_parts_in_any_order_are_the_whole(void **state)
{
	struct merge merge = { 0 };
	struct run *run;

	add_env(&merge, *state, 3, "host.cpu", "fast");
	add_env(&merge, *state, 1, "host.cpu", "slow");
	add_env(&merge, *state, 2, "host.cpu", "fast");
	run = join(&merge, false);
	assert_int_equal(run->n_cells, 6);
	assert_int_equal(run->n_checks, 3);
	for (size_t i = 0; i < 6; i++) {
		assert_int_equal(run->cells[i].sum.min, (i < 3 ? 100 : 400) + i % 3);
	}
	assert_string_equal(run_find_env(run, "host.cpu"), "mixed: slow, fast");
	assert_string_equal(run_find_env(run, "shard-2.host.cpu"), "fast");
	assert_string_equal(run_find_env(run, "merge.shards"), "3");
	assert_null(run_find_env(run, PART_KEY_INDEX));
	assert_string_equal(run->id, "20261121T081500Z-default");
	run_free(run);
	merge_free(&merge);
}

static void a_missing_part_is_named(void **state)
{
	struct merge merge = { 0 };

	add(&merge, *state, 1, part(*state, 1));
	add(&merge, *state, 3, part(*state, 3));
	assert_faults(&merge, false, "shard 2 of 3 is missing");
}

static void its_cells_are_missing_in_a_partial_run(void **state)
{
	struct merge merge = { 0 };
	struct run *run;

	add(&merge, *state, 1, part(*state, 1));
	add(&merge, *state, 3, part(*state, 3));
	run = join(&merge, true);
	assert_int_equal(run->n_cells, 8); /* of the missing ones both boots */
	assert_int_equal(run_count(run, CELL_MISSING), 4);
	assert_string_equal(run->cells[1].key.hal, "static");
	assert_string_equal(run->cells[1].key.toolchain, "gcc-12.2.0");
	assert_string_equal(run->cells[1].error,
			    "shard 2 of 3 was not there when the run was merged");
	assert_int_equal(run->cells[2].boot, 1);
	run_free(run);
	merge_free(&merge);
}

static void a_list_of_another_plan_is_not_believed(void **state)
{
	const struct results_dir *at = *state;
	struct merge merge = { 0 };
	struct run *run = run_new();
	struct store_err err = { "" };

	add(&merge, at, 1, part(at, 1));
	results_dir_edit(merge.parts[0].dir, PART_LIST, "irq/exit", "irq/self");
	assert_int_equal(merge_check(&merge, true, stderr), 0);
	assert_int_equal(merge_lost(&merge, NULL, run, &err), -ENOENT);
	assert_non_null(strstr(err.text, PART_LIST));
	run_free(run);
	merge_free(&merge);
}

static void a_part_that_is_there_twice_is_named(void **state)
{
	struct merge merge = { 0 };
	struct results_dir other = { "" };

	snprintf(other.path, sizeof(other.path), "%s", ((struct results_dir *)*state)->path);
	add(&merge, *state, 1, part(*state, 1));
	add(&merge, *state, 2, part(*state, 2));
	add(&merge, *state, 3, part(*state, 3));
	strncat(other.path, "/x", sizeof(other.path) - strlen(other.path) - 1);
	assert_int_equal(mkdir(other.path, 0777), 0);
	add(&merge, &other, 2, part(&other, 2));
	assert_faults(&merge, false, "shard 2 of 3 is there twice");
}

static void what_does_not_belong_is_named(void **state)
{
	static const struct {
		const char *key;
		const char *value;
		const char *says;
	} rows[] = {
		{ PART_KEY_OF, "4", "is one of 3" },
		{ PART_KEY_PLAN, "0123456789abcdef", "is of another plan (0123456789abcdef)" },
		{ PART_KEY_INDEX, "", "is no shard" },
		{ "source.revision", "ffff", "has source revision 'ffff', but" },
		{ "source.dirty", "true", "has source tree with changes 'true'" },
		{ "source.digest", "0123", "has sources of digest '0123', but" },
		{ "tools.qemu", "QEMU 9", "has QEMU 'QEMU 9'" },
		{ "tools.gcc", "gcc-13", "has gcc 'gcc-13'" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct results_dir at = { "" };
		struct merge merge = { 0 };

		snprintf(at.path, sizeof(at.path), "%.40s/%zu",
			 ((struct results_dir *)*state)->path, i);
		assert_int_equal(mkdir(at.path, 0777), 0);
		add(&merge, &at, 1, part(&at, 1));
		add(&merge, &at, 3, part(&at, 3));
		add_env(&merge, &at, 2, rows[i].key, rows[i].value);
		assert_faults(&merge, false, rows[i].says);
	}
}

static void two_machines_under_one_name_are_told(void **state)
{
	struct merge merge = { 0 };

	add_env(&merge, *state, 1, "registers.pi/a72", "midr=0x1 mpidr=0x0");
	add_env(&merge, *state, 2, "registers.pi/a72", "midr=0x2 mpidr=0x0");
	add(&merge, *state, 3, part(*state, 3));
	assert_faults(&merge, false,
		      "has registers.pi/a72 'midr=0x2 mpidr=0x0', but another has "
		      "'midr=0x1 mpidr=0x0': not the same machine");
}

static void a_boot_that_told_less_is_of_the_same_machine(void **state)
{
	struct merge merge = { 0 };

	add_env(&merge, *state, 1, "registers.pi/a72", "midr=0x1 mpidr=0x0");
	add_env(&merge, *state, 2, "registers.pi/a72", "midr=0x1");
	add(&merge, *state, 3, part(*state, 3));
	assert_faults(&merge, false, NULL);
}

static void another_build_of_one_image_is_told(void **state)
{
	struct merge merge = { 0 };

	add_env(&merge, *state, 1, "builds.x-static", "aa");
	add_env(&merge, *state, 2, "builds.x-static", "bb");
	add(&merge, *state, 3, part(*state, 3));
	assert_faults(&merge, false,
		      "has builds.x-static 'bb', but another has 'aa': not the same build");
}

static void put_log(const char *dir, const char *name, const char *text)
{
	char *logs = file_join(dir, "logs");

	mkdir(logs, 0777);
	results_dir_replace(logs, name, text, strlen(text));
	free(logs);
}

static void assert_log(const char *dir, const char *name, const char *text)
{
	char *got = results_dir_read(dir, name);

	assert_non_null(got);
	assert_string_equal(got, text);
	free(got);
}

static void logs_are_carried_along_and_none_replaces_another(void **state)
{
	const struct results_dir *at = *state;
	const struct merge_owner all = { 0 };
	struct run *run = make_run("20261121T081500Z-default");
	struct cell *cell =
		make_missing(run, "hvc/return", "cortex-a57", "static", "did not build");
	struct store_err err = { "" };
	char *parts[2] = { dir_of(at, 1), dir_of(at, 2) };
	char *whole = dir_of(at, 9);

	free(cell->log);
	cell->log = make_str("logs/build-x.log");
	mkdir(parts[0], 0777);
	mkdir(parts[1], 0777);
	mkdir(whole, 0777);
	put_log(whole, "none", "");
	put_log(parts[0], "build-x.log", "one");
	put_log(parts[0], "same.log", "same");
	put_log(parts[1], "build-x.log", "two");
	put_log(parts[1], "same.log", "same");
	assert_int_equal(merge_logs(parts[0], whole, 1, &all, run, &err), 0);
	assert_string_equal(cell->log, "logs/build-x.log");
	assert_int_equal(merge_logs(parts[1], whole, 2, &all, run, &err), 0);
	assert_string_equal(cell->log, "logs/build-x-shard2.log");
	assert_log(whole, "logs/build-x.log", "one");
	assert_log(whole, "logs/build-x-shard2.log", "two");
	assert_log(whole, "logs/same.log", "same");
	assert_null(results_dir_read(whole, "logs/same-shard2.log"));
	for (size_t i = 0; i < 2; i++) {
		free(parts[i]);
	}
	free(whole);
	run_free(run);
}

#define TEST_IN_DIR(name)                                                                          \
	cmocka_unit_test_setup_teardown(name, results_dir_setup, results_dir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_DIR(all_parts_in_any_order_are_the_whole),
		TEST_IN_DIR(a_missing_part_is_named),
		TEST_IN_DIR(its_cells_are_missing_in_a_partial_run),
		TEST_IN_DIR(a_list_of_another_plan_is_not_believed),
		TEST_IN_DIR(a_part_that_is_there_twice_is_named),
		TEST_IN_DIR(what_does_not_belong_is_named),
		TEST_IN_DIR(two_machines_under_one_name_are_told),
		TEST_IN_DIR(a_boot_that_told_less_is_of_the_same_machine),
		TEST_IN_DIR(another_build_of_one_image_is_told),
		TEST_IN_DIR(logs_are_carried_along_and_none_replaces_another),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
