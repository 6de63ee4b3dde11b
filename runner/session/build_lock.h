/* SPDX-License-Identifier: Apache-2.0 */
/* At most one run builds in a source tree: two makes would write the same objects. */
#ifndef SESSION_BUILD_LOCK_H
#define SESSION_BUILD_LOCK_H

#include <signal.h>

/**
 * build_lock_take - wait until no other run builds in @root, and keep others from it
 * @stop:    ends the wait when it becomes non-zero; NULL: never
 * @on_wait: called once when there is something to wait for, with the lock's path
 *
 * The kernel drops the lock of a process that dies.
 *
 * Returns: for build_lock_drop(); -EINTR: @stop came first; -errno: there can be no lock here
 */
int build_lock_take(const char *root, const volatile sig_atomic_t *stop,
		    void (*on_wait)(void *arg, const char *path), void *arg);

/* What build_lock_take() returned; nothing happens when that was an error. */
void build_lock_drop(int lock);

#endif
