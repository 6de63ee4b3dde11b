/* SPDX-License-Identifier: Apache-2.0 */
/* A table of verdicts that many cells are in: how much of it is shown, where its lines end, and what it says to do. */
#include "make_verdicts.h"

#define BISECT "  trapline bisect GOOD HEAD --cell '"

static void hundreds_that_regressed_are_counted(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	for (size_t i = 0; i < 110; i++) {
		made_exact(made, (struct where){ 0 }, 110, i == 77 ? 220 : 111);
	}
	for (size_t i = 0; i < 45; i++) {
		made_exact(made, (struct where){ 0 }, 110, 109);
	}
	text = made_render(made, FORMAT_TABLE);
	assert_int_equal(made_count(text, " regressed\n"), 40);
	assert_contains(text, "and 70 more regressed (--all lists them)\n");
	assert_contains(text, "and 5 more improved (--all lists them)\n");
	assert_contains(text, "+110 (+100.0 %)"); /* the worst is not among those left out */
	free(text);
	made->context.all = true;
	text = made_render(made, FORMAT_TABLE);
	assert_int_equal(made_count(text, " regressed\n"), 110);
	assert_lacks(text, "more regressed");
	free(text);
	made_free(made);
}

/* "2.0 / % (effect)" would have to be read twice. */
static void details_are_broken_between_two_of_them(void **state)
{
	struct made *made = made_new();
	struct gate_row *row =
		made_noisy(made, (struct where){ 0 }, VERDICT_INCONCLUSIVE, 930.5, 0.024);
	char *text;

	(void)state;
	row->more_boots = 5;
	row->tests[0].p_worse = 0.08;
	row->tests[0].q_worse = 2.2e-05;
	row->tests[0].floor_by = FLOOR_AA;
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text,
			" floor 2.0 % (halves of a side); 7+7 boots;\n    p 0.08, q 2.2e-05\n");
	free(text);
	for (size_t columns = 64; columns <= 100; columns++) {
		text = made_render_at(made, FORMAT_TABLE, false, columns);
		assert_contains(text, "95 %: +1.4 to +3.4 %;");
		assert_contains(text, "floor 2.0 % (halves of a side);");
		assert_contains(text, "p 0.08, q 2.2e-05\n");
		free(text);
	}
	made_free(made);
}

static void an_interval_without_an_end_is_left_out(void **state)
{
	struct made *made = made_new();
	struct gate_row *row = made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 512, 0.036);
	char *text;

	(void)state;
	row->tests[0].low = -INFINITY;
	row->tests[0].high = INFINITY;
	text = made_render(made, FORMAT_TABLE);
	assert_lacks(text, "inf");
	assert_lacks(text, "95 %");
	assert_contains(text, "\n    floor 2.0 % (effect); 7+7 boots;");
	free(text);
	made_free(made);
}

/* Two significant digits, and never fewer than one decimal. */
static void percentages_have_one_rule_for_their_digits(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 1000, 0.0011);
	made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 1000, 0.00089);
	made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 1000, 0.0099);
	made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 1000, 0.00996);
	made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 1000, 0.027);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "(+0.11 %)");
	assert_contains(text, "(+0.089 %)");
	assert_contains(text, "(+0.99 %)");
	assert_contains(text, "(+1.0 %)");
	assert_contains(text, "(+2.7 %)");
	free(text);
	made_free(made);
}

static void a_regression_says_what_to_do_next(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ .benchmark = "irq/exit" }, 110, 111);
	made_exact(made, (struct where){ .benchmark = "hvc/return" }, 110, 113);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "\n" BISECT "hvc/return qemu-virt-gicv3/cortex-a57 static'\n");
	assert_contains(text, "\n  trapline baseline accept " ID " --reason '");
	assert_int_equal(made_count(text, "trapline bisect"), 1);
	free(text);
	/* Two runs: there is no baseline to accept, and what is good has a name. */
	made_add_old_run(made);
	assert_int_equal(run_set_env(made->old_run, "source.revision", "feedc0de00112233"), 0);
	assert_int_equal(run_set_env(made->old_run, "source.dirty", "no"), 0);
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "  trapline bisect feedc0de0011 HEAD --cell 'hvc/");
	assert_lacks(text, "baseline accept");
	free(text);
	made_free(made);
}

static void what_would_not_help_is_not_advised(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ 0 }, 113, 110);
	text = made_render(made, FORMAT_TABLE);
	assert_lacks(text, "bisect");
	assert_lacks(text, "accept");
	free(text);
	/* One run settles nothing on a clock with noise. */
	made_noisy(made, (struct where){ 0 }, VERDICT_REGRESSED, 512, 0.036);
	text = made_render(made, FORMAT_TABLE);
	assert_lacks(text, "bisect");
	assert_contains(text, "baseline accept");
	free(text);
	/* Two builds of one revision: no commit is between them. */
	made_exact(made, (struct where){ 0 }, 110, 113);
	made_add_old_run(made);
	text = made_render(made, FORMAT_TABLE);
	assert_lacks(text, "bisect");
	assert_lacks(text, "\n\n\n");
	assert_int_not_equal(text[strlen(text) - 2], '\n');
	free(text);
	made_free(made);
}

/* A name that a shell would take apart is not put into a command. */
static void a_hostile_name_is_in_no_command(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ .benchmark = "hvc'; rm -r x; '" }, 110, 113);
	made->context.old_name = "base'lines";
	text = made_render(made, FORMAT_TABLE);
	assert_lacks(text, "--cell 'hvc';");
	assert_lacks(text, "--baselines base'lines");
	free(text);
	made->context.old_name = "my/baselines";
	text = made_render(made, FORMAT_TABLE);
	assert_contains(text, "accept " ID " --baselines my/baselines --reason");
	free(text);
	made_free(made);
}

/* It was not built for that side: neither is another build of it. */
static void an_image_of_one_side_is_no_difference(void **state)
{
	struct made *made = made_sample();
	char *text;

	(void)state;
	made_add_old_run(made);
	assert_int_equal(run_set_env(made->old_run, "builds.virt-static", "0123"), 0);
	assert_int_equal(run_set_env(made->new_run, "builds.virt-table", "4567"), 0);
	assert_int_equal(run_set_env(made->old_run, "builds.both", "89ab"), 0);
	assert_int_equal(run_set_env(made->new_run, "builds.both", "cdef"), 0);
	text = made_render(made, FORMAT_TABLE);
	assert_lacks(text, "builds.virt");
	assert_contains(text, "  builds.both: 89ab -> cdef\n");
	free(text);
	made_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hundreds_that_regressed_are_counted),
		cmocka_unit_test(details_are_broken_between_two_of_them),
		cmocka_unit_test(an_interval_without_an_end_is_left_out),
		cmocka_unit_test(percentages_have_one_rule_for_their_digits),
		cmocka_unit_test(a_regression_says_what_to_do_next),
		cmocka_unit_test(what_would_not_help_is_not_advised),
		cmocka_unit_test(a_hostile_name_is_in_no_command),
		cmocka_unit_test(an_image_of_one_side_is_no_difference),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
