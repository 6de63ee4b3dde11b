/* SPDX-License-Identifier: Apache-2.0 */
/* The conversation with U-Boot, over a pty, with a board that is made up and a line that is not always good. */
#include "test/fake_uboot.h"

#include <errno.h>

struct talk {
	struct console console;
	struct uboot_spec spec;
	char log[8192];
	size_t log_len;
	char why[TARGET_WHY_MAX];
	pid_t board;
};

static int hear(void *arg, const char *bytes, size_t len)
{
	struct talk *t = arg;

	for (size_t i = 0; i < len && t->log_len + 1 < sizeof(t->log); i++) {
		t->log[t->log_len++] = bytes[i];
	}
	return 0;
}

static void note(void *arg, const char *who, const char *text)
{
	hear(arg, who != NULL ? who : "", who != NULL ? strlen(who) : 0);
	hear(arg, "[", 1);
	hear(arg, text, strlen(text));
	hear(arg, "]", 1);
}

/* argv's type; nothing writes to it. */
static char *const *lines_of(const char *const *lines)
{
	return (char *const *)(uintptr_t)lines;
}

static struct talk *begin(const struct fake *how, const char *const *lines)
{
	struct talk *t = calloc(1, sizeof(*t));
	struct target_spec target = { .speed = 115200 };
	char name[64];

	assert_non_null(t);
	t->board = fake_spawn(how, name);
	target.device = name;
	t->console = (struct console){ .ops = target_find("serial"),
				       .hear = hear,
				       .note = note,
				       .arg = t,
				       .reflex_text = "Hit any key to stop autoboot",
				       .reflex_keys = " " };
	t->spec = (struct uboot_spec){ .prompt = "=> ",
				       .prompt_ms = 3000,
				       .was_powered = !how->is_on,
				       .last_mark = "the last line",
				       .lines = lines_of(lines) };
	assert_int_equal(t->console.ops->open(&t->console.target, &target, t->why), 0);
	return t;
}

static void end(struct talk *t)
{
	struct target_end how;

	t->console.ops->close(t->console.target, &how);
	kill(t->board, SIGKILL);
	waitpid(t->board, NULL, 0);
	free(t);
}

static int start(struct talk *t)
{
	return uboot_start(&t->console, &t->spec, t->why);
}

/* The image that the last line starts is heard. */
static void assert_image_runs(struct talk *t)
{
	static const char *const texts[] = { "#tl1 0 H image" };

	assert_int_equal(console_expect(&t->console, texts, 1, child_now_ms() + 3000), 0);
}

static void assert_starts(const struct fake *how)
{
	static const char *const lines[] = { "good 1", "good 2 with a longer line", "boot", NULL };
	struct talk *t = begin(how, lines);
	int err = start(t);

	assert_string_equal(t->why, "");
	assert_int_equal(err, 0);
	assert_image_runs(t);
	end(t);
}

/* Fails with these words, on these lines. */
static void assert_fails(const struct fake *how, const char *const *lines, const char *why)
{
	struct talk *t = begin(how, lines);
	int err = start(t);

	assert_string_equal(t->why, why);
	assert_true(err < 0);
	end(t);
}

static void lines_are_typed_and_the_image_starts(void **state)
{
	(void)state;
	assert_starts(&(struct fake){ 0 });
}

static void a_board_that_sits_at_its_prompt_is_asked_for_it(void **state)
{
	(void)state;
	assert_starts(&(struct fake){ .is_on = true });
}

static void a_byte_that_the_board_does_not_get_is_typed_again(void **state)
{
	(void)state;
	assert_starts(&(struct fake){ .lose_at = 11 });
}

static void an_end_of_line_that_the_board_does_not_get_is_typed_again(void **state)
{
	(void)state;
	/* "good 1; tl_rc=$?; echo TL1=$tl_rc" are 33 characters. */
	assert_starts(&(struct fake){ .lose_at = 34 });
}

static void noise_in_an_echo_makes_the_line_be_typed_again(void **state)
{
	(void)state;
	assert_starts(&(struct fake){ .noise_at = 5 });
}

static size_t count(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *at = strstr(text, what); at != NULL; at = strstr(at + 1, what)) {
		n++;
	}
	return n;
}

static void a_status_that_is_spoilt_is_asked_for_again(void **state)
{
	static const char *const lines[] = { "good 1", "boot", NULL };
	struct talk *t = begin(&(struct fake){ .garble_status = 2 }, lines);

	(void)state;
	assert_int_equal(start(t), 0);
	assert_int_equal(count(t->log, "all is well"), 1); /* the line itself was run once */
	assert_image_runs(t);
	end(t);
}

static void a_failure_that_is_spoilt_stays_one(void **state)
{
	static const char *const lines[] = { "bad luck", "boot", NULL };

	(void)state;
	assert_fails(&(struct fake){ .garble_status = 1 }, lines,
		     "U-Boot: 'bad luck' failed (status 1)");
}

static void no_status_but_0_is_success(void **state)
{
	static const char *const lines[] = { "far away", "boot", NULL };

	(void)state;
	assert_fails(&(struct fake){ 0 }, lines, "U-Boot: 'far away' failed (status 256)");
}

