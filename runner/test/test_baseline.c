/* SPDX-License-Identifier: Apache-2.0 */
/* Baselines as they are accepted and written, and what is read of them again. */
#include "baseline_dir.h"

#include <errno.h>

#include "gate/gate.h"

/* Every accept of this file has the same words; only the time is the clock's. */
static void assert_text(const char *dir, const char *name, const char *want)
{
	char *text = results_dir_read(dir, name);
	char *when;

	assert_non_null(text);
	for (char *at = text; (when = strstr(at, "\"when\": \"2")) != NULL; at = when + 1) {
		for (size_t i = 0; i < 20; i++) {
			when[strlen("\"when\": \"") + i] = "2026-11-21T08:15:00Z"[i];
		}
	}
	assert_string_equal(text, want);
	free(text);
}

#define KEY_STATIC                                                                                 \
	"{\n  \"schema\": 1,\n  \"key\": {\n"                                                      \
	"    \"board\": \"qemu-virt-gicv3\",\n    \"cpu\": \"cortex-a57\",\n"                      \
	"    \"toolchain\": \"gcc-12.2.0\",\n    \"flags\": \"-O2\",\n"                            \
	"    \"hal\": \"static\",\n    \"switch\": \"lazy\",\n    \"vectors\": \"plain\",\n"       \
	"    \"clock\": \"exact\",\n    \"host\": \"trapline\",\n    \"qemu\": \"7.2.22\"\n  },\n"

static void a_file_is_made_to_be_read_as_a_diff(void **state)
{
	struct results_dir *out = *state;
	struct run *run = baseline_run(99);

	make_na(run, "smc/forward", "cortex-a57", "static", "no EL3 firmware");
	run_sort_cells(run);
	baseline_must_accept(out->path, run, "first \"figures\"", NULL);
	assert_text(out->path, FILE_STATIC,
		    KEY_STATIC
		    "  \"cells\": {\n"
		    "    \"hvc/return\": {\"samples\": {\"99\": 4}, \"exits\": {\"hvc\": 4}},\n"
		    "    \"irq/exit\": {\"samples\": {\"400\": 2, \"402\": 1, \"403\": 1}, "
		    "\"exits\": {\"hvc\": 4}},\n"
		    "    \"smc/forward\": {\"not_applicable\": \"no EL3 firmware\"}\n"
		    "  },\n"
		    "  \"accepted\": [\n"
		    "    {\n"
		    "      \"when\": \"2026-11-21T08:15:00Z\",\n"
		    "      \"run\": \"" ID "\",\n"
		    "      \"revision\": \"0123abcd\",\n"
		    "      \"reason\": \"first \\\"figures\\\"\",\n"
		    "      \"cells\": [\n"
		    "        \"3 cells: new\"\n"
		    "      ]\n"
		    "    }\n"
		    "  ]\n"
		    "}\n");
	run_free(run);
}

static void an_accept_says_what_changed_and_keeps_the_rest(void **state)
{
	struct results_dir *out = *state;
	struct baseline_accepted accepted;
	struct run *run = make_run(ID);
	char *text;

	baseline_accept_value(out->path, 99);
	make_exact(run, "hvc/return", "cortex-a57", "static", 101, 4);
	make_exact(run, "smc/return", "cortex-a57", "static", 300, 4);
	make_exact(run, "hvc/return", "cortex-a57", "table", 120, 4);
	assert_int_equal(run_set_env(run, "source.dirty", "true"), 0);
	run_sort_cells(run);
	baseline_must_accept(out->path, run, "the frame holds FPCR too", &accepted);
	assert_int_equal(accepted.n_new, 1);
	assert_int_equal(accepted.n_changed, 1);
	assert_int_equal(accepted.n_kept, 1);
	assert_int_equal(accepted.n_files, 1);
	assert_string_equal(accepted.files[0].name, FILE_STATIC);
	assert_int_equal(accepted.files[0].n_cells, 2);
	assert_string_equal(accepted.files[0].cells[0], "hvc/return: 99 -> 101");
	assert_string_equal(accepted.files[0].cells[1], "smc/return: new");
	text = results_dir_read(out->path, FILE_STATIC);
	assert_contains(text, "\"hvc/return\": {\"samples\": {\"101\": 4}");
	assert_contains(text, "\"irq/exit\": {\"samples\": {\"400\": 2, \"402\": 1, \"403\": 1}");
	assert_contains(text, "\"reason\": \"for a test\"");
	assert_contains(text, "\"revision\": \"0123abcd-dirty\",\n"
			      "      \"reason\": \"the frame holds FPCR too\",\n"
			      "      \"cells\": [\n"
			      "        \"hvc/return: 99 -> 101\",\n"
			      "        \"smc/return: new\"\n");
	free(text);
	text = results_dir_read(out->path, FILE_TABLE);
	assert_lacks(text, "FPCR");
	free(text);
	baseline_accepted_free(&accepted);
	run_free(run);
}

