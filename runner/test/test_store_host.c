/* SPDX-License-Identifier: Apache-2.0 */
/* What run.json says of the boot behind a cell, and files of the schema before it had that. */
#include <errno.h>

#include "sample_store.h"
#include "store/file.h"

static struct run *sample_with_host(void)
{
	struct run *run = sample_run();
	struct cell *cell = &run->cells[0];

	cell->boot_s = 0.25;
	cell->has_host_count[HOST_INSTRUCTIONS] = true;
	cell->host_count[HOST_INSTRUCTIONS] = 4611686018427387904;
	return run;
}

static void the_boot_of_a_cell_is_stored_and_loaded(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_with_host();
	char *dir = results_dir_store(out->path, run);
	struct run *got = NULL;
	struct store_err err;

	run_free(run);
	assert_int_equal(store_load(dir, &got, &err), 0);
	assert_true(got->cells[0].boot_s == 0.25);
	assert_true(got->cells[0].has_host_count[HOST_INSTRUCTIONS]);
	assert_int_equal(got->cells[0].host_count[HOST_INSTRUCTIONS], 4611686018427387904);
	assert_false(got->cells[0].has_host_count[HOST_CYCLES]);
	assert_true(got->cells[1].boot_s == 0);
	assert_false(got->cells[1].has_host_count[HOST_INSTRUCTIONS]);
	run_free(got);
	free(dir);
}

static void a_count_that_json_cannot_hold_is_refused_when_writing(void **state)
{
	struct results_dir *out = *state;
	struct run *run = sample_with_host();
	struct store *st = NULL;
	struct store_err err;

	run->cells[0].host_count[HOST_CYCLES] = UINT64_MAX;
	assert_int_equal(store_begin(out->path, ID, &st, &err), 0);
	assert_int_equal(store_write(st, run, &err), -ERANGE);
	assert_contains(err.text, "a count of the host is above 4611686018427387904");
	store_close(st);
	run_free(run);
}

static void a_run_of_schema_3_still_loads(void **state)
{
	struct results_dir *out = *state;
	char *dir = stored_sample(out->path);
	struct run *got = NULL;
	struct store_err err;

	results_dir_edit(dir, "run.json", "\"schema\": 4", "\"schema\": 3");
	assert_int_equal(store_load(dir, &got, &err), 0);
	assert_int_equal(got->cells[1].n, 4);
	assert_true(got->cells[0].boot_s == 0);
	run_free(got);
	free(dir);
}

static void what_is_no_count_and_no_time_is_refused(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *says;
	} edits[] = {
		{ "\"boot_s\": 0.25", "\"boot_s\": -1", "cells[0].boot_s: -1 is not a number" },
		{ "\"boot_s\": 0.25", "\"boot_s\": \"1\"", "cells[0].boot_s: is a string" },
		{ "\"host_counts\": {", "\"host_counts\": {\"stalls\": 1,",
		  "cells[0].host_counts.stalls: is not a key" },
		{ "4611686018427387904", "4611686018427387904.5",
		  "cells[0].host_counts.instructions: is a number" },
		{ "4611686018427387904", "-1", "cells[0].host_counts.instructions: -1" },
	};
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct run *run = sample_with_host();
		char *dir = results_dir_store(out->path, run);

		results_dir_edit(dir, "run.json", edits[i].from, edits[i].to);
		assert_refused(dir, -EINVAL, edits[i].says, "run.json");
		file_remove_tree(dir);
		run_free(run);
		free(dir);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(the_boot_of_a_cell_is_stored_and_loaded),
		WITH_DIR(a_count_that_json_cannot_hold_is_refused_when_writing),
		WITH_DIR(a_run_of_schema_3_still_loads),
		WITH_DIR(what_is_no_count_and_no_time_is_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
