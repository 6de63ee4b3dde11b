/* SPDX-License-Identifier: Apache-2.0 */
/* What stands against figures: cells without one, by reason, and warnings. */
#include "report/html.h"

#include <stdlib.h>

#include "report/missing.h"
#include "session/advice.h"

/* More names than these are folded away. */
#define MANY 8u

static void put_cause(const struct run *run, size_t first, FILE *out)
{
	const struct cell *cause = &run->cells[first];
	size_t n = missing_count_cause(run, first);

	html_put_element("h3", cause->error, out);
	fputc('\n', out);
	if (n > MANY) {
		fprintf(out, "<details><summary>%zu cells</summary>", n);
	}
	fputs("<ul>\n", out);
	for (size_t i = first; i < run->n_cells; i++) {
		if (missing_same_cause(cause, &run->cells[i])) {
			char *name = cell_name(&run->cells[i]);

			html_put_element("li", name, out);
			fputc('\n', out);
			free(name);
		}
	}
	fputs(n > MANY ? "</ul></details>\n" : "</ul>\n", out);
	if (cause->log != NULL) {
		fputs("<p>Console: ", out);
		html_put_element("code", cause->log, out);
		fputs("</p>\n", out);
	}
}

void html_put_missing(const struct page *page, FILE *out)
{
	const struct run *run = page->boots;
	const char *what = page->facts.n_boots > 1 ? "cells' boots" : "cells";
	size_t n_missing = run_count(run, CELL_MISSING);
	size_t n_spoiled = run_count(run, CELL_SPOILED);

	if (n_missing + n_spoiled == 0) {
		return;
	}
	fputs("<section class=\"alarm\" id=\"missing\">\n<h2>", out);
	if (n_missing > 0) {
		fprintf(out, "%zu of %zu %s missing", n_missing, run->n_cells, what);
	}
	if (n_spoiled > 0) {
		fprintf(out, "%s%zu of %zu %s not to be trusted", n_missing > 0 ? ", " : "",
			n_spoiled, run->n_cells, what);
	}
	fputs("</h2>\n", out);
	for (size_t i = 0; i < run->n_cells; i++) {
		if (missing_is_first(run, i)) {
			put_cause(run, i, out);
		}
	}
	fputs("</section>\n", out);
}

void html_put_warnings(const struct page *page, FILE *out)
{
	struct advice advice[ADVICE_MAX];
	const size_t n = advice_find(page->boots, advice);

	if (n == 0) {
		return;
	}
	fprintf(out,
		"<section class=\"alarm mild\" id=\"warnings\">\n<h2>%zu warning%s</h2>\n<ul>\n", n,
		n == 1 ? "" : "s");
	for (size_t i = 0; i < n; i++) {
		html_put_element("li", advice[i].text, out);
		fputc('\n', out);
	}
	fputs("</ul>\n</section>\n", out);
}

void html_put_na(const struct page *page, FILE *out)
{
	const struct run *run = page->run;
	size_t n = run_count(run, CELL_NA);

	if (n == 0) {
		return;
	}
	html_open_section("na", "Not applicable", out);
	fprintf(out,
		"<p class=\"how\">%zu of %zu cells, for what the board or the image does not have. "
		"No failure.</p>\n<ul>\n",
		n, run->n_cells);
	for (size_t i = 0; i < run->n_cells; i++) {
		char *text = run->cells[i].status == CELL_NA ? missing_describe_na(run, i) : NULL;

		if (text != NULL) {
			html_put_element("li", text, out);
			fputc('\n', out);
		}
		free(text);
	}
	fputs("</ul>\n</section>\n", out);
}
