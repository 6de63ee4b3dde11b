/* SPDX-License-Identifier: Apache-2.0 */
/* A terminal device as a raw line, for one program. */
#ifndef TARGET_TTY_H
#define TARGET_TTY_H

#include <termios.h>

#include "target/target.h"

struct tty_mode {
	unsigned speed; /* bits per second */
	enum target_flow flow;
	struct termios before; /* set by tty_open(), for tty_close() */
};

/**
 * tty_open - open @device raw, 8N1, without waiting for a carrier, and keep others out
 * @why: at least TARGET_WHY_MAX bytes: what is wrong and what would help
 *
 * Modem lines are asserted by the kernel and stay so at tty_close(): a board that takes DTR for its reset
 * is not reset by us.
 *
 * Returns: the descriptor, non-blocking; -ENOENT; -EBUSY: another program has it; -errno; @why with each
 */
int tty_open(const char *device, struct tty_mode *mode, char *why);

/* Gives the line back as it was. */
void tty_close(int fd, const struct tty_mode *mode);

#endif
