/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/wire.h"

static bool is_same_text(const char *left, const char *right)
{
	while (*left != '\0' && *left == *right) {
		left++;
		right++;
	}
	return *left == *right;
}

const char *wire_get(const struct wire_record *rec, const char *key)
{
	for (size_t i = 0; i < rec->n_fields; i++) {
		if (is_same_text(rec->fields[i].key, key)) {
			return rec->fields[i].value;
		}
	}
	return NULL;
}

/* 16 when @c is no digit of any base. */
static unsigned int digit_value(char c)
{
	if (c >= '0' && c <= '9') {
		return (unsigned int)(c - '0');
	}
	if (c >= 'a' && c <= 'f') {
		return (unsigned int)(c - 'a') + 10;
	}
	if (c >= 'A' && c <= 'F') {
		return (unsigned int)(c - 'A') + 10;
	}
	return 16;
}

bool wire_parse_u64(const char *text, uint64_t *out)
{
	unsigned int base = 10;
	uint64_t value = 0;

	if (text[0] == '0' && text[1] == 'x') {
		base = 16;
		text += 2;
	}
	if (*text == '\0') {
		return false;
	}
	for (; *text != '\0'; text++) {
		unsigned int digit = digit_value(*text);

		if (digit >= base || value > (UINT64_MAX - digit) / base) {
			return false;
		}
		value = value * base + digit;
	}
	*out = value;
	return true;
}

const char *wire_status_str(enum wire_status status)
{
	switch (status) {
	case WIRE_OK:
		return "record";
	case WIRE_NOT_A_RECORD:
		return "no record";
	case WIRE_TOO_LONG:
		return "record longer than a line may be";
	case WIRE_BAD_CRC:
		return "CRC absent or different";
	case WIRE_BAD_FORM:
		return "CRC right, but no valid record";
	}
	return "unknown status";
}
