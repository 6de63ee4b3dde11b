/* SPDX-License-Identifier: Apache-2.0 */
/* trapline gate as it is called. */
#include "gate_place.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "cmd/gate_options.h"
#include "cmd/out_file.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* Gates a run with this figure against baselines of 99; *said is to be freed. */
static struct called gate_value(void **state, uint64_t value)
{
	struct run *base = baseline_run(99);
	struct run *run = baseline_run(value);
	struct place old_place = place_of(state, base);
	struct place new_place = place_of(state, run);
	struct called called;

	must_accept(&old_place);
	called = gate(&new_place, NULL, NULL);
	place_free(&old_place);
	place_free(&new_place);
	run_free(base);
	run_free(run);
	return called;
}

static void one_instruction_more_is_red_and_one_less_is_told(void **state)
{
	struct called called = gate_value(state, 100);

	assert_int_equal(called.rc, RC_REGRESSION);
	assert_contains(called.out, "   99  100  +1 (+1.0 %)  regressed\n");
	assert_string_equal(called.err, "");
	called_free(&called);
	called = gate_value(state, 98);
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "   99   98  -1 (-1.0 %)  improved\n");
	called_free(&called);
	called = gate_value(state, 99);
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "\n3 cells: 3 unchanged\n");
	called_free(&called);
}

static void no_baseline_is_missing_and_what_is_near_is_told(void **state)
{
	struct run *base = baseline_run(99);
	struct run *other = baseline_run(99);
	struct place old_place = place_of(state, base);
	struct place new_place;
	struct called called = gate(&old_place, NULL, NULL);

	assert_int_equal(called.rc, RC_INCOMPLETE);
	assert_contains(called.out, "3 cells: 3 missing\n");
	assert_contains(called.err, ": there is no such folder, so nothing");
	assert_contains(called.err, "trapline baseline");
	assert_lacks(called.err, "no baseline for");
	called_free(&called);
	must_accept(&old_place);
	assert_int_equal(run_set_env(other, "tools.qemu", "QEMU emulator version 8.2.0"), 0);
	new_place = place_of(state, other);
	called = gate(&new_place, NULL, NULL);
	assert_int_equal(called.rc, RC_INCOMPLETE);
	assert_contains(called.out, "3 cells: 3 missing\n");
	assert_contains(called.err,
			"trapline gate: no baseline for qemu-virt-gicv3/cortex-a57 static in");
	called_unwrap(&called);
	assert_contains(called.err,
			"; the nearest is of another cell: qemu is 7.2.22 there, 8.2.0 here "
			"(trapline baseline accept makes one)");
	called_free(&called);
	called = gate(&new_place, "--across", "qemu");
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "3 cells: 3 unchanged\n");
	assert_string_equal(called.err, "");
	called_free(&called);
	place_free(&old_place);
	place_free(&new_place);
	run_free(base);
	run_free(other);
}

/* Of a run with cells that do not apply, accepted: it is its own baseline. One whose whole board is left out has
 * no figure that its cells could stand beside. */
static void a_run_that_was_accepted_is_green_with_what_does_not_apply(void **state)
{
	struct run *run = baseline_run(99);
	struct place place;
	struct called called;

	make_na(run, "smc/return", "cortex-a57", "static", "no EL3");
	make_na(run, "smc/return", "elsewhere", "static", "this QEMU has no such machine");
	run_sort_cells(run);
	place = place_of(state, run);
	must_accept(&place);
	called = gate(&place, NULL, NULL);
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "\n5 cells: 3 unchanged, 2 not applicable\n");
	assert_string_equal(called.err, "");
	called_free(&called);
	place_free(&place);
	run_free(run);
}

static void a_benchmark_that_the_run_lacks_is_missing_unless_filtered(void **state)
{
	struct run *base = baseline_run(99);
	struct run *part = make_run(ID);
	struct place old_place = place_of(state, base);
	struct place new_place;
	struct called called;

	make_exact(part, "hvc/return", "cortex-a57", "static", 99, 4);
	new_place = place_of(state, part);
	must_accept(&old_place);
	called = gate(&new_place, NULL, NULL);
	assert_int_equal(called.rc, RC_INCOMPLETE);
	assert_contains(called.out, "1 missing: only in old\n    irq/exit ");
	assert_contains(called.out, "2 cells: 1 missing, 1 unchanged\n");
	called_free(&called);
	called = gate(&new_place, "--filter", "^hvc/");
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "1 cell: 1 unchanged\n");
	called_free(&called);
	called = gate(&new_place, "--filter", "^xyz/");
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, "--filter: matches no cell");
	called_free(&called);
	called = gate(&new_place, "--filter", "(");
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, "trapline gate: --filter: '(' is no POSIX");
	called_free(&called);
	place_free(&old_place);
	place_free(&new_place);
	run_free(base);
	run_free(part);
}