static void what_did_not_change_touches_no_file(void **state)
{
	struct results_dir *out = *state;
	struct baseline_accepted accepted;
	struct run *run = make_run(ID);
	char *before;
	char *after;

	baseline_accept_value(out->path, 99);
	before = results_dir_read(out->path, FILE_STATIC);
	/* As constant, with more samples. */
	make_exact(run, "hvc/return", "cortex-a57", "static", 99, 64);
	baseline_must_accept(out->path, run, "again", &accepted);
	assert_int_equal(accepted.n_files, 0);
	assert_int_equal(accepted.n_kept, 1);
	after = results_dir_read(out->path, FILE_STATIC);
	assert_string_equal(before, after);
	free(before);
	free(after);
	baseline_accepted_free(&accepted);
	run_free(run);
}

/* One reason for a change that is not in the median. */
static void assert_line(const char *dir, const struct run *old_run, const struct run *new_run,
			const char *line)
{
	struct baseline_accepted accepted;
	char *name = file_join(dir, FILE_STATIC);

	unlink(name);
	free(name);
	baseline_must_accept(dir, old_run, "old", NULL);
	baseline_must_accept(dir, new_run, "new", &accepted);
	assert_int_equal(accepted.n_files, 1);
	assert_string_equal(accepted.files[0].cells[0], line);
	baseline_accepted_free(&accepted);
}

static void a_change_that_is_not_in_the_median_is_named_too(void **state)
{
	static const uint64_t lower[] = { 10, 20, 20, 30 };
	static const uint64_t higher[] = { 10, 20, 20, 34 };
	static const uint64_t wider[] = { 6, 20, 20, 34 };
	struct results_dir *out = *state;
	struct run *runs[5];

	for (size_t i = 0; i < 5; i++) {
		runs[i] = make_run(ID);
	}
	make_ok(runs[0], "irq/exit", "cortex-a57", "static", "exact", lower, 4);
	make_ok(runs[1], "irq/exit", "cortex-a57", "static", "exact", higher, 4);
	make_ok(runs[2], "irq/exit", "cortex-a57", "static", "exact", lower, 4)->exits[0].count = 8;
	make_ok(runs[3], "irq/exit", "cortex-a57", "static", "exact", wider, 4);
	make_na(runs[4], "irq/exit", "cortex-a57", "static", "no GIC");
	make_exact(runs[4], "hvc/return", "cortex-a57", "static", 99, 4);
	assert_line(out->path, runs[0], runs[1], "irq/exit: mean 20 -> 21");
	assert_line(out->path, runs[0], runs[2], "irq/exit: exits 1 -> 2 each");
	assert_line(out->path, runs[0], runs[3], "irq/exit: samples differ");
	run_sort_cells(runs[4]);
	make_exact(runs[0], "hvc/return", "cortex-a57", "static", 99, 4);
	run_sort_cells(runs[0]);
	assert_line(out->path, runs[0], runs[4], "irq/exit: 20 -> not applicable");
	assert_line(out->path, runs[4], runs[0], "irq/exit: not applicable -> 20");
	for (size_t i = 0; i < 5; i++) {
		run_free(runs[i]);
	}
}

static void assert_same_figures(const struct figures *a, const struct figures *b)
{
	assert_string_equal(a->key.benchmark, b->key.benchmark);
	assert_string_equal(a->qemu, b->qemu);
	assert_string_equal(a->unit, b->unit);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->batch, b->batch);
	assert_int_equal(a->n_values, b->n_values);
	assert_int_equal(a->n_boots, b->n_boots);
	assert_true(figures_median(a) == figures_median(b));
	for (size_t i = 0; i < a->n_boots; i++) {
		assert_int_equal(a->boots[i].n, b->boots[i].n);
		assert_int_equal(a->boots[i].layout, b->boots[i].layout);
		assert_true(a->boots[i].median == b->boots[i].median);
	}
	assert_int_equal(a->n_exits, b->n_exits);
	for (size_t i = 0; i < a->n_exits; i++) {
		assert_string_equal(a->exits[i].name, b->exits[i].name);
		assert_int_equal(a->exits[i].count, b->exits[i].count);
	}
}

