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
			 "s ('needs' of its board.yaml)",
			 program, ASK_TIMEOUT_MS / 1000);
	} else if (status < 0) {
		snprintf(why, size,
			 "%s, which is to say whether it can be started here: %s ('needs' of its "
			 "board.yaml)",
			 program, status == -ECHILD ? "killed by a signal" : strerror(-status));
	} else {
		snprintf(why, size,
			 "%s, which is to say whether it can be started here, ended with %d",
			 program, status);
	}
}

/* Exit code of the program, or -errno when it said nothing; not 0: @why. */
static int ask(const struct board_cfg *board, const char *root, const volatile sig_atomic_t *stop,
	       char *why, size_t size)
{
	const char **argv = calloc(board->needs.n + 1, sizeof(*argv));
	int status;

	if (argv == NULL) {
		say_status(board->needs.items[0], -ENOMEM, why, size);
		return -ENOMEM;
	}
	for (size_t i = 0; i < board->needs.n; i++) {
		argv[i] = board->needs.items[i];
	}
	status = proc_capture(argv, root, ASK_TIMEOUT_MS, stop, why, size);
	free(argv);
	why[strcspn(why, "\n")] = '\0';
	if (status < 0 || why[0] == '\0') {
		say_status(board->needs.items[0], status, why, size);
	}
	return status;
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

static int copy_text(const char *text, char **out)
{
	*out = text != NULL ? strdup(text) : NULL;
	return text != NULL && *out == NULL ? -ENOMEM : 0;
}

static int ask_boot(struct plan_boot *boot, const struct plan_boot *asked, const char *root,
		    const volatile sig_atomic_t *stop)
{
	char why[256];
	int status;
	int err;

	if (asked != NULL) {
		err = copy_text(asked->left_out, &boot->left_out);
		return err == 0 ? copy_text(asked->unasked, &boot->unasked) : err;
	}
	status = ask(boot->board, root, stop, why, sizeof(why));
	if (status == 0 || status == -EINTR) { /* nobody is to be asked any more */
		return 0;
	}
	return status > 0 ? copy_text(why, &boot->left_out) : copy_text(why, &boot->unasked);
}

int plan_leave_out(struct plan *plan, const char *root, const volatile sig_atomic_t *stop)
{
	int err = 0;

	for (size_t i = 0; i < plan->n_boots && err == 0; i++) {
		if (plan->boots[i].board->needs.n > 0) {
			err = ask_boot(&plan->boots[i], find_asked(plan, i), root, stop);
		}
	}
	return err;
}

bool plan_needs_image(const struct plan *plan, size_t image)
{
	bool is_used = false;

	for (size_t i = 0; i < plan->n_boots; i++) {
		if (plan->boots[i].image == image && plan->boots[i].left_out == NULL) {
			return true;
		}
		is_used |= plan->boots[i].image == image;
	}
	return !is_used;
}
