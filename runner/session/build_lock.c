/* SPDX-License-Identifier: Apache-2.0 */
#include "session/build_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "session/image.h"
#include "target/child.h"

/* flock() cannot be waited for with a time limit. */
#define RETRY_MS 200

static int open_lock(const char *root, char *path, size_t size)
{
	int fd;

	snprintf(path, size, "%s/" IMAGE_BUILD_DIR, root);
	if (mkdir(path, 0777) != 0 && errno != EEXIST) {
		return -errno;
	}
	if (snprintf(path, size, "%s/" IMAGE_BUILD_DIR "/.lock", root) >= (int)size) {
		return -ENAMETOOLONG;
	}
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0) {
		return -errno;
	}
	return fd;
}

static int wait_for(int fd, const volatile sig_atomic_t *stop)
{
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
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

int build_lock_take(const char *root, const volatile sig_atomic_t *stop,
		    void (*on_wait)(void *arg, const char *path), void *arg)
{
	char path[PATH_MAX];
	int fd = open_lock(root, path, sizeof(path));
	int err;

	if (fd < 0) {
		return fd;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		return fd;
	}
	if (errno == EWOULDBLOCK) {
		on_wait(arg, path);
	}
	err = wait_for(fd, stop);
	if (err != 0) {
		close(fd);
		return err;
	}
	return fd;
}

void build_lock_drop(int lock)
{
	if (lock >= 0) {
		close(lock);
	}
}