/* What is read is what the run had, and the gate says so. */
static void assert_reads_back(const char *dir, const struct run *run)
{
	struct figure_set fresh;
	struct figure_set base;
	struct gate_result result;
	struct store_err err = { "" };

	assert_int_equal(figures_of_run(run, &fresh), 0);
	assert_int_equal(baseline_load(dir, &fresh, 0, &base, &err), 0);
	assert_int_equal(base.n, fresh.n);
	for (size_t i = 0; i < base.n; i++) {
		assert_same_figures(&base.items[i], &fresh.items[i]);
	}
	assert_int_equal(gate_judge(&base, &fresh, &gate_rules_default, &result), 0);
	assert_int_equal(result.count[VERDICT_MISSING], 0);
	assert_int_equal(result.count[VERDICT_REGRESSED], 0);
	gate_free(&result);
	figure_set_free(&base);
	figure_set_free(&fresh);
}

static void exact_cells_read_back_as_they_were(void **state)
{
	struct results_dir *out = *state;
	struct run *run = baseline_run(99);

	run->cells[0].batch = 16;
	baseline_must_accept(out->path, run, "exact", NULL);
	assert_reads_back(out->path, run);
	run_free(run);
}

/* @n boots of two cells, each boot a little different, in batches of 64 operations. */
static struct run *noisy_run(unsigned n, size_t n_samples)
{
	uint64_t samples[1000];
	struct run *run = make_run(ID);

	for (unsigned boot = 0; boot < n; boot++) {
		struct cell *cell;

		for (size_t i = 0; i < n_samples; i++) {
			samples[i] = 6400 + 7 * boot + i % 13;
		}
		cell = make_ok(run, "hvc/return", "cortex-a57", "static", "cntvct", samples,
			       n_samples);
		cell->boot = boot;
		cell->layout = boot % 2;
		cell->batch = 64;
		cell->step = 16;
	}
	run_sort_cells(run);
	return run;
}

static void boots_of_a_clock_with_noise_read_back_as_they_were(void **state)
{
	struct results_dir *out = *state;
	struct run *run = noisy_run(7, 1000);
	struct run *few = noisy_run(2, 3); /* no p99 */
	char *name = make_str("qemu-virt-gicv3,cortex-a57,gcc-12.2.0,-O2,static,lazy,plain,cntvct,"
			      "trapline,7.2.22.json");
	char *text;

	baseline_must_accept(out->path, run, "noisy", NULL);
	assert_reads_back(out->path, run);
	text = results_dir_read(out->path, name);
	assert_contains(text,
			"    \"hvc/return\": {\"batch\": 64, \"n\": 7000, \"exits\": {\"hvc\": "
			"7000}, \"boots\": [\n"
			"      {\"layout\": 0, \"n\": 1000, \"tick\": 0.25, \"median\": ");
	assert_contains(text, "\"p99\": ");
	free(text);
	baseline_must_accept(out->path, few, "fewer", NULL);
	assert_reads_back(out->path, few);
	text = results_dir_read(out->path, name);
	assert_lacks(text, "\"p99\"");
	assert_contains(text, "\"hvc/return: 100.4");
	free(text);
	free(name);
	run_free(run);
	run_free(few);
}

static void boots_of_an_exact_cell_are_one_in_the_file_and_have_to_agree(void **state)
{
	struct results_dir *out = *state;
	struct baseline_accepted accepted;
	struct store_err err = { "" };
	struct run *run = make_run(ID);
	char *text;

	for (unsigned boot = 0; boot < 3; boot++) {
		make_exact(run, "hvc/return", "cortex-a57", "static", 99, 4)->boot = boot;
	}
	baseline_must_accept(out->path, run, "three boots", NULL);
	text = results_dir_read(out->path, FILE_STATIC);
	assert_contains(text, "{\"samples\": {\"99\": 4}, \"exits\": {\"hvc\": 4}}");
	make_exact(run, "hvc/return", "cortex-a57", "static", 98, 4)->boot = 3;
	assert_int_equal(baseline_accept(out->path, run, "x", &accepted, &err), -EINVAL);
	assert_contains(err.text, "hvc/return qemu-virt-gicv3/cortex-a57 static: its boots differ");
	free(text);
	run_free(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(a_file_is_made_to_be_read_as_a_diff),
		WITH_DIR(an_accept_says_what_changed_and_keeps_the_rest),
		WITH_DIR(what_did_not_change_touches_no_file),
		WITH_DIR(a_change_that_is_not_in_the_median_is_named_too),
		WITH_DIR(exact_cells_read_back_as_they_were),
		WITH_DIR(boots_of_a_clock_with_noise_read_back_as_they_were),
		WITH_DIR(boots_of_an_exact_cell_are_one_in_the_file_and_have_to_agree),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
