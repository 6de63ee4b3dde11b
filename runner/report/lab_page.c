/* SPDX-License-Identifier: Apache-2.0 */
#include "report/lab_page.h"

#include <stdbool.h>

#include "report/escape.h"
#include "report/html.h"
#include "report/matrix_text.h"
#include "report/svg.h"

void lab_put_numbers(const size_t *numbers, size_t n, FILE *out)
{
	for (size_t i = 0; i < n;) {
		size_t last = i;

		while (last + 1 < n && numbers[last + 1] == numbers[last] + 1) {
			last++;
		}
		fprintf(out, "%s%zu", i > 0 ? ", " : "", numbers[i]);
		if (last > i) {
			fprintf(out, "%s%zu", last > i + 1 ? " to " : ", ", numbers[last]);
		}
		i = last + 1;
	}
}

static void put_row_head(const struct heat *heat, size_t row, FILE *out)
{
	fputs("<tr><th scope=\"row\">", out);
	if (heat->links != NULL) {
		fputs("<a href=\"", out);
		escape_html(heat->links[row], out);
		fputs("\">", out);
	}
	escape_html(heat->rows[row], out);
	fputs(heat->links != NULL ? "</a></th>" : "</th>", out);
}

static void put_heat_place(const struct heat_place *place, FILE *out)
{
	/* One digit: what rounds to nothing has neither sign nor shade. */
	bool is_still = place->ratio > 0.9995 && place->ratio < 1.0005;
	unsigned shade = place->n > 0 && !is_still ? matrix_shade(place->ratio) : 0;

	if (place->n == 0) {
		fprintf(out, "<td class=\"%s\">%s</td>", place->n_failed > 0 ? "gone" : "soft",
			place->n_failed > 0 ? "missing" : "");
		return;
	}
	if (place->n_regressed > 0) {
		fputs("<td class=\"num up s4\">", out);
	} else if (shade == 0) {
		fputs("<td class=\"num\">", out);
	} else {
		fprintf(out, "<td class=\"num %s s%u\">", place->ratio > 1 ? "up" : "down", shade);
	}
	if (is_still) {
		fputs("0", out);
	} else {
		fprintf(out, "%+.1f %%", (place->ratio - 1) * 100);
	}
	if (place->n_regressed > 0) {
		fprintf(out, " <b>%zu slower</b>", place->n_regressed);
	}
	if (place->n_failed > 0) {
		fprintf(out, " %zu missing", place->n_failed);
	}
	fputs("</td>", out);
}

void html_put_heat(const struct heat *heat, FILE *out)
{
	fputs("<table class=\"heat\">\n<thead>\n<tr>", out);
	html_put_head(heat->corner, "name", out);
	for (size_t column = 0; column < heat->n_columns; column++) {
		html_put_head(heat->columns[column], "num", out);
	}
	fputs("</tr>\n</thead>\n<tbody>\n", out);
	for (size_t row = 0; row < heat->n_rows; row++) {
		put_row_head(heat, row, out);
		for (size_t column = 0; column < heat->n_columns; column++) {
			put_heat_place(&heat->places[row * heat->n_columns + column], out);
		}
		fputs("</tr>\n", out);
	}
	fputs("</tbody>\n</table>\n", out);
}

static void put_head(const struct lab_page *page, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" "
	      "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src '",
	      out);
	fputs(html_page_script_hash, out);
	fputs("'; base-uri 'none'; form-action 'none'\">\n<title>Trapline: lab ", out);
	escape_html(page->id, out);
	fprintf(out, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n", svg_page_style,
		html_page_style);
	fputs("<header>\n<h1><span>Trapline</span> lab</h1>\n<p class=\"soft\">Suite ", out);
	escape_html(page->suite, out);
	fputs(", lab ", out);
	html_put_element("code", page->id, out);
	fputs(", started ", out);
	html_put_element("time", page->started, out);
	fprintf(out, ", %zu boards, %zu cells, of %zu shards.</p>\n", page->heat.n_rows,
		page->n_cells, page->n_shards);
	if (page->n_lost > 0) {
		fprintf(out,
			"<p class=\"gone\">%zu of %zu shards are not in this lab: ", page->n_lost,
			page->n_shards);
		lab_put_numbers(page->lost, page->n_lost, out);
		fputs(".</p>\n", out);
	}
	fputs("</header>\n<main>\n", out);
}

static void put_count(size_t n, enum verdict verdict, FILE *out)
{
	const char *kind = verdict == VERDICT_REGRESSED  ? " up s4"
			   : verdict == VERDICT_IMPROVED ? " down s4"
							 : "";

	fprintf(out, "<td class=\"num%s\" data-v=\"%zu\">%zu</td>", n > 0 ? kind : "", n, n);
}

static void put_sum(const struct lab_page *page, FILE *out)
{
	bool is_first = true;

	fputs("<p class=\"how\">Against ", out);
	escape_html(page->against, out);
	fputs(": ", out);
	for (size_t k = 0; k < N_VERDICTS; k++) {
		size_t sum = 0;

		for (size_t i = 0; i < page->heat.n_rows; i++) {
			sum += page->counts[i][k];
		}
		if (sum > 0) {
			fprintf(out, "%s%zu %s", is_first ? "" : ", ", sum,
				gate_verdict_name((enum verdict)k));
			is_first = false;
		}
	}
	fputs(". The tests of all boards are one family.</p>\n", out);
}

static void put_counts(const struct lab_page *page, FILE *out)
{
	if (page->against == NULL) {
		return;
	}
	html_open_section("boards", "Verdicts", out);
	put_sum(page, out);
	html_open_scroll("Verdicts", page->heat.n_rows, true, out);
	fputs("<table>\n<thead>\n<tr>", out);
	html_put_head("board", "name", out);
	for (size_t k = 0; k < N_VERDICTS; k++) {
		html_put_head(gate_verdict_name((enum verdict)k), "num", out);
	}
	fputs("</tr>\n</thead>\n<tbody>\n", out);
	for (size_t i = 0; i < page->heat.n_rows; i++) {
		put_row_head(&page->heat, i, out);
		for (size_t k = 0; k < N_VERDICTS; k++) {
			put_count(page->counts[i][k], (enum verdict)k, out);
		}
		fputs("</tr>\n", out);
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}

void lab_page_put(const struct lab_page *page, FILE *out)
{
	put_head(page, out);
	put_counts(page, out);
	html_open_section("matrix", "Heat map", out);
	fprintf(out,
		"<p class=\"how\">What the cells of a board cost with each flag set, against %s: "
		"geometric mean of the ratios of all that both have. A board's name leads to its "
		"page.</p>\n",
		page->against != NULL ? "their baselines" : "the first flag set");
	html_open_scroll("Heat map", page->heat.n_rows, true, out);
	html_put_heat(&page->heat, out);
	html_close_scroll(out);
	fprintf(out,
		"</section>\n</main>\n<footer>\n<p>Beside this page: <code>lab.json</code>, and "
		"the "
		"run of each board in <code>runs/</code>.</p>\n</footer>\n<script>%s</script>\n"
		"</body>\n</html>\n",
		html_page_script);
}
