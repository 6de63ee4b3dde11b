/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines are typed a few characters at a time, each piece read back first: without flow control a UART
 * that is polled loses what comes too fast. A line whose echo is not what was typed is cancelled and
 * typed again. Each line must succeed: its status is asked for behind it.
 */
#include "target/uboot.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "target/child.h"
#include "target/host_command.h"
#include "wire/wire.h"

#define PIECE_BYTES  8u /* half of the smallest FIFO, a 16550's */
#define ECHO_MS      2000
#define TRIES_MAX    3u
#define NUDGE_MS     3000
#define NUDGE_NOW_MS 300
#define CANCEL       "\x03"
#define TYPED_MAX    512u
#define MARK_MAX     24u
#define STATUS       "tl_rc" /* a variable of U-Boot's shell */

struct uboot {
	struct console *c;
	const struct uboot_spec *spec;
	char prompt[128]; /* at the start of a line */
	unsigned n_asked; /* marks are told apart by it */
	char *why;
};

static bool is_transfer(const char *line)
{
	return strncmp(line, "load", 4) == 0 && line[4] >= 'b' && strchr("bxy", line[4]) != NULL;
}

/* What console functions return, in words. */
static int tell_console(const struct uboot *u, int err, const char *doing)
{
	if (err == -EINTR) {
		return err;
	}
	snprintf(u->why, TARGET_WHY_MAX, "%s: %s", doing,
		 err == -EPIPE       ? "the console ended"
		 : err == -ETIMEDOUT ? "the line takes no more characters (flow control?)"
				     : strerror(-err));
	return err;
}

static int tell_no_prompt(const struct uboot *u)
{
	const char *hint = strstr(u->c->heard, WIRE_PREFIX) != NULL
				   ? ": an image of before is running (nothing resets the board?)"
				   : "";

	if (u->c->n_bytes == 0) {
		hint = ": the console is silent (power, wiring, speed?)";
	}
	snprintf(u->why, TARGET_WHY_MAX, "U-Boot's prompt '%s' did not come within %d s%s",
		 u->spec->prompt, u->spec->prompt_ms / 1000, hint);
	return -ETIMEDOUT;
}

/* Waits for the prompt; now and then a key that a prompt answers and that stops what else runs. */
static int wait_prompt(struct uboot *u)
{
	/* Not any record: until its reset has taken hold a board may still be measuring. */
	const char *const texts[] = { u->prompt, WIRE_FIRST };
	int64_t deadline = child_now_ms() + u->spec->prompt_ms;
	int slice_ms = u->spec->was_powered ? NUDGE_MS : NUDGE_NOW_MS;

	for (;;) {
		int64_t now = child_now_ms();
		int64_t until = now + slice_ms < deadline ? now + slice_ms : deadline;
		int found = console_expect(u->c, texts, 2, until);

		if (found == 0) {
			return 0;
		}
		if (found == 1) {
			snprintf(u->why, TARGET_WHY_MAX,
				 "an image ran before U-Boot's prompt came (autoboot was not "
				 "stopped: 'autoboot' and 'interrupt' of board.yaml?)");
			return -EPROTO;
		}
		if (found != -ETIMEDOUT) {
			return tell_console(u, found, "waiting for U-Boot's prompt");
		}
		if (until >= deadline) {
			return tell_no_prompt(u);
		}
		slice_ms = NUDGE_MS;
		found = console_send(u->c, CANCEL, 1);
		if (found != 0 && found != -ETIMEDOUT) {
			return tell_console(u, found, "waiting for U-Boot's prompt");
		}
	}
}

/* Takes an unfinished line back. */
static int cancel_line(struct uboot *u)
{
	const char *const texts[] = { u->prompt };
	int err;

	console_forget(u->c, NULL);
	err = console_send(u->c, CANCEL, 1);
	if (err == 0) {
		err = console_expect(u->c, texts, 1, child_now_ms() + ECHO_MS);
	}
	return err == -ETIMEDOUT ? 0 : err;
}

/* True when everything of @text up to @len was heard, and nothing else. */
static bool is_echo(const struct console *c, const char *text, size_t len)
{
	return c->len == len && memcmp(c->heard, text, len) == 0;
}

/* 0; -ETIMEDOUT: the echo is another one; -errno. */
static int type_once(struct uboot *u, const char *text)
{
	size_t len = strlen(text);

	console_forget(u->c, NULL);
	for (size_t at = 0; at < len;) {
		size_t n = len - at < PIECE_BYTES ? len - at : PIECE_BYTES;
		int64_t deadline = child_now_ms() + ECHO_MS;
		int err = console_send(u->c, text + at, n);

		at += n;
		while (err == 0 && u->c->len < at) {
			int64_t left = deadline - child_now_ms();

			err = left > 0 ? console_pump(u->c, (int)left) : -ETIMEDOUT;
			err = err > 0 ? 0 : err;
		}
		if (err != 0) {
			return err;
		}
		if (!is_echo(u->c, text, at)) {
			return -ETIMEDOUT;
		}
	}
	return 0;
}

