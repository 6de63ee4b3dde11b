/* SPDX-License-Identifier: Apache-2.0 */
#include "report/wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of the UTF-8 character at @text; 0: none, such as a lone byte that an old terminal takes for
 * a C1 control. */
static size_t char_len(const unsigned char *text, size_t left)
{
	size_t len = text[0] < 0x80 ? 1 : 2;

	if (text[0] >= 0xe0) {
		len = text[0] < 0xf0 ? 3 : 4;
	}
	if (len > left || text[0] > 0xf4 || (len == 2 && text[0] < 0xc2)) {
		return 0;
	}
	for (size_t i = 1; i < len; i++) {
		if ((text[i] & 0xc0) != 0x80) {
			return 0;
		}
	}
	return len;
}

/* U+202A to U+202E and U+2066 to U+2069: what comes behind one is shown in another order than it is in. */
static bool is_direction(const unsigned char *text)
{
	return text[0] == 0xe2 && ((text[1] == 0x80 && text[2] >= 0xaa && text[2] <= 0xae) ||
				   (text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9));
}

/* C0, DEL, and C1: U+0080 to U+009F. */
static bool is_control(const unsigned char *text)
{
	return text[0] < 0x20 || text[0] == 0x7f || (text[0] == 0xc2 && text[1] < 0xa0) ||
	       is_direction(text);
}

void wrap_put_harmless(const char *text, size_t len, FILE *out)
{
	const unsigned char *at = (const unsigned char *)text;

	while (len > 0) {
		size_t n = char_len(at, len);

		if (n == 0 || is_control(at)) {
			fputc('?', out);
			n = n == 0 ? 1 : n;
		} else {
			fwrite(at, 1, n, out);
		}
		at += n;
		len -= n;
	}
}

void wrap_put(const char *text, size_t indent, size_t hang, size_t columns, FILE *out)
{
	size_t used = indent;
	bool is_line_empty = true;

	fprintf(out, "%*s", (int)indent, "");
	while (*text != '\0') {
		size_t len = strcspn(text, " ");

		if (!is_line_empty && used + 1 + len > columns) {
			fprintf(out, "\n%*s", (int)hang, "");
			used = hang;
		} else if (!is_line_empty) {
			fputc(' ', out);
			used++;
		}
		wrap_put_harmless(text, len, out);
		is_line_empty = false;
		used += len;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', out);
}

/* Bytes of @text, at most @most, that do not end inside a character. */
static size_t cut_len(const char *text, size_t len, size_t most)
{
	size_t cut = len < most ? len : most;

	while (cut < len && cut > 1 && ((unsigned char)text[cut] & 0xc0) == 0x80) {
		cut--;
	}
	return cut;
}

void wrap_put_broken(const char *text, size_t indent, size_t hang, size_t columns, FILE *out)
{
	size_t room = columns - (indent > hang ? indent : hang);
	char *broken = malloc(2 * strlen(text) + 1); /* at worst a space behind each byte */
	size_t used = 0;

	while (broken != NULL && *text != '\0') {
		size_t len = strcspn(text, " ");
		size_t part = cut_len(text, len, room);

		memcpy(broken + used, text, part);
		used += part;
		text += part;
		if (part < len || *text == ' ') {
			broken[used++] = ' ';
			text += part == len;
		}
	}
	if (broken != NULL) {
		broken[used] = '\0';
		wrap_put(broken, indent, hang, columns, out);
	}
	free(broken);
}

/* Bytes of the items at @text that fit into @room, without the blank behind them; of at least one. */
static size_t items_len(const char *text, size_t room)
{
	size_t len = 0;

	for (;;) {
		const char *end = strstr(text + len, "; ");
		size_t next = end != NULL ? (size_t)(end + 1 - text) : strlen(text);

		if (len > 0 && next > room) {
			return len;
		}
		if (end == NULL) {
			return next;
		}
		len = next;
	}
}

void wrap_put_items(const char *text, size_t indent, size_t columns, FILE *out)
{
	while (*text != '\0') {
		size_t len = items_len(text, columns - indent);
		char *line = strndup(text, len);

		if (line != NULL) {
			wrap_put_broken(line, indent, indent, columns, out);
		}
		free(line);
		text += len;
		text += strspn(text, " ");
	}
}
