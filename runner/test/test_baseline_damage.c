/* SPDX-License-Identifier: Apache-2.0 */
/* Baselines that were cut or edited are named, and nothing is written over them. */
#include "baseline_dir.h"

#include <errno.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define FILE_NOISY                                                                                 \
	"qemu-virt-gicv3,cortex-a57,gcc-12.2.0,-O2,static,lazy,plain,cntvct,trapline,7.2.22.json"

/* The file is refused with a message that names it and has @says; an accept refuses too and leaves it. */
static void assert_file_refused(const char *dir, const char *name, const char *says)
{
	struct run *run = baseline_run(98);
	struct baseline_accepted accepted;
	struct figure_set set;
	struct store_err err = { "" };
	char *before = results_dir_read(dir, name);
	size_t n = baseline_count_entries(dir);
	char *after;

	assert_int_equal(baseline_load(dir, NULL, 0, &set, &err), -EINVAL);
	assert_contains(err.text, name);
	assert_contains(err.text, says);
	assert_contains(err.text, "/tmp/trapline-test-");
	if (strcmp(name, FILE_STATIC) == 0) {
		assert_int_equal(baseline_accept(dir, run, "x", &accepted, &err), -EINVAL);
		assert_contains(err.text, says);
	}
	after = results_dir_read(dir, name);
	assert_string_equal(before, after);
	assert_int_equal(baseline_count_entries(dir), n);
	free(before);
	free(after);
	run_free(run);
}

static void every_cut_of_a_file_is_refused(void **state)
{
	struct results_dir *out = *state;
	char *text;
	size_t len;

	baseline_accept_value(out->path, 99);
	text = results_dir_read(out->path, FILE_STATIC);
	len = strlen(text);
	for (size_t i = 0; i + 1 < len; i += 1 + i / 16) {
		results_dir_replace(out->path, FILE_STATIC, text, i);
		assert_file_refused(out->path, FILE_STATIC, FILE_STATIC ":");
	}
	free(text);
}

