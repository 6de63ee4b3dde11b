/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child process whose stdout is the console, and for target command its stdin too.
 *
 * Its stderr is read through a pipe of its own and handed on as console chatter: whole lines, each
 * behind "stderr: ", only where the console stands at the start of a line. So one log has all of it
 * in order, a warning cannot cut a record in two or pass for one, and the last words of a QEMU that
 * refuses to start are found where a panic's would be.
 */
#include "target/ops.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "target/child.h"
#include "target/host_count.h"

#define STDERR_MAX 1024u

struct target {
	struct child child;
	struct host_counter counts; /* of QEMU */
	int in_fd;                  /* command: what is written here is its stdin; else -1 */
	int out_fd;                 /* -1: at its end */
	int err_fd;                 /* -1: at its end */
	bool mid_line;
	bool gone; /* seen to have exited, before the pipes were last looked at */
	size_t err_len;
	size_t handed; /* bytes of text[] given out, when a line is on its way */
	size_t text_len;
	char err[STDERR_MAX];
	char text[sizeof(TARGET_STDERR) + STDERR_MAX + 1];
};

static void close_fd(int *fd)
{
	if (*fd >= 0) {
		close(*fd);
	}
	*fd = -1;
}

/* A socket, not a pipe: writing to a program that is gone is an error and no signal. Its end of the
 * program in *theirs; 0: there is to be none, stdin is /dev/null. */
static int open_stdin(struct target *t, bool with_stdin, int *theirs)
{
	int ends[2] = { -1, -1 };

	t->in_fd = -1;
	*theirs = 0;
	if (!with_stdin) {
		return 0;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
		return -errno;
	}
	t->in_fd = ends[0];
	*theirs = ends[1];
	return 0;
}

/* 0 with both ends of each; -errno. */
static int open_pipes(int out[2], int errs[2])
{
	int err = 0;

	if (pipe2(out, O_CLOEXEC) != 0) {
		return -errno;
	}
	if (pipe2(errs, O_CLOEXEC) != 0) {
		err = -errno;
		close(out[0]);
		close(out[1]);
	}
	return err;
}

static int spawn_with_pipes(struct target *t, char *const *argv, bool with_stdin)
{
	int out[2] = { -1, -1 };
	int errs[2] = { -1, -1 };
	int in = 0;
	int err = open_pipes(out, errs);

	if (err != 0) {
		return err;
	}
	t->out_fd = out[0];
	t->err_fd = errs[0];
	err = open_stdin(t, with_stdin, &in);
	if (err == 0) {
		err = child_spawn(&(struct child_spec){ .argv = (const char *const *)argv,
							.in_fd = in,
							.out_fd = out[1],
							.err_fd = errs[1],
							.death_signal = SIGKILL },
				  &t->child);
	}
	if (in > 0) {
		close(in);
	}
	close(out[1]);
	close(errs[1]);
	if (err != 0) {
		close_fd(&t->in_fd);
		close_fd(&t->out_fd);
		close_fd(&t->err_fd);
	}
	return err;
}

static int open_process(struct target **out, const struct target_spec *spec, bool with_stdin)
{
	struct target *t = calloc(1, sizeof(*t));
	int err;

	if (t == NULL) {
		return -ENOMEM;
	}
	/* Without a PMU nothing is counted. A console's program is not what is measured. */
	t->counts = (struct host_counter){ { -1, -1 } };
	if (!with_stdin) {
		host_count_open(&t->counts, host_events);
	}
	err = spawn_with_pipes(t, spec->argv, with_stdin);
	if (err != 0) {
		host_count_close(&t->counts, &(struct target_end){ 0 });
		free(t);
		return err;
	}
	*out = t;
	return 0;
}

static int qemu_open(struct target **out, const struct target_spec *spec, char *why)
{
	why[0] = '\0';
	return open_process(out, spec, false);
}

/* Makes the next line of stderr, if one is whole, full or final, ready to be given out. */
static void stage_stderr(struct target *t)
{
	const char *newline = memchr(t->err, '\n', t->err_len);
	size_t len = newline != NULL ? (size_t)(newline - t->err) : t->err_len;
	bool is_whole = newline != NULL || t->err_len == sizeof(t->err) || t->err_fd < 0;
	size_t used = newline != NULL ? len + 1 : len;
	size_t at = 0;

	if (used == 0 || !is_whole || t->handed < t->text_len) {
		return;
	}
	if (t->mid_line) {
		if (t->out_fd >= 0) {
			return;
		}
		t->text[at++] = '\n'; /* the console will not finish this line any more */
		t->mid_line = false;
	}
	memcpy(t->text + at, TARGET_STDERR, sizeof(TARGET_STDERR) - 1);
	at += sizeof(TARGET_STDERR) - 1;
	memcpy(t->text + at, t->err, len);
	at += len;
	t->text[at++] = '\n';
	t->text_len = at;
	t->handed = 0;
	t->err_len -= used;
	memmove(t->err, t->err + used, t->err_len);
}

