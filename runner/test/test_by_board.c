/* SPDX-License-Identifier: Apache-2.0 */
/* A lab: a run for each board out of shards that hold several, and the tests of all as one family. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "gate/gate_family.h"
#include "lab/by_board.h"
#include "stats/discovery.h"
#include "test/make_run.h"
#include "test/results_dir.h"

#define N_SHARDS 2u

static void add_cell(struct run *run, const char *board, const char *bench, uint64_t value)
{
	struct cell *cell = make_exact(run, bench, "cortex-a72", "static", value, 4);

	free(cell->key.board);
	cell->key.board = make_str(board);
}

static void set_env(struct run *run, const char *key, const char *value)
{
	assert_int_equal(run_set_env(run, key, value), 0);
}

/* Boards a and ab are in both shards, c in the second: "ab" begins as "a" does. */
static char *store_shard(const struct results_dir *at, unsigned index)
{
	struct run *run = make_run("20261121T081500Z-default");
	char text[8];
	char *dir;
	char *logs;

	snprintf(text, sizeof(text), "%u", index);
	set_env(run, PART_KEY_INDEX, text);
	set_env(run, PART_KEY_OF, "2");
	set_env(run, PART_KEY_PLAN, "0123456789abcdef");
	add_cell(run, "a", index == 1 ? "hvc/return" : "irq/exit", 100 + index);
	add_cell(run, "ab", index == 1 ? "hvc/return" : "irq/exit", 200 + index);
	if (index == 2) {
		add_cell(run, "c", "hvc/return", 300);
	}
	assert_int_equal(run_add_check(run, "a-cortex-a72-static", "counter-ticks", "*", NULL), 0);
	assert_int_equal(run_add_check(run, "ab-cortex-a72-static", "counter-ticks", "*", NULL), 0);
	run_sort_cells(run);
	dir = results_dir_store(at->path, run);
	assert_non_null(dir);
	logs = file_join(dir, "logs");
	snprintf(text, sizeof(text), "log%u", index);
	results_dir_replace(logs, index == 1 ? "ab-x.log" : "a-y.log", text, strlen(text));
	free(logs);
	run_free(run);
	return dir;
}

struct fixture {
	char *dirs[N_SHARDS];
	struct by_board b;
	char *faults;
	size_t size;
	FILE *out;
};

static void begin(struct fixture *f, const struct results_dir *at)
{
	memset(f, 0, sizeof(*f));
	for (unsigned i = 0; i < N_SHARDS; i++) {
		f->dirs[i] = store_shard(at, i + 1);
	}
	f->b = (struct by_board){ .dirs = f->dirs, .n_dirs = N_SHARDS, .at_once = 2 };
	assert_true(asprintf(&f->b.staging, "%s/lab", at->path) > 0);
	assert_int_equal(mkdir(f->b.staging, 0777), 0);
	f->out = open_memstream(&f->faults, &f->size);
	assert_non_null(f->out);
}

static void assert_scans(struct fixture *f, struct store_err *err)
{
	int error = by_board_scan(&f->b, f->out, err);

	fflush(f->out);
	if (error != 0) {
		print_error("%s%s\n", f->faults, err->text);
	}
	assert_int_equal(error, 0);
}

static void end(struct fixture *f)
{
	fclose(f->out);
	free(f->faults);
	by_board_free(&f->b);
	for (unsigned i = 0; i < N_SHARDS; i++) {
		free(f->dirs[i]);
	}
}

static struct run *load_board(const struct lab *lab, size_t i)
{
	char *dir = lab_run_dir(lab, i);
	struct store_err err = { "" };
	struct run *run = NULL;

	assert_int_equal(store_load(dir, &run, &err), 0);
	free(dir);
	return run;
}

