/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session/plan.h"
#include "session/proc.h"

#define ASK_TIMEOUT_MS 30000

static void say_status(const char *program, int status, char *why, size_t size)
{
	if (status == -ETIMEDOUT) {
		snprintf(why, size,
			 "%s, which is to say whether it can be started here, takes longer than %d "
			 "s",
			 program, ASK_TIMEOUT_MS / 1000);
	} else if (status < 0) {
		snprintf(why, size, "%s, which is to say whether it can be started here: %s",
			 program, status == -ECHILD ? "killed by a signal" : strerror(-status));
	} else {
		snprintf(why, size,
			 "%s, which is to say whether it can be started here, ended with %d",
			 program, status);
	}
}

/* True: it can, or nobody is to be asked any more. */
static bool can_start(const struct board_cfg *board, const char *root,
		      const volatile sig_atomic_t *stop, char *why, size_t size)
{
	const char **argv = calloc(board->needs.n + 1, sizeof(*argv));
	int status = -ENOMEM;

	why[0] = '\0';
	for (size_t i = 0; argv != NULL && i < board->needs.n; i++) {
		argv[i] = board->needs.items[i];
	}
	if (argv != NULL) {
		status = proc_capture(argv, root, ASK_TIMEOUT_MS, stop, why, size);
	}
	free(argv);
	why[strcspn(why, "\n")] = '\0';
	if (status == 0 || status == -EINTR) {
		return true;
	}
	if (status < 0 || why[0] == '\0') {
		say_status(board->needs.items[0], status, why, size);
	}
	return false;
}

/* What another boot of the same board was told; NULL: it is the first. */
static const struct plan_boot *find_asked(const struct plan *plan, size_t boot)
{
	for (size_t i = 0; i < boot; i++) {
		if (plan->boots[i].board == plan->boots[boot].board) {
			return &plan->boots[i];
		}
	}
	return NULL;
}

int plan_leave_out(struct plan *plan, const char *root, const volatile sig_atomic_t *stop)
{
	for (size_t i = 0; i < plan->n_boots; i++) {
		struct plan_boot *boot = &plan->boots[i];
		const struct plan_boot *asked = find_asked(plan, i);
		const char *reason = asked != NULL ? asked->left_out : NULL;
		char why[256];

		if (boot->board->needs.n == 0) {
			continue;
		}
		if (asked == NULL && !can_start(boot->board, root, stop, why, sizeof(why))) {
			reason = why;
		}
		boot->left_out = reason != NULL ? strdup(reason) : NULL;
		if (reason != NULL && boot->left_out == NULL) {
			return -ENOMEM;
		}
	}
	return 0;
}
