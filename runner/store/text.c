/* SPDX-License-Identifier: Apache-2.0 */
#include "store/text.h"

#include <libxml/chvalid.h>
#include <libxml/xmlstring.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define REPLACEMENT     "\xef\xbf\xbd" /* U+FFFD */
#define REPLACEMENT_LEN 3u

/* Bytes of the character at @text, or 0 when it may not stand in XML. */
static size_t char_len(const char *text, size_t left)
{
	int len = left < 4 ? (int)left : 4;
	int code = xmlGetUTF8Char((const unsigned char *)text, &len);

	return code > 0 && xmlIsCharQ(code) ? (size_t)len : 0;
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
