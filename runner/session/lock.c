/* SPDX-License-Identifier: Apache-2.0 */
#include "session/lock.h"

#include <errno.h>
#include <stddef.h>
#include <sys/file.h>

#include "target/child.h"

#define RETRY_MS 200

int lock_wait(int fd, int how, const volatile sig_atomic_t *stop)
{
	while (flock(fd, how | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK && errno != EINTR) {
			return -errno;
		}
		if (stop != NULL && *stop != 0) {
			return -EINTR;
		}
		child_poll(NULL, 0, RETRY_MS);
	}
	return 0;
}
