/* SPDX-License-Identifier: Apache-2.0 */
#include "session/boot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "target/child.h"

#define SLICE_MS 500

/* write() all of it; logs are files, so short writes mean a full disk soon after. */
static int write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR) {
			return -errno;
		}
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

struct pump {
	const struct boot_spec *spec;
	struct target *target;
	int log_fd;
	int64_t start_ms;
	int64_t last_ms; /* when the last byte came */
	uint64_t bytes;
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
	} else if (p->bytes > BOOT_CONSOLE_MAX) {
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

/* Moves what comes within a slice. 1: go on, 0: *out->how says why not, -errno: our own trouble. */
static int pump_once(struct pump *p, struct boot *out)
{
	int64_t now = child_now_ms();
	int64_t left = min_i64(p->start_ms + p->spec->total_ms - now,
			       p->last_ms + p->spec->silence_ms - now);
	char buf[4096];
	ssize_t n = p->spec->ops->read(p->target, buf, sizeof(buf), (int)min_i64(left, SLICE_MS));
	int err;

	if (n == 0) {
		out->how = BOOT_ENDED;
		return 0;
	}
	if (n < 0 && n != -ETIMEDOUT && n != -EINTR) {
		out->how = BOOT_UNREADABLE;
		out->err = (int)n;
		return 0;
	}
	if (n < 0) {
		return 1;
	}
	p->last_ms = child_now_ms();
	p->bytes += (uint64_t)n;
	err = write_all(p->log_fd, buf, (size_t)n);
	if (err == 0) {
		err = boot_ingest(&out->in, buf, (size_t)n);
	}
	return err != 0 ? err : 1;
}

static int pump_console(struct pump *p, struct boot *out)
{
	int more = 1;

	while (more > 0) {
		if (is_given_up(p, &out->how)) {
			return 0;
		}
		if (p->spec->tick != NULL) {
			p->spec->tick(p->spec->arg, &out->in);
		}
		more = pump_once(p, out);
	}
	return more;
}

int boot_run(const struct boot_spec *spec, struct boot *out)
{
	struct pump p = { .spec = spec };
	int err = 0;

	*out = (struct boot){ .silence_ms = spec->silence_ms, .total_ms = spec->total_ms };
	ingest_init(&out->in);
	p.log_fd = open(spec->log_path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (p.log_fd < 0) {
		return -errno;
	}
	snprintf(out->program, sizeof(out->program), "%s", spec->target.argv[0]);
	p.start_ms = child_now_ms();
	p.last_ms = p.start_ms;
	out->err = spec->ops->open(&p.target, &spec->target, out->why);
	if (out->err != 0) {
		out->how = BOOT_NOT_STARTED;
	} else {
		err = pump_console(&p, out);
		spec->ops->close(p.target, &out->end);
	}
	out->boot_s = (double)(child_now_ms() - p.start_ms) / 1000;
	ingest_finish(&out->in);
	if (close(p.log_fd) != 0 && err == 0) {
		err = -errno;
	}
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

static void describe_start(const struct boot *boot, const char *program, char *text, size_t size)
{
	if (boot->why[0] != '\0') {
		snprintf(text, size, "%s", boot->why);
	} else if (boot->err == -ENOENT && strncmp(program, "qemu-system-", 12) == 0) {
		snprintf(text, size,
			 "%s is not installed (Debian package qemu-system-arm; scripts/setup "
			 "installs it)",
			 program);
	} else {
		snprintf(text, size, "cannot start %s: %s", program, strerror(-boot->err));
	}
}

static void describe_how(const struct boot *boot, const char *who, char *text, size_t size)
{
	switch (boot->how) {
	case BOOT_SILENT:
		snprintf(text, size, "%s sent nothing for %d s and was stopped", who,
			 boot->silence_ms / 1000);
		break;
	case BOOT_TOO_LONG:
		snprintf(text, size, "%s did not finish within %d s and was stopped", who,
			 boot->total_ms / 1000);
		break;
	case BOOT_FLOODED:
		snprintf(text, size, "%s sent more than %u MiB and was stopped", who,
			 BOOT_CONSOLE_MAX >> 20);
		break;
	case BOOT_STOPPED:
		snprintf(text, size, "interrupted");
		break;
	case BOOT_UNREADABLE:
		snprintf(text, size, "cannot read the console of %s: %s", who,
			 strerror(-boot->err));
		break;
	case BOOT_NOT_STARTED: /* described on its own */
	case BOOT_ENDED:
		if (boot->end.was_stopped) {
			snprintf(text, size, "%s did not exit within %d s and was stopped", who,
				 TARGET_LEAVE_MS / 1000);
		} else if (boot->end.signal != 0) {
			snprintf(text, size, "%s was killed by signal %d", who, boot->end.signal);
		} else if (boot->end.exit_code != 0) {
			snprintf(text, size, "%s exited with status %d", who, boot->end.exit_code);
		} else if (boot->in.damaged) {
			snprintf(text, size, "the console is damaged (%s)", boot->in.why);
		} else {
			snprintf(text, size, "%s exited without the end of the run", who);
		}
		break;
	}
}

static size_t count_delivered(const struct ingest *in)
{
	size_t n = 0;

	for (size_t i = 0; i < in->n_benches; i++) {
		n += in->benches[i].state != INGEST_OPEN;
	}
	return n;
}

/* How far it came: that is what tells a wrong command line from a guest that went astray. */
static void describe_when(const struct boot *boot, size_t n_asked, char *text, size_t size)
{
	if (boot->in.ended) {
		snprintf(text, size, " after the end of the run, so its results are not trusted");
	} else if (!boot->in.hello.seen) {
		snprintf(text, size, " before its first record");
	} else {
		snprintf(text, size, " after %zu of %zu benchmarks", count_delivered(&boot->in),
			 n_asked);
	}
}

void boot_describe(const struct boot *boot, size_t n_asked, char *text, size_t size)
{
	const char *program = boot->program;
	const char *base = strrchr(program, '/') != NULL ? strrchr(program, '/') + 1 : program;
	const char *who = strncmp(base, "qemu-system-", 12) == 0 ? "QEMU" : base;
	size_t used;

	if (boot->how == BOOT_NOT_STARTED) {
		describe_start(boot, program, text, size);
		return;
	}
	describe_how(boot, who, text, size);
	used = strlen(text);
	describe_when(boot, n_asked, text + used, size - used);
	used += strlen(text + used);
	if (boot->in.last_text[0] != '\0' && boot->how != BOOT_STOPPED) {
		snprintf(text + used, size - used, " (last line: %s)", boot->in.last_text);
	}
}
