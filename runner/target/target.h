/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an image runs on: a QEMU process, a recorded log; later a serial line. Three calls and how
 * it ended, so that everything behind them is tested from recorded logs with neither QEMU nor board.
 */
#ifndef TARGET_TARGET_H
#define TARGET_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct target_spec {
	char *const *argv; /* process targets: NULL-terminated, placeholders already replaced */
	const char *log;   /* replay: file to read */
};

struct target_end {
	int exit_code;    /* of the process; -1: it was killed by signal */
	int signal;       /* 0: none */
	bool was_stopped; /* it did not exit by itself in the time it was given */
};

/* After the end of the console a process still has its exit to do. */
#define TARGET_LEAVE_MS 5000

struct target;

/* What a process says on stderr is read as console lines too, whole, behind this, each by a read of
 * its own. */
#define TARGET_STDERR "stderr: "

struct target_ops {
	const char *name;
	/* 0 or -errno. A program that is missing or cannot be executed is reported here. */
	int (*open)(struct target **out, const struct target_spec *spec);
	/* Bytes read, 0 at end of console, -ETIMEDOUT after timeout_ms of silence, -EINTR, -errno. */
	ssize_t (*read)(struct target *t, char *buf, size_t len, int timeout_ms);
	/* Stops it if it still runs (whole process group), reaps it, says how it ended. */
	void (*close)(struct target *t, struct target_end *end);
};

const struct target_ops *target_find(const char *name); /* NULL: no such target */

#endif
