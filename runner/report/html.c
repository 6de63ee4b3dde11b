/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/escape.h"
#include "report/plots.h"
#include "report/report.h"
#include "report/svg.h"
#include "store/file.h"
#include "store/pool.h"

/* The policy makes browsers refuse whatever would leave the page or run in it that is not its own. */
static void put_head(const struct run *run, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" "
	      "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src '",
	      out);
	fputs(html_page_script_hash, out);
	fputs("'; base-uri 'none'; form-action 'none'\">\n<title>Trapline: ", out);
	escape_html(run->suite, out);
	fputs(", ", out);
	escape_html(run->id, out);
	fprintf(out,
		"</title>\n<style>\n%s%s</style>\n</head>\n<body>\n"
		"<a class=\"skip\" href=\"#figures\">To the figures</a>\n",
		svg_page_style, html_page_style);
}

static void put_title(const struct run *run, const struct run_facts *facts, FILE *out)
{
	const char *mode = run_mode(run);

	fputs("<header>\n<h1><span>Trapline</span> ", out);
	escape_html(run->suite, out);
	fputs("</h1>\n<p class=\"soft\">Run ", out);
	html_put_element("code", run->id, out);
	fputs(", started ", out);
	html_put_element("time", run->started, out);
	fprintf(out, ", %.1f s", run->wall_s);
	if (mode[0] != '\0') {
		fprintf(out, ", <b>%s</b>", mode);
	}
	if (facts->n_boots > 1) {
		fprintf(out, ", up to %zu boots a cell", facts->n_boots);
	}
	if (facts->has_exact) {
		fputs(", in exact instructions (QEMU icount)", out);
	}
	if (facts->has_ticks) {
		fputs(", in ticks of the board's counter", out);
	}
	fputs(".</p>\n</header>\n", out);
}

/* Only what is on the page. */
static void put_contents(const char *body, FILE *out)
{
	static const char *const parts[][2] = {
		{ "verdict", "Verdict" },
		{ "missing", "Missing" },
		{ "warnings", "Warnings" },
		{ "figures", "Figures" },
		{ "plots", "Plots" },
		{ "matrix", "Heat map" },
		{ "by-HAL", "HAL" },
		{ "by-switch", "Switch" },
		{ "by-vectors", "Vectors" },
		{ "side", "Side by side" },
		{ "trend", "Trend" },
		{ "pmu", "Monitors" },
		{ "na", "Not applicable" },
		{ "checks", "Self-checks" },
		{ "environment", "Environment" },
		{ "repeat", "Repeat" },
	};

	fputs("<nav aria-label=\"Contents\"><ul>\n", out);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		char id[32];

		snprintf(id, sizeof(id), " id=\"%s\"", parts[i][0]);
		if (strstr(body, id) != NULL) {
			fprintf(out, "<li><a href=\"#%s\">%s</a></li>\n", parts[i][0], parts[i][1]);
		}
	}
	fputs("</ul></nav>\n", out);
}

static void put_body(const struct page *page, const struct plot_list *plots, const char *trouble,
		     FILE *out)
{
	html_put_verdict(page, out);
	html_put_missing(page, out);
	html_put_warnings(page, out);
	html_put_cells(page, out);
	html_put_plots(plots, trouble, out);
	html_put_matrix(page, out);
	html_put_pairs(page, DIM_HAL, out);
	html_put_pairs(page, DIM_SWITCH, out);
	html_put_pairs(page, DIM_VECTORS, out);
	html_put_side(page, out);
	html_put_trend(page, out);
	html_put_counts(page, out);
	html_put_na(page, out);
	html_put_checks(page, out);
	html_put_environment(page, out);
	html_put_repeat(page, out);
}

static void put_page(const struct page *page, const char *body, FILE *out)
{
	put_head(page->run, out);
	put_title(page->run, &page->facts, out);
	put_contents(body, out);
	fprintf(out, "<main>\n%s</main>\n", body);
	fputs("<footer>\n<p>Beside this page: <code>run.json</code> (everything here, for "
	      "programs), "
	      "<code>samples.csv</code> (every raw sample), <code>junit.xml</code> (for CI), "
	      "<code>logs/</code> (consoles, byte for byte).</p>\n</footer>\n",
	      out);
	fprintf(out, "<script>%s</script>\n</body>\n</html>\n", html_page_script);
}

/* *text: the page; caller frees. 0 or -ENOMEM. */
static int make_text(const struct page *page, const struct plot_list *plots, const char *trouble,
		     char **text, size_t *size)
{
	char *body = NULL;
	size_t body_size = 0;
	FILE *out = open_memstream(&body, &body_size);

	if (out != NULL) {
		put_body(page, plots, trouble, out);
		out = file_finish(out, &body) == 0 ? open_memstream(text, size) : NULL;
	}
	if (out == NULL) {
		free(body);
		return -ENOMEM;
	}
	put_page(page, body, out);
	free(body);
	return file_finish(out, text);
}

/* @err: what was said of the plots, which the page repeats. */
static int draw_and_make(const char *dir, const struct page *page, const struct grid *grid,
			 char **text, size_t *size, struct store_err *err)
{
	struct plot_list plots = { 0 };
	int error = 0;

	if (!page->extra->without_plots) {
		error = plots_write(dir, grid, page->extra->with_png, &plots, err);
	}

	if (error == 0) {
		error = make_text(page, &plots, err->text, text, size);
		if (error != 0) {
			store_fail(err, ENOMEM, "%s: out of memory", dir);
		}
	}
	plot_list_free(&plots);
	return error;
}

int report_make_page(const char *dir, const struct run *run, const struct report_extra *extra,
		     char **text, size_t *size, struct store_err *err)
{
	struct run *pool = NULL;
	struct grid grid = { 0 };
	struct page page = { 0 };
	int error = pool_run(run, &pool);

	err->text[0] = '\0';
	if (error == 0) {
		error = grid_make(pool, &grid);
	}
	if (error == 0) {
		error = page_make(pool, run, extra, &page);
	}
	error = error == 0 ? draw_and_make(dir, &page, &grid, text, size, err)
			   : store_fail(err, ENOMEM, "%s: out of memory", dir);
	page_free(&page);
	grid_free(&grid);
	run_free(pool);
	return error;
}

int report_write(const char *dir, const struct run *run, const struct report_extra *extra,
		 struct store_err *err)
{
	struct store_err write_err = { "" };
	char *path = file_join(dir, "report.html");
	char *text = NULL;
	size_t size = 0;
	int error = path != NULL ? report_make_page(dir, run, extra, &text, &size, err)
				 : store_fail(err, ENOMEM, "%s: out of memory", dir);

	if (error == 0) {
		error = file_write(path, text, size, &write_err);
		if (error != 0) {
			*err = write_err;
		}
		free(text);
	}
	free(path);
	return error;
}
