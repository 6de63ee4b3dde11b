/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/wire.h"

#define TRAILER_LEN 7u /* " *xxxx\n" */
#define BODY_MAX    (WIRE_LINE_MAX - TRAILER_LEN)
#define U64_DIGITS  20u

static const char hex_digits[16] = "0123456789abcdef";

static void append_raw(struct wire_writer *w, const char *bytes, size_t len)
{
	if (w->overflow || len > BODY_MAX - w->len) {
		w->overflow = true;
		return;
	}
	for (size_t i = 0; i < len; i++) {
		w->line[w->len++] = bytes[i];
	}
}

static void append_text(struct wire_writer *w, const char *text)
{
	for (; *text != '\0'; text++) {
		char c = *text >= '!' && *text <= '~' ? *text : '_';

		append_raw(w, &c, 1);
	}
}

static void append_u64(struct wire_writer *w, uint64_t value)
{
	char digits[U64_DIGITS];
	size_t at = U64_DIGITS;

	do {
		digits[--at] = hex_digits[value % 10];
		value /= 10;
	} while (value != 0);
	append_raw(w, &digits[at], U64_DIGITS - at);
}

static void append_key(struct wire_writer *w, const char *key)
{
	append_raw(w, " ", 1);
	append_text(w, key);
	append_raw(w, "=", 1);
	w->is_placeholder = false;
}

/* The '-' of an empty value gives way to the first thing that is appended to it. */
static void drop_placeholder(struct wire_writer *w)
{
	if (w->is_placeholder && !w->overflow) {
		w->len--;
	}
	w->is_placeholder = false;
}

void wire_writer_init(struct wire_writer *w, wire_put_fn put, void *arg)
{
	w->put = put;
	w->arg = arg;
	w->seq = 0;
	w->len = 0;
	w->overflow = false;
	w->is_placeholder = false;
}

void wire_begin(struct wire_writer *w, enum wire_type type)
{
	char letter = (char)type;

	w->len = 0;
	w->overflow = false;
	w->is_placeholder = false;
	append_raw(w, WIRE_PREFIX, sizeof(WIRE_PREFIX) - 1);
	append_u64(w, w->seq);
	append_raw(w, " ", 1);
	append_raw(w, &letter, 1);
}

void wire_str(struct wire_writer *w, const char *key, const char *value)
{
	append_key(w, key);
	if (*value == '\0') {
		append_raw(w, "-", 1);
		w->is_placeholder = true;
		return;
	}
	append_text(w, value);
}

void wire_u64(struct wire_writer *w, const char *key, uint64_t value)
{
	append_key(w, key);
	append_u64(w, value);
}

void wire_hex(struct wire_writer *w, const char *key, uint64_t value)
{
	unsigned int shift = 60;

	append_key(w, key);
	append_raw(w, "0x", 2);
	while (shift != 0 && value >> shift == 0) {
		shift -= 4;
	}
	for (;; shift -= 4) {
		append_raw(w, &hex_digits[(value >> shift) & 0xf], 1);
		if (shift == 0) {
			return;
		}
	}
}

void wire_more_str(struct wire_writer *w, const char *text)
{
	if (*text == '\0') {
		return;
	}
	drop_placeholder(w);
	append_text(w, text);
}

void wire_more_u64(struct wire_writer *w, uint64_t value)
{
	drop_placeholder(w);
	append_u64(w, value);
}

size_t wire_room(const struct wire_writer *w)
{
	if (w->overflow) {
		return 0;
	}
	return BODY_MAX - w->len + (w->is_placeholder ? 1u : 0u);
}

void wire_end(struct wire_writer *w)
{
	uint16_t crc = wire_crc16(w->line, w->len);

	w->seq++;
	if (w->overflow) {
		return;
	}
	w->line[w->len++] = ' ';
	w->line[w->len++] = '*';
	for (unsigned int shift = 16; shift != 0; shift -= 4) {
		w->line[w->len++] = hex_digits[((unsigned int)crc >> (shift - 4)) & 0xfu];
	}
	w->line[w->len++] = '\n';
	w->put(w->arg, w->line, w->len);
}
