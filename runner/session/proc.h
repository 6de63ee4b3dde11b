/* SPDX-License-Identifier: Apache-2.0 */
/* Helper programs (make, git, --version): run to their end, no shell, bounded in time. */
#ifndef SESSION_PROC_H
#define SESSION_PROC_H

#include <signal.h>
#include <stddef.h>

#include "target/child.h"
#include "target/target.h"

/* Variables that no make or git of ours is to see, for child_spec.unset; the functions below unset them. */
extern const char *const proc_not_for_children[];

/**
 * proc_log - run a program with stdout and stderr in a file
 * @dir:  where it runs; NULL: here
 * @stop: when it becomes non-zero the program is stopped; NULL: never
 *
 * MAKEFLAGS and its kin are taken out of its environment, so are the variables of our Makefile: what
 * a make above us was told, and the job server it runs, are not for a make of ours. Nor is the repository
 * or the index of a hook that we run in for a git of ours: a checkout would overwrite what the user staged.
 *
 * Returns: 0 with *end filled; -ETIMEDOUT or -EINTR (@stop) when it was stopped; -errno
 */
int proc_log(const char *const *argv, const char *dir, const char *log_path, int timeout_ms,
	     const volatile sig_atomic_t *stop, struct target_end *end);

/* The two halves of it: 0 or -errno, and as proc_log(). */
int proc_log_start(const char *const *argv, const char *dir, const char *log_path,
		   struct child *out);
int proc_wait(struct child *child, int timeout_ms, const volatile sig_atomic_t *stop,
	      struct target_end *end);

/**
 * proc_capture - run a program, in the environment of proc_log(), and keep the first @size - 1 bytes of its stdout
 * @stop: when it becomes non-zero the program is stopped; NULL: never
 *
 * Returns: its exit status; -ETIMEDOUT or -EINTR (@stop) when it was stopped; -ECHILD (killed by a
 *          signal), -errno
 */
int proc_capture(const char *const *argv, const char *dir, int timeout_ms,
		 const volatile sig_atomic_t *stop, char *out, size_t size);

#endif
