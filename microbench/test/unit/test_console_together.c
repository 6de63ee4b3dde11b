/* SPDX-License-Identifier: Apache-2.0 */
/* What one CPU puts on a shared console is not broken by another one's; one that seizes it waits for
 * nobody. */
#include <sched.h>
#include <string.h>

#include "boards/board.h"
#include "host/console.h"
#include "unit/cm.h"
#include "unit/together.h"

#define ROUNDS 500u

static const char *const lines[THREADS] = {
	"#tl1 1 S at=0 v=1779x64 *34e5\n",
	"vm0| what a guest says\n",
};

static char sent[256];
static size_t n_sent;
static bool is_faulting;

/* With is_faulting as an exception in the driver, while the lock is held. */
static void put(uintptr_t base, char byte)
{
	size_t at;

	(void)base;
	if (is_faulting) {
		is_faulting = false;
		console_seize();
		console_str("panic ");
	}
	/* Time for another one to put something between. */
	sched_yield();
	at = __atomic_fetch_add(&n_sent, 1, __ATOMIC_RELAXED);
	if (at < sizeof(sent)) {
		sent[at] = byte;
	}
}

static const struct uart_ops uart = { .put = put };
const struct board board = { .uart = &uart };

static void put_line(uint32_t thread, uint32_t round)
{
	(void)round;
	console_str(lines[thread]);
}

/* Each line is a piece of what was sent, and together they are all of it. */
static void lines_are_whole(uint32_t round)
{
	size_t len = 0;

	(void)round;
	sent[n_sent] = '\0';
	for (unsigned int i = 0; i < THREADS; i++) {
		assert_non_null(strstr(sent, lines[i]));
		len += strlen(lines[i]);
	}
	assert_int_equal(n_sent, len);
	n_sent = 0;
}

static void lines_of_several_cpus_are_whole(void **state)
{
	(void)state;
	console_share();
	run_together(ROUNDS, put_line, lines_are_whole);
}

static void who_seizes_it_does_not_wait_for_itself(void **state)
{
	(void)state;
	console_share();
	is_faulting = true;
	console_str("line\n");
	sent[n_sent] = '\0';
	assert_string_equal(sent, "panic line\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_of_several_cpus_are_whole),
		cmocka_unit_test(who_seizes_it_does_not_wait_for_itself),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
