/* SPDX-License-Identifier: Apache-2.0 */
#include "report/svg.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
#include "store/file.h"

#define STYLE_END "</style>\n"

/* gnuplot writes "black" where it means the colour of text; CSS wins over such attributes. */
#define STYLE_RULES                                                                                \
	".plot [color=black]{color:inherit}.plot [stroke=black]{stroke:currentColor}"              \
	".plot [fill=black]{fill:currentColor}"                                                    \
	".plot text{font-family:\"DejaVu Sans\",Verdana,system-ui,sans-serif}\n"

const char svg_page_style[] = STYLE_RULES;

static const char standalone_style[] =
	"<style>\n" STYLE_RULES ".plot{color:#1b1f24;background:#fff}\n"
	"@media (prefers-color-scheme:dark){.plot{color:#e4e7eb;background:#14171a}}\n" STYLE_END;

static const char *line_end(const char *line)
{
	const char *eol = strchr(line, '\n');

	return eol == NULL ? line + strlen(line) : eol + 1;
}

static const char *skip_blank(const char *line)
{
	return line + strspn(line, " \t");
}

static int begins(const char *line, const char *what)
{
	return strncmp(skip_blank(line), what, strlen(what)) == 0;
}

/* Drops what is the same in every plot and would stand in a page many times: the marks for points,
 * of which none is used, and the ids and names of groups. */
static void copy_body(const char *at, FILE *out)
{
	while (*at != '\0') {
		const char *next = line_end(at);

		if (begins(at, "<defs>")) {
			const char *end = strstr(at, "</defs>");

			next = line_end(end == NULL ? at : end);
		} else if (begins(at, "<g id=\"")) {
			fputs("<g>\n", out);
		} else if (!begins(at, "<title>") && !begins(at, "<desc>") &&
			   *skip_blank(at) != '\n') {
			fwrite(skip_blank(at), 1, (size_t)(next - skip_blank(at)), out);
		}
		at = next;
	}
}

static int is_whole(const char *raw)
{
	const char *end = strstr(raw, "</svg>");

	return end != NULL &&
	       end[strlen("</svg>") + strspn(end + strlen("</svg>"), " \t\r\n")] == '\0';
}

/* From viewBox="0 0 width height". */
static bool find_size(const char *start, unsigned long *width, unsigned long *height)
{
	static const char lead[] = "viewBox=\"0 0 ";
	const char *box = strstr(start, lead);
	char *after;

	if (box == NULL) {
		return false;
	}
	*width = strtoul(box + strlen(lead), &after, 10);
	*height = strtoul(after, &after, 10);
	return *after == '"' && *width > 0 && *height > 0;
}

int svg_finish(const char *raw, const char *title, char **out, size_t *size)
{
	const char *start = strstr(raw, "<svg");
	const char *head_end = start == NULL ? NULL : strchr(start, '>');
	unsigned long width;
	unsigned long height;
	FILE *text;

	if (head_end == NULL || !is_whole(raw) || !find_size(start, &width, &height)) {
		return -EINVAL;
	}
	text = open_memstream(out, size);
	if (text == NULL) {
		return -ENOMEM;
	}
	fprintf(text,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<svg class=\"plot\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%lu\" "
		"height=\"%lu\" viewBox=\"0 0 %lu %lu\" role=\"img\" aria-label=\"",
		width, height, width, height);
	escape_html(title, text);
	fprintf(text, "\">\n%s", standalone_style);
	copy_body(head_end + 1, text);
	return file_finish(text, out);
}

void svg_put_for_page(const char *svg, FILE *out)
{
	const char *start = strstr(svg, "<svg");
	const char *style = start == NULL ? NULL : strstr(start, "<style>");
	const char *rest = style == NULL ? NULL : strstr(style, STYLE_END);

	if (rest != NULL) {
		fwrite(start, 1, (size_t)(style - start), out);
		fputs(rest + strlen(STYLE_END), out);
	}
}
