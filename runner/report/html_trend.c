/* SPDX-License-Identifier: Apache-2.0 */
/* Each cell over the runs of the history: a line that fits into a row of a table. */
#include "report/html.h"

#include <math.h>
#include <string.h>

#include "history/history.h"
#include "report/escape.h"
#include "report/number.h"

#define LINE_WIDTH  160.0
#define LINE_HEIGHT 28.0
#define LINE_EDGE   3.0
/* Points closer than a pixel are not drawn one by one. */
#define MOST_POINTS 160u

struct extent {
	double low;
	double high;
};

static struct extent find_extent(const struct history_series *series)
{
	struct extent extent = { INFINITY, -INFINITY };

	for (size_t i = 0; i < series->n; i++) {
		extent.low = fmin(extent.low, series->points[i].low);
		extent.high = fmax(extent.high, series->points[i].high);
	}
	return extent;
}

static void put_point(const struct history_series *series, const struct extent *extent, size_t at,
		      double value, FILE *out)
{
	const double room = LINE_HEIGHT - 2 * LINE_EDGE;
	const double height = extent->high - extent->low;
	const double x = LINE_EDGE + (LINE_WIDTH - 2 * LINE_EDGE) * (double)at /
					     (double)(series->n > 1 ? series->n - 1 : 1);
	const double y =
		height > 0 ? LINE_EDGE + room * (extent->high - value) / height : LINE_HEIGHT / 2;

	fprintf(out, "%.1f,%.1f ", x, y);
}

/* The point in the middle of each of as many parts as are drawn, and the last. */
static size_t pick_point(const struct history_series *series, size_t n_shown, size_t i)
{
	return n_shown > 1 ? i * (series->n - 1) / (n_shown - 1) : 0;
}

static void put_band(const struct history_series *series, const struct extent *extent,
		     size_t n_shown, FILE *out)
{
	fputs("<polygon points=\"", out);
	for (size_t i = 0; i < n_shown; i++) {
		size_t at = pick_point(series, n_shown, i);

		put_point(series, extent, at, series->points[at].high, out);
	}
	for (size_t i = n_shown; i > 0; i--) {
		size_t at = pick_point(series, n_shown, i - 1);

		put_point(series, extent, at, series->points[at].low, out);
	}
	fputs("\"/>", out);
}

static void put_line(const struct history_series *series, FILE *out)
{
	const struct extent extent = find_extent(series);
	const size_t n_shown = series->n < MOST_POINTS ? series->n : MOST_POINTS;
	const struct history_point *last = &series->points[series->n - 1];

	fprintf(out,
		"<svg class=\"spark\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%zu "
		"runs, "
		"from %s to %s\">",
		LINE_WIDTH, LINE_HEIGHT, series->n, number_plain(extent.low).text,
		number_plain(extent.high).text);
	put_band(series, &extent, n_shown, out);
	fputs("<polyline points=\"", out);
	for (size_t i = 0; i < n_shown; i++) {
		size_t at = pick_point(series, n_shown, i);

		put_point(series, &extent, at, series->points[at].median, out);
	}
	/* A line of no length with round ends is a dot. */
	fputs("\"/><polyline class=\"dot\" points=\"", out);
	put_point(series, &extent, series->n - 1, last->median, out);
	put_point(series, &extent, series->n - 1, last->median, out);
	fputs("\"/></svg>", out);
}

static void put_change(double from, double to, FILE *out)
{
	fprintf(out, "<td data-v=\"%.17g\">", from != 0 ? (to - from) / from : to - from);
	if (from == to) {
		fputs("<span class=\"soft\">0</span></td>", out);
	} else {
		fprintf(out, "%s</td>",
			from != 0 ? number_percent(from, to).text : number_signed(to - from).text);
	}
}

static void put_target(const struct history_series *series, FILE *out)
{
	escape_html(series->key.board, out);
	fputs("/", out);
	escape_html(series->key.cpu, out);
	fputs(" ", out);
	escape_html(cell_variant(&series->key).text, out);
}

static void put_row(const struct history_series *series, bool with_target, FILE *out)
{
	const struct history_point *first = &series->points[0];
	const struct history_point *last = &series->points[series->n - 1];
	const struct history_point *before = series->n > 1 ? last - 1 : last;

	fputs("<tr><th scope=\"row\">", out);
	escape_html(series->key.benchmark, out);
	if (with_target) {
		fputs("<small>", out);
		put_target(series, out);
		fputs("</small>", out);
	}
	fputs("</th><td class=\"line\">", out);
	put_line(series, out);
	fputs("</td>", out);
	html_put_number(last->median, out);
	put_change(first->median, last->median, out);
	html_put_number(first->median, out);
	put_change(before->median, last->median, out);
	fprintf(out, "<td data-v=\"%zu\">%zu</td></tr>\n", series->n, series->n);
}

static bool same_target(const struct history_series *a, const struct history_series *b)
{
	return strcmp(a->key.board, b->key.board) == 0 && strcmp(a->key.cpu, b->key.cpu) == 0 &&
	       strcmp(cell_variant(&a->key).text, cell_variant(&b->key).text) == 0;
}

/* The first with a point; NULL: none. *@alike: all those have its target. */
static const struct history_series *find_first(const struct report_extra *extra, size_t *n,
					       bool *alike)
{
	const struct history_series *first = NULL;

	*n = 0;
	*alike = true;
	for (size_t i = 0; i < extra->n_series; i++) {
		if (extra->series[i].n > 0) {
			first = first != NULL ? first : &extra->series[i];
			*alike &= same_target(first, &extra->series[i]);
			++*n;
		}
	}
	return first;
}

static void put_how(const struct history_series *all_alike, FILE *out)
{
	fputs("<p class=\"how\">Medians over the runs of the history, oldest first; each line has "
	      "a "
	      "scale of its own. The band is the range of a run's boots.",
	      out);
	if (all_alike != NULL) {
		fputs(" Every cell: <b>", out);
		put_target(all_alike, out);
		fputs("</b>.", out);
	}
	fputs("</p>\n", out);
}

static void put_heads(FILE *out)
{
	static const char *const heads[][2] = {
		{ "cell", "name key" }, { "trend", "name still" },
		{ "last", "num" },      { "since first", "num" },
		{ "first", "num" },     { "since the one before", "num" },
		{ "runs", "num" },
	};

	fputs("<table class=\"fixed sorts\">\n<thead><tr>", out);
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		html_put_head(heads[i][0], heads[i][1], out);
	}
	fputs("</tr></thead>\n<tbody>\n", out);
}

void html_put_trend(const struct page *page, FILE *out)
{
	size_t n;
	bool alike;
	const struct history_series *first = find_first(page->extra, &n, &alike);

	if (first == NULL) {
		return;
	}
	html_open_section("trend", "Trend", out);
	put_how(alike ? first : NULL, out);
	html_open_scroll("Trend", n, false, out);
	put_heads(out);
	for (size_t i = 0; i < page->extra->n_series; i++) {
		if (page->extra->series[i].n > 0) {
			put_row(&page->extra->series[i], !alike, out);
		}
	}
	fputs("</tbody>\n</table>\n", out);
	html_close_scroll(out);
	fputs("</section>\n", out);
}
