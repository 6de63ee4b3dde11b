/* SPDX-License-Identifier: Apache-2.0 */
/* Runs on disk: what is written is read back, what was edited is refused by name, and a write that
 * fails or is killed leaves nothing to trust. */
#include <errno.h>
#include <unistd.h>

#include "sample_store.h"
#include "store/run.h"
#include "store/text.h"

static void check_extras(const struct run *run)
{
	assert_false(run->cold);
	assert_false(run->load);
	assert_string_equal(run->cells[0].key.vectors, "plain");
	assert_true(run->cells[0].has_floor);
	assert_int_equal(run->cells[0].floor, 7);
	assert_int_equal(run->cells[0].batch, 1);
	assert_int_equal(run->cells[0].step, 1);
	assert_true(run->cells[0].has_pmu[PMU_CYCLES]);
	assert_false(run->cells[0].has_pmu[PMU_INSTRUCTIONS]);
	assert_int_equal(run->cells[0].pmu[PMU_CYCLES], 99);
	assert_false(run->cells[1].has_floor);
	assert_int_equal(run->n_checks, 2);
	assert_string_equal(run->checks[0].boot, "boot");
	assert_string_equal(run->checks[0].check, "monotonic");
	assert_true(run->checks[0].ok);
	assert_null(run->checks[0].why);
	assert_string_equal(run->checks[1].spoils, "irq/*,wfx/*");
	assert_false(run->checks[1].ok);
	assert_string_equal(run->checks[1].why, "no interrupt came");
}

static void a_stored_run_loads_with_every_value_it_had(void **state)
{
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);
	struct store_err err;
	struct run *run = NULL;

	assert_non_null(dir);
	assert_int_equal(store_load(dir, &run, &err), 0);
	assert_string_equal(run->id, ID);
	assert_string_equal(run->suite, "default");
	assert_string_equal(run->started, "2026-11-21T08:15:00Z");
	assert_true(run->wall_s == 12.345);
	assert_int_equal(run->n_env, 2);
	assert_string_equal(run->env[0].key, "tools.qemu");
	assert_string_equal(run->env[0].value, "7.2.22");
	assert_int_equal(run->n_cells, 3);
	assert_string_equal(run->cells[0].key.benchmark, "hvc/return");
	assert_string_equal(run->cells[0].key.switch_policy, "lazy");
	assert_int_equal(run->cells[0].overhead, 2);
	assert_int_equal(run->cells[1].n, 4);
	assert_int_equal(run->cells[1].samples[0], 31);
	assert_int_equal(run->cells[1].samples[3], 20);
	assert_true(run->cells[1].sum.median == 20.0);
	assert_int_equal(run->cells[1].sum.p90, 31);
	assert_string_equal(run->cells[1].exits[0].name, "hvc");
	assert_int_equal(run->cells[1].exits[0].count, 4);
	check_extras(run);
	assert_int_equal(run->cells[2].status, CELL_MISSING);
	assert_string_equal(run->cells[2].error, "QEMU was killed by signal 9");
	run_free(run);
	free(dir);
}

static void spoiled_cells_keep_their_samples_and_what_does_not_apply_is_no_failure(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct run *got = NULL;
	struct store_err err;
	char *text;
	char *dir;

	run->cold = true;
	run->load = true;
	make_exact(run, "hvc/return", "max", "static", 9, 2)->batch = 100;
	make_na(run, "smc/forward", "max", "static", "no EL3 firmware");
	dir = results_dir_store(out->path, run);
	text = results_dir_read(dir, "run.json");
	assert_contains(text, "\"status\": \"complete\"");
	assert_contains(text, "\"status\": \"not_applicable\"");
	free(text);
	free(dir);
	free(run->id);
	run->id = make_str("spoiled");
	make_spoiled(run, "irq/exit", "max", "static", 402, "self-check timer failed: none came");
	run_sort_cells(run);
	dir = results_dir_store(out->path, run);
	assert_int_equal(store_load(dir, &got, &err), 0);
	text = results_dir_read(dir, "run.json");
	assert_contains(text, "\"status\": \"incomplete\"");
	assert_true(got->cold);
	assert_true(got->load);
	assert_true(cell_median(&got->cells[0]) == 0.09);
	assert_int_equal(got->cells[1].status, CELL_SPOILED);
	assert_string_equal(got->cells[1].error, "self-check timer failed: none came");
	assert_int_equal(got->cells[1].samples[3], 402);
	assert_int_equal(got->cells[2].status, CELL_NA);
	assert_string_equal(got->cells[2].error, "no EL3 firmware");
	free(text);
	free(dir);
	run_free(run);
	run_free(got);
}

