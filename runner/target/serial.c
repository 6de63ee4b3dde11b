/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A serial line. It has no end of its own; a device that goes away (a USB adapter on the board's own
 * power supply does, at each power cycle) is waited for and opened again, and the console says so.
 */
#include "target/ops.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "target/child.h"
#include "target/tty.h"

#define COMES_BACK_MS 30000
#define LOOK_AGAIN_MS 20

struct target {
	struct tty_mode mode;
	char device[256];
	int fd;          /* -1: the device is not there */
	int64_t gone_ms; /* since when */
	bool was_there;  /* it is away, not: not there yet */
	bool mid_line;
	size_t note_len; /* of note[], to be given out before anything else */
	char note[320];
};

/* A line of ours for the console's log. */
static void note(struct target *t, const char *text)
{
	t->note_len = (size_t)snprintf(t->note, sizeof(t->note), "%s" TARGET_NOTE "%s %s\n",
				       t->mid_line ? "\n" : "", t->device, text);
	t->mid_line = false;
}

static int serial_open(struct target **out, const struct target_spec *spec, char *why)
{
	struct target *t = calloc(1, sizeof(*t));

	why[0] = '\0';
	if (t == NULL) {
		return -ENOMEM;
	}
	snprintf(t->device, sizeof(t->device), "%s", spec->device);
	t->mode = (struct tty_mode){ .speed = spec->speed, .flow = spec->flow };
	t->fd = tty_open(t->device, &t->mode, why);
	if (t->fd == -ENOENT && spec->may_come_later) {
		t->gone_ms = child_now_ms();
		t->fd = -1;
	} else if (t->fd < 0) {
		int err = t->fd;

		free(t);
		return err;
	}
	*out = t;
	return 0;
}

static void lose(struct target *t)
{
	close(t->fd);
	t->fd = -1;
	t->gone_ms = child_now_ms();
	t->was_there = true;
	note(t, "went away; waiting for it");
}

/* Looks for a device that is away. -EAGAIN: it is back, -ETIMEDOUT: not within @timeout_ms, -errno. */
static int come_back(struct target *t, int timeout_ms)
{
	int64_t deadline = child_now_ms() + timeout_ms;
	char why[TARGET_WHY_MAX];

	for (;;) {
		int64_t now = child_now_ms();
		int err;

		t->fd = tty_open(t->device, &t->mode, why);
		if (t->fd >= 0) {
			note(t, t->was_there ? "is back" : "is there");
			return -EAGAIN;
		}
		err = t->fd;
		t->fd = -1;
		/* While it appears it may be there and not ready, or not yet have its group. */
		if (now - t->gone_ms >= COMES_BACK_MS) {
			return err == -ENOENT ? -ENODEV : err;
		}
		if (now >= deadline) {
			return -ETIMEDOUT;
		}
		err = child_poll(NULL, 0, LOOK_AGAIN_MS);
		if (err < 0) {
			return err;
		}
	}
}

static ssize_t read_there(struct target *t, char *buf, size_t len, int timeout_ms)
{
	struct pollfd fd = { .fd = t->fd, .events = POLLIN };
	int ready = child_poll(&fd, 1, timeout_ms);
	ssize_t n;

	if (ready <= 0) {
		return ready == 0 ? -ETIMEDOUT : ready;
	}
	n = read(t->fd, buf, len);
	if (n > 0) {
		t->mid_line = buf[n - 1] != '\n';
		return n;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return -EAGAIN;
	}
	lose(t); /* a hang-up: no bytes, or EIO */
	return -EAGAIN;
}

static ssize_t serial_read(struct target *t, char *buf, size_t len, int timeout_ms)
{
	int64_t deadline = child_now_ms() + timeout_ms;
	ssize_t n;

	do {
		int64_t left = deadline - child_now_ms();
		int left_ms = left > 0 ? (int)left : 0;

		if (t->note_len > 0) {
			n = (ssize_t)(t->note_len < len ? t->note_len : len);
			memcpy(buf, t->note, (size_t)n);
			t->note_len -= (size_t)n;
			memmove(t->note, t->note + n, t->note_len);
			return n;
		}
		n = t->fd >= 0 ? read_there(t, buf, len, left_ms) : come_back(t, left_ms);
	} while (n == -EAGAIN);
	return n;
}

static ssize_t serial_write(struct target *t, const char *buf, size_t len, int timeout_ms)
{
	struct pollfd fd = { .fd = t->fd, .events = POLLOUT };
	int ready = child_poll(&fd, 1, timeout_ms); /* of no device: just the wait */
	ssize_t n;

	if (ready <= 0) {
		return ready == 0 ? -ETIMEDOUT : ready;
	}
	n = write(t->fd, buf, len);
	if (n > 0) {
		return n;
	}
	if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
		return -ETIMEDOUT;
	}
	lose(t);
	return -ETIMEDOUT;
}

static int serial_read_fd(const struct target *t)
{
	return t->note_len > 0 ? -1 : t->fd;
}

static void serial_close(struct target *t, struct target_end *end)
{
	if (t->fd >= 0) {
		tty_close(t->fd, &t->mode);
	}
	free(t);
	*end = (struct target_end){ 0 };
}

const struct target_ops target_serial = {
	.name = "serial",
	.stays = true,
	.open = serial_open,
	.read = serial_read,
	.write = serial_write,
	.read_fd = serial_read_fd,
	.close = serial_close,
};