static void what_cannot_be_trusted_is_a_usage_error(void **state)
{
	struct run *run = baseline_run(99);
	struct run *cold = baseline_run(99);
	struct place place = place_of(state, run);
	struct place cold_place;
	struct called called;
	char *none;

	must_accept(&place);
	cold->cold = true;
	cold_place = place_of(state, cold);
	called = gate(&cold_place, NULL, NULL);
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err,
			"the run was measured cold: baselines are of runs that are warm");
	called_free(&called);
	called = accept(&cold_place, "x");
	assert_int_equal(called.rc, RC_USAGE);
	called_free(&called);

	results_dir_edit(place.baselines, FILE_STATIC, "\"99\": 4", "\"99\": -4");
	called = gate(&place, NULL, NULL);
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, FILE_STATIC ": cells.hvc/return.samples.99: -4 is not");
	assert_string_equal(called.out, "");
	called_free(&called);

	none = place.run;
	place.run = make_str(HOSTILE);
	called = gate(&place, NULL, NULL);
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, "trapline gate: " HARMLESS ": is no run");
	called_free(&called);
	free(none);
	place_free(&place);
	place_free(&cold_place);
	run_free(run);
	run_free(cold);
}

static const struct {
	const char *option;
	const char *value;
	const char *says;
} wrong_options[] = {
	{ "--effect", "x", "--effect: 'x' is not a percentage from 0 to 1000 (such as 2" },
	{ "--effect", "-1", "--effect: '-1' is not a percentage" },
	{ "--effect", "1001", "--effect: '1001' is not a percentage" },
	{ "--effect", "1e2", "--effect: '1e2' is not a percentage" },
	{ "--effect", "nan", "--effect: 'nan' is not a percentage" },
	{ "--effect", "0x2", "--effect: '0x2' is not a percentage" },
	{ "--effect", "1.2.3", "--effect: '1.2.3' is not a percentage" },
	{ "--effect", ".", "--effect: '.' is not a percentage" },
	{ "--effect", " 2", "--effect: ' 2' is not a percentage" },
	{ "--effect", "", "--effect: '' is not a percentage" },
	{ "--effect", "2%%", "--effect: '2%%' is not a percentage" },
	{ "--p99-effect", "2 %", "--p99-effect: '2 %' is not a percentage" },
	{ "--fdr", "0", "--fdr: '0' is not a percentage from 0.001 to 50" },
	{ "--fdr", "51", "--fdr: '51' is not a percentage" },
	{ "--sees", "inf", "--sees: 'inf' is not a percentage" },
	{ "--format", "xml", "--format: 'xml' is not one of table, md, json, csv" },
	{ "--format", HOSTILE, "--format: '" HARMLESS "' is not one of" },
	{ "--across", "board,sky,cpu", "--across: 'sky' is not one of board, cpu" },
	{ "--across", "", "--across: '' is not one of" },
	{ "--color", "red", "--color: 'red' is not auto, always or never" },
	{ "--output", "", "--output: '' is not the name of a file" },
	{ "--filter", "a{9}{9}", "--filter: 'a{9}{9}' is more than is allowed" },
	{ "--baselines", "", "--baselines: '' is no folder" },
	{ "--" HOSTILE, "", "no option '--" HARMLESS "'" },
	{ "--formt", "json", "no option '--formt' (did you mean '--format'?" },
};

static void an_option_has_its_range(void **state)
{
	const struct results_dir *out = *state;

	for (size_t i = 0; i < COUNT_OF(wrong_options); i++) {
		const char *const words[] = { wrong_options[i].option, wrong_options[i].value,
					      "latest", NULL };
		struct called called = call_command(&cmd_gate, out->path, words);

		assert_int_equal(called.rc, RC_USAGE);
		assert_contains(called.err, "trapline gate: ");
		assert_contains(called.err, wrong_options[i].says);
		called_free(&called);
	}
}

