/* SPDX-License-Identifier: Apache-2.0 */
/* Where a run was made: what run.json calls its environment. */
#ifndef SESSION_ENV_H
#define SESSION_ENV_H

#include <signal.h>

#include "session/plan.h"
#include "store/run.h"

/**
 * env_capture - note tools, host and source in @run
 *
 * @stop: when it becomes non-zero, what a program would have told is left out; NULL: never
 *
 * What cannot be found out (no git, no gnuplot) is left out. Runs a few programs, a moment each. The load
 * that it notes is the one at the end.
 * Returns: 0 or -ENOMEM
 */
int env_capture(const char *root, const struct plan *plan, const volatile sig_atomic_t *stop,
		struct run *run);

/* What the boots are made with, tools.qemu alone: before the first of them. 0 or -ENOMEM. */
int env_capture_target(const struct plan *plan, const volatile sig_atomic_t *stop, struct run *run);

/* The build identity of every image that has one, and their toolchain; after session_build(). */
int env_capture_builds(const struct plan *plan, struct run *run);

/* From the text of a file like /etc/os-release or /proc/cpuinfo: the value of the first line that
 * has @key, then @sep; quotes around it are dropped. False when there is none. */
bool env_find_value(const char *text, const char *key, char sep, char *out, size_t size);

#endif
