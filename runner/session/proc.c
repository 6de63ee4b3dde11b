/* SPDX-License-Identifier: Apache-2.0 */
#include "session/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#include "target/child.h"

/* What a make above us hands down (its command line's variables come as such, too), and what our
 * Makefile would read from the environment; then what git tells its hooks of their repository. */
const char *const proc_not_for_children[] = {
	"MAKEFLAGS",
	"MFLAGS",
	"GNUMAKEFLAGS",
	"MAKEFILES",
	"MAKELEVEL",
	"MAKEOVERRIDES",
	"MAKE",
	"B",
	"O",
	"V",
	"Q",
	"BOARD",
	"HAL",
	"SWITCH",
	"TOOLCHAIN",
	"EXTRA",
	"OPT",
	"CROSS",
	"CFLAGS",
	"CPPFLAGS",
	"LDFLAGS",
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_INDEX_FILE",
	"GIT_PREFIX",
	"GIT_COMMON_DIR",
	NULL,
};

/* 0 when @fd is readable; -ETIMEDOUT, -EINTR (@stop). A signal that stops nothing ends no wait. */
static int wait_or_stop(int fd, int64_t deadline, const volatile sig_atomic_t *stop)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	for (;;) {
		int64_t left = deadline - child_now_ms();
		int ready;

		if (stop != NULL && *stop != 0) {
			return -EINTR;
		}
		ready = child_poll(&poll_fd, 1, left > 0 ? (int)left : 0);
		if (ready > 0) {
			return 0;
		}
		if (ready == 0) {
			return -ETIMEDOUT;
		}
		if (ready != -EINTR) {
			return ready;
		}
	}
}

int proc_log_start(const char *const *argv, const char *dir, const char *log_path,
		   struct child *out)
{
	int fd = open(log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int err;

	if (fd < 0) {
		return -errno;
	}
	/* SIGTERM, so that a make that loses its parent removes half-written files. */
	err = child_spawn(&(struct child_spec){ .argv = argv,
						.dir = dir,
						.unset = proc_not_for_children,
						.out_fd = fd,
						.err_fd = fd,
						.death_signal = SIGTERM },
			  out);
	close(fd);
	return err;
}

int proc_wait(struct child *child, int timeout_ms, const volatile sig_atomic_t *stop,
	      struct target_end *end)
{
	int err = wait_or_stop(child->pidfd, child_now_ms() + timeout_ms, stop);

	child_stop(child, 0, end);
	return err;
}

int proc_log(const char *const *argv, const char *dir, const char *log_path, int timeout_ms,
	     const volatile sig_atomic_t *stop, struct target_end *end)
{
	struct child child = { .pidfd = -1 };
	int err = proc_log_start(argv, dir, log_path, &child);

	if (err != 0) {
		return err;
	}
	return proc_wait(&child, timeout_ms, stop, end);
}

/* Reads to the end of @fd; what does not fit is dropped. */
static int drain(int fd, int timeout_ms, const volatile sig_atomic_t *stop, char *out, size_t size)
{
	int64_t deadline = child_now_ms() + timeout_ms;
	size_t len = 0;

	out[0] = '\0';
	for (;;) {
		char chunk[512];
		ssize_t n;
		int err = wait_or_stop(fd, deadline, stop);

		if (err != 0) {
			return err;
		}
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0) {
			return 0;
		}
		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		for (ssize_t i = 0; i < n && len < size - 1; i++) {
			out[len++] = chunk[i];
		}
		out[len] = '\0';
	}
}

int proc_capture(const char *const *argv, const char *dir, int timeout_ms,
		 const volatile sig_atomic_t *stop, char *out, size_t size)
{
	int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	struct target_end end;
	struct child child;
	int fds[2];
	int err;

	out[0] = '\0';
	if (null_fd < 0 || pipe2(fds, O_CLOEXEC) != 0) {
		err = -errno;
		if (null_fd >= 0) {
			close(null_fd);
		}
		return err;
	}
	err = child_spawn(&(struct child_spec){ .argv = argv,
						.dir = dir,
						.out_fd = fds[1],
						.err_fd = null_fd,
						.unset = proc_not_for_children,
						.death_signal = SIGKILL },
			  &child);
	close(fds[1]);
	close(null_fd);
	if (err == 0) {
		err = drain(fds[0], timeout_ms, stop, out, size);
		child_stop(&child, err == 0 ? 1000 : 0, &end);
		if (err == 0) {
			err = end.signal != 0 ? -ECHILD : end.exit_code;
		}
	}
	close(fds[0]);
	return err;
}
