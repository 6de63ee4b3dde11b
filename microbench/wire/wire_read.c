/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/wire.h"

#define PREFIX      WIRE_PREFIX
#define PREFIX_LEN  (sizeof(PREFIX) - 1)
#define TRAILER_LEN 6u /* " *xxxx", the \n is gone */

/* One field, as offsets into the line. */
struct span {
	size_t key;
	size_t key_len;
	size_t value;
};

/* A record whose form is being checked; nothing of the caller's changes until all of it is
 * right. */
struct draft {
	const char *line;
	size_t len; /* without the trailer */
	size_t at;  /* next byte to look at */
	uint32_t seq;
	enum wire_type type;
	size_t n_spans;
	struct span spans[WIRE_FIELDS_MAX];
};

static bool is_equal(const char *left, const char *right, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (left[i] != right[i]) {
			return false;
		}
	}
	return true;
}

/* -1: no lower-case hex digit. */
static int hex_value(char c)
{
	if (c >= '0' && c <= '9') {
		return c - '0';
	}
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool has_right_crc(const char *line, size_t len)
{
	const char *trailer;
	unsigned int crc = 0;

	if (len < PREFIX_LEN + TRAILER_LEN) {
		return false;
	}
	trailer = &line[len - TRAILER_LEN];
	if (trailer[0] != ' ' || trailer[1] != '*') {
		return false;
	}
	for (size_t i = 2; i < TRAILER_LEN; i++) {
		int digit = hex_value(trailer[i]);

		if (digit < 0) {
			return false;
		}
		crc = crc << 4 | (unsigned int)digit;
	}
	return crc == wire_crc16(line, len - TRAILER_LEN);
}

/* Decimal without leading zeros, at most UINT32_MAX. */
static bool take_seq(struct draft *d)
{
	size_t from = d->at;
	uint64_t seq = 0;

	while (d->at < d->len && d->line[d->at] >= '0' && d->line[d->at] <= '9') {
		seq = seq * 10 + (uint64_t)(d->line[d->at] - '0');
		d->at++;
		if (seq > UINT32_MAX) {
			return false;
		}
	}
	d->seq = (uint32_t)seq;
	return d->at != from && (d->at == from + 1 || d->line[from] != '0');
}

static bool take_type(struct draft *d)
{
	if (d->len - d->at < 2 || d->line[d->at] != ' ') {
		return false;
	}
	switch (d->line[d->at + 1]) {
	case WIRE_HELLO:
	case WIRE_REGISTERS:
	case WIRE_CHECK:
	case WIRE_BENCH:
	case WIRE_SAMPLES:
	case WIRE_PMU:
	case WIRE_END_BENCH:
	case WIRE_NOT_APPLICABLE:
	case WIRE_FAIL:
	case WIRE_END_RUN:
		d->type = (enum wire_type)d->line[d->at + 1];
		d->at += 2;
		return true;
	default:
		return false;
	}
}

static bool has_key(const struct draft *d, const struct span *span)
{
	for (size_t i = 0; i < d->n_spans; i++) {
		const struct span *old = &d->spans[i];

		if (old->key_len == span->key_len &&
		    is_equal(&d->line[old->key], &d->line[span->key], span->key_len)) {
			return true;
		}
	}
	return false;
}

/* Behind the first, a digit too. */
static bool is_key_char(char c, bool is_first)
{
	return (c >= 'a' && c <= 'z') || c == '_' || (!is_first && c >= '0' && c <= '9');
}

static bool take_field(struct draft *d)
{
	struct span span = { .key = d->at + 1 };
	const char *line = d->line;
	size_t i = d->at + 1;

	if (d->n_spans == WIRE_FIELDS_MAX || line[d->at] != ' ') {
		return false;
	}
	while (i < d->len && is_key_char(line[i], i == span.key)) {
		i++;
	}
	span.key_len = i - span.key;
	if (span.key_len == 0 || i == d->len || line[i] != '=' || has_key(d, &span)) {
		return false;
	}
	span.value = ++i;
	while (i < d->len && line[i] >= '!' && line[i] <= '~') {
		i++;
	}
	d->at = i;
	d->spans[d->n_spans++] = span;
	return i != span.value;
}

static bool take_record(struct draft *d)
{
	if (!take_seq(d) || !take_type(d)) {
		return false;
	}
	while (d->at < d->len) {
		if (!take_field(d)) {
			return false;
		}
	}
	return true;
}

static void fill_record(const struct draft *d, struct wire_record *out)
{
	out->seq = d->seq;
	out->type = d->type;
	out->n_fields = d->n_spans;
	for (size_t i = 0; i < d->len; i++) {
		out->text[i] = d->line[i];
	}
	out->text[d->len] = '\0';
	for (size_t i = 0; i < d->n_spans; i++) {
		const struct span *span = &d->spans[i];

		out->text[span->key - 1] = '\0'; /* ends what is before it */
		out->text[span->value - 1] = '\0';
		out->fields[i].key = &out->text[span->key];
		out->fields[i].value = &out->text[span->value];
	}
}

enum wire_status wire_parse(const char *line, size_t len, struct wire_record *out)
{
	struct draft draft;

	if (len < PREFIX_LEN || !is_equal(line, PREFIX, PREFIX_LEN)) {
		return WIRE_NOT_A_RECORD;
	}
	if (line[len - 1] == '\r') {
		len--;
	}
	if (len + 1 > WIRE_LINE_MAX) {
		return WIRE_TOO_LONG;
	}
	if (!has_right_crc(line, len)) {
		return WIRE_BAD_CRC;
	}
	draft.line = line;
	draft.len = len - TRAILER_LEN;
	draft.at = PREFIX_LEN;
	draft.n_spans = 0;
	if (!take_record(&draft)) {
		return WIRE_BAD_FORM;
	}
	fill_record(&draft, out);
	return WIRE_OK;
}
