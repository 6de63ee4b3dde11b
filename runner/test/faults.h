/* SPDX-License-Identifier: Apache-2.0 */
/* A disk that fails, or a kill, at any step: this program's own write(), fsync() and so on stand before libc's. */
#ifndef TEST_FAULTS_H
#define TEST_FAULTS_H

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
	unsigned step;     /* counts the calls below, from 1 */
	unsigned at;       /* the step at which it happens; 0: never */
	int error;         /* what the call then fails with; 0: the process is killed */
	bool writes_short; /* every write() takes at most 7 bytes */
} fault;

static void fault_set(unsigned at, int error)
{
	fault.step = 0;
	fault.at = at;
	fault.error = error;
	fault.writes_short = false;
}

/* True: the call has to fail. Does not return when it is to be killed. */
static bool fault_strikes(void)
{
	if (++fault.step != fault.at) {
		return false;
	}
	if (fault.error == 0) {
		kill(getpid(), SIGKILL);
	}
	errno = fault.error;
	return true;
}

/* Half of the bytes are on disk when it happens: what a full disk and a kill really leave. */
ssize_t write(int fd, const void *buf, size_t n)
{
	if (fault.at != 0 && fault.step + 1 == fault.at) {
		(void)syscall(SYS_write, fd, buf, n / 2);
	}
	if (fault_strikes()) {
		return -1;
	}
	return syscall(SYS_write, fd, buf, fault.writes_short && n > 7 ? 7 : n);
}

/* Only counted: the tests look at names and bytes, not at what a power failure leaves. */
int fsync(int fd)
{
	(void)fd;
	return fault_strikes() ? -1 : 0;
}

int mkdir(const char *path, mode_t mode)
{
	return fault_strikes() ? -1 : mkdirat(AT_FDCWD, path, mode);
}

int symlink(const char *from, const char *to)
{
	return fault_strikes() ? -1 : symlinkat(from, AT_FDCWD, to);
}

int rename(const char *old, const char *new)
{
	return fault_strikes() ? -1 : renameat(AT_FDCWD, old, AT_FDCWD, new);
}

int renameat2(int oldfd, const char *old, int newfd, const char *new, unsigned flags)
{
	return fault_strikes() ? -1 : (int)syscall(SYS_renameat2, oldfd, old, newfd, new, flags);
}

#endif
