/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/progress.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "target/child.h"

#define ERASE_LINE "\r\033[K"

void progress_init(struct progress *p, FILE *out, const char *run_dir)
{
	const char *term = getenv("TERM");

	*p = (struct progress){
		.out = out,
		.is_terminal =
			isatty(fileno(out)) == 1 && term != NULL && strcmp(term, "dumb") != 0,
		.run_dir = run_dir,
		.start_ms = child_now_ms(),
	};
}

static int columns_of(FILE *out)
{
	struct winsize size;

	if (ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
		return size.ws_col;
	}
	return 80;
}

/* Rewrites the line, cut so that it stays one. */
__attribute__((format(printf, 2, 3))) static void rewrite(struct progress *p, const char *fmt, ...)
{
	char line[sizeof(p->line)];
	va_list args;

	if (!p->is_terminal) {
		return;
	}
	va_start(args, fmt);
	vsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	if (strcmp(line, p->line) == 0) {
		return;
	}
	memcpy(p->line, line, sizeof(line));
	fprintf(p->out, ERASE_LINE "%.*s", columns_of(p->out) - 1, line);
	fflush(p->out);
}

void progress_end(struct progress *p)
{
	if (p->is_terminal) {
		fputs(ERASE_LINE, p->out);
		p->line[0] = '\0';
		fflush(p->out);
	}
}

static long long elapsed_s(const struct progress *p)
{
	return (child_now_ms() - p->start_ms) / 1000;
}

void progress_note(struct progress *p, const char *what)
{
	rewrite(p, "%s, %lld s", what, elapsed_s(p));
}

static void on_wait(struct progress *p, const struct session_event *ev)
{
	rewrite(p, "waiting for another trapline run to finish its builds (%s)", ev->name);
	if (!p->is_terminal) {
		fprintf(p->out, "waiting for another trapline run to finish its builds (%s)\n",
			ev->name);
	}
}

static void on_built(struct progress *p, const struct session_event *ev)
{
	if (ev->why[0] == '\0') {
		if (!p->is_terminal) {
			fprintf(p->out, "image %zu/%zu %s: ready\n", ev->k, ev->n, ev->name);
		}
		return;
	}
	progress_end(p);
	if (ev->tail[0] == '\0') {
		fprintf(p->out, "image %zu/%zu %s: %s\n", ev->k, ev->n, ev->name, ev->why);
		return;
	}
	fprintf(p->out, "%s\nimage %zu/%zu %s: does not build: that was said above", ev->tail,
		ev->k, ev->n, ev->name);
	if (ev->log != NULL) {
		fprintf(p->out, "; log: %s/%s", p->run_dir, ev->log);
	}
	fputc('\n', p->out);
}

static void put_booted(const struct progress *p, const struct session_event *ev)
{
	fprintf(p->out, "boot %zu/%zu %s: %zu of %zu benchmarks", ev->k, ev->n, ev->name, ev->n_ok,
		ev->n_asked);
	if (ev->n_na > 0) {
		fprintf(p->out, ", %zu not applicable", ev->n_na);
	}
	fputs(ev->from_log ? ", from its log" : "", p->out);
}

static void on_booted(struct progress *p, const struct session_event *ev)
{
	if (ev->why[0] == '\0') {
		if (!p->is_terminal) {
			put_booted(p, ev);
			fputc('\n', p->out);
		}
		return;
	}
	progress_end(p);
	put_booted(p, ev);
	fprintf(p->out, "; %s", ev->why);
	/* Otherwise a cell is missing, and the end of the run says so with the log. */
	if (ev->will_retry) {
		fprintf(p->out, "; booting again for the rest; log: %s/%s", p->run_dir, ev->log);
	}
	fputc('\n', p->out);
}

void progress_watch(void *arg, const struct session_event *ev)
{
	struct progress *p = arg;

	switch (ev->step) {
	case SESSION_WAIT:
		on_wait(p, ev);
		break;
	case SESSION_BUILD:
		rewrite(p, "[image %zu/%zu] building %s, %lld s", ev->k, ev->n, ev->name,
			elapsed_s(p));
		break;
	case SESSION_BUILT:
		on_built(p, ev);
		break;
	case SESSION_TICK:
		if (ev->bench[0] != '\0') {
			rewrite(p, "[boot %zu/%zu] %s %s, %lld s", ev->k, ev->n, ev->name,
				ev->bench, elapsed_s(p));
			break;
		}
		__attribute__((fallthrough));
	case SESSION_BOOT:
		rewrite(p, "[boot %zu/%zu] %s, %lld s", ev->k, ev->n, ev->name, elapsed_s(p));
		break;
	case SESSION_REFUSED:
		progress_end(p);
		fprintf(p->out,
			"boot %zu/%zu %s: its log is not used, and it is booted again: %s\n", ev->k,
			ev->n, ev->name, ev->why);
		break;
	case SESSION_BOOTED:
		on_booted(p, ev);
		break;
	}
}
