/* SPDX-License-Identifier: Apache-2.0 */
/* A gate's result as a comment on a pull request. */
#include "make_verdicts.h"

#define COMMENT_MAX 65536u /* characters that a comment holds */

/* Columns of a row of a table: a | with a backslash before it is no border. */
static size_t count_columns(const char *line, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		n += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
	}
	return n - 1;
}

/* Every row of a table has as many columns as its heading; returns the number of tables. */
static size_t assert_tables(const char *text)
{
	size_t columns = 0;
	size_t tables = 0;

	for (const char *at = text; *at != '\0';) {
		size_t len = strcspn(at, "\n");

		if (at[0] != '|') {
			columns = 0;
		} else if (columns == 0) {
			columns = count_columns(at, len);
			tables++;
		} else {
			assert_int_equal(count_columns(at, len), columns);
		}
		at += len + (at[len] == '\n');
	}
	return tables;
}

static void the_comment_is_what_was_looked_at(void **state)
{
	struct made *made = made_sample();
	char *text;

	(void)state;
	made_add_old_run(made);
	assert_int_equal(run_set_env(made->old_run, "tools.gcc", "gcc (Debian) 12.2.0"), 0);
	text = made_render(made, FORMAT_MD);
	assert_golden(text, "sample.md");
	assert_int_equal(assert_tables(text), 3);
	free(text);
	made_free(made);
}

static void all_adds_what_did_not_change(void **state)
{
	struct made *made = made_sample();
	char *text = made_render(made, FORMAT_MD);

	(void)state;
	assert_lacks(text, "<summary>2 unchanged");
	free(text);
	made->context.all = true;
	text = made_render(made, FORMAT_MD);
	assert_contains(text, "<summary>2 unchanged</summary>");
	assert_contains(text, "would have seen +3.1 %");
	assert_contains(text, "<summary>1 not applicable</summary>");
	free(text);
	made_free(made);
}

/* Takes out the indented blocks, in which nothing has a meaning. */
static void drop_blocks(char *text)
{
	char *to = text;

	for (const char *at = text; *at != '\0';) {
		size_t len = strcspn(at, "\n");

		len += at[len] == '\n';
		if (strncmp(at, "    ", 4) != 0) {
			memmove(to, at, len);
			to += len;
		}
		at += len;
	}
	*to = '\0';
}

static void hostile_text_stays_in_its_column(void **state)
{
	(void)state;
	for (int is_long = 0; is_long < 2; is_long++) {
		struct made *made = made_hostile_result(is_long);
		char *text;

		made->context.all = true;
		text = made_render(made, FORMAT_MD);
		assert_true(assert_tables(text) >= 3);
		assert_true(strlen(text) < COMMENT_MAX);
		drop_blocks(text);
		assert_lacks(text, "<script");
		assert_lacks(text, "x|`");
		assert_lacks(text, "`e<");
		assert_lacks(text, "@everyone");
		assert_lacks(text, "@all");
		assert_lacks(text, "\xff");
		assert_lacks(text, "\033");
		assert_int_equal(made_count(text, "</code>"), made_count(text, "<code>"));
		assert_int_equal(made_count(text, "<details>"), made_count(text, "</details>"));
		free(text);
		made_free(made);
	}
}

/* What GitHub and GitLab give a meaning, in a name that a person could have chosen. */
static void markup_in_a_name_is_shown_as_it_is(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	made_exact(made, (struct where){ .benchmark = "a|b`c<d" }, 110, 113);
	text = made_render(made, FORMAT_MD);
	assert_contains(text, "| <code>a&#124;b&#96;c&#60;d qemu-virt-gicv3/cortex-a57 "
			      "static</code> | 110 | 113 |");
	free(text);
	made_free(made);
}

static void a_command_cannot_leave_its_block(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	free(made->new_run->command);
	made->new_run->command = make_str("trapline run\n</details>\n# hello ```");
	text = made_render(made, FORMAT_MD);
	assert_contains(text, "\n\n    trapline run </details> # hello ```\n\n</details>\n");
	free(text);
	made_free(made);
}

static void at_most_fifty_changes_are_listed(void **state)
{
	struct made *made = made_new();
	char *text;

	(void)state;
	for (size_t i = 0; i < 61; i++) {
		made_exact(made, (struct where){ 0 }, 110, 113);
	}
	text = made_render(made, FORMAT_MD);
	assert_int_equal(made_count(text, "| **regressed** |"), 50);
	assert_contains(text, "\n\nand 11 more\n");
	free(text);
	made_free(made);
}

static void the_largest_result_fits_a_comment(void **state)
{
	static const char long_name[] =
		"a_benchmark_with_a_name_that_is_far_longer_than_any_of_the_"
		"tree/and_that_goes_on_for_a_line_and_a_half";
	struct made *made = made_new();
	char *text;

	(void)state;
	made_add_old_run(made);
	made->context.all = true;
	for (size_t i = 0; i < 1100; i++) {
		const struct where at = { .benchmark = long_name };
		char why[64];

		snprintf(why, sizeof(why), "a reason of its own, number %zu", i);
		switch (i % 4) {
		case 0:
			made_noisy(made, at, VERDICT_REGRESSED, 512, 0.03);
			break;
		case 1:
			made_noisy(made, at, VERDICT_INCONCLUSIVE, 512, 0.03)->more_boots = 5;
			break;
		case 2:
			made_noisy(made, at, VERDICT_UNCHANGED, 512, 0.003);
			break;
		default:
			made_missing(made, at, why);
		}
		if (i < 100) {
			assert_int_equal(run_set_env(made->old_run, why, long_name), 0);
		}
	}
	text = made_render(made, FORMAT_MD);
	assert_in_range(strlen(text), 10000, COMMENT_MAX - 1);
	assert_contains(text, "and 225 more\n"); /* regressed: they come first */
	assert_contains(text, "- and 255 more reasons\n");
	assert_contains(text, "1100 cells: ");
	free(text);
	made_free(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_comment_is_what_was_looked_at),
		cmocka_unit_test(all_adds_what_did_not_change),
		cmocka_unit_test(hostile_text_stays_in_its_column),
		cmocka_unit_test(markup_in_a_name_is_shown_as_it_is),
		cmocka_unit_test(a_command_cannot_leave_its_block),
		cmocka_unit_test(at_most_fifty_changes_are_listed),
		cmocka_unit_test(the_largest_result_fits_a_comment),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
