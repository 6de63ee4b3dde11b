/* SPDX-License-Identifier: Apache-2.0 */
/* What report.html says first: the verdicts on a run, in the gate's words. */
#include "gate/gate.h"
#include "report/report.h"
#include "sample_store.h"

struct compared { /* a run, held against another */
	struct figure_set old_set;
	struct figure_set new_set;
	struct gate_result result;
	struct report_extra extra;
};

static void compare(const struct run *old_run, const struct run *new_run, struct compared *c)
{
	*c = (struct compared){
		.extra = { .verdicts = &c->result, .old_name = old_run->id, .old_run = old_run }
	};
	assert_int_equal(figures_of_run(old_run, &c->old_set), 0);
	assert_int_equal(figures_of_run(new_run, &c->new_set), 0);
	assert_int_equal(gate_judge(&c->old_set, &c->new_set, &gate_rules_default, &c->result), 0);
}

static void compared_free(struct compared *c)
{
	gate_free(&c->result);
	figure_set_free(&c->old_set);
	figure_set_free(&c->new_set);
}

/* The page of @new_run held against @old_run; both are freed. */
static char *page_of(struct run *old_run, struct run *new_run, const char *dir)
{
	struct store_err err = { "" };
	char *below = file_join(dir, "XXXXXX"); /* nothing is drawn over */
	struct compared c;
	char *text = NULL;
	size_t size;

	run_sort_cells(old_run);
	run_sort_cells(new_run);
	compare(old_run, new_run, &c);
	assert_non_null(mkdtemp(below));
	assert_int_equal(report_make_page(below, new_run, &c.extra, &text, &size, &err), 0);
	assert_string_equal(err.text, "");
	compared_free(&c);
	run_free(old_run);
	run_free(new_run);
	free(below);
	return text;
}

static void the_headline_is_the_worst_that_is_so(void **state)
{
	static const struct {
		uint64_t hvc; /* was 110 */
		bool is_irq_gone;
		const char *headline;
	} rows[] = {
		{ 110, false, "class=\"verdict good\">\n<h2>Nothing changed</h2>" },
		{ 109, false,
		  "class=\"verdict good\">\n<h2>Nothing is worse, 1 cell improved</h2>" },
		{ 111, false, "class=\"verdict bad\">\n<h2>1 cell regressed</h2>" },
		{ 111, true, "class=\"verdict bad\">\n<h2>1 cell regressed</h2>" },
		{ 109, true,
		  "class=\"verdict open\">\n<h2>No regression seen, but 1 cell without a "
		  "verdict</h2>" },
	};
	struct results_dir *out = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct run *new_run = make_run(ID);
		char *html;

		make_exact(new_run, "hvc/return", "max", "static", rows[i].hvc, 4);
		make_exact(new_run, "smc/return", "max", "static", 90, 4);
		if (rows[i].is_irq_gone) {
			make_missing(new_run, "irq/exit", "max", "static", "no answer");
		} else {
			make_exact(new_run, "irq/exit", "max", "static", 402, 4);
		}
		html = page_of(make_matrix(110, 90), new_run, out->path);
		assert_contains(html, rows[i].headline);
		assert_true(strstr(html, rows[i].headline) < strstr(html, "id=\"figures\""));
		free(html);
	}
}

static void what_changed_is_listed_the_worst_first(void **state)
{
	struct results_dir *out = *state;
	struct run *old_run = make_run(ID);
	struct run *new_run = make_run(ID);
	const char *worst;
	const char *bad;
	const char *better;
	char *html;

	make_exact(old_run, "a/same", "max", "static", 7, 4);
	make_exact(new_run, "a/same", "max", "static", 7, 4);
	make_exact(old_run, "b/better", "max", "static", 100, 4);
	make_exact(new_run, "b/better", "max", "static", 50, 4);
	make_exact(old_run, "c/bad", "max", "static", 100, 4);
	make_exact(new_run, "c/bad", "max", "static", 101, 4);
	make_exact(old_run, "d/worst", "max", "static", 100, 4);
	make_exact(new_run, "d/worst", "max", "static", 103, 4);
	html = page_of(old_run, new_run, out->path);
	worst = strstr(html, "<th scope=\"row\">d/worst<small>qemu-virt-gicv3/max static</small>");
	bad = strstr(html, "<th scope=\"row\">c/bad<small>");
	better = strstr(html, "<th scope=\"row\">b/better<small>");
	assert_non_null(worst);
	assert_true(worst < bad && bad < better);
	assert_null(strstr(html, "a/same<small>"));
	assert_contains(html, "<td data-v=\"3\">+3 <span class=\"pct\">+3.0 %</span></td>");
	assert_contains(html, "class=\"v regressed\"><b>2</b> regressed</a>");
	/* The table of all has them too, to filter by. */
	assert_contains(html, "<legend>verdict</legend>");
	assert_contains(html, "<td data-v=\"-0.5\">-50.0 %</td>");
	assert_lacks(html, "<legend>state</legend>");
	free(html);
}

