/* SPDX-License-Identifier: Apache-2.0 */
/* From a board as it is found to one whose boot loader was told what to do. */
#include "session/bringup.h"
#include "test/fake_uboot.h"

struct found {
	struct console console;
	struct bringup bringup;
	bool is_on;
	char why[TARGET_WHY_MAX];
	pid_t board;
};

static int hear(void *arg, const char *bytes, size_t len)
{
	(void)arg;
	(void)bytes;
	(void)len;
	return 0;
}

static void note(void *arg, const char *who, const char *text)
{
	(void)arg;
	(void)who;
	(void)text;
}

/* Its `reset` takes effect a while after the program began, and before that ends. */
static void a_board_that_still_measures_is_reset_and_taken(void **state)
{
	static char w_sleep[] = "sleep";
	static char w_s[] = "0.7";
	static char w_boot[] = "boot";
	static char *reset[] = { w_sleep, w_s, NULL };
	static char *lines[] = { w_boot, NULL };
	static const char *const texts[] = { "#tl1 0 H image" };
	const struct fake how = { .is_measuring = true };
	struct found *f = calloc(1, sizeof(*f));
	struct target_spec target = { .speed = 115200 };
	struct target_end end;
	char name[64];

	(void)state;
	assert_non_null(f);
	f->board = fake_spawn(&how, name);
	target.device = name;
	f->is_on = true;
	f->console = (struct console){ .ops = target_find("serial"), .hear = hear, .note = note };
	f->bringup = (struct bringup){ .reset = reset,
				       .is_on = &f->is_on,
				       .autoboot = "Hit any key to stop autoboot",
				       .interrupt = " ",
				       .has_uboot = true,
				       .uboot = { .prompt = "=> ",
						  .prompt_ms = 5000,
						  .was_powered = true,
						  .last_mark = "the last line",
						  .lines = lines } };
	assert_int_equal(f->console.ops->open(&f->console.target, &target, f->why), 0);
	assert_int_equal(bringup_run(&f->console, &f->bringup, f->why), 0);
	assert_int_equal(console_expect(&f->console, texts, 1, child_now_ms() + 3000), 0);
	f->console.ops->close(f->console.target, &end);
	kill(f->board, SIGKILL);
	waitpid(f->board, NULL, 0);
	free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_board_that_still_measures_is_reset_and_taken),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
