/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes to lines, lines to records: everything that can be wrong before a record means anything. */
#include "ingest/ingest.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/ingest_private.h"

#define WIRE_PREFIX_LEN (sizeof(WIRE_PREFIX) - 1)
#define CRC_DIGITS      4u
#define TRAILER_LEN     6u /* " *xxxx" */

int ingest_set_damaged(struct ingest *in, const char *format, ...)
{
	va_list args;
	int used;

	if (in->damaged) {
		return 0;
	}
	in->damaged = true;
	used = snprintf(in->why, sizeof(in->why), "line %" PRIu64 ": ", in->line_no);
	va_start(args, format);
	vsnprintf(in->why + used, sizeof(in->why) - (size_t)used, format, args);
	va_end(args);
	return 0;
}

void ingest_init(struct ingest *in)
{
	memset(in, 0, sizeof(*in));
}

void ingest_free(struct ingest *in)
{
	for (size_t i = 0; i < in->n_benches; i++) {
		free(in->benches[i].samples);
	}
	free(in->benches);
	memset(in, 0, sizeof(*in));
}

bool ingest_is_complete(const struct ingest *in)
{
	return in->hello.seen && in->ended && !in->damaged;
}

/* Bytes of the line, without the \r of a console where it is at hand. */
static size_t count_bytes(const struct ingest *in)
{
	size_t len = in->line_len;
	bool is_kept = len > 0 && len <= sizeof(in->line);

	return is_kept && in->line[len - 1] == '\r' ? len - 1 : len;
}

static bool is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

/* Blank lines are skipped: what was said before them helps more. */
static void keep_text(struct ingest *in)
{
	size_t len = count_bytes(in);
	bool is_blank = true;

	if (len > sizeof(in->last_text) - 1) {
		len = sizeof(in->last_text) - 1;
	}
	for (size_t i = 0; i < len && is_blank; i++) {
		is_blank = in->line[i] == ' ' || in->line[i] == '\t';
	}
	if (is_blank) {
		return;
	}
	for (size_t i = 0; i < len; i++) {
		in->last_text[i] = is_printable(in->line[i]) ? in->line[i] : '?';
	}
	in->last_text[len] = '\0';
}

static bool has_crc(const char *line, size_t len)
{
	if (len < WIRE_PREFIX_LEN + TRAILER_LEN || memcmp(&line[len - TRAILER_LEN], " *", 2) != 0) {
		return false;
	}
	for (size_t i = len - CRC_DIGITS; i < len; i++) {
		if (strchr("0123456789abcdef", line[i]) == NULL || line[i] == '\0') {
			return false;
		}
	}
	return true;
}

static int refuse_crc(struct ingest *in)
{
	size_t len = count_bytes(in);

	if (!has_crc(in->line, len)) {
		return ingest_set_damaged(in, "a record without a CRC, as if it was cut off");
	}
	return ingest_set_damaged(in, "CRC %.4s, computed %04x", &in->line[len - CRC_DIGITS],
				  (unsigned int)wire_crc16(in->line, len - TRAILER_LEN));
}

static int refuse_seq(struct ingest *in, uint32_t seq)
{
	uint32_t lost = seq - in->next_seq;
	const char *plural = lost == 1 ? "" : "s";

	if (in->next_seq == 0) {
		return ingest_set_damaged(
			in, "the first record is %" PRIu32 ": %" PRIu32 " record%s lost", seq, lost,
			plural);
	}
	if (seq < in->next_seq) {
		return ingest_set_damaged(in,
					  "record %" PRIu32 " follows %" PRIu32
					  ": repeated, or the target restarted",
					  seq, in->next_seq - 1);
	}
	return ingest_set_damaged(
		in, "record %" PRIu32 " follows %" PRIu32 ": %" PRIu32 " record%s lost", seq,
		in->next_seq - 1, lost, plural);
}

static int handle_record(struct ingest *in, const struct wire_record *rec)
{
	if (in->ended) {
		return ingest_set_damaged(in, "record %" PRIu32 " comes after the end of the run",
					  rec->seq);
	}
	if (rec->seq != in->next_seq) {
		return refuse_seq(in, rec->seq);
	}
	in->next_seq++;
	return ingest_take_record(in, rec);
}

static bool is_record(const struct ingest *in)
{
	return in->line_len >= WIRE_PREFIX_LEN &&
	       memcmp(in->line, WIRE_PREFIX, WIRE_PREFIX_LEN) == 0;
}

static int handle_line(struct ingest *in)
{
	struct wire_record rec;
	enum wire_status status;

	in->line_no += in->damaged ? 0 : 1;
	if (!is_record(in)) {
		keep_text(in);
		return 0;
	}
	if (in->damaged) {
		return 0;
	}
	status = in->line_len > sizeof(in->line) ? WIRE_TOO_LONG
						 : wire_parse(in->line, in->line_len, &rec);
	switch (status) {
	case WIRE_OK:
		return handle_record(in, &rec);
	case WIRE_TOO_LONG:
		return ingest_set_damaged(in, "a record of %zu bytes, more than %u",
					  count_bytes(in) + 1, WIRE_LINE_MAX);
	case WIRE_BAD_CRC:
		return refuse_crc(in);
	case WIRE_NOT_A_RECORD:
	case WIRE_BAD_FORM:
		break;
	}
	return ingest_set_damaged(in, "%s", wire_status_str(status));
}

static void append(struct ingest *in, const char *bytes, size_t len)
{
	if (in->line_len < sizeof(in->line)) {
		size_t room = sizeof(in->line) - in->line_len;

		memcpy(in->line + in->line_len, bytes, len < room ? len : room);
	}
	in->line_len += len;
}

int ingest_feed(struct ingest *in, const char *bytes, size_t len)
{
	const char *end = bytes + len;
	int err = 0;

	while (bytes < end && err == 0) {
		size_t rest = (size_t)(end - bytes);
		const char *newline = memchr(bytes, '\n', rest);

		if (newline == NULL) {
			append(in, bytes, rest);
			break;
		}
		append(in, bytes, (size_t)(newline - bytes));
		bytes = newline + 1;
		err = handle_line(in);
		in->line_len = 0;
	}
	return err;
}

void ingest_finish(struct ingest *in)
{
	const struct ingest_bench *open;

	if (in->line_len > 0) {
		in->line_no += in->damaged ? 0 : 1;
		if (is_record(in)) {
			ingest_set_damaged(in, "the console ended inside a record");
		} else {
			keep_text(in);
		}
		in->line_len = 0;
	}
	open = ingest_open_bench(in);
	if (open != NULL) {
		ingest_set_damaged(in, "the console ended inside %s, after %zu of %zu samples",
				   open->name, open->n, open->n_asked);
	}
}