/* Ends a line whose echo was right. 0; -ETIMEDOUT: nothing came of it; -errno. */
static int end_line(struct uboot *u, bool is_last)
{
	static const char *const newline[] = { "\n" };
	int err;

	if (is_last) {
		u->c->note(u->c->arg, NULL, u->spec->last_mark);
	}
	console_forget(u->c, NULL);
	err = console_send(u->c, "\r", 1);
	return err == 0 ? console_expect(u->c, newline, 1, child_now_ms() + ECHO_MS) : err;
}

/* Types @text and ends the line, once its echo is right. */
static int type_line(struct uboot *u, const char *text, bool is_last)
{
	char echo[80] = "";
	int err = 0;

	for (unsigned i = 0; i < TRIES_MAX; i++) {
		err = type_once(u, text);
		if (err == 0) {
			err = end_line(u, is_last);
		}
		if (err != -ETIMEDOUT) {
			return err >= 0 ? 0 : tell_console(u, err, "typing to U-Boot");
		}
		console_quote(u->c->heard, echo, sizeof(echo));
		err = cancel_line(u);
		if (err < 0) {
			return tell_console(u, err, "typing to U-Boot");
		}
	}
	snprintf(u->why, TARGET_WHY_MAX,
		 "what is typed to U-Boot does not come back as it was typed: '%.60s' as '%.60s' "
		 "(the line loses or changes bytes: 'speed', 'flow')",
		 text, echo);
	return -EPROTO;
}

/* What was heard before @end, which may not have come, in words. */
static void quote_before(const struct console *c, const char *end, char *out, size_t size)
{
	char text[CONSOLE_HEARD_MAX];
	const char *at = strstr(c->heard, end);

	snprintf(text, sizeof(text), "%.*s", at != NULL ? (int)(at - c->heard) : (int)c->len,
		 c->heard);
	console_quote(text, out, size);
}

/* What stands before the status of the latest line. */
static void make_mark(const struct uboot *u, char mark[MARK_MAX])
{
	snprintf(mark, MARK_MAX, "TL%u=", u->n_asked);
}

static int tell_failed(const struct uboot *u, const char *line, const char *how)
{
	char mark[MARK_MAX];
	char quote[100];

	make_mark(u, mark);
	quote_before(u->c, strstr(u->c->heard, mark) != NULL ? mark : u->prompt, quote,
		     sizeof(quote));
	snprintf(u->why, TARGET_WHY_MAX, "U-Boot: '%.60s' %.60s%s%s", line, how,
		 quote[0] != '\0' ? ": " : "", quote);
	return -EPROTO;
}

/* Its digits stand behind @mark, and the line is whole; -1: they do not, -2: U-Boot has no variable for it. */
static int read_status(const struct console *c, const char *mark)
{
	const char *at = strstr(c->heard, mark);
	char *end = NULL;
	long status;

	if (at == NULL) {
		return -1;
	}
	at += strlen(mark);
	if (*at == '$') {
		return -2;
	}
	status = strtol(at, &end, 10);
	return end != at && (*end == '\r' || *end == '\n') && status >= 0 && status <= INT_MAX
		       ? (int)status
		       : -1;
}

/* The answer of a line that was sent: 1: the status did not arrive whole, 0, -errno. */
static int wait_status(struct uboot *u, const char *line, const char *mark, int *status)
{
	const char *const texts[] = { u->prompt, "Retry count exceeded", WIRE_FIRST };
	int found = console_expect(u->c, texts, 3, child_now_ms() + u->spec->prompt_ms);
	char how[48];

	if (found == 1) {
		int err = tell_failed(u, line, "got no answer over the network");

		return cancel_line(u) == -EINTR ? -EINTR : err;
	}
	if (found == 2) {
		return tell_failed(u, line, "did not come back, and an image ran");
	}
	if (found == -ETIMEDOUT) {
		snprintf(how, sizeof(how), "did not come back within %d s",
			 u->spec->prompt_ms / 1000);
		return tell_failed(u, line, how);
	}
	if (found < 0) {
		return tell_console(u, found, "waiting for U-Boot");
	}
	*status = read_status(u->c, mark);
	if (*status == -2) {
		snprintf(u->why, TARGET_WHY_MAX,
			 "this U-Boot does not tell whether a line succeeded: its shell has no $? "
			 "(CONFIG_HUSH_PARSER)");
		return -EPROTO;
	}
	return *status < 0;
}

