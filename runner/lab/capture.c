/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/capture.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"
#include "wire/wire.h"

#define PREFIX_MAX 64u

struct line {
	const char *at;
	size_t len; /* without the line feed */
	const char *next;
};

/* What a time before a line looks like: digits are 0, letters a, runs of either are one. */
struct form {
	char text[PREFIX_MAX + 1];
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Names of days and months, and the T and Z of RFC 3339. */
static bool is_word_of_time(const char *word, size_t len)
{
	static const char names[] =
		" Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep "
		"Oct Nov Dec UTC T Z ";
	char padded[8];

	if (len > 3) {
		return false;
	}
	snprintf(padded, sizeof(padded), " %.*s ", (int)len, word);
	return strstr(names, padded) != NULL;
}

/* False: @len bytes at @text are no time. None at all are the form "". */
static bool find_form(const char *text, size_t len, struct form *out)
{
	bool has_digit = len == 0;
	size_t used = 0;

	if (len > PREFIX_MAX) {
		return false;
	}
	for (size_t i = 0; i < len;) {
		size_t run = 1;

		if (is_digit(text[i])) {
			has_digit = true;
			while (i + run < len && is_digit(text[i + run])) {
				run++;
			}
			out->text[used++] = '0';
		} else if (is_letter(text[i])) {
			while (i + run < len && is_letter(text[i + run])) {
				run++;
			}
			if (!is_word_of_time(text + i, run)) {
				return false;
			}
			out->text[used++] = 'a';
		} else if (text[i] != '\0' && strchr(" \t[]()<>:.,+-/|", text[i]) != NULL) {
			/* Numbers are padded with spaces to a width, by some: any number of them is one. */
			while (text[i] == ' ' && i + run < len && text[i + run] == ' ') {
				run++;
			}
			out->text[used++] = text[i];
		} else {
			return false;
		}
		i += run;
	}
	out->text[used] = '\0';
	return has_digit;
}

static bool is_end(char c)
{
	return c == '\r' || c == '\0';
}

static struct line next_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t)(end - at));
	struct line line = { .at = at, .next = newline != NULL ? newline + 1 : end };

	line.len = (size_t)((newline != NULL ? newline : end) - at);
	while (line.len > 0 && is_end(line.at[0])) {
		line.at++;
		line.len--;
	}
	while (line.len > 0 && is_end(line.at[line.len - 1])) {
		line.len--;
	}
	return line;
}

/* The record in a line; NULL: there is none, or what stands before it is no time. */
static const char *find_record(const struct line *line, struct form *form)
{
	const char *record = memmem(line->at, line->len, WIRE_PREFIX, strlen(WIRE_PREFIX));

	return record != NULL && find_form(line->at, (size_t)(record - line->at), form) ? record
											: NULL;
}

static bool is_hello(const struct line *line, const char *record)
{
	return (size_t)(line->at + line->len - record) > strlen(WIRE_FIRST) &&
	       memcmp(record, WIRE_FIRST, strlen(WIRE_FIRST)) == 0;
}

static struct capture_boot *add_boot(struct capture *capture, size_t begin, size_t line_no)
{
	struct capture_boot *boots = reallocarray(capture->boots, capture->n + 1, sizeof(*boots));

	if (boots == NULL) {
		return NULL;
	}
	capture->boots = boots;
	boots[capture->n] = (struct capture_boot){ .begin = begin, .line_no = line_no };
	return &boots[capture->n++];
}

/* Where each boot begins. */
static int find_boots(const char *bytes, size_t size, struct capture *capture)
{
	const char *end = bytes + size;
	size_t line_no = 1;

	for (const char *at = bytes; at < end; line_no++) {
		struct line line = next_line(at, end);
		struct form form;
		const char *record = find_record(&line, &form);

		if (record != NULL && is_hello(&line, record)) {
			size_t begin = capture->n > 0 ? (size_t)(at - bytes) : 0;

			if (capture->n > 0) {
				capture->boots[capture->n - 1].end = begin;
			}
			if (add_boot(capture, begin, line_no) == NULL) {
				return -ENOMEM;
			}
		} else if (record != NULL && capture->n == 0) {
			capture->n_stray++;
		}
		at = line.next;
	}
	if (capture->n > 0) {
		capture->boots[capture->n - 1].end = size;
	}
	return 0;
}

/* A line of a boot: of a record what is behind the time, if that is of the form of the hello's. */
static void put_line(const struct line *line, const char *record, bool is_kept, FILE *out)
{
	const char *from = record != NULL && is_kept ? record : line->at;

	/* A record behind something else is chatter, as it is live. */
	if (record != NULL && !is_kept && record == line->at) {
		fputc(' ', out);
	}
	fwrite(from, 1, (size_t)(line->at + line->len - from), out);
}

/* The text of one boot: as many lines as the capture has, so that numbers in messages are the log's. */
static int write_text(const char *bytes, struct capture_boot *boot)
{
	const char *end = bytes + boot->end;
	struct form want = { "" };
	FILE *out = open_memstream(&boot->text, &boot->size);
	bool is_begun = false;

	if (out == NULL) {
		return -ENOMEM;
	}
	for (const char *at = bytes + boot->begin; at < end;) {
		struct line line = next_line(at, end);
		struct form form;
		const char *record = find_record(&line, &form);

		if (record != NULL && !is_begun && is_hello(&line, record)) {
			is_begun = true;
			want = form;
		}
		/* Records before the hello are of another boot. */
		put_line(&line, record,
			 is_begun && record != NULL && strcmp(form.text, want.text) == 0, out);
		if (line.next > at && line.next[-1] == '\n') {
			fputc('\n', out);
		}
		at = line.next;
	}
	return file_finish(out, &boot->text);
}

int capture_split(const char *bytes, size_t size, struct capture *out)
{
	int err;

	*out = (struct capture){ 0 };
	err = find_boots(bytes, size, out);
	for (size_t i = 0; i < out->n && err == 0; i++) {
		err = write_text(bytes, &out->boots[i]);
	}
	if (err != 0) {
		capture_free(out);
	}
	return err;
}

void capture_free(struct capture *capture)
{
	for (size_t i = 0; i < capture->n; i++) {
		free(capture->boots[i].text);
	}
	free(capture->boots);
	*capture = (struct capture){ 0 };
}
