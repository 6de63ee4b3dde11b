/* SPDX-License-Identifier: Apache-2.0 */
/* Which baseline files a cell is looked for in, and what they are called. */
#include "baseline_dir.h"

#include <errno.h>

#include "gate/gate.h"

static void a_gate_opens_only_the_files_that_can_hold_its_cells(void **state)
{
	struct results_dir *out = *state;
	struct run *run = baseline_run(99);
	struct run *one = make_run(ID);
	struct figure_set like;
	struct figure_set base;
	struct store_err err = { "" };

	baseline_must_accept(out->path, run, "for a test", NULL);
	results_dir_replace(out->path, FILE_TABLE, "{", 1); /* not opened, so not found bad */
	results_dir_replace(out->path, "README.md", "text", 4);
	make_exact(one, "hvc/return", "cortex-a57", "static", 99, 4);
	assert_int_equal(figures_of_run(one, &like), 0);
	assert_int_equal(baseline_load(out->path, &like, 0, &base, &err), 0);
	assert_int_equal(base.n, 2);
	figure_set_free(&base);
	assert_int_equal(baseline_load(out->path, &like, ACROSS_HAL, &base, &err), -EINVAL);
	assert_contains(err.text, FILE_TABLE ":1:1: ");
	assert_int_equal(baseline_load(out->path, NULL, 0, &base, &err), -EINVAL);
	free(like.items[0].qemu);
	like.items[0].qemu = make_str("8.2.0");
	assert_int_equal(baseline_load(out->path, &like, 0, &base, &err), 0);
	assert_int_equal(base.n, 0);
	figure_set_free(&base);
	assert_int_equal(baseline_load(out->path, &like, ACROSS_QEMU, &base, &err), 0);
	assert_int_equal(base.n, 2);
	figure_set_free(&base);
	figure_set_free(&like);
	run_free(run);
	run_free(one);
}

/* It may know neither its flags nor which gcc would have built it. */
static void a_cell_without_a_result_finds_the_file_it_should_be_in(void **state)
{
	struct results_dir *out = *state;
	struct run *gone = make_run(ID);
	struct cell *cell = make_missing(gone, "hvc/return", "cortex-a57", "static", "no answer");
	struct figure_set like;
	struct figure_set base;
	struct store_err err = { "" };

	baseline_accept_value(out->path, 99);
	free(cell->key.toolchain);
	free(cell->key.flags);
	cell->key.toolchain = make_str("gcc");
	cell->key.flags = make_str("");
	assert_int_equal(figures_of_run(gone, &like), 0);
	assert_int_equal(baseline_load(out->path, &like, 0, &base, &err), 0);
	assert_int_equal(base.n, 2);
	assert_string_equal(base.items[0].key.hal, "static");
	figure_set_free(&base);
	figure_set_free(&like);
	run_free(gone);
}

static void a_cell_that_does_not_apply_goes_to_the_file_of_its_board(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct cell *na;
	char *text;

	make_na(run, "smc/forward", "max", "static", "no EL3 firmware"); /* nothing else of max */
	na = make_na(run, "smc/forward", "cortex-a57", "static", "no EL3 firmware");
	free(na->key.toolchain);
	free(na->key.vectors);
	na->key.toolchain = make_str("gcc");
	na->key.vectors = make_str("");
	make_exact(run, "hvc/return", "cortex-a57", "static", 99, 4);
	run_sort_cells(run);
	baseline_must_accept(out->path, run, "for a test", NULL);
	assert_int_equal(baseline_count_entries(out->path), 1);
	text = results_dir_read(out->path, FILE_STATIC);
	assert_contains(text, "\"smc/forward\": {\"not_applicable\": \"no EL3 firmware\"}");
	free(text);
	run_free(run);
}

static void no_folder_is_an_empty_set(void **state)
{
	struct results_dir *out = *state;
	char *dir = file_join(out->path, "none");
	struct figure_set base;
	struct store_err err = { "" };

	assert_int_equal(baseline_load(dir, NULL, 0, &base, &err), 0);
	assert_int_equal(base.n, 0);
	assert_string_equal(base.name, dir);
	figure_set_free(&base);
	free(dir);
}

static void no_part_of_a_key_leads_to_another_folder_or_file(void **state)
{
	char board[] = "../../etc/x,y";
	char cpu[] = "a*[b]?";
	char toolchain[] = "gcc 12\n";
	char few[] = "-O2 -flto";
	char hal[] = "static";
	char policy[] = "";
	char clock[] = "exact";
	char host[] = "t\xc3\xbc";
	struct cell_key key = { .board = board,
				.cpu = cpu,
				.toolchain = toolchain,
				.flags = few,
				.hal = hal,
				.switch_policy = policy,
				.vectors = NULL,
				.clock = clock,
				.host = host };
	char *name = baseline_name(&key, "7/2");
	char flags[200];

	(void)state;
	assert_string_equal(name, "..=2F..=2Fetc=2Fx=2Cy,a=2A=5Bb=5D=3F,gcc=2012=0A,-O2=20-flto,"
				  "static,,,exact,t=C3=BC,7=2F2.json");
	free(name);
	memset(flags, 'f', sizeof(flags));
	flags[198] = ' ';
	flags[199] = '\0';
	key.flags = flags;
	name = baseline_name(&key, "7");
	assert_contains(name, ",gcc=2012=0A,"
			      "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff==");
	assert_true(strlen(name) < 200);
	free(name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_gate_opens_only_the_files_that_can_hold_its_cells),
		WITH_DIR(a_cell_without_a_result_finds_the_file_it_should_be_in),
		WITH_DIR(a_cell_that_does_not_apply_goes_to_the_file_of_its_board),
		WITH_DIR(no_folder_is_an_empty_set),
		cmocka_unit_test(no_part_of_a_key_leads_to_another_folder_or_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
