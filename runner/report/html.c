/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/escape.h"
#include "report/plots.h"
#include "store/pool.h"
#include "report/report.h"
#include "report/svg.h"
#include "store/file.h"

/* The policy makes browsers refuse whatever would leave the page, should anything ever ask. */
static void put_head(const struct run *run, FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	      "<meta http-equiv=\"Content-Security-Policy\" "
	      "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n<title>Trapline: ",
	      out);
	escape_html(run->id, out);
	fprintf(out, "</title>\n<style>\n%s%s</style>\n</head>\n<body>\n", svg_page_style,
		html_style);
}

static void put_summary(const struct run *run, const struct run_facts *facts, FILE *out)
{
	const char *state = run_n_failed(run) == 0 ? "complete" : "incomplete";
	const char *mode = run_mode(run);

	fputs("<header>\n<h1>Trapline: ", out);
	escape_html(run->suite, out);
	fputs("</h1>\n<p class=\"soft\">Run ", out);
	html_put_element("code", run->id, out);
	fputs(", started ", out);
	html_put_element("time", run->started, out);
	fprintf(out,
		", %.1f s</p>\n<p><span class=\"state %s\">%s</span>: %zu of %zu cells measured",
		run->wall_s, state, state, facts->n_measured, run->n_cells);
	if (mode[0] != '\0') {
		fprintf(out, " <b>%s</b>", mode);
	}
	if (facts->n_samples > 0) {
		fprintf(out, ", %zu sample%s each", facts->n_samples,
			facts->n_samples == 1 ? "" : "s");
	}
	if (facts->has_exact) {
		fputs(", in exact instructions (QEMU icount)", out);
	}
	if (facts->has_ticks) {
		fputs(", in ticks of the board's counter", out);
	}
	if (facts->n_measured > 0 && facts->n_varying == 0) {
		fputs("; the samples of every cell are identical", out);
	} else if (facts->n_varying > 0) {
		fprintf(out, "; samples differ in %zu cells", facts->n_varying);
	}
	fputs(".</p>\n</header>\n", out);
}

static void put_plot(const struct plot_file *plot, FILE *out)
{
	struct store_err ignored = { "" };
	char *svg;
	size_t size;

	if (file_read(plot->path, &svg, &size, &ignored) == 0) {
		fputs("<figure>\n", out);
		svg_put_for_page(svg, out);
		fputs("</figure>\n", out);
		free(svg);
	}
}

static void put_plots(const struct plot_list *plots, const struct run_facts *facts,
		      const char *trouble, FILE *out)
{
	fputs("<section>\n", out);
	html_put_element("h2", facts->n_varying == 0 ? "Cost by CPU and binding" : "Distributions",
			 out);
	fputc('\n', out);
	if (trouble[0] != '\0') {
		fputs("<p class=\"gone\">Not all plots are here: ", out);
		escape_html(trouble, out);
		fputs("</p>\n", out);
	}
	if (plots->n_left_out > 0) {
		fprintf(out, "<p class=\"how\">%zu plots more are left out.</p>\n",
			plots->n_left_out);
	}
	fputs("<div class=\"plots\">\n", out);
	for (size_t i = 0; i < plots->n; i++) {
		put_plot(&plots->items[i], out);
	}
	fputs("</div>\n</section>\n", out);
}

/* NULL: not stated. */
static const char *find_env(const struct run *run, const char *key)
{
	for (size_t i = 0; i < run->n_env; i++) {
		if (strcmp(run->env[i].key, key) == 0) {
			return run->env[i].value;
		}
	}
	return NULL;
}

static void put_source(const struct run *run, FILE *out)
{
	const char *revision = find_env(run, "source.revision");
	const char *dirty = find_env(run, "source.dirty");

	if (revision == NULL || revision[0] == '\0') {
		fputs("The source revision is not known: the tree was no git repository. In the "
		      "same tree",
		      out);
		return;
	}
	fputs("At source revision ", out);
	html_put_element("code", revision, out);
	if (dirty != NULL && strcmp(dirty, "true") == 0) {
		fputs(" and the changes that the tree had beside it, which this revision does not "
		      "hold",
		      out);
	}
}

static void put_repeat(const struct run *run, FILE *out)
{
	fputs("<section>\n<h2>How to repeat</h2>\n<p class=\"how\">", out);
	put_source(run, out);
	fputs(":</p>\n<pre><code>", out);
	escape_html(run->command, out);
	fputs("</code></pre>\n</section>\n</main>\n<footer>\n<p>Beside this page: "
	      "<code>run.json</code> "
	      "(everything here, for programs), <code>samples.csv</code> (every raw sample), "
	      "<code>junit.xml</code> (for CI), <code>logs/</code> (consoles, byte for byte).</p>\n"
	      "</footer>\n</body>\n</html>\n",
	      out);
}

/* @run: pooled; @boots: the same boot by boot */
static void put_page(const struct run *run, const struct run *boots, const struct grid *grid,
		     const struct plot_list *plots, const char *trouble, FILE *out)
{
	const struct run_facts facts = run_get_facts(run);

	put_head(run, out);
	put_summary(run, &facts, out);
	fputs("<main>\n", out);
	html_put_missing(boots, out);
	html_put_overview(grid, &facts, out);
	put_plots(plots, &facts, trouble, out);
	html_put_cells(run, out);
	html_put_counts(run, out);
	html_put_na(run, out);
	html_put_checks(run, out);
	html_put_environment(run, out);
	put_repeat(run, out);
}

static int write_page(const char *dir, const struct run *run, const struct run *boots,
		      const struct grid *grid, const struct plot_list *plots, struct store_err *err)
{
	struct store_err write_err = { "" };
	char *path = file_join(dir, "report.html");
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int error = -ENOMEM;

	if (out != NULL) {
		put_page(run, boots, grid, plots, err->text, out);
		error = file_finish(out, &text);
	}
	if (error != 0 || path == NULL) {
		error = store_fail(err, ENOMEM, "%s/report.html: out of memory", dir);
	} else {
		error = file_write(path, text, size, &write_err);
		if (error != 0) {
			*err = write_err;
		}
	}
	free(path);
	free(text);
	return error;
}

int report_write(const char *dir, const struct run *run, struct store_err *err)
{
	struct run *pool = NULL;
	struct plot_list plots = { 0 };
	struct grid grid = { 0 };
	int error = pool_run(run, &pool);

	err->text[0] = '\0';
	if (error != 0 || grid_make(pool, &grid) != 0) {
		run_free(pool);
		return store_fail(err, ENOMEM, "%s: out of memory", dir);
	}
	error = plots_write(dir, &grid, false, &plots, err);
	if (error == 0) {
		error = write_page(dir, pool, run, &grid, &plots, err);
	}
	plot_list_free(&plots);
	grid_free(&grid);
	run_free(pool);
	return error;
}
