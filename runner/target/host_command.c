/* SPDX-License-Identifier: Apache-2.0 */
#include "target/host_command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "target/child.h"

#define SLICE_MS 50
#define SAID_MAX 1024u

struct run {
	const struct host_command *command;
	struct console *c;
	struct child child;
	int in_fd;           /* ours; 0: its stdin is /dev/null */
	int out_fd;          /* ours; -1: at its end */
	int err_fd;          /* ours; -1: at its end, or stdout has that too */
	int64_t last_ms;     /* when it last said something, or the line had taken that */
	char said[SAID_MAX]; /* the end of what it said that was not for the console */
	size_t said_len;
};

static void say(struct run *r, const char *bytes, size_t len)
{
	if (len > sizeof(r->said) / 2) {
		bytes += len - sizeof(r->said) / 2;
		len = sizeof(r->said) / 2;
	}
	if (r->said_len + len >= sizeof(r->said)) {
		size_t drop = r->said_len + len + 1 - sizeof(r->said);

		memmove(r->said, r->said + drop, r->said_len - drop);
		r->said_len -= drop;
	}
	memcpy(r->said + r->said_len, bytes, len);
	r->said_len += len;
	r->said[r->said_len] = '\0';
}

/* Takes what the program wrote; @fd becomes -1 at its end. 0 or -errno. */
static int take_output(struct run *r, int *fd)
{
	bool is_for_console = fd == &r->out_fd && r->command->on_console;
	char buf[2048];
	ssize_t n = read(*fd, buf, sizeof(buf));

	if (n < 0) {
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	}
	if (n == 0) {
		close(*fd);
		*fd = -1;
		return 0;
	}
	r->last_ms = child_now_ms();
	if (is_for_console) {
		int err = console_send(r->c, buf, (size_t)n);

		r->last_ms = child_now_ms(); /* a slow line takes a while */
		return err;
	}
	say(r, buf, (size_t)n);
	return 0;
}

/* What the board says is no sign of life of the program. */
static int take_console(struct run *r)
{
	int n = r->c != NULL ? console_pump(r->c, 0) : -ETIMEDOUT;

	return n >= 0 || n == -ETIMEDOUT ? 0 : n;
}

/* What is there, or comes within a slice. 1: it has exited and nothing is left to read; 0; -errno. */
static int relay_once(struct run *r)
{
	struct pollfd fds[4] = {
		{ .fd = r->out_fd, .events = POLLIN },
		{ .fd = r->err_fd, .events = POLLIN },
		{ .fd = r->child.pidfd, .events = POLLIN },
		{ .fd = r->c != NULL ? r->c->ops->read_fd(r->c->target) : -1, .events = POLLIN },
	};
	int ready = child_poll(fds, 4, SLICE_MS);
	int err = ready < 0 && ready != -EINTR ? ready : 0;

	if (ready > 0 && fds[0].revents != 0) {
		err = take_output(r, &r->out_fd);
	}
	if (err == 0 && ready > 0 && fds[1].revents != 0) {
		err = take_output(r, &r->err_fd);
	}
	if (err == 0) {
		err = take_console(r);
	}
	/* What it left running may hold its stdout open: its own exit counts. */
	if (err == 0 && ready > 0 && fds[2].revents != 0 && fds[0].revents == 0 &&
	    fds[1].revents == 0) {
		return 1;
	}
	return err;
}

static int relay_all(struct run *r)
{
	int more = 0;

	while (more == 0) {
		more = relay_once(r);
		if (more == 0 && child_now_ms() - r->last_ms > r->command->silence_ms) {
			more = -ETIMEDOUT;
		}
	}
	return more < 0 ? more : 0;
}

static void close_all(int *fds, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (fds[i] > 0) {
			close(fds[i]);
		}
	}
}

enum {
	IN,
	OUT,
	ERR,
	ENDS
};

/* The ends of a program's stdin, stdout and stderr, its and ours. 0 or -errno. */
static int open_ends(bool on_console, int theirs[ENDS], int ours[ENDS])
{
	int fds[2];

	for (int i = OUT; i <= (on_console ? ERR : OUT); i++) {
		if (pipe2(fds, O_CLOEXEC) != 0) {
			return -errno;
		}
		fcntl(fds[0], F_SETFL, O_NONBLOCK);
		ours[i] = fds[0];
		theirs[i] = fds[1];
	}
	/* A socket: what is sent to a program that is gone must not end us by a signal. */
	if (on_console) {
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
			return -errno;
		}
		ours[IN] = fds[0];
		theirs[IN] = fds[1];
	}
	return 0;
}

static int start(struct run *r)
{
	int theirs[ENDS] = { 0 };
	int ours[ENDS] = { 0, -1, -1 };
	int err = open_ends(r->command->on_console, theirs, ours);

	if (err == 0) {
		struct child_spec spec = { .argv = (const char *const *)r->command->argv,
					   .in_fd = theirs[IN],
					   .out_fd = theirs[OUT],
					   .err_fd = theirs[ERR] > 0 ? theirs[ERR] : theirs[OUT],
					   .death_signal = SIGKILL };

		err = child_spawn(&spec, &r->child);
	}
	close_all(theirs, ENDS);
	if (err != 0) {
		close_all(ours, ENDS);
	}
	r->in_fd = ours[IN];
	r->out_fd = ours[OUT];
	r->err_fd = ours[ERR];
	return err;
}

static int tell(const struct run *r, int err, const struct target_end *end, char *why)
{
	const struct host_command *command = r->command;
	char said[120];

	console_quote(r->said, said, sizeof(said));
	if (err == -EINTR) {
		return err;
	}
	if (err == -ETIMEDOUT) {
		snprintf(why, TARGET_WHY_MAX,
			 "%s: '%.60s' did nothing for %d s and was stopped%s%s", command->key,
			 command->argv[0], command->silence_ms / 1000, said[0] != '\0' ? ": " : "",
			 said);
	} else if (err != 0) {
		snprintf(why, TARGET_WHY_MAX, "%s: '%.60s': %s", command->key, command->argv[0],
			 err == -EPIPE ? "the console ended meanwhile" : strerror(-err));
	} else if (end->signal != 0) {
		snprintf(why, TARGET_WHY_MAX, "%s: '%.60s' was killed by signal %d", command->key,
			 command->argv[0], end->signal);
		err = -ECHILD;
	} else if (end->exit_code != 0) {
		snprintf(why, TARGET_WHY_MAX, "%s: '%.60s' exited with status %d%s%s", command->key,
			 command->argv[0], end->exit_code, said[0] != '\0' ? ": " : "", said);
		err = -ECHILD;
	}
	return err;
}

int host_command_run(struct console *c, const struct host_command *command, char *why)
{
	struct run r = { .command = command, .c = c, .last_ms = child_now_ms() };
	struct target_end end = { 0 };
	int err = start(&r);

	if (err != 0) {
		snprintf(why, TARGET_WHY_MAX, "%s: cannot start '%.60s': %s", command->key,
			 command->argv[0], strerror(-err));
		return err;
	}
	if (c != NULL && command->on_console) {
		c->relay_fd = r.in_fd;
	}
	err = relay_all(&r);
	if (c != NULL) {
		c->relay_fd = 0;
	}
	child_stop(&r.child, 0, &end);
	close_all((int[]){ r.in_fd, r.out_fd, r.err_fd }, ENDS);
	if (c != NULL && r.said_len > 0) {
		c->note(c->arg, command->key, r.said);
	}
	return tell(&r, err, &end, why);
}
