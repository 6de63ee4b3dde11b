/* SPDX-License-Identifier: Apache-2.0 */
/* boot_describe(): what went wrong with a boot, in one line. */
#include "session/boot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

static void describe_end(const struct boot *boot, const char *who, char *text, size_t size)
{
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
}

static void describe_how(const struct boot *boot, const char *who, char *text, size_t size)
{
	const char *stopped = boot->is_board ? "given up" : "stopped";

	switch (boot->how) {
	case BOOT_SILENT:
		snprintf(text, size, "%s sent nothing for %d s and was %s", who,
			 boot->silence_ms / 1000, stopped);
		break;
	case BOOT_TOO_LONG:
		snprintf(text, size, "%s did not finish within %d s and was %s", who,
			 boot->total_ms / 1000, stopped);
		break;
	case BOOT_FLOODED:
		snprintf(text, size, "%s sent more than %u MiB and was %s", who,
			 BOOT_CONSOLE_MAX >> 20, stopped);
		break;
	case BOOT_STOPPED:
		snprintf(text, size, "interrupted");
		break;
	case BOOT_UNREADABLE:
		snprintf(text, size, "cannot read the console of %s: %s", who,
			 boot->err == -ENODEV ? "it went away and did not come back"
					      : strerror(-boot->err));
		break;
	case BOOT_RESTARTED:
		snprintf(text, size, "%s started again (%s)", who, boot->why);
		break;
	case BOOT_NOT_STARTED: /* described on their own */
	case BOOT_NOT_READY:
		break;
	case BOOT_ENDED:
		describe_end(boot, who, text, size);
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

/* A board's console ends with the program that is it. */
static void name_who(const struct boot *boot, char *who, size_t size)
{
	const char *program = boot->program;
	const char *base = strrchr(program, '/') != NULL ? strrchr(program, '/') + 1 : program;

	if (boot->is_board && boot->how == BOOT_ENDED) {
		snprintf(who, size, "the console's program %s", base);
	} else if (boot->is_board) {
		snprintf(who, size, "the board on %s", program);
	} else {
		snprintf(who, size, "%s", strncmp(base, "qemu-system-", 12) == 0 ? "QEMU" : base);
	}
}

void boot_describe(const struct boot *boot, size_t n_asked, char *text, size_t size)
{
	char who[sizeof(boot->program) + 32];
	size_t used;

	if (boot->how == BOOT_NOT_STARTED) {
		describe_start(boot, boot->program, text, size);
		return;
	}
	if (boot->how == BOOT_NOT_READY) {
		snprintf(text, size, "%s", boot->why);
		return;
	}
	name_who(boot, who, sizeof(who));
	describe_how(boot, who, text, size);
	used = strlen(text);
	describe_when(boot, n_asked, text + used, size - used);
	used += strlen(text + used);
	if (boot->in.last_text[0] != '\0' && boot->how != BOOT_STOPPED) {
		snprintf(text + used, size - used, " (last line: %s)", boot->in.last_text);
	}
}
