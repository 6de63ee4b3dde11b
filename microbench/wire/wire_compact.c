/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers in base-64 digits of 5 bits, the least significant first; a digit of 32 or more has
 * another behind it. */
#include "wire/wire.h"

#define DIGIT_BITS 5u
#define MORE       (1u << DIGIT_BITS) /* in a digit that is not the last */
#define NO_DIGIT   64u

/* Those of RFC 4648, table 1. */
static const char digits[64] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

size_t wire_compact_len(uint64_t value)
{
	size_t len = 1;

	for (; value >= MORE; value >>= DIGIT_BITS) {
		len++;
	}
	return len;
}

void wire_more_compact(struct wire_writer *w, uint64_t value)
{
	char text[WIRE_COMPACT_DIGITS + 1];
	size_t len = 0;

	for (; value >= MORE; value >>= DIGIT_BITS) {
		text[len++] = digits[MORE | (value & (MORE - 1))];
	}
	text[len++] = digits[value];
	text[len] = '\0';
	wire_more_str(w, text);
}

static unsigned int digit_value(char c)
{
	if (c >= 'A' && c <= 'Z') {
		return (unsigned int)(c - 'A');
	}
	if (c >= 'a' && c <= 'z') {
		return (unsigned int)(c - 'a') + 26;
	}
	if (c >= '0' && c <= '9') {
		return (unsigned int)(c - '0') + 52;
	}
	if (c == '+') {
		return 62;
	}
	return c == '/' ? 63 : NO_DIGIT;
}

/* One number at *text, which moves behind it. A last digit of 0 behind others adds nothing, so no
 * writer sends it. */
static bool next_number(const char **text, uint64_t *out)
{
	const char *at = *text;
	uint64_t value = 0;

	for (unsigned int shift = 0; shift < 64; shift += DIGIT_BITS) {
		unsigned int digit = digit_value(*at++);
		uint64_t bits = digit % MORE;

		if (digit == NO_DIGIT || bits << shift >> shift != bits) {
			return false;
		}
		value |= bits << shift;
		if (digit < MORE) {
			*text = at;
			*out = value;
			return digit != 0 || shift == 0;
		}
	}
	return false;
}

uint64_t wire_zigzag(uint64_t from, uint64_t to)
{
	uint64_t step = to - from;

	return step << 1 ^ (0 - (step >> 63));
}

void wire_compact_begin(struct wire_compact *c, const char *text)
{
	c->text = text;
	c->value = 0;
	c->is_behind_one = false;
}

bool wire_compact_next(struct wire_compact *c, uint64_t *count)
{
	uint64_t zigzag;

	*count = 1;
	if (*c->text == WIRE_COMPACT_RUN) {
		c->text++;
		return c->is_behind_one && next_number(&c->text, count) && *count != 0;
	}
	if (!next_number(&c->text, &zigzag)) {
		return false;
	}
	c->value += zigzag >> 1 ^ (0 - (zigzag & 1));
	c->is_behind_one = true;
	return true;
}
