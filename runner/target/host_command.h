/* SPDX-License-Identifier: Apache-2.0 */
/* A program of the host, run while a console is listened to. */
#ifndef TARGET_HOST_COMMAND_H
#define TARGET_HOST_COMMAND_H

#include <stdbool.h>

#include "target/console.h"

struct host_command {
	const char *key; /* of board.yaml: power_on; for messages and the log */
	char *const *argv;
	bool on_console; /* its stdin and stdout are the console; else its output is logged */
	int silence_ms;  /* it is stopped after this long without a byte in either direction */
};

/**
 * host_command_run - run it to its end
 * @c:   heard meanwhile; NULL: there is no console
 * @why: at least TARGET_WHY_MAX bytes: which command failed, and its last words
 *
 * Returns: 0: it exited with status 0; -EINTR: c->stop; -errno; with @why unless -EINTR
 */
int host_command_run(struct console *c, const struct host_command *command, char *why);

#endif