static void a_line_that_always_loses_bytes_is_told(void **state)
{
	static const char *const lines[] = { "good 1", "boot", NULL };
	struct talk *t = begin(&(struct fake){ .lose_each = 7 }, lines);

	(void)state;
	assert_int_equal(start(t), -EPROTO);
	assert_memory_equal(t->why,
			    "what is typed to U-Boot does not come back as it was typed: "
			    "'good 1; tl_rc=$?; echo TL1=$tl_rc' as '",
			    94);
	end(t);
}

static void a_line_that_fails_is_told_with_the_words_of_the_board(void **state)
{
	static const char *const lines[] = { "good 1", "bad luck", "boot", NULL };

	(void)state;
	assert_fails(&(struct fake){ 0 }, lines,
		     "U-Boot: 'bad luck' failed (status 1): TFTP error: 'File not found' (1)");
}

static void a_network_that_does_not_answer_is_told(void **state)
{
	static const char *const lines[] = { "retry", "boot", NULL };

	(void)state;
	assert_fails(&(struct fake){ 0 }, lines,
		     "U-Boot: 'retry' got no answer over the network: Retry count exceeded; "
		     "starting again");
}

static void a_line_that_does_not_come_back_is_told(void **state)
{
	static const char *const lines[] = { "hang", "boot", NULL };

	(void)state;
	assert_fails(&(struct fake){ 0 }, lines, "U-Boot: 'hang' did not come back within 3 s");
}

static void a_shell_without_a_status_is_told(void **state)
{
	static const char *const lines[] = { "good", "boot", NULL };

	(void)state;
	assert_fails(&(struct fake){ .has_no_status = true }, lines,
		     "this U-Boot does not tell whether a line succeeded: its shell has no $? "
		     "(CONFIG_HUSH_PARSER)");
}

static void a_silent_board_is_told(void **state)
{
	static const char *const lines[] = { "boot", NULL };

	(void)state;
	assert_fails(&(struct fake){ .is_dead = true }, lines,
		     "U-Boot's prompt '=> ' did not come within 3 s: the console is silent (power, "
		     "wiring, speed?)");
}

static void an_image_of_before_is_not_taken_for_one_that_was_started(void **state)
{
	(void)state;
	assert_starts(&(struct fake){ .is_measuring = true });
}

static void an_image_that_nothing_resets_is_told(void **state)
{
	static const char *const lines[] = { "boot", NULL };
	struct talk *t = begin(&(struct fake){ .is_measuring = true, .is_dead = true }, lines);

	(void)state;
	t->spec.prompt_ms = 1000;
	assert_int_equal(start(t), -ETIMEDOUT);
	assert_string_equal(t->why,
			    "U-Boot's prompt '=> ' did not come within 1 s: an image of before is "
			    "running (nothing resets the board?)");
	end(t);
}

static void an_autoboot_that_was_not_stopped_is_told(void **state)
{
	static const char *const lines[] = { "boot", NULL };

	(void)state;
	assert_fails(&(struct fake){ .boots_anyway = true }, lines,
		     "an image ran before U-Boot's prompt came (autoboot was not stopped: "
		     "'autoboot' and 'interrupt' of board.yaml?)");
}

static void a_last_line_that_comes_back_is_told(void **state)
{
	static const char *const lines[] = { "magic 0x4", NULL };
	static const char *const texts[] = { "\n=> " };
	struct talk *t = begin(&(struct fake){ 0 }, lines);

	(void)state;
	assert_int_equal(start(t), 0);
	assert_int_equal(console_expect(&t->console, texts, 1, child_now_ms() + 3000), 0);
	assert_true(uboot_came_back(&t->console, &t->spec, t->why));
	assert_string_equal(t->why,
			    "U-Boot: 'magic 0x4' started no image: Bad Linux ARM64 Image magic!");
	end(t);
}

static void a_transfer_that_fails_is_told_by_its_last_words(void **state)
{
	static const char *const lines[] = { "loady 0x4", "boot", NULL };
	static const char *const argv[] = { "sh", "-c", "echo 'no receiver' >&2; exit 5", NULL };
	struct talk *t = begin(&(struct fake){ 0 }, lines);

	(void)state;
	t->spec.transfer = lines_of(argv);
	assert_int_equal(start(t), -ECHILD);
	assert_string_equal(t->why, "transfer: 'sh' exited with status 5: no receiver");
	end(t);
}

/* It ends well, but U-Boot says nothing of what it received. */
static void a_transfer_that_delivers_nothing_is_told(void **state)
{
	static const char *const lines[] = { "loady 0x4", "boot", NULL };
	static const char *const argv[] = { "printf", "\\003", NULL };
	struct talk *t = begin(&(struct fake){ 0 }, lines);

	(void)state;
	t->spec.transfer = lines_of(argv);
	t->spec.image_size = 100;
	assert_int_equal(start(t), -EPROTO);
	assert_string_equal(t->why, "U-Boot: 'loady 0x4' received nothing: <INTERRUPT>");
	end(t);
}

static volatile sig_atomic_t stop_asked;