static void an_option_changes_its_rule(void **state)
{
	static const struct {
		int opt;
		const char *value;
		size_t offset;
		double share;
	} rows[] = {
		{ GATE_OPTION_EFFECT, "0.5", offsetof(struct gate_rules, effect), 0.005 },
		{ GATE_OPTION_EFFECT, "0", offsetof(struct gate_rules, effect), 0 },
		{ GATE_OPTION_EFFECT, "3%", offsetof(struct gate_rules, effect), 0.03 },
		{ GATE_OPTION_P99_EFFECT, "1000", offsetof(struct gate_rules, p99_effect), 10 },
		{ GATE_OPTION_FDR, "50", offsetof(struct gate_rules, fdr), 0.5 },
		{ GATE_OPTION_SEES, "7.5", offsetof(struct gate_rules, sees), 0.075 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct gate_options o;
		char *value = make_str(rows[i].value);
		double share;

		gate_options_begin(&o);
		optarg = value;
		assert_int_equal(gate_options_take("gate", rows[i].opt, &o), RC_OK);
		free(value);
		memcpy(&share, (const char *)&o.rules + rows[i].offset, sizeof(share));
		assert_true(share > rows[i].share - 1e-12 && share < rows[i].share + 1e-12);
	}
}

static void an_output_is_written_whole_or_not_at_all(void **state)
{
	struct run *run = baseline_run(99);
	struct place place = place_of(state, run);
	char *file = file_join(place.dir, "gate.json");
	char *link = file_join(place.dir, "link.json");
	struct called called;
	char *text;

	must_accept(&place);
	results_dir_replace(place.dir, "gate.json", "old", 3);
	assert_int_equal(symlink("gate.json", link), 0);
	{
		const char *const words[] = { place.run,  "--baselines", place.baselines,
					      "--format", "json",        "--output",
					      link,       NULL };

		called = call_command(&cmd_gate, place.dir, words);
	}
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "3 cells: 3 unchanged\n"); /* the table, beside it */
	text = results_dir_read(place.dir, "gate.json");
	assert_int_equal(text[0], '{');
	free(text);
	called_free(&called);
	assert_int_equal(unlink(link), 0); /* still one */
	called = gate(&place, "--output", "/dev/full");
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, "/dev/full: cannot be written: No space left on device");
	called_free(&called);
	called = gate(&place, "--output", place.dir);
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, ": is a folder (a file would be right)");
	called_free(&called);
	free(link);
	free(file);
	place_free(&place);
	run_free(run);
}

/* Before anything is judged or, in ab, measured. */
static void a_folder_that_is_not_there_is_told_at_once(void **state)
{
	struct run *run = baseline_run(99);
	struct place place = place_of(state, run);
	const char *const names[] = { "/proc/none/x", "/dev/null/x" };
	struct called called;

	for (size_t i = 0; i < COUNT_OF(names); i++) {
		char said[80];

		called = gate(&place, "--output", names[i]);
		assert_int_equal(called.rc, RC_USAGE);
		assert_string_equal(called.out, "");
		snprintf(said, sizeof(said), "trapline gate: --output: %s: cannot be written: /",
			 names[i]);
		assert_contains(called.err, said);
		assert_lacks(called.err, ".new-");
		called_free(&called);
	}
	place_free(&place);
	run_free(run);
}

static void what_was_measured_is_not_overwritten(void **state)
{
	struct run *run = baseline_run(99);
	struct place place = place_of(state, run);
	char *link = file_join(place.dir, "link.json");
	char *file = file_join(place.run, "run.json");
	char *before = results_dir_read(place.run, "run.json");
	char *after;

	assert_int_equal(symlink(file, link), 0);
	for (size_t i = 0; i < 2; i++) {
		struct called called = gate(&place, "--output", i == 0 ? file : link);

		assert_int_equal(called.rc, RC_USAGE);
		assert_contains(called.err, ".json: is measured data and is kept (another name ");
		called_free(&called);
	}
	after = results_dir_read(place.run, "run.json");
	assert_string_equal(after, before);
	free(after);
	free(before);
	free(file);
	free(link);
	place_free(&place);
	run_free(run);
}

/* The kernel's own refusal, with no pretending. */
static void an_output_that_does_not_fit_leaves_the_old_one(void **state)
{
	const struct results_dir *out = *state;
	char *path = file_join(out->path, "gate.json");
	char text[400] = "new";
	struct store_err err = { "" };
	struct rlimit before;
	struct rlimit low;
	char *after;
	int error;

	results_dir_replace(out->path, "gate.json", "old", 3);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	low = before;
	low.rlim_cur = 100;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &low), 0);
	error = out_file_write(path, text, sizeof(text), &err);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(error, -EFBIG);
	assert_contains(err.text, "gate.json");
	after = results_dir_read(out->path, "gate.json");
	assert_string_equal(after, "old");
	assert_int_equal(baseline_count_entries(out->path), 1);
	free(after);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(one_instruction_more_is_red_and_one_less_is_told),
		WITH_DIR(no_baseline_is_missing_and_what_is_near_is_told),
		WITH_DIR(a_run_that_was_accepted_is_green_with_what_does_not_apply),
		WITH_DIR(a_benchmark_that_the_run_lacks_is_missing_unless_filtered),
		WITH_DIR(what_cannot_be_trusted_is_a_usage_error),
		WITH_DIR(an_option_has_its_range),
		cmocka_unit_test(an_option_changes_its_rule),
		WITH_DIR(an_output_is_written_whole_or_not_at_all),
		WITH_DIR(a_folder_that_is_not_there_is_told_at_once),
		WITH_DIR(what_was_measured_is_not_overwritten),
		WITH_DIR(an_output_that_does_not_fit_leaves_the_old_one),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
