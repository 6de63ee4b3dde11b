/* SPDX-License-Identifier: Apache-2.0 */
/* What stands beside the figures: performance monitors and self-checks. */
#include "report/html.h"

#include <inttypes.h>

#include "report/escape.h"
#include "report/number.h"

static bool has_counts(const struct cell *cell)
{
	bool has_any = false;

	for (size_t i = 0; i < N_PMU; i++) {
		has_any |= cell_has_samples(cell) && cell->has_pmu[i];
	}
	return has_any;
}

static void put_counts(const struct cell *cell, FILE *out)
{
	fputs("<tr><th scope=\"row\">", out);
	escape_html(cell->key.benchmark, out);
	fputs("</th><td class=\"name\">", out);
	escape_html(cell->key.board, out);
	fputs("/", out);
	escape_html(cell->key.cpu, out);
	fputs("</td><td class=\"name\">", out);
	escape_html(cell_variant(&cell->key).text, out);
	fprintf(out, "</td><td>%s ", number_plain(cell_median(cell)).text);
	html_put_element("span", cell->unit, out);
	fputs("</td>", out);
	for (size_t i = 0; i < N_PMU; i++) {
		if (cell->has_pmu[i]) {
			fprintf(out, "<td data-v=\"%" PRIu64 "\">%" PRIu64 "</td>", cell->pmu[i],
				cell->pmu[i]);
		} else {
			fputs("<td class=\"soft\">–</td>", out);
		}
	}
	fputs("</tr>\n", out);
}

static void put_count_heads(FILE *out)
{
	static const char *const heads[] = { "median", "cycles", "instructions", "cycles at EL2",
					     "instructions at EL2" };

	fputs("<table class=\"fixed sorts\">\n<thead><tr>", out);
	html_put_head("benchmark", "name key", out);
	html_put_head("board / CPU", "name", out);
	html_put_head("image", "name", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		html_put_head(heads[i], "num", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
}

void html_put_counts(const struct page *page, FILE *out)
{
	const struct run *run = page->run;
	size_t n = 0;

	for (size_t i = 0; i < run->n_cells; i++) {
		n += has_counts(&run->cells[i]);
	}
	if (n == 0) {
		return;
	}
	html_open_section("pmu", "Performance monitors", out);
	fputs("<p class=\"how\">What the PMU counted, beside the counter that the samples are "
	      "taken with: medians of one operation, with what the report itself costs "
	      "subtracted.</p>\n",
	      out);
	html_open_scroll("Performance monitors", n, false, out);
	put_count_heads(out);
	for (size_t i = 0; i < run->n_cells; i++) {
		if (has_counts(&run->cells[i])) {
			put_counts(&run->cells[i], out);
		}
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}

static void put_check(const struct run_check *check, FILE *out)
{
	fputs("<tr><th scope=\"row\">", out);
	escape_html(check->boot, out);
	fputs("</th><td class=\"name\">", out);
	escape_html(check->check, out);
	fprintf(out, "</td><td class=\"name%s\">", check->ok ? "" : " gone");
	escape_html(check->ok ? "ok" : check->why, out);
	fputs("</td><td class=\"name\">", out);
	escape_html(check->spoils, out);
	fputs("</td></tr>\n", out);
}

/* Those that failed first. */
static void put_check_table(const struct run *run, FILE *out)
{
	static const char *const heads[] = { "boot", "check", "result", "spoils" };

	html_open_scroll("Self-checks", run->n_checks, false, out);
	fputs("<table class=\"fixed sorts\">\n<thead><tr>", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		html_put_head(heads[i], i == 0 ? "name key" : "name", out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < run->n_checks; i++) {
			if (run->checks[i].ok == (pass == 1)) {
				put_check(&run->checks[i], out);
			}
		}
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
}

void html_put_checks(const struct page *page, FILE *out)
{
	const struct run *run = page->boots;
	size_t n_failed = 0;

	if (run->n_checks == 0) {
		return;
	}
	for (size_t i = 0; i < run->n_checks; i++) {
		n_failed += !run->checks[i].ok;
	}
	html_open_section("checks", "Self-checks", out);
	fprintf(out,
		"<p class=\"how\">What each image looked at before it measured. One that failed "
		"marks the figures that it spoils. %zu of %zu succeeded.</p>\n<details%s>"
		"<summary>All of them</summary>\n",
		run->n_checks - n_failed, run->n_checks, n_failed > 0 ? " open" : "");
	put_check_table(run, out);
	fputs("</details>\n</section>\n", out);
}