static size_t hand_stderr(struct target *t, char *buf, size_t len)
{
	size_t n;

	stage_stderr(t);
	n = t->text_len - t->handed;
	n = n < len ? n : len;
	memcpy(buf, t->text + t->handed, n);
	t->handed += n;
	return n;
}

/* Bytes now there; 0 at the end of @fd, which is then closed. Interrupted means try again. */
static ssize_t read_pipe(int *fd, char *buf, size_t len)
{
	ssize_t n = read(*fd, buf, len);

	if (n < 0) {
		return errno == EINTR ? -EAGAIN : -errno;
	}
	if (n == 0) {
		close_fd(fd);
	}
	return n;
}

/**
 * take_ready - move what the poll found
 * Returns: console bytes put into @buf; -EAGAIN: none, look again; -errno
 */
static ssize_t take_ready(struct target *t, const struct pollfd fds[3], char *buf, size_t len)
{
	ssize_t n = 0;

	if (fds[1].revents != 0 && t->err_len < sizeof(t->err)) {
		n = read_pipe(&t->err_fd, t->err + t->err_len, sizeof(t->err) - t->err_len);
		t->err_len += n > 0 ? (size_t)n : 0;
	}
	if (fds[0].revents != 0) {
		n = read_pipe(&t->out_fd, buf, len);
		if (n > 0) {
			t->mid_line = buf[n - 1] != '\n';
			return n;
		}
	} else if (fds[1].revents == 0 && t->gone) {
		/* Both pipes are drained: who still holds them open is not QEMU. */
		close_fd(&t->out_fd);
		close_fd(&t->err_fd);
	}
	/* Counts from the next poll on: it may have written after this one looked at the pipes. */
	t->gone = fds[2].revents != 0;
	return n < 0 && n != -EAGAIN ? n : -EAGAIN;
}

static ssize_t read_once(struct target *t, char *buf, size_t len, int timeout_ms)
{
	/* A full stderr line that must wait for the console's newline stays in the pipe. */
	bool can_take_err = t->err_len < sizeof(t->err);
	struct pollfd fds[3] = {
		{ .fd = t->out_fd, .events = POLLIN },
		{ .fd = can_take_err ? t->err_fd : -1, .events = POLLIN },
		{ .fd = t->child.pidfd, .events = POLLIN },
	};
	size_t handed = hand_stderr(t, buf, len);
	int ready;

	if (handed > 0) {
		return (ssize_t)handed;
	}
	if (t->out_fd < 0 && t->err_fd < 0) {
		return 0;
	}
	ready = child_poll(fds, 3, timeout_ms);
	if (ready <= 0) {
		return ready == 0 ? -ETIMEDOUT : ready;
	}
	return take_ready(t, fds, buf, len);
}

static ssize_t qemu_read(struct target *t, char *buf, size_t len, int timeout_ms)
{
	int64_t deadline = child_now_ms() + timeout_ms;
	ssize_t n;

	do {
		int64_t left = deadline - child_now_ms();

		n = read_once(t, buf, len, left > 0 ? (int)left : 0);
	} while (n == -EAGAIN);
	return n;
}

static void qemu_close(struct target *t, struct target_end *end)
{
	bool is_at_end = t->out_fd < 0;

	close_fd(&t->out_fd);
	close_fd(&t->err_fd);
	child_stop(&t->child, is_at_end ? TARGET_LEAVE_MS : 0, end);
	host_count_close(&t->counts, end);
	free(t);
}

static int command_open(struct target **out, const struct target_spec *spec, char *why)
{
	int err = open_process(out, spec, true);

	why[0] = '\0';
	if (err != 0) {
		snprintf(why, TARGET_WHY_MAX, "cannot start '%.120s': %s ('console' of board.yaml)",
			 spec->argv[0], strerror(-err));
	}
	return err;
}

static ssize_t command_write(struct target *t, const char *buf, size_t len, int timeout_ms)
{
	struct pollfd fd = { .fd = t->in_fd, .events = POLLOUT };
	int ready = child_poll(&fd, 1, timeout_ms);
	ssize_t n;

	if (ready <= 0) {
		return ready == 0 ? -ETIMEDOUT : ready;
	}
	n = send(t->in_fd, buf, len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n >= 0) {
		return n;
	}
	return errno == EAGAIN || errno == EINTR ? -ETIMEDOUT : -errno;
}

static int command_read_fd(const struct target *t)
{
	return t->out_fd;
}

/* It is we who hang up, so how it then ends says nothing; unless it ended before. */
static void command_close(struct target *t, struct target_end *end)
{
	bool was_there = t->out_fd >= 0 && !child_wait(&t->child, 0);

	close_fd(&t->in_fd);
	qemu_close(t, end);
	if (was_there) {
		*end = (struct target_end){ 0 };
	}
}

const struct target_ops target_command = {
	.name = "command",
	.stays = true,
	.open = command_open,
	.read = qemu_read,
	.write = command_write,
	.read_fd = command_read_fd,
	.close = command_close,
};

const struct target_ops target_qemu = {
	.name = "qemu",
	.open = qemu_open,
	.read = qemu_read,
	.close = qemu_close,
};
