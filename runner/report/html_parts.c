/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include "report/escape.h"
#include "report/number.h"

/* So many rows and more scroll within their box, below a head that stays. */
#define LONG_ROWS 30u

void html_put_element(const char *tag, const char *text, FILE *out)
{
	fprintf(out, "<%s>", tag);
	escape_html(text, out);
	fprintf(out, "</%s>", tag);
}

void html_open_section(const char *id, const char *title, FILE *out)
{
	fprintf(out, "<section id=\"%s\">\n", id);
	html_put_element("h2", title, out);
	fputc('\n', out);
}

void html_open_scroll(const char *label, size_t n_rows, bool is_snug, FILE *out)
{
	fprintf(out, "<div class=\"scroll%s%s\" role=\"region\" tabindex=\"0\" aria-label=\"",
		n_rows >= LONG_ROWS ? " long" : "", is_snug ? " snug" : "");
	escape_html(label, out);
	fputs("\">\n", out);
}

void html_close_scroll(FILE *out)
{
	fputs("</div>\n", out);
}

void html_put_head(const char *text, const char *kind, FILE *out)
{
	fprintf(out, "<th scope=\"col\" class=\"%s\">", kind);
	escape_html(text, out);
	fputs("</th>", out);
}

void html_put_number(double value, FILE *out)
{
	fprintf(out, "<td data-v=\"%.17g\">%s</td>", value, number_plain(value).text);
}