static void each_board_is_a_run_with_its_cells_checks_and_logs(void **state)
{
	struct store_err err = { "" };
	struct fixture f;
	struct lab lab;
	struct run *run;
	char *dir;
	char *log;

	begin(&f, *state);
	assert_scans(&f, &err);
	assert_int_equal(merge_check(&f.b.merge, false, f.out), 0);
	assert_int_equal(by_board_join(&f.b, "20261121T090000Z-lab", f.out, &err), 0);
	assert_int_equal(lab_load(f.b.staging, &lab, &err), 0);
	assert_int_equal(lab.n, 3);
	assert_int_equal(lab.n_shards, 2);
	assert_int_equal(lab.n_lost, 0);
	assert_string_equal(lab.boards[1].name, "ab");
	run = load_board(&lab, 1);
	assert_int_equal(run->n_cells, 2);
	assert_int_equal(run->cells[0].sum.min, 201);
	assert_int_equal(run->cells[1].sum.min, 202);
	assert_int_equal(run->n_checks, 2);
	assert_string_equal(run->checks[0].boot, "ab-cortex-a72-static");
	run_free(run);
	dir = lab_run_dir(&lab, 1);
	log = results_dir_read(dir, "logs/ab-x.log");
	assert_string_equal(log, "log1");
	assert_null(results_dir_read(dir, "logs/a-y.log"));
	free(log);
	free(dir);
	run = load_board(&lab, 2);
	assert_int_equal(run->n_cells, 1);
	run_free(run);
	lab_free(&lab);
	end(&f);
}

static void a_damaged_shard_is_named_and_nothing_is_made(void **state)
{
	struct store_err err = { "" };
	struct fixture f;

	begin(&f, *state);
	results_dir_edit(f.dirs[1], "samples.csv", "0,0,", "0,9,");
	assert_int_equal(by_board_scan(&f.b, f.out, &err), -EINVAL);
	fflush(f.out);
	assert_non_null(strstr(f.faults, f.dirs[1]));
	end(&f);
}

static void without_it_a_partial_lab_names_the_shard(void **state)
{
	struct store_err err = { "" };
	struct fixture f;
	struct lab lab;

	begin(&f, *state);
	f.b.is_partial = true;
	results_dir_edit(f.dirs[1], "samples.csv", "0,0,", "0,9,");
	assert_scans(&f, &err);
	assert_int_equal(merge_check(&f.b.merge, true, f.out), 0);
	assert_int_equal(by_board_join(&f.b, "20261121T090000Z-lab", f.out, &err), 0);
	assert_int_equal(lab_load(f.b.staging, &lab, &err), 0);
	assert_int_equal(lab.n, 2);
	assert_int_equal(lab.n_lost, 1);
	assert_int_equal(lab.lost[0], 2);
	lab_free(&lab);
	end(&f);
}

static void a_lab_file_that_was_edited_is_refused(void **state)
{
	static const char *const edits[][2] = {
		{ "\"schema\": 1", "\"schema\": 2" },
		{ "\"run\": \"runs/", "\"run\": \"../" },
		{ "\"boards\"", "\"bords\"" },
		{ "\"shards\": 2", "\"shards\": 0" },
	};
	const struct results_dir *at = *state;
	char name[] = "a";
	char run[] = "runs/20261121T081500Z-a";
	char id[] = "20261121T090000Z-lab";
	char suite[] = "default";
	char started[] = "2026-11-21T08:15:00Z";
	char plan[] = "0123456789abcdef";
	char dir[64];
	struct lab_board board = { .name = name, .run = run, .n_cells = 1 };
	const struct lab good = { .dir = dir,
				  .id = id,
				  .suite = suite,
				  .started = started,
				  .plan = plan,
				  .n_shards = 2,
				  .boards = &board,
				  .n = 1 };
	struct store_err err = { "" };
	struct lab lab;

	memcpy(dir, at->path, sizeof(dir));
	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		char *path = file_join(dir, LAB_FILE);

		assert_int_equal(lab_write(&good, &err), 0);
		assert_int_equal(lab_load(dir, &lab, &err), 0);
		lab_free(&lab);
		results_dir_edit(dir, LAB_FILE, edits[i][0], edits[i][1]);
		assert_int_equal(lab_load(dir, &lab, &err), -EINVAL);
		assert_non_null(strstr(err.text, LAB_FILE));
		assert_int_equal(unlink(path), 0);
		free(path);
	}
}

