/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The boards of this process that stay between boots: who has one keeps others from it, and the last to
 * leave it switches it off.
 */
#ifndef SESSION_DESK_H
#define SESSION_DESK_H

#include <stdbool.h>

#include "config/config.h"
#include "store/sha256.h"
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
	int lock;                  /* of the board */
	int console_lock;          /* of the program that is its console; -1: there is none */
	char console[SHA256_TEXT]; /* that program's arguments */
	struct desk *next;
};

/**
 * desk_take - take a board, for this process
 * @why: at least TARGET_WHY_MAX bytes
 *
 * The lock is a file in TRAPLINE_LOCKS, or in /run/lock; the kernel drops it when the process dies. Where a
 * program is the console there is one for its arguments too: two names of one board.
 *
 * Returns: 0; -EBUSY: another process has it, which @why names; -ENOMEM; -errno, with @why
 */
int desk_take(const struct board_cfg *board, struct desk **out, char *why);

/**
 * desk_leave - the last user's switches the board off, if it has a program for that
 * @desk: may be NULL
 * @why:  at least TARGET_WHY_MAX bytes
 *
 * Returns: 0; -errno with @why: it could not be switched off; it is left all the same
 */
int desk_leave(struct desk *desk, char *why);

#endif
