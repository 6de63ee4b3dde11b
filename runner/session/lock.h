/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SESSION_LOCK_H
#define SESSION_LOCK_H

#include <signal.h>

/* flock(@fd, @how) that waits until it is had, or until @stop is not zero (NULL: never), which flock() itself
 * cannot. 0, -EINTR: @stop came first, or -errno. */
int lock_wait(int fd, int how, const volatile sig_atomic_t *stop);

#endif