/* Waits for what a transfer wrote, and holds it against the image. */
static int check_transfer(struct uboot *u, const char *line)
{
	static const char total[] = "Total Size";
	const char *const texts[] = { u->prompt };
	int found = console_expect(u->c, texts, 1, child_now_ms() + u->spec->prompt_ms);
	const char *at = found == 0 ? strstr(u->c->heard, total) : NULL;
	unsigned long long size;
	char how[80];

	if (found < 0) {
		return found == -ETIMEDOUT ? tell_failed(u, line, "did not come back")
					   : tell_console(u, found, "waiting for U-Boot");
	}
	at = at != NULL ? strstr(at, "0x") : NULL;
	if (at == NULL) {
		return tell_failed(u, line, "received nothing");
	}
	size = strtoull(at, NULL, 16);
	if (size < u->spec->image_size) {
		snprintf(how, sizeof(how), "received %llu bytes of %llu", size,
			 (unsigned long long)u->spec->image_size);
		return tell_failed(u, line, how);
	}
	return 0;
}

static int run_transfer(struct uboot *u, const char *line)
{
	const char *const texts[] = { "## Ready for binary", u->prompt };
	struct host_command command = { .key = "transfer",
					.argv = u->spec->transfer,
					.on_console = true,
					.silence_ms = u->spec->prompt_ms };
	int err = type_line(u, line, false);
	int found;

	if (err != 0) {
		return err;
	}
	found = console_expect(u->c, texts, 2, child_now_ms() + u->spec->prompt_ms);
	if (found != 0) {
		return found == 1 || found == -ETIMEDOUT
			       ? tell_failed(u, line, "does not get ready for a transfer")
			       : tell_console(u, found, "waiting for U-Boot");
	}
	console_forget(u->c, NULL);
	err = host_command_run(u->c, &command, u->why);
	return err == 0 ? check_transfer(u, line) : err;
}

/* One line that comes back, and must have succeeded. Run once: a status that was spoilt is asked for alone. */
static int run_line(struct uboot *u, const char *line)
{
	char text[TYPED_MAX];
	char mark[MARK_MAX];
	char how[32];
	int status = 0;
	int err = 1;

	for (unsigned i = 0; i < TRIES_MAX && err == 1; i++) {
		u->n_asked++;
		make_mark(u, mark);
		if (snprintf(text, sizeof(text), "%s%secho %s$" STATUS, i == 0 ? line : "",
			     i == 0 ? "; " STATUS "=$?; " : "", mark) >= (int)sizeof(text)) {
			snprintf(u->why, TARGET_WHY_MAX,
				 "uboot: a line has more than %u characters", TYPED_MAX - 48);
			return -EINVAL;
		}
		err = type_line(u, text, false);
		if (err == 0) {
			err = wait_status(u, line, mark, &status);
		}
	}
	if (err == 1) {
		return tell_failed(u, line, "was answered without a status");
	}
	if (err == 0 && status != 0) {
		snprintf(how, sizeof(how), "failed (status %d)", status);
		return tell_failed(u, line, how);
	}
	return err;
}

int uboot_start(struct console *c, const struct uboot_spec *spec, char *why)
{
	struct uboot u = { .c = c, .spec = spec, .why = why };
	int err;

	snprintf(u.prompt, sizeof(u.prompt), "\n%s", spec->prompt);
	err = wait_prompt(&u);
	c->reflex_text = NULL;
	for (char *const *line = spec->lines; err == 0 && *line != NULL; line++) {
		if (line[1] == NULL) {
			err = type_line(&u, *line, true);
		} else if (is_transfer(*line)) {
			err = run_transfer(&u, *line);
		} else {
			err = run_line(&u, *line);
		}
	}
	return err;
}

bool uboot_came_back(const struct console *c, const struct uboot_spec *spec, char *why)
{
	const size_t len = strlen(spec->prompt);
	char prompt[128];
	char quote[100];
	size_t n = 0;

	if (c->len <= len || memcmp(c->heard + c->len - len, spec->prompt, len) != 0 ||
	    c->heard[c->len - len - 1] != '\n') {
		return false;
	}
	while (spec->lines[n + 1] != NULL) {
		n++;
	}
	snprintf(prompt, sizeof(prompt), "\n%s", spec->prompt);
	quote_before(c, prompt, quote, sizeof(quote));
	snprintf(why, TARGET_WHY_MAX, "U-Boot: '%.70s' started no image: %s", spec->lines[n],
		 quote);
	return true;
}
