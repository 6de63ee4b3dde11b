/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A conversation over a target: everything that comes is handed on once, whoever waits for it, and the
 * latest of it can be searched.
 */
#ifndef TARGET_CONSOLE_H
#define TARGET_CONSOLE_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "target/target.h"

#define CONSOLE_HEARD_MAX 8192u

struct console {
	const struct target_ops *ops;
	struct target *target;
	const volatile sig_atomic_t *stop;                     /* NULL: never */
	int (*hear)(void *arg, const char *bytes, size_t len); /* 0 or -errno, which ends all */
	/* What a program of the host said, several lines, for the log; with no @who one line as it is. */
	void (*note)(void *arg, const char *who, const char *text);
	void *arg;
	/* Keys that are typed whenever this text comes; NULL: none. */
	const char *reflex_text;
	const char *reflex_keys;
	size_t reflex_at; /* private: heard[] before it was looked at */
	/* A socket that gets what comes as well, as much as it holds; 0: none. */
	int relay_fd;
	uint64_t n_bytes; /* in all */
	/* The latest that came since console_forget(); a text: a NUL is kept as '.'. */
	char heard[CONSOLE_HEARD_MAX];
	size_t len;
};

/**
 * console_pump - hear what comes within @timeout_ms, at least once looked for
 *
 * Returns: bytes; -ETIMEDOUT: none; -EINTR: @stop, or a signal that stops nothing; -EPIPE: the console
 *          has ended; -errno: of the target or of hear()
 */
int console_pump(struct console *c, int timeout_ms);

/**
 * console_expect - wait for one of some texts
 * @deadline: on the clock of child_now_ms()
 *
 * Returns: its index (of those that are there the one that begins first); -ETIMEDOUT; as console_pump(),
 *          where -EINTR is @stop alone
 */
int console_expect(struct console *c, const char *const *texts, size_t n, int64_t deadline);

/* Sends all of it. 0; -ETIMEDOUT: the line took nothing for 10 s (flow control); as console_expect(). */
int console_send(struct console *c, const char *bytes, size_t len);

/* Drops what was heard up to and without @from, a place in heard[]; NULL: all. */
void console_forget(struct console *c, const char *from);

/**
 * console_quote - the words in a text from the board that say what went wrong
 * @text: several lines
 *
 * The first line with such a word in it, else the last one with any; printable, cut to @size.
 */
void console_quote(const char *text, char *out, size_t size);

#endif
