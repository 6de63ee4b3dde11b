/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Child processes that cannot be forgotten: each leads its own process group, dies with its parent,
 * inherits no descriptor but 0, 1 and 2, and is reaped by the one call that ends it.
 */
#ifndef TARGET_CHILD_H
#define TARGET_CHILD_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "target/target.h"

struct child_spec {
	const char *const *argv; /* argv[0] is looked up in PATH */
	const char *dir;         /* where it starts; NULL: here */
	/* Names taken out of its environment, NULL-terminated; NULL: none. */
	const char *const *unset;
	/* Put into it, each "NAME=value", NULL-terminated; NULL: none. */
	const char *const *set;
	int in_fd;  /* becomes its stdin; 0: that is /dev/null */
	int out_fd; /* becomes its stdout */
	int err_fd;
	/* What the kernel sends it when this process dies without stopping it. */
	int death_signal;
};

struct child {
	pid_t pid;
	int pidfd; /* readable once it has exited */
};

/* 0 or -errno; a program that cannot be executed is reported here. */
int child_spawn(const struct child_spec *spec, struct child *out);

/**
 * child_stop - end it and everything in its process group
 * @leave_ms: first wait this long for it to exit by itself
 *
 * SIGTERM, two seconds later SIGKILL. Members of the group that outlive it are killed too.
 */
void child_stop(struct child *child, int leave_ms, struct target_end *end);

/* Waits until it has exited: true; false after @timeout_ms. Does not reap it. */
bool child_wait(const struct child *child, int timeout_ms);

/**
 * child_poll - poll() that a signal which is blocked elsewhere can end
 *
 * The command keeps SIGINT and SIGTERM blocked except here, so that none can arrive between the
 * test of its flag and the wait.
 *
 * Returns: as poll(), or -errno
 */
int child_poll(struct pollfd *fds, unsigned n, int timeout_ms);

int64_t child_now_ms(void); /* monotonic */

#endif
