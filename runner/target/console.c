/* SPDX-License-Identifier: Apache-2.0 */
#include "target/console.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

#include "target/child.h"

#define SLICE_MS   200
#define NO_TAKE_MS 10000

static bool is_stopped(const struct console *c)
{
	return c->stop != NULL && *c->stop != 0;
}

void console_forget(struct console *c, const char *from)
{
	size_t drop = from != NULL ? (size_t)(from - c->heard) : c->len;

	memmove(c->heard, c->heard + drop, c->len - drop);
	c->len -= drop;
	c->heard[c->len] = '\0';
	c->reflex_at = c->reflex_at > drop ? c->reflex_at - drop : 0;
}

static void remember(struct console *c, const char *bytes, size_t len)
{
	const size_t room = sizeof(c->heard) - 1;

	if (len > room / 2) {
		bytes += len - room / 2;
		len = room / 2;
	}
	if (c->len + len > room) {
		console_forget(c, c->heard + (c->len + len - room));
	}
	for (size_t i = 0; i < len; i++) {
		c->heard[c->len++] = bytes[i] != '\0' ? bytes[i] : '.';
	}
	c->heard[c->len] = '\0';
}

/* Types the keys of the reflex behind each text that is new. */
static int react(struct console *c)
{
	const char *at =
		c->reflex_text != NULL ? strstr(c->heard + c->reflex_at, c->reflex_text) : NULL;

	if (at == NULL) {
		return 0;
	}
	c->reflex_at = (size_t)(at - c->heard) + strlen(c->reflex_text);
	return console_send(c, c->reflex_keys, strlen(c->reflex_keys));
}

/* Never waits: a program that reads nothing may itself be waiting for us to read, and what does not fit
 * into its socket any more is lost. One that is gone is seen to end by who runs it. */
static void relay(const struct console *c, const char *bytes, size_t len)
{
	while (c->relay_fd > 0 && len > 0) {
		ssize_t n = send(c->relay_fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n <= 0) {
			return;
		}
		bytes += n;
		len -= (size_t)n;
	}
}

int console_pump(struct console *c, int timeout_ms)
{
	char buf[4096];
	ssize_t n = is_stopped(c) ? -EINTR : c->ops->read(c->target, buf, sizeof(buf), timeout_ms);
	int err;

	if (n <= 0) {
		return n == 0 ? -EPIPE : (int)n;
	}
	c->n_bytes += (uint64_t)n;
	err = c->hear(c->arg, buf, (size_t)n);
	relay(c, buf, (size_t)n);
	if (err == 0 && c->ops->stays) {
		remember(c, buf, (size_t)n);
		err = react(c);
	}
	return err != 0 ? err : (int)n;
}

static int find_first(const char *heard, const char *const *texts, size_t n)
{
	const char *first = NULL;
	int found = -1;

	for (size_t i = 0; i < n; i++) {
		const char *at = strstr(heard, texts[i]);

		if (at != NULL && (first == NULL || at < first)) {
			first = at;
			found = (int)i;
		}
	}
	return found;
}

int console_expect(struct console *c, const char *const *texts, size_t n, int64_t deadline)
{
	for (;;) {
		int found = find_first(c->heard, texts, n);
		int64_t left = deadline - child_now_ms();
		int got;

		if (found >= 0) {
			return found;
		}
		if (left <= 0) {
			return -ETIMEDOUT;
		}
		got = console_pump(c, left < SLICE_MS ? (int)left : SLICE_MS);
		if (got < 0 && got != -ETIMEDOUT && (got != -EINTR || is_stopped(c))) {
			return got;
		}
	}
}

int console_send(struct console *c, const char *bytes, size_t len)
{
	int64_t deadline = child_now_ms() + NO_TAKE_MS;

	while (len > 0) {
		ssize_t n = c->ops->write(c->target, bytes, len, SLICE_MS);

		if (is_stopped(c)) {
			return -EINTR;
		}
		if (n > 0) {
			bytes += n;
			len -= (size_t)n;
			deadline = child_now_ms() + NO_TAKE_MS;
		} else if (n != -ETIMEDOUT && n != -EINTR) {
			return n == 0 ? -EPIPE : (int)n;
		} else if (child_now_ms() > deadline) {
			return -ETIMEDOUT;
		}
	}
	return 0;
}

static bool has_bad_word(const char *line)
{
	static const char *const words[] = { "error",     "fail",        "unknown", "bad ",
					     "not found", "retry count", "unable",  "cannot",
					     "invalid",   "no such",     "can't",   "usage" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcasestr(line, words[i]) != NULL) {
			return true;
		}
	}
	return false;
}

/* The printable of a line, without the blanks around it. */
static void clean_line(const char *from, size_t len, char *out, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n + 1 < size; i++) {
		if (from[i] >= ' ' && from[i] <= '~' && (n > 0 || from[i] != ' ')) {
			out[n++] = from[i];
		}
	}
	while (n > 0 && out[n - 1] == ' ') {
		n--;
	}
	out[n] = '\0';
}

void console_quote(const char *text, char *out, size_t size)
{
	char line[256];

	out[0] = '\0';
	while (*text != '\0') {
		size_t len = strcspn(text, "\r\n");

		clean_line(text, len, line, sizeof(line));
		if (line[0] != '\0') {
			snprintf(out, size, "%s", line);
			if (has_bad_word(line)) {
				return;
			}
		}
		text += len + (text[len] != '\0');
	}
}
