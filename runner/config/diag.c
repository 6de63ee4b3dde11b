/* SPDX-License-Identifier: Apache-2.0 */
#include "config/diag.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static void put_place(FILE *out, struct mark at)
{
	if (at.file != NULL) {
		fprintf(out, "%s:", at.file);
	}
	if (at.file != NULL && at.line != 0) {
		fprintf(out, "%u:", at.line);
	}
	if (at.file != NULL && at.line != 0 && at.col != 0) {
		fprintf(out, "%u:", at.col);
	}
	if (at.file != NULL) {
		fputc(' ', out);
	}
}

/* True for what moves a terminal's cursor: C0, DEL, and the C1 controls U+0080 to U+009F. */
static size_t control_len(const unsigned char *text)
{
	if (text[0] < 0x20 || text[0] == 0x7f) {
		return 1;
	}
	return text[0] == 0xc2 && text[1] >= 0x80 && text[1] <= 0x9f ? 2 : 0;
}

/* One line of @text: what is quoted from a file cannot break it, nor colour the terminal. */
static void put_escaped(FILE *out, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	while (*at != '\0') {
		size_t control = control_len(at);

		if (control == 0) {
			fputc(*at++, out);
		}
		for (; control > 0; control--) {
			fprintf(out, "\\x%02x", *at++);
		}
	}
}

static char *format_line(struct mark at, const char *fmt, va_list args)
	__attribute__((format(printf, 2, 0)));

static char *format_line(struct mark at, const char *fmt, va_list args)
{
	char *line = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&line, &len);

	if (out == NULL) {
		return NULL;
	}
	put_place(out, at);
	vfprintf(out, fmt, args);
	if (fclose(out) != 0) {
		free(line);
		return NULL;
	}
	return line;
}

static char *escape_line(const char *raw)
{
	char *line = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&line, &len);

	if (out == NULL) {
		return NULL;
	}
	put_escaped(out, raw);
	if (fclose(out) != 0) {
		free(line);
		return NULL;
	}
	return line;
}

static bool has_line(const struct diag *d, const char *line)
{
	for (size_t i = 0; i < d->n; i++) {
		if (strcmp(d->lines[i], line) == 0) {
			return true;
		}
	}
	return false;
}

/* Takes @line. */
static void keep_line(struct diag *d, char *line)
{
	char **lines;

	/* Two suites that name one broken board are still one fault in one file. */
	if (has_line(d, line)) {
		free(line);
		return;
	}
	lines = reallocarray(d->lines, d->n + 1, sizeof(*lines));
	if (lines == NULL) {
		free(line);
		return;
	}
	d->lines = lines;
	lines[d->n++] = line;
}

void diag_add(struct diag *d, struct mark at, const char *fmt, ...)
{
	char *raw;
	char *line;
	va_list args;

	va_start(args, fmt);
	raw = format_line(at, fmt, args);
	va_end(args);
	line = raw != NULL ? escape_line(raw) : NULL;
	free(raw);
	if (line != NULL) {
		keep_line(d, line);
	}
}

void diag_print(const struct diag *d, FILE *out)
{
	for (size_t i = 0; i < d->n; i++) {
		fprintf(out, "%s\n", d->lines[i]);
	}
}

void diag_free(struct diag *d)
{
	for (size_t i = 0; i < d->n; i++) {
		free(d->lines[i]);
	}
	free(d->lines);
	*d = (struct diag){ 0 };
}
