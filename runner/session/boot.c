/* SPDX-License-Identifier: Apache-2.0 */
#include "session/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "session/line_gate.h"
#include "store/file.h"
#include "target/child.h"
#include "target/console.h"

#define SLICE_MS        500
#define END_QUIET_MS    100  /* after the end of a board's run: what it still says is in the log */
#define DAMAGE_QUIET_MS 2000 /* after damage; nothing that follows counts */
#define SETTLE_MAX_MS   10000

struct pump {
	const struct boot_spec *spec;
	struct boot *out;
	struct console console;
	struct line_gate gate;
	int log_fd;
	bool mid_line;
	int64_t start_ms;
	int64_t last_ms;    /* when the last byte came */
	int log_err;        /* what hear() failed with */
	int64_t settled_ms; /* a board's run was over, or damaged: since when; 0: not yet */
};

static int64_t min_i64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* True when the boot is over for a reason of ours, in *how. */
static bool is_given_up(const struct pump *p, enum boot_how *how)
{
	int64_t now = child_now_ms();

	if (p->spec->stop != NULL && *p->spec->stop != 0) {
		*how = BOOT_STOPPED;
	} else if (now - p->start_ms >= p->spec->total_ms) {
		*how = BOOT_TOO_LONG;
	} else if (now - p->last_ms >= p->spec->silence_ms) {
		*how = BOOT_SILENT;
	} else if (p->console.n_bytes > BOOT_CONSOLE_MAX) {
		*how = BOOT_FLOODED;
	} else {
		return false;
	}
	return true;
}

/* QEMU warns on stderr of what is by design here (an idle guest under icount). Such a line is logged,
 * but it is not why a boot failed, so it must not displace a panic's last words: the ingest gets an
 * empty line for it, which keeps its line numbers those of the log. */
static bool is_warning(const char *bytes, size_t len)
{
	static const char prefix[] = TARGET_STDERR;
	static const char word[] = " warning: ";

	return len >= sizeof(prefix) && memcmp(bytes, prefix, sizeof(prefix) - 1) == 0 &&
	       memmem(bytes, len, word, sizeof(word) - 1) != NULL;
}

int boot_ingest(struct ingest *in, const char *bytes, size_t len)
{
	return is_warning(bytes, len) ? ingest_feed(in, "\n", 1) : ingest_feed(in, bytes, len);
}

/* Bytes of the console, or of ours in its log. 0 or -errno, which is our own trouble. */
static int hear(void *arg, const char *bytes, size_t len)
{
	struct pump *p = arg;
	int err = file_write_all(p->log_fd, bytes, len);

	p->last_ms = child_now_ms();
	p->mid_line = bytes[len - 1] != '\n';
	if (err != 0) {
		p->log_err = err;
		return err;
	}
	err = p->spec->bringup != NULL ? line_gate_feed(&p->gate, &p->out->in, bytes, len)
				       : boot_ingest(&p->out->in, bytes, len);
	p->log_err = err;
	return err;
}

/* A line of ours. */
static void mark(struct pump *p, const char *text)
{
	char line[512];
	int n = snprintf(line, sizeof(line), "%s%s\n", p->mid_line ? "\n" : "", text);

	hear(p, line, n < (int)sizeof(line) ? (size_t)n : sizeof(line) - 1);
}

static void note(void *arg, const char *who, const char *text)
{
	char line[400];

	if (who == NULL) {
		mark(arg, text);
		return;
	}
	while (*text != '\0') {
		size_t len = strcspn(text, "\r\n");

		snprintf(line, sizeof(line), TARGET_NOTE "%s: %.*s", who, (int)len, text);
		if (len > 0) {
			mark(arg, line);
		}
		text += len + (text[len] != '\0');
	}
}

/* A board's console has no end: the end of the run is one, and what follows it for a moment. True when it is
 * reached, with how in @out. */
static bool is_board_done(struct pump *p, struct boot *out)
{
	int64_t now = child_now_ms();
	const struct bringup *b = p->spec->bringup;

	if (p->gate.restarted) {
		out->how = BOOT_RESTARTED;
		snprintf(out->why, sizeof(out->why), "%s", p->gate.banner);
		return true;
	}
	if (!out->in.hello.seen && b->has_uboot &&
	    uboot_came_back(&p->console, &b->uboot, out->why)) {
		out->how = BOOT_NOT_READY;
		return true;
	}
	if (p->settled_ms == 0 && (out->in.ended || out->in.damaged)) {
		p->settled_ms = now;
	}
	out->how = BOOT_ENDED;
	/* What a boot loader says behind the run is of no use, and it may start something else. */
	return (out->in.ended && p->gate.went_on) ||
	       (p->settled_ms != 0 &&
		(now - p->last_ms >= (out->in.ended ? END_QUIET_MS : DAMAGE_QUIET_MS) ||
		 now - p->settled_ms >= SETTLE_MAX_MS));
}

