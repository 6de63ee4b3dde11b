/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boards of this process that stay between boots: who has one keeps others from it, and the last to
 * leave it switches it off.
 */
#ifndef SESSION_DESK_H
#define SESSION_DESK_H

#include <stdbool.h>

#include "config/config.h"
#include "target/target.h"

/* Boots in a row that did not get an image to run, after which the rest of a run does not try any more. */
#define DESK_FAILURES_MAX 2u

struct desk {
	bool is_on; /* switched on by a boot of ours */
	unsigned n_failures;
	char why[TARGET_WHY_MAX]; /* of the latest one */
	/* private */
	char *board;
	char **power_off; /* NULL: there is none */
	unsigned n_users;
	int lock;
	struct desk *next;
};

/**
 * desk_take - take a board, for this process
 * @why: at least TARGET_WHY_MAX bytes
 *
 * The lock is a file in TRAPLINE_LOCKS, or in /run/lock; the kernel drops it when the process dies.
 *
 * Returns: 0; -EBUSY: another process has it, which @why names; -ENOMEM; -errno, with @why
 */
int desk_take(const struct board_cfg *board, struct desk **out, char *why);

/* @desk may be NULL. The last user's switches the board off, if it has a program for that. */
void desk_leave(struct desk *desk);

#endif