/* A median is what is compared as a rule; a word for it in every row pushes the figures off the screen. */
static void only_another_figure_than_the_median_is_named(void **state)
{
	struct results_dir *out = *state;
	struct run *old_run = make_run(ID);
	struct run *new_run = make_run(ID);
	char *html;

	make_exact(old_run, "a/slow", "max", "static", 100, 4);
	make_exact(new_run, "a/slow", "max", "static", 103, 4);
	make_ok(old_run, "b/tail", "max", "static", "exact", (const uint64_t[]){ 5, 5, 5, 9 }, 4);
	make_ok(new_run, "b/tail", "max", "static", "exact", (const uint64_t[]){ 5, 5, 5, 13 }, 4);
	html = page_of(old_run, new_run, out->path);
	assert_contains(html, "<td class=\"pair\" data-v=\"100\">100\u00a0→ 103</td><td "
			      "data-v=\"3\">+3 ");
	assert_contains(html, "<td class=\"pair\" data-v=\"6\">6\u00a0→ 7<small>mean</small></td>");
	assert_lacks(html, ">metric<");
	free(html);
}

static void a_cell_of_one_side_only_is_listed(void **state)
{
	struct results_dir *out = *state;
	struct run *old_run = make_matrix(110, 90);
	char *html;

	make_exact(old_run, "gone/away", "max", "static", 1, 1);
	html = page_of(old_run, make_matrix(110, 90), out->path);
	assert_contains(html, "<th scope=\"row\">gone/away<small>");
	assert_contains(html, "class=\"v missing\"><b>1</b> missing</a>");
	free(html);
}

/* So many boots of @median ticks and a little. */
static struct run *make_few_boots(uint64_t median, unsigned n)
{
	struct run *run = make_run(ID);

	for (unsigned i = 0; i < n; i++) {
		uint64_t samples[64];

		for (size_t j = 0; j < 64; j++) {
			samples[j] = median * 100 + (uint64_t)i * 10 + j % 3;
		}
		make_ok(run, "hvc/return", "max", "static", "cntvct", samples, 64)->boot = i;
		run->cells[i].batch = 1;
		run->cells[i].step = 1;
	}
	return run;
}

static struct run *make_boots(uint64_t median)
{
	return make_few_boots(median, 7);
}

static void on_a_clock_with_noise_a_change_has_its_range(void **state)
{
	struct results_dir *out = *state;
	char *html = page_of(make_boots(100), make_boots(120), out->path);

	assert_contains(html, "<h2>1 cell regressed</h2>");
	assert_contains(html, "change, 95 % range");
	assert_contains(html, "+19.9 %<small>+19.");
	assert_contains(html, "at least 2 %, with at most 5 % false discoveries");
	free(html);
	html = page_of(make_boots(100), make_boots(100), out->path);
	assert_contains(html, "<h2>Nothing changed</h2>");
	assert_contains(html, "would have been seen in every unchanged cell");
	free(html);
}

/* Whatever its change looks like, a reader sees why it is none. */
static void an_unchanged_row_says_its_floor_and_what_would_have_been_seen(void **state)
{
	struct results_dir *out = *state;
	char *html = page_of(make_boots(100), make_boots(101), out->path);

	assert_contains(html, "<span class=\"v unchanged\">unchanged</span><small>floor 2.0 % "
			      "(effect); would have seen +");
	free(html);
	html = page_of(make_matrix(110, 90), make_matrix(110, 90), out->path);
	assert_lacks(html, "floor 2.0 %");
	free(html);
}

static void a_range_without_an_end_is_not_shown(void **state)
{
	struct results_dir *out = *state;
	char *html = page_of(make_few_boots(100, 2), make_few_boots(120, 2), out->path);

	assert_contains(html, "inconclusive");
	assert_lacks(html, "inf ");
	free(html);
}

static void what_the_two_runs_differ_in_is_said(void **state)
{
	struct results_dir *out = *state;
	struct run *old_run = make_matrix(110, 90);
	char *html;

	assert_int_equal(run_set_env(old_run, "tools.qemu", "6.0<b>"), 0);
	html = page_of(old_run, make_matrix(110, 90), out->path);
	assert_contains(html, "What differs from the run compared with");
	assert_contains(html, "<td class=\"name why\">6.0&lt;b&gt;</td><td class=\"name "
			      "why\">7.2.22</td>");
	free(html);
	html = page_of(make_matrix(110, 90), make_matrix(110, 90), out->path);
	assert_lacks(html, "What differs");
	free(html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(the_headline_is_the_worst_that_is_so),
		WITH_DIR(what_changed_is_listed_the_worst_first),
		WITH_DIR(only_another_figure_than_the_median_is_named),
		WITH_DIR(a_cell_of_one_side_only_is_listed),
		WITH_DIR(on_a_clock_with_noise_a_change_has_its_range),
		WITH_DIR(an_unchanged_row_says_its_floor_and_what_would_have_been_seen),
		WITH_DIR(a_range_without_an_end_is_not_shown),
		WITH_DIR(what_the_two_runs_differ_in_is_said),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
