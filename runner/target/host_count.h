/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the host's PMU counts of a process and of all that it starts, user mode only, from its exec on.
 *
 * The counters are opened on this thread before it starts the process, disabled, inherited, and enabled by an exec:
 * so they count in the child, from its first instruction, and never here.
 */
#ifndef TARGET_HOST_COUNT_H
#define TARGET_HOST_COUNT_H

#include <linux/perf_event.h>

#include "target/target.h"

struct host_counter {
	int fds[TARGET_N_COUNT]; /* -1: this is not counted */
};

struct host_event { /* what perf_event_open() is asked for */
	uint32_t type;
	uint64_t config;
};

/* Instructions and cycles. */
extern const struct host_event host_events[TARGET_N_COUNT];

/**
 * host_count_open - count what the next child of this thread executes
 * @events: TARGET_N_COUNT of them; a test has other ones
 *
 * Returns: 0; -errno when nothing can be counted: -ENOENT, -EOPNOTSUPP: there is no such PMU; -EACCES, -EPERM:
 *          it is not allowed (/proc/sys/kernel/perf_event_paranoid)
 */
int host_count_open(struct host_counter *c, const struct host_event *events);

/* After the child is reaped: fills end->has_count and end->count. What was not counted all the time is left out. */
void host_count_close(struct host_counter *c, struct target_end *end);

/* Why nothing is counted here, "" when something is; asked of the kernel. */
void host_count_describe(char *why, size_t size);

#endif
