/* SPDX-License-Identifier: Apache-2.0 */
#include "report/escape.h"

#include <stdlib.h>

#include "store/text.h"

void escape_html(const char *text, FILE *out)
{
	char *clean = text_scrub(text, false);

	for (const char *at = clean; at != NULL && *at != '\0'; at++) {
		switch (*at) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		case '\'':
			fputs("&#39;", out);
			break;
		default:
			fputc(*at, out);
		}
	}
	free(clean);
}
