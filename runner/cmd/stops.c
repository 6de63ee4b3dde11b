/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/stops.h"

#include <stddef.h>

volatile sig_atomic_t stops_asked;

static sigset_t mask_before;

static void on_stop(int sig)
{
	stops_asked = sig;
}

/* Blocked but in child_poll(), so that none comes between looking at the flag and waiting. Who
 * started us with one ignored (nohup, a shell's background) wants it so. */
void stops_catch(void)
{
	const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction act = { .sa_handler = on_stop };
	sigset_t mask;

	sigemptyset(&mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		struct sigaction before;

		if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler == SIG_IGN) {
			continue;
		}
		sigaction(signals[i], &act, NULL);
		sigaddset(&mask, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &mask, &mask_before);
}

void stops_release(void)
{
	sigprocmask(SIG_SETMASK, &mask_before, NULL);
}
