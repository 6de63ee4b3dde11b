/* SPDX-License-Identifier: Apache-2.0 */
#include "target/host_count.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

const struct host_event host_events[TARGET_N_COUNT] = {
	[TARGET_INSTRUCTIONS] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
	[TARGET_CYCLES] = { PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
};

/* A descriptor or -errno. */
static int open_event(const struct host_event *event)
{
	struct perf_event_attr attr = {
		.type = event->type,
		.size = sizeof(attr),
		.config = event->config,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
		.disabled = 1,
		.inherit = 1,
		.enable_on_exec = 1,
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	long fd = syscall(SYS_perf_event_open, &attr, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);

	return fd < 0 ? -errno : (int)fd;
}

int host_count_open(struct host_counter *c, const struct host_event *events)
{
	int err = 0;
	bool is_any = false;

	for (size_t i = 0; i < TARGET_N_COUNT; i++) {
		int fd = open_event(&events[i]);

		err = fd < 0 && err == 0 ? fd : err;
		is_any = is_any || fd >= 0;
		c->fds[i] = fd < 0 ? -1 : fd;
	}
	return is_any ? 0 : err;
}

void host_count_close(struct host_counter *c, struct target_end *end)
{
	for (size_t i = 0; i < TARGET_N_COUNT; i++) {
		/* value, time enabled, time running */
		uint64_t got[3];

		end->has_count[i] = c->fds[i] >= 0 &&
				    read(c->fds[i], got, sizeof(got)) == (ssize_t)sizeof(got) &&
				    got[1] > 0 && got[1] == got[2];
		end->count[i] = end->has_count[i] ? got[0] : 0;
		if (c->fds[i] >= 0) {
			close(c->fds[i]);
		}
		c->fds[i] = -1;
	}
}

void host_count_describe(char *why, size_t size)
{
	struct host_counter c;
	struct target_end end;
	int err = host_count_open(&c, host_events);

	host_count_close(&c, &end);
	if (err == 0) {
		why[0] = '\0';
	} else if (err == -EACCES || err == -EPERM) {
		snprintf(why, size, "not allowed (kernel.perf_event_paranoid to 2 or less)");
	} else if (err == -ENOENT || err == -EOPNOTSUPP || err == -ENODEV || err == -ENXIO) {
		snprintf(why, size, "this host has no PMU, or shows none");
	} else {
		snprintf(why, size, "%s", strerror(-err));
	}
}
