/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an image runs on: a QEMU process, a board on a serial line or behind a program, a recorded log.
 * A few calls and how it ended, so that everything behind them is tested from recorded logs with neither
 * QEMU nor board.
 */
#ifndef TARGET_TARGET_H
#define TARGET_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define TARGET_WHY_MAX 256u

enum target_flow {
	TARGET_FLOW_NONE,
	TARGET_FLOW_RTSCTS,
	TARGET_FLOW_XONXOFF,
};

struct target_spec {
	char *const *argv; /* process targets: NULL-terminated, placeholders already replaced */
	const char *log;   /* replay: file to read */
	/* serial */
	const char *device;
	unsigned speed; /* bits per second */
	enum target_flow flow;
	bool may_come_later; /* no device yet is no error: the board is to be switched on first */
};

/* What the host's PMU counted of a process and its children, user mode only. */
enum target_count {
	TARGET_INSTRUCTIONS,
	TARGET_CYCLES,
	TARGET_N_COUNT,
};

struct target_end {
	int exit_code;    /* of the process; -1: it was killed by signal */
	int signal;       /* 0: none */
	bool was_stopped; /* it did not exit by itself in the time it was given */
	bool has_count[TARGET_N_COUNT];
	uint64_t count[TARGET_N_COUNT];
};

/* After the end of the console a process still has its exit to do. */
#define TARGET_LEAVE_MS 5000

struct target;

/* What a process says on stderr is read as console lines too, whole, behind this, each by a read of
 * its own. */
#define TARGET_STDERR "stderr: "

/* As TARGET_STDERR: what a target itself has to say, a console line of its own too. */
#define TARGET_NOTE "trapline: "

struct target_ops {
	const char *name;
	/* The board stays when the console is closed, and the console does not end with the run. */
	bool stays;
	/*
	 * 0 or -errno. A program that is missing or cannot be executed is reported here. @why, of at least
	 * TARGET_WHY_MAX bytes, says on one line what is wrong where the number does not say enough; else
	 * it is "".
	 */
	int (*open)(struct target **out, const struct target_spec *spec, char *why);
	/* Bytes read, 0 at end of console, -ETIMEDOUT after timeout_ms of silence, -EINTR, -errno. */
	ssize_t (*read)(struct target *t, char *buf, size_t len, int timeout_ms);
	/* Bytes written, at least one; -ETIMEDOUT when none could be for timeout_ms, -EINTR, -errno.
	 * NULL: nothing can be typed. */
	ssize_t (*write)(struct target *t, const char *buf, size_t len, int timeout_ms);
	/* To be waited for, readable, before read() has something; -1: read() does not wait. NULL with write. */
	int (*read_fd)(const struct target *t);
	/* Stops it if it still runs (whole process group), reaps it, says how it ended. */
	void (*close)(struct target *t, struct target_end *end);
};

#define TARGET_NAMES "qemu, serial, command, replay"

const struct target_ops *target_find(const char *name); /* NULL: no such target */

#endif
