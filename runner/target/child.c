/* SPDX-License-Identifier: Apache-2.0 */
#include "target/child.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TERM_GRACE_MS 2000

int64_t child_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int child_poll(struct pollfd *fds, unsigned n, int timeout_ms)
{
	struct timespec timeout = { .tv_sec = timeout_ms / 1000,
				    .tv_nsec = timeout_ms % 1000 * 1000000L };
	sigset_t none;
	int ready;

	sigemptyset(&none);
	ready = ppoll(fds, n, timeout_ms < 0 ? NULL : &timeout, &none);
	return ready < 0 ? -errno : ready;
}

/* The parent's handlers and mask are its own business. */
static void reset_signals(void)
{
	sigset_t none;

	for (int sig = 1; sig < NSIG; sig++) {
		signal(sig, SIG_DFL);
	}
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int use_stdio(const struct child_spec *spec)
{
	int in_fd = spec->in_fd != 0 ? spec->in_fd : open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (in_fd < 0 || dup2(in_fd, 0) < 0 || dup2(spec->out_fd, 1) < 0 ||
	    dup2(spec->err_fd, 2) < 0) {
		return -1;
	}
	return close_range(3, UINT_MAX, CLOSE_RANGE_CLOEXEC);
}

/* In the child. Returns only when it failed, with errno set. */
static void become(const struct child_spec *spec, pid_t parent)
{
	if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, spec->death_signal) != 0) {
		return;
	}
	if (getppid() != parent) { /* it died before prctl(): nobody is there to stop us */
		_exit(1);
	}
	reset_signals();
	for (const char *const *name = spec->unset; name != NULL && *name != NULL; name++) {
		unsetenv(*name);
	}
	for (const char *const *pair = spec->set; pair != NULL && *pair != NULL; pair++) {
		putenv((char *)(uintptr_t)*pair); /* it writes to none; its type is older too */
	}
	if (spec->dir != NULL && chdir(spec->dir) != 0) {
		return;
	}
	if (use_stdio(spec) == 0) {
		/* execvp() writes to no argument; its type is older than const. */
		execvp(spec->argv[0], (char *const *)(uintptr_t)spec->argv);
	}
}

static void child_main(const struct child_spec *spec, pid_t parent, int report_fd)
{
	ssize_t ignored;

	become(spec, parent);
	ignored = write(report_fd, &errno, sizeof(errno));
	(void)ignored; /* an unread report leaves only the exit status, and that says failure too */
	_exit(127);
}

/* The error that the child could not start with; end of file means that exec closed the pipe. */
static int read_report(int fd)
{
	int child_errno;
	ssize_t n;

	do {
		n = read(fd, &child_errno, sizeof(child_errno));
	} while (n < 0 && errno == EINTR);
	return n == (ssize_t)sizeof(child_errno) ? -child_errno : 0;
}

static pid_t fork_with_signals_blocked(const struct child_spec *spec, int report_fd)
{
	pid_t parent = getpid();
	sigset_t all;
	sigset_t before;
	pid_t pid;

	/* A signal that the child gets before its handlers are reset would be lost in ours. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	pid = fork();
	if (pid == 0) {
		child_main(spec, parent, report_fd);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

int child_spawn(const struct child_spec *spec, struct child *out)
{
	int report[2];
	int err = 0;
	pid_t pid;

	if (pipe2(report, O_CLOEXEC) != 0) {
		return -errno;
	}
	pid = fork_with_signals_blocked(spec, report[1]);
	if (pid < 0) {
		err = -errno;
	}
	close(report[1]);
	if (err == 0) {
		setpgid(pid, pid); /* the child does it too: whoever comes first */
		err = read_report(report[0]);
		out->pid = pid;
		out->pidfd = pidfd_open(pid, 0);
		if (err == 0 && out->pidfd < 0) {
			err = -errno;
		}
		if (err != 0) {
			struct target_end end;

			child_stop(out, 0, &end);
		}
	}
	close(report[0]);
	return err;
}

bool child_wait(const struct child *child, int timeout_ms)
{
	int64_t deadline = child_now_ms() + timeout_ms;
	struct pollfd fd = { .fd = child->pidfd, .events = POLLIN };

	/* Not child_poll(): what must end does so within seconds, signals or not. */
	for (;;) {
		int64_t left = deadline - child_now_ms();
		int ready = poll(&fd, 1, left > 0 ? (int)left : 0);

		if (ready > 0) {
			return true;
		}
		if (ready == 0 || errno != EINTR) {
			return false;
		}
	}
}

void child_stop(struct child *child, int leave_ms, struct target_end *end)
{
	int status = 0;

	end->was_stopped = !child_wait(child, leave_ms);
	if (end->was_stopped) {
		kill(-child->pid, SIGTERM);
		child_wait(child, TERM_GRACE_MS);
	}
	/* Before it is reaped: until then its number cannot name somebody else's group. */
	kill(-child->pid, SIGKILL);
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
	}
	if (child->pidfd >= 0) {
		close(child->pidfd);
	}
	child->pidfd = -1;
	end->exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}