/* Tests with these p, of one comparison. */
static struct gate_result tests_of(struct gate_row *rows, const double *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		rows[i] = (struct gate_row){ .n_old = 5, .n_new = 5 };
		rows[i].tests[METRIC_MEDIAN] = (struct gate_test){ .is_made = true,
								   .p_worse = p[i],
								   .p_better = 1 - p[i] };
	}
	return (struct gate_result){ .rows = rows, .n = n };
}

static void a_family_of_two_comparisons_is_as_one_of_all_their_tests(void **state)
{
	static const double p[] = { 0.001, 0.2, 0.04, 0.04, 0.8, 0.001, 0.03, 1 };
	struct gate_family family = { 0 };
	struct gate_family other = { 0 };
	struct gate_row rows[8];
	struct gate_result first = tests_of(rows, p, 5);
	struct gate_result second;
	double q[8];
	FILE *file = tmpfile();

	(void)state;
	assert_int_equal(gate_family_add(&family, &first), 0);
	second = tests_of(rows, p + 5, 3);
	assert_int_equal(gate_family_add(&other, &second), 0);
	assert_int_equal(gate_family_write(&other, file), 0);
	gate_family_free(&other);
	rewind(file);
	assert_int_equal(gate_family_read(file, &other), 0);
	assert_int_equal(gate_family_join(&family, &other), 0);
	gate_family_adjust(&family);
	assert_int_equal(discovery_adjust(p, 8, q), 0);
	assert_int_equal(family.worse[METRIC_MEDIAN].n_tests, 8);
	assert_int_equal(family.worse[METRIC_MEDIAN].n, 6); /* equal ones are one */
	assert_int_equal(family.n_noisy, 8);
	for (size_t i = 0; i < 8; i++) {
		assert_true(gate_family_q(&family, METRIC_MEDIAN, true, p[i]) == q[i]);
	}
	assert_true(gate_family_q(&family, METRIC_MEDIAN, true, 0.5) == 1);
	assert_true(gate_family_q(&family, METRIC_P99, true, 0.001) == 1);
	gate_family_free(&family);
	gate_family_free(&other);
	fclose(file);
}

static int fail_or_number(void *arg, size_t i, struct job_result *result)
{
	(void)arg;
	if (i == 3) {
		snprintf(result->why, sizeof(result->why), "the third");
		return -EIO;
	}
	if (i == 5) {
		abort();
	}
	result->numbers[0] = i * i;
	return 0;
}

static void jobs_tell_what_became_of_each(void **state)
{
	struct job_result *results = jobs_results(7);

	(void)state;
	assert_non_null(results);
	assert_int_equal(jobs_each(7, 3, fail_or_number, NULL, results), 0);
	assert_int_equal(results[6].numbers[0], 36);
	assert_true(results[6].is_done);
	assert_false(results[3].is_done);
	assert_string_equal(results[3].why, "the third");
	assert_false(results[5].is_done);
	assert_non_null(strstr(results[5].why, "killed by signal 6"));
	assert_ptr_equal(jobs_failed(results, 7), &results[3]);
	jobs_free(results, 7);
}

#define TEST_IN_DIR(name)                                                                          \
	cmocka_unit_test_setup_teardown(name, results_dir_setup, results_dir_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST_IN_DIR(each_board_is_a_run_with_its_cells_checks_and_logs),
		TEST_IN_DIR(a_damaged_shard_is_named_and_nothing_is_made),
		TEST_IN_DIR(without_it_a_partial_lab_names_the_shard),
		TEST_IN_DIR(a_lab_file_that_was_edited_is_refused),
		cmocka_unit_test(a_family_of_two_comparisons_is_as_one_of_all_their_tests),
		cmocka_unit_test(jobs_tell_what_became_of_each),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