static void a_half_as_median_and_the_largest_integer_survive(void **state)
{
	static const uint64_t samples[] = { 1, 2 };
	static const uint64_t large[] = { (uint64_t)1 << 62 };
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct run *got = NULL;
	struct store_err err;
	char *dir;

	make_ok(run, "hvc/return", "max", "static", "cntvct", samples, 2);
	make_ok(run, "smc/return", "max", "static", "cntvct", large, 1);
	dir = results_dir_store(out->path, run);
	assert_non_null(dir);
	assert_int_equal(store_load(dir, &got, &err), 0);
	assert_true(got->cells[0].sum.median == 1.5);
	assert_int_equal(got->cells[1].samples[0], (uint64_t)1 << 62);
	run_free(got);
	run_free(run);
	free(dir);
}

static void a_sample_that_json_cannot_hold_is_refused_when_writing(void **state)
{
	static const uint64_t large[] = { ((uint64_t)1 << 62) + 1 };
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct store *st = NULL;
	struct store_err err;

	make_ok(run, "hvc/return", "max", "static", "exact", large, 1);
	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	assert_int_equal(store_write(st, run, &err), -ERANGE);
	assert_contains(err.text, "4611686018427387904");
	store_close(st);
	run_free(run);
}

/* A console's last words: escapes, a broken UTF-8 sequence, a line feed. */
static void text_that_no_json_can_hold_is_scrubbed(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct run *got = NULL;
	struct store_err err;
	char *dir;

	make_missing(run, "hvc/return", "max", "static", "a\xff\x1b[31m\nb");
	dir = results_dir_store(out->path, run);
	assert_non_null(dir);
	assert_int_equal(store_load(dir, &got, &err), 0);
	assert_string_equal(got->cells[0].error, "a\xef\xbf\xbd\xef\xbf\xbd[31m b");
	run_free(got);
	run_free(run);
	free(dir);
}

static void the_status_says_whether_a_cell_is_missing(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run("20261121T081500Z-whole");
	char *dir = stored_sample(out->path);
	char *text = results_dir_read(dir, "run.json");

	assert_contains(text, "\"status\": \"incomplete\"");
	free(text);
	free(dir);
	make_exact(run, "hvc/return", "max", "static", 5, 1);
	dir = results_dir_store(out->path, run);
	text = results_dir_read(dir, "run.json");
	assert_contains(text, "\"status\": \"complete\"");
	free(text);
	free(dir);
	run_free(run);
}

static void samples_csv_has_the_rows_that_the_schema_states(void **state)
{
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);
	char *text = results_dir_read(dir, "samples.csv");

	assert_string_equal(text, "cell,index,value\n0,0,110\n0,1,110\n0,2,110\n"
				  "1,0,31\n1,1,10\n1,2,20\n1,3,20\n");
	free(text);
	free(dir);
}

static void a_run_is_found_by_folder_by_file_and_through_latest(void **state)
{
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);
	char *const paths[] = { dir, file_join(dir, "run.json"), file_join(out->path, "latest") };
	char target[128] = { 0 };

	for (size_t i = 0; i < 3; i++) {
		struct run *run = NULL;
		struct store_err err;

		assert_int_equal(store_load(paths[i], &run, &err), 0);
		run_free(run);
	}
	assert_true(readlink(paths[2], target, sizeof(target) - 1) > 0);
	assert_string_equal(target, "runs/" ID);
	free(paths[1]);
	free(paths[2]);
	free(dir);
}

static void a_name_is_found_below_a_results_folder(void **state)
{
	static const char *const names[] = { "latest", ID, ("runs/" ID) };
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *found = store_find(out->path, names[i]);
		struct run *run = NULL;
		struct store_err err;

		assert_non_null(found);
		assert_int_equal(store_load(found, &run, &err), 0);
		run_free(run);
		free(found);
	}
	assert_null(store_find(out->path, "latets"));
	assert_null(store_find(out->path, dir)); /* a path from the root is no name */
	free(dir);
}

static void a_path_that_is_no_run_is_refused_with_what_would_be(void **state)
{
	struct results_dir *out = *state;

	assert_refused("/nonexistent/run", -ENOENT, "/nonexistent/run", "such as latest");
	assert_refused("latets", -ENOENT, "latets", "such as latest");
	assert_refused(out->path, -ENOENT, "run.json", "No such file");
}

