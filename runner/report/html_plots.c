/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include <stdlib.h>

#include "report/escape.h"
#include "report/plots.h"
#include "report/svg.h"
#include "store/file.h"

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

static bool is_overview(const struct plot_file *plot)
{
	return plot->kind == PLOT_IMAGES || plot->kind == PLOT_TARGETS;
}

static void put_plots(const struct plot_list *plots, bool of_overview, FILE *out)
{
	size_t n = 0;

	for (size_t i = 0; i < plots->n; i++) {
		if (is_overview(&plots->items[i]) == of_overview) {
			if (n++ == 0) {
				fprintf(out, "<div class=\"%s\">\n",
					of_overview ? "tall" : "plots");
			}
			put_plot(&plots->items[i], out);
		}
	}
	fputs(n > 0 ? "</div>\n" : "", out);
}

void html_put_plots(const struct plot_list *plots, const char *trouble, FILE *out)
{
	if (plots->n == 0 && trouble[0] == '\0') {
		return;
	}
	html_open_section("plots", "Plots", out);
	if (trouble[0] != '\0') {
		fputs("<p class=\"gone\">Not all plots are here: ", out);
		escape_html(trouble, out);
		fputs("</p>\n", out);
	}
	if (plots->n_left_out > 0) {
		fprintf(out,
			"<p class=\"how\">%zu plots more are left out: a page with all of them "
			"would be too long. A run with --filter draws those that it "
			"measures.</p>\n",
			plots->n_left_out);
	}
	put_plots(plots, true, out);
	put_plots(plots, false, out);
	fputs("</section>\n", out);
}