static void ask_stop(int sig)
{
	(void)sig;
	stop_asked = 1;
}

/* It reads nothing and the board does not end: what it is sent finds no room, and it says nothing. */
static void a_transfer_that_does_not_read_is_stopped(void **state)
{
	static const char *const lines[] = { "loady 0x4", "boot", NULL };
	static const char *const argv[] = { "sleep", "300", NULL };
	struct talk *t = begin(&(struct fake){ .floods = true }, lines);

	(void)state;
	alarm(30); /* rather than wait for ever */
	t->spec.transfer = lines_of(argv);
	t->spec.prompt_ms = 1000;
	assert_int_equal(start(t), -ETIMEDOUT);
	assert_string_equal(t->why, "transfer: 'sleep' did nothing for 1 s and was stopped");
	end(t);
	alarm(0);
}

static void a_stop_ends_a_transfer_that_does_not_read(void **state)
{
	static const char *const lines[] = { "loady 0x4", "boot", NULL };
	static const char *const argv[] = { "sleep", "300", NULL };
	struct talk *t = begin(&(struct fake){ .floods = true }, lines);
	const struct sigaction action = { .sa_handler = ask_stop };
	struct sigaction before;

	(void)state;
	stop_asked = 0;
	assert_int_equal(sigaction(SIGALRM, &action, &before), 0);
	alarm(1);
	t->console.stop = &stop_asked;
	t->spec.transfer = lines_of(argv);
	t->spec.prompt_ms = 20000;
	assert_int_equal(start(t), -EINTR);
	assert_int_equal(sigaction(SIGALRM, &before, NULL), 0);
	end(t);
}

static void a_stop_ends_the_wait(void **state)
{
	static const char *const lines[] = { "boot", NULL };
	volatile sig_atomic_t stop = 1;
	struct talk *t = begin(&(struct fake){ .is_dead = true }, lines);

	(void)state;
	t->console.stop = &stop;
	assert_int_equal(start(t), -EINTR);
	end(t);
}

static void everything_that_came_was_heard(void **state)
{
	static const char *const lines[] = { "good 1", "boot", NULL };
	struct talk *t = begin(&(struct fake){ 0 }, lines);

	(void)state;
	assert_int_equal(start(t), 0);
	assert_image_runs(t);
	assert_string_equal(
		t->log,
		"\xff\r\nU-Boot 2023.01\r\n\r\nHit any key to stop autoboot:  2 "
		"\b\b\b 0 \r\n=> good 1; tl_rc=$?; echo TL1=$tl_rc\r\nall is well\r\nTL1=0\r\n"
		"=> boot[the last line]\r\nStarting kernel ...\r\n\r\n#tl1 0 H image\r\n");
	end(t);
}

static void the_words_that_say_why_are_quoted(void **state)
{
	char quote[40];

	(void)state;
	console_quote("one\r\n  An ERROR \x07 here \r\nthe end\r\n", quote, sizeof(quote));
	assert_string_equal(quote, "An ERROR  here");
	console_quote("one\r\ntwo\r\n\r\n", quote, sizeof(quote));
	assert_string_equal(quote, "two");
	console_quote("\r\n", quote, sizeof(quote));
	assert_string_equal(quote, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_typed_and_the_image_starts),
		cmocka_unit_test(a_board_that_sits_at_its_prompt_is_asked_for_it),
		cmocka_unit_test(a_byte_that_the_board_does_not_get_is_typed_again),
		cmocka_unit_test(an_end_of_line_that_the_board_does_not_get_is_typed_again),
		cmocka_unit_test(noise_in_an_echo_makes_the_line_be_typed_again),
		cmocka_unit_test(a_status_that_is_spoilt_is_asked_for_again),
		cmocka_unit_test(a_failure_that_is_spoilt_stays_one),
		cmocka_unit_test(no_status_but_0_is_success),
		cmocka_unit_test(a_line_that_always_loses_bytes_is_told),
		cmocka_unit_test(a_line_that_fails_is_told_with_the_words_of_the_board),
		cmocka_unit_test(a_network_that_does_not_answer_is_told),
		cmocka_unit_test(a_line_that_does_not_come_back_is_told),
		cmocka_unit_test(a_shell_without_a_status_is_told),
		cmocka_unit_test(a_silent_board_is_told),
		cmocka_unit_test(an_image_of_before_is_not_taken_for_one_that_was_started),
		cmocka_unit_test(an_image_that_nothing_resets_is_told),
		cmocka_unit_test(an_autoboot_that_was_not_stopped_is_told),
		cmocka_unit_test(a_last_line_that_comes_back_is_told),
		cmocka_unit_test(a_transfer_that_fails_is_told_by_its_last_words),
		cmocka_unit_test(a_transfer_that_delivers_nothing_is_told),
		cmocka_unit_test(a_transfer_that_does_not_read_is_stopped),
		cmocka_unit_test(a_stop_ends_a_transfer_that_does_not_read),
		cmocka_unit_test(a_stop_ends_the_wait),
		cmocka_unit_test(everything_that_came_was_heard),
		cmocka_unit_test(the_words_that_say_why_are_quoted),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
