/* SPDX-License-Identifier: Apache-2.0 */
#include "report/wrap.h"

#include <stdbool.h>
#include <string.h>

void wrap_put_harmless(const char *text, size_t len, FILE *out)
{
	for (size_t i = 0; i < len; i++) {
		fputc((unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i], out);
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
