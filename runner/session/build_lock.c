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
#include "session/lock.h"

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
	err = lock_wait(fd, LOCK_EX, stop);
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