static const struct edit {
	const char *from;
	const char *to;
	const char *says;
} exact_edits[] = {
	{ "\"schema\": 1", "\"schema\": 2",
	  ": schema: 2 is of a later Trapline (this one reads 1" },
	{ "\"schema\": 1", "\"schema\": 0", ": schema: 0 is none (1 would be right)" },
	{ "\"schema\": 1", "\"schema\": \"1\"", ": schema: is no integer (the integer 1 would" },
	{ "\"schema\": 1,\n", "", ": schema: is missing" },
	{ "\"cells\"", "\"celsl\"", ": celsl: is no key here (did you mean 'cells'?" },
	{ "\"99\": 4", "\"99\": NaN", ":16:" },
	{ "\"99\": 4", "\"99\": 1e999", ":16:" },
	{ "\"99\": 4", "\"99\": 9223372036854775808", ":16:" },
	{ "\"99\": 4", "\"99\": -4", ": cells.hvc/return.samples.99: -4 is not an integer from 1" },
	{ "\"99\": 4", "\"99\": 0", ": cells.hvc/return.samples.99: 0 is not an integer from 1" },
	{ "\"99\": 4", "\"99\": 4.0", ": cells.hvc/return.samples.99: is a number" },
	{ "\"99\": 4", "\"99\": 4611686018427387905",
	  ": cells.hvc/return.samples.99: 4611686018427387905 is above 2^62" },
	{ "\"400\": 2, \"402\": 1", "\"400\": 4611686018427387904, \"402\": 4611686018427387904",
	  ": cells.irq/exit.samples: are more than 2^62 together" },
	{ "\"99\": 4", "\"NaN\": 4", ": cells.hvc/return.samples: 'NaN' is no value of a sample" },
	{ "\"99\": 4", "\"-99\": 4", ": cells.hvc/return.samples: '-99' is no value of a sample" },
	{ "\"99\": 4", "\"099\": 4", ": cells.hvc/return.samples: '099' is no value of a sample" },
	{ "\"99\": 4", "\"\": 4", ": cells.hvc/return.samples: '' is no value of a sample" },
	{ "\"99\": 4", "\"9223372036854775808\": 4", "is no value of a sample" },
	{ "\"99\": 4", "\"99999999999999999999999\": 4", "is no value of a sample" },
	{ "\"99\": 4", "\"99\": 4, \"99\": 4", ":16:" },
	{ "\"99\": 4", "", ": cells.hvc/return.samples: is empty" },
	{ "\"samples\": {\"99\": 4}, ", "", ": cells.hvc/return.samples: is missing" },
	{ "{\"samples\": {\"99\": 4}", "{\"batch\": 0, \"samples\": {\"99\": 4}",
	  ": cells.hvc/return.batch: 0 is not an integer from 1" },
	{ "\"samples\"", "\"sample\"", "sample: is no key here (did you mean 'samples'?" },
	{ "\"hvc\": 4", "\"hvc\": -4",
	  ": cells.hvc/return.exits.hvc: -4 is not an integer from 0" },
	{ "\"hvc\": 4", "\"h v\": 4", "'h v' is no exit reason" },
	{ "\"irq/exit\"", "\"hvc/return\"", ":17:" },
	{ "\"irq/exit\"", "\"../etc\"", ": cells: '../etc' is no benchmark" },
	{ "\"irq/exit\": {", "\"irq/exit\": 3, \"x\": {", ": cells.irq/exit: is not an object" },
	{ "\"cpu\": \"cortex-a57\"", "\"cpu\": \"neoverse-n1\"",
	  ": key: is that of another baseline (the file would be called "
	  "qemu-virt-gicv3,neoverse-n1,gcc" },
	{ "\"cpu\": \"cortex-a57\"", "\"cpu\": \"../cortex-a57\"",
	  ": key.cpu: '../cortex-a57' is not" },
	{ "\"clock\": \"exact\"", "\"clock\": \"sun\"", ": key.clock: 'sun' is no clock" },
	{ "    \"qemu\": \"7.2.22\"\n", "    \"qem\": \"\"\n",
	  ": key.qem: is no key here (did you" },
	{ ",\n    \"qemu\": \"7.2.22\"", "", ": key.qemu: is missing" },
	{ "\"when\"", "\"wen\"", ": accepted[0].wen: is no key here (did you mean 'when'?" },
	{ "\"when\": \"2", "\"when\": \"x", ": accepted[0].when: 'x" },
	{ "\"for a test\"", "\"\"", ": accepted[0].reason: '' is not right" },
	{ "\"for a test\"", "\"a\\u001b[2J\"", ": accepted[0].reason: " },
	{ "\"2 cells: new\"", "7", ": accepted[0].cells: [0] is not one line of text" },
	{ "\"run\": \"2", "\"run\": \"../2", ": accepted[0].run: " },
};

static void every_wrong_edit_of_a_file_is_named(void **state)
{
	struct results_dir *out = *state;
	char *text;

	baseline_accept_value(out->path, 99);
	text = results_dir_read(out->path, FILE_STATIC);
	for (size_t i = 0; i < COUNT_OF(exact_edits); i++) {
		results_dir_replace(out->path, FILE_STATIC, text, strlen(text));
		results_dir_edit(out->path, FILE_STATIC, exact_edits[i].from, exact_edits[i].to);
		assert_file_refused(out->path, FILE_STATIC, exact_edits[i].says);
	}
	results_dir_replace(out->path, FILE_STATIC, "[]", 2);
	assert_file_refused(out->path, FILE_STATIC, ":1:1: is not an object");
	results_dir_replace(out->path, FILE_STATIC, "{\"\xff\": 1}", 8);
	assert_file_refused(out->path, FILE_STATIC, ":1:");
	free(text);
}