static void an_unfinished_run_is_refused(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	struct store *st = NULL;
	struct store_err err;

	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	assert_int_equal(store_write(st, run, &err), 0);
	assert_refused(store_dir(st), -EINVAL, "never finished", "dot");
	store_close(st);
	run_free(run);
}

static void cells_are_sorted_by_board_cpu_benchmark_and_hal(void **state)
{
	static const char *const right[] = { "hvc/return qemu-virt-gicv3/cortex-a57 static",
					     "hvc/return qemu-virt-gicv3/cortex-a57 table",
					     "irq/exit qemu-virt-gicv3/cortex-a57 static",
					     "hvc/return qemu-virt-gicv3/max static" };
	struct run *run = make_run(ID);

	(void)state;
	make_exact(run, "hvc/return", "max", "static", 1, 1);
	make_exact(run, "irq/exit", "cortex-a57", "static", 1, 1);
	make_exact(run, "hvc/return", "cortex-a57", "table", 1, 1);
	make_exact(run, "hvc/return", "cortex-a57", "static", 1, 1);
	run_sort_cells(run);
	for (size_t i = 0; i < 4; i++) {
		char *name = cell_name(&run->cells[i]);

		assert_string_equal(name, right[i]);
		free(name);
	}
	assert_true(cell_same_but_hal(&run->cells[0], &run->cells[1]));
	assert_false(cell_same(&run->cells[0], &run->cells[1]));
	assert_false(cell_same_but_hal(&run->cells[0], &run->cells[2]));
	run_free(run);
}

static void setting_an_environment_key_twice_keeps_the_last(void **state)
{
	struct run *run = make_run(ID);

	(void)state;
	assert_int_equal(run_set_env(run, "tools.qemu", "10.0.2"), 0);
	assert_int_equal(run->n_env, 2);
	assert_string_equal(run->env[0].value, "10.0.2");
	run_free(run);
}

static void an_environment_key_without_a_group_is_refused(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_run();
	struct store *st = NULL;
	struct store_err err;

	assert_int_equal(run_set_env(run, "qemu", "7.2"), 0);
	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	assert_int_equal(store_write(st, run, &err), -EINVAL);
	assert_contains(err.text, "'qemu'");
	store_close(st);
	run_free(run);
}

static void scrubbing_keeps_what_xml_allows_and_replaces_the_rest(void **state)
{
	/* From XML 1.0, Char: tab, LF, CR, U+0020-D7FF, E000-FFFD, 10000-10FFFF. */
	static const struct {
		const char *in;
		const char *out;
	} rows[] = {
		{ "plain", "plain" },
		{ "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80",
		  "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80" },
		{ "\x01", "\xef\xbf\xbd" },
		{ "\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* U+FFFF */
		{ "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" }, /* a surrogate */
		{ "\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd" },                 /* no lead byte */
		{ "\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd" },                 /* / in two bytes */
		{ "x\xc3", "x\xef\xbf\xbd" },                               /* cut off */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *clean = text_scrub(rows[i].in, false);

		assert_string_equal(clean, rows[i].out);
		free(clean);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_stored_run_loads_with_every_value_it_had),
		WITH_DIR(spoiled_cells_keep_their_samples_and_what_does_not_apply_is_no_failure),
		WITH_DIR(a_half_as_median_and_the_largest_integer_survive),
		WITH_DIR(a_sample_that_json_cannot_hold_is_refused_when_writing),
		WITH_DIR(text_that_no_json_can_hold_is_scrubbed),
		WITH_DIR(the_status_says_whether_a_cell_is_missing),
		WITH_DIR(samples_csv_has_the_rows_that_the_schema_states),
		WITH_DIR(a_run_is_found_by_folder_by_file_and_through_latest),
		WITH_DIR(a_name_is_found_below_a_results_folder),
		WITH_DIR(a_path_that_is_no_run_is_refused_with_what_would_be),
		WITH_DIR(an_unfinished_run_is_refused),
		WITH_DIR(an_environment_key_without_a_group_is_refused),
		cmocka_unit_test(cells_are_sorted_by_board_cpu_benchmark_and_hal),
		cmocka_unit_test(setting_an_environment_key_twice_keeps_the_last),
		cmocka_unit_test(scrubbing_keeps_what_xml_allows_and_replaces_the_rest),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
