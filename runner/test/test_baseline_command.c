/* SPDX-License-Identifier: Apache-2.0 */
/* trapline baseline as it is called. */
#include "gate_place.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void an_accept_says_what_it_did(void **state)
{
	struct run *base = baseline_run(99);
	struct run *run = baseline_run(101);
	struct place old_place = place_of(state, base);
	struct place new_place;
	struct called called = accept(&old_place, "first");

	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "/baselines/" FILE_STATIC "\n  2 cells: new\n");
	assert_contains(called.out, "\n3 new, 0 changed, 0 as before: 2 files written\n");
	assert_string_equal(called.err, "");
	called_free(&called);
	assert_int_equal(run_set_env(run, "source.dirty", "true"), 0);
	new_place = place_of(state, run);
	called = accept(&new_place, "the frame holds FPCR too");
	assert_contains(called.out, FILE_STATIC "\n  hvc/return: 99 -> 101\n");
	assert_contains(called.out, "\n0 new, 1 changed, 2 as before: 1 file written\n");
	assert_contains(called.err,
			"trapline baseline accept: warning: the source tree of this run had "
			"changes that are not committed");
	called_free(&called);
	called = accept(&new_place, "again");
	assert_string_equal(called.out, "0 new, 0 changed, 3 as before: 0 files written\n");
	called_free(&called);
	called = accept(&new_place, " ");
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, "the reason is empty");
	called_free(&called);
	place_free(&old_place);
	place_free(&new_place);
	run_free(base);
	run_free(run);
}

/* The baselines of 99, then of 101 for the reason that is shown below. */
static struct place accept_twice(void **state)
{
	struct run *base = baseline_run(99);
	struct run *run = baseline_run(101);
	struct place old_place = place_of(state, base);
	struct place new_place = place_of(state, run);
	struct called called;

	must_accept(&old_place);
	called = accept(&new_place, "the frame holds FPCR too");
	assert_int_equal(called.rc, RC_OK);
	called_free(&called);
	place_free(&old_place);
	run_free(base);
	run_free(run);
	return new_place;
}

static struct called list(const struct place *place)
{
	const char *const words[] = { "list", "--baselines", place->baselines, NULL };

	return call_command(&cmd_baseline, place->dir, words);
}

static struct called show(const struct place *place, const char *pattern)
{
	const char *const words[] = { "show", "--baselines", place->baselines, pattern, NULL };

	return call_command(&cmd_baseline, place->dir, words);
}

static void baselines_are_listed_with_their_last_reason(void **state)
{
	struct place place = accept_twice(state);
	struct called called = list(&place);

	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out,
			"qemu-virt-gicv3/cortex-a57 static, gcc-12.2.0 -O2, clock exact, "
			"QEMU 7.2.22\n  2 cells, 2 accepts\n  accepted 2");
	assert_contains(called.out, "(0123abcd): the frame holds FPCR too\n");
	called_free(&called);
	results_dir_edit(place.baselines, FILE_STATIC, "\"schema\": 1", "\"schema\": 7");
	called = list(&place);
	assert_int_equal(called.rc, RC_USAGE);
	assert_contains(called.err, "schema: 7 is of a later Trapline");
	assert_contains(called.out, "cortex-a57 table"); /* the others are listed all the same */
	called_free(&called);
	free(place.baselines);
	place.baselines = file_join(place.dir, "none");
	called = list(&place);
	assert_int_equal(called.rc, RC_INCOMPLETE);
	assert_contains(called.err, "there is none in ");
	called_free(&called);
	place_free(&place);
}

static void baselines_are_shown_with_how_they_became_so(void **state)
{
	struct place place = accept_twice(state);
	struct called called = show(&place, "^hvc/return .*static$");

	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out,
			"  hvc/return: 101 instructions, all 4 samples alike, exits each hvc "
			"1\n");
	assert_contains(called.out, "Z: 99 -> 101, the frame holds FPCR too (" ID);
	assert_lacks(called.out, "irq/exit");
	assert_lacks(called.out, "table");
	called_free(&called);
	called = show(&place, NULL);
	assert_int_equal(called.rc, RC_OK);
	assert_contains(called.out, "irq/exit: 401 instructions, samples 400 (2 times), 402, 403");
	called_free(&called);
	called = show(&place, "xyz");
	assert_int_equal(called.rc, RC_INCOMPLETE);
	assert_contains(called.err, "no cell of those in ");
	called_free(&called);
	place_free(&place);
}

static void a_wrong_command_line_of_baseline_says_what_is_right(void **state)
{
	static const struct {
		const char *words[4];
		const char *says;
	} rows[] = {
		{ { NULL }, "what with them? (have: accept, list, show)" },
		{ { "acept" }, "no 'acept' (did you mean 'accept'?" },
		{ { HOSTILE }, "no '" HARMLESS "'" },
		{ { "accept", "latest" }, "trapline baseline accept: --reason is missing" },
		{ { "list", "latest" }, "trapline baseline list: takes no argument" },
		{ { "show", "a", "b" }, "'b' is one too many" },
		{ { "show", "(", "--baselines=/" }, "trapline baseline show: PATTERN: '(' is no " },
		{ { "show", "a{9}{9}" }, "'a{9}{9}' is more than is allowed: 256 bytes, one '{'" },
		{ { "list", "--baselines=" }, "trapline baseline: --baselines: '' is no folder" },
		{ { "list", "--reason=x" }, "trapline baseline list: --reason is for accept" },
		{ { "list", "--baselines=/dev/null" }, "/dev/null: cannot be read: Not a dir" },
	};
	const struct results_dir *out = *state;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct called called = call_command(&cmd_baseline, out->path, rows[i].words);

		assert_int_equal(called.rc, RC_USAGE);
		assert_contains(called.err, rows[i].says);
		called_free(&called);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_DIR(an_accept_says_what_it_did),
		WITH_DIR(baselines_are_listed_with_their_last_reason),
		WITH_DIR(baselines_are_shown_with_how_they_became_so),
		WITH_DIR(a_wrong_command_line_of_baseline_says_what_is_right),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