static void every_wrong_edit_of_boots_is_named(void **state)
{
	static const struct edit edits[] = {
		{ "\"n\": 2000", "\"n\": 2001",
		  ": cells.hvc/return.n: 2001 is not the sum of its" },
		{ "\"n\": 2000, ", "", ": cells.hvc/return.n: is missing" },
		{ "\"layout\": 0", "\"layout\": 4294967296",
		  ": cells.hvc/return.boots[0].layout: 4294967296 is above" },
		{ "\"n\": 1000", "\"n\": -1",
		  ": cells.hvc/return.boots[0].n: -1 is not an integer" },
		{ "\"median\": ", "\"median\": -", ": cells.hvc/return.boots[0].median: -" },
		{ "\"median\": ", "\"p98\": 1, \"median\": ",
		  ": cells.hvc/return.boots[0].p98: is no key here" },
		{ "\"p99_low\": ", "\"p99_low\": 9", ": cells.hvc/return.boots[0].p99: " },
		{ "\"tick\": ", "\"tick\": 1e999, \"tick\": ", ":17:" },
		{ "\"tick\": ", "\"tock\": ",
		  ": cells.hvc/return.boots[0].tock: is no key here (did you mean 'tick'?" },
		{ "\"boots\": [", "\"boots\": [4, ", ": cells.hvc/return.boots[0]: is not an obj" },
		{ "\"n\": 2000", "\"samples\": {\"99\": 4}, \"n\": 2000",
		  ": cells.hvc/return.samples: is no key here" },
	};
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	uint64_t samples[1000];
	char *text;

	for (size_t i = 0; i < COUNT_OF(samples); i++) {
		samples[i] = 100 + i;
	}
	make_ok(run, "hvc/return", "cortex-a57", "static", "cntvct", samples, 1000)->boot = 0;
	make_ok(run, "hvc/return", "cortex-a57", "static", "cntvct", samples, 1000)->boot = 1;
	baseline_must_accept(out->path, run, "for a test", NULL);
	text = results_dir_read(out->path, FILE_NOISY);
	for (size_t i = 0; i < COUNT_OF(edits); i++) {
		results_dir_replace(out->path, FILE_NOISY, text, strlen(text));
		results_dir_edit(out->path, FILE_NOISY, edits[i].from, edits[i].to);
		assert_file_refused(out->path, FILE_NOISY, edits[i].says);
	}
	free(text);
	run_free(run);
}

/* Whatever else its cells are, the clock says what they have to be. */
static void cells_of_another_clock_than_the_key_are_refused(void **state)
{
	struct results_dir *out = *state;
	struct figure_set set;
	struct store_err err = { "" };
	char *text;

	baseline_accept_value(out->path, 99);
	text = results_dir_read(out->path, FILE_STATIC);
	results_dir_replace(out->path, FILE_NOISY, text, strlen(text));
	results_dir_edit(out->path, FILE_NOISY, "\"clock\": \"exact\"", "\"clock\": \"cntvct\"");
	assert_int_equal(baseline_load(out->path, NULL, 0, &set, &err), -EINVAL);
	assert_contains(err.text, FILE_NOISY ": cells.hvc/return.samples: is no key here");
	free(text);
}

static void a_file_of_another_board_is_refused_under_a_name_that_fits(void **state)
{
	struct results_dir *out = *state;
	struct run *run = make_run(ID);
	struct figure_set like;
	struct figure_set set;
	struct store_err err = { "" };
	char *text;

	baseline_accept_value(out->path, 99);
	text = results_dir_read(out->path, FILE_STATIC);
	results_dir_replace(out->path,
			    "qemu-virt-gicv3,neoverse-n1,gcc-12.2.0,-O2,static,lazy,plain,exact,"
			    "trapline,7.2.22.json",
			    text, strlen(text));
	make_exact(run, "hvc/return", "neoverse-n1", "static", 99, 4);
	assert_int_equal(figures_of_run(run, &like), 0);
	assert_int_equal(baseline_load(out->path, &like, 0, &set, &err), -EINVAL);
	assert_contains(err.text, "neoverse-n1,gcc-12.2.0,-O2,static,lazy,plain,exact,trapline,"
				  "7.2.22.json: key: is that of another baseline");
	assert_contains(err.text, FILE_STATIC);
	figure_set_free(&like);
	free(text);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(every_cut_of_a_file_is_refused),
		WITH_DIR(every_wrong_edit_of_a_file_is_named),
		WITH_DIR(every_wrong_edit_of_boots_is_named),
		WITH_DIR(cells_of_another_clock_than_the_key_are_refused),
		WITH_DIR(a_file_of_another_board_is_refused_under_a_name_that_fits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