/* Moves what comes within a slice. 1: go on, 0: *out->how says why not, -errno: our own trouble. */
static int pump_once(struct pump *p, struct boot *out)
{
	int64_t now = child_now_ms();
	int64_t left = min_i64(p->start_ms + p->spec->total_ms - now,
			       p->last_ms + p->spec->silence_ms - now);
	int slice_ms = p->settled_ms != 0 ? END_QUIET_MS : SLICE_MS;
	int n = console_pump(&p->console, (int)min_i64(left, slice_ms));

	if (p->log_err != 0) {
		return p->log_err;
	}
	if (n == -EPIPE) {
		out->how = BOOT_ENDED;
		return 0;
	}
	if (n < 0 && n != -ETIMEDOUT && n != -EINTR) {
		out->how = BOOT_UNREADABLE;
		out->err = n;
		return 0;
	}
	return 1;
}

static int pump_console(struct pump *p, struct boot *out)
{
	int more = 1;

	while (more > 0) {
		if (is_given_up(p, &out->how) ||
		    (p->spec->bringup != NULL && is_board_done(p, out))) {
			return 0;
		}
		if (p->spec->tick != NULL) {
			p->spec->tick(p->spec->arg, &out->in);
		}
		more = pump_once(p, out);
	}
	return more;
}

/* 1: the image is running; 0: *out->how says why not; -errno: our own trouble. */
static int bring_up(struct pump *p, struct boot *out)
{
	const struct bringup *b = p->spec->bringup;
	int err;

	if (b == NULL) {
		return 1;
	}
	mark(p, GATE_MARK_BOARD);
	err = bringup_run(&p->console, b, out->why);
	if (p->log_err != 0) {
		return p->log_err;
	}
	if (err != 0) {
		out->how = err == -EINTR ? BOOT_STOPPED : BOOT_NOT_READY;
		out->err = err;
		return 0;
	}
	p->start_ms = child_now_ms();
	p->last_ms = p->start_ms;
	return p->log_err == 0 ? 1 : p->log_err;
}

/* An open target, to its end. 0 or -errno: our own trouble. */
static int run_target(struct pump *p, struct boot *out)
{
	int more = bring_up(p, out);

	return more > 0 ? pump_console(p, out) : more;
}

int boot_run(const struct boot_spec *spec, struct boot *out)
{
	struct pump *p = calloc(1, sizeof(*p));
	int64_t began_ms = child_now_ms();
	int err = 0;

	*out = (struct boot){ .silence_ms = spec->silence_ms, .total_ms = spec->total_ms };
	if (p == NULL) {
		return -ENOMEM;
	}
	*p = (struct pump){ .spec = spec, .out = out, .start_ms = began_ms, .last_ms = began_ms };
	p->console = (struct console){
		.ops = spec->ops, .stop = spec->stop, .hear = hear, .note = note, .arg = p
	};
	ingest_init(&out->in);
	out->is_board = spec->bringup != NULL;
	p->log_fd = open(spec->log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (p->log_fd < 0) {
		err = -errno;
		free(p);
		return err;
	}
	snprintf(out->program, sizeof(out->program), "%s",
		 spec->target.device != NULL ? spec->target.device : spec->target.argv[0]);
	out->err = spec->ops->open(&p->console.target, &spec->target, out->why);
	if (out->err != 0) {
		out->how = BOOT_NOT_STARTED;
	} else {
		err = run_target(p, out);
		spec->ops->close(p->console.target, &out->end);
	}
	out->boot_s = (double)(child_now_ms() - began_ms) / 1000;
	ingest_finish(&out->in);
	if (close(p->log_fd) != 0 && err == 0) {
		err = -errno;
	}
	free(p);
	if (err != 0) {
		boot_free(out);
	}
	return err;
}

void boot_free(struct boot *boot)
{
	ingest_free(&boot->in);
}

bool boot_is_good(const struct boot *boot)
{
	return boot->how == BOOT_ENDED && !boot->end.was_stopped && boot->end.signal == 0 &&
	       boot->end.exit_code == 0 && ingest_is_complete(&boot->in);
}
