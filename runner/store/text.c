/* SPDX-License-Identifier: Apache-2.0 */
#include "store/text.h"

#include <libxml/chvalid.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT     "\xef\xbf\xbd" /* U+FFFD */
#define REPLACEMENT_LEN 3u

/* Strict, unlike xmlGetUTF8Char(), which takes a stray continuation byte for the first of two.
 * Returns the bytes of the character at @text, 0 when they are none. Source: RFC 3629, section 3. */
static size_t decode_utf8(const unsigned char *text, size_t left, int *code)
{
	static const struct {
		unsigned char mask, lead;
		size_t len;
		int least; /* below it, the encoding is too long */
	} forms[] = { { 0x80, 0x00, 1, 0 },
		      { 0xe0, 0xc0, 2, 0x80 },
		      { 0xf0, 0xe0, 3, 0x800 },
		      { 0xf8, 0xf0, 4, 0x10000 } };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if ((text[0] & forms[i].mask) != forms[i].lead || left < forms[i].len) {
			continue;
		}
		*code = text[0] & ~forms[i].mask & 0xff;
		for (size_t j = 1; j < forms[i].len; j++) {
			if ((text[j] & 0xc0) != 0x80) {
				return 0;
			}
			*code = *code << 6 | (text[j] & 0x3f);
		}
		return *code >= forms[i].least ? forms[i].len : 0;
	}
	return 0;
}

/* Bytes of the character at @text, or 0 when it may not stand in XML. */
static size_t char_len(const char *text, size_t left)
{
	int code = 0;
	size_t len = decode_utf8((const unsigned char *)text, left, &code);

	return len > 0 && xmlIsCharQ(code) ? len : 0;
}

char *text_scrub(const char *text, bool one_line)
{
	size_t left = text == NULL ? 0 : strlen(text);
	char *copy = malloc(left * REPLACEMENT_LEN + 1);
	size_t used = 0;

	if (copy == NULL) {
		return NULL;
	}
	while (left > 0) {
		size_t len = char_len(text, left);

		if (len == 0) {
			memcpy(copy + used, REPLACEMENT, REPLACEMENT_LEN);
			used += REPLACEMENT_LEN;
			len = 1;
		} else if (one_line && strchr("\t\n\r", *text) != NULL) {
			copy[used++] = ' ';
		} else {
			memcpy(copy + used, text, len);
			used += len;
		}
		text += len;
		left -= len;
	}
	copy[used] = '\0';
	return copy;
}

bool text_is_line(const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		size_t len = char_len(text, left);

		if (len == 0 || strchr("\t\n\r", *text) != NULL) {
			return false;
		}
		text += len;
		left -= len;
	}
	return true;
}

static size_t name_len(const char *text)
{
	return *text == '.' ? 0
			    : strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					   "0123456789._+-");
}

bool text_is_name(const char *text)
{
	size_t len = name_len(text);

	return len > 0 && len < NAME_MAX && text[len] == '\0';
}

bool text_is_path_name(const char *text)
{
	for (;;) {
		size_t len = name_len(text);

		if (len == 0 || len >= NAME_MAX || (text[len] != '/' && text[len] != '\0')) {
			return false;
		}
		if (text[len] == '\0') {
			return true;
		}
		text += len + 1;
	}
}
