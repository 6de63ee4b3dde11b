/* SPDX-License-Identifier: Apache-2.0 */
#include "report/plot_script.h"

#include <stdlib.h>
#include <string.h>

#include "report/plot_bars.h"
#include "store/text.h"

#define PLOT_WIDTH  440u
#define CHAR_WIDTH  8u /* of the 13-pixel font, rounded up */
#define LABEL_LEAST 100u
#define TICK_GAP    20.0 /* between the labels of two */

const char *const plot_colours[PLOT_HALS_MAX] = { "#3b7ddd", "#e07b16", "#1a9a78", "#9a5fd0" };

const struct cell *plot_cell(const struct plot *p, size_t group, size_t hal)
{
	return grid_cell(p->grid, p->bench, group, hal);
}

bool plot_cell_is_ok(const struct plot *p, size_t group, size_t hal)
{
	const struct cell *cell = plot_cell(p, group, hal);

	return cell != NULL && cell_has_samples(cell);
}

void plot_put_quoted(FILE *out, const char *text)
{
	char *clean = text_scrub(text, true);

	fputc('\'', out);
	for (const char *at = clean; at != NULL && *at != '\0'; at++) {
		fputs(*at == '\'' ? "''" : (char[]){ *at, '\0' }, out);
	}
	fputc('\'', out);
	free(clean);
}

static bool has_one_board(const struct grid *grid)
{
	for (size_t i = 1; i < grid->n_groups; i++) {
		if (strcmp(grid->groups[0]->key.board, grid->groups[i]->key.board) != 0) {
			return false;
		}
	}
	return true;
}

char *plot_group_label(const struct plot *p, size_t group)
{
	char *label = grid_group_label(p->grid, group);
	char *full;

	if (label == NULL || has_one_board(p->grid)) {
		return label;
	}
	if (asprintf(&full, "%s/%s", p->grid->groups[group]->key.board, label) < 0) {
		full = NULL;
	}
	free(label);
	return full;
}

void plot_put_head(const struct plot *p, unsigned height, const char *svg_path)
{
	fprintf(p->out,
		"set encoding utf8\n"
		"set terminal svg size %u,%u fixed noenhanced font 'DejaVu Sans,13'\n",
		p->width, height);
	fputs("set output ", p->out);
	plot_put_quoted(p->out, svg_path);
	fputs("\nset title ", p->out);
	plot_put_quoted(p->out, p->grid->benches[p->bench]);
	fputs(" font 'DejaVu Sans,15' offset 0,0.9\n"
	      "set border 1 lw 0.8\n"
	      "set xtics nomirror out scale 0.5\n"
	      "set key off\n"
	      "set style fill solid 1.0 noborder\n",
	      p->out);
}

double plot_put_xtics(const struct plot *p, double low, double high)
{
	static const double factors[] = { 2.0, 2.5, 2.0 }; /* 1, 2, 5, 10, ... */
	double label = snprintf(NULL, 0, "%.0f", high) * (double)CHAR_WIDTH + TICK_GAP;
	double most = (p->width - p->label_width - PLOT_RIGHT_MARGIN) / label;
	double step = 1.0;

	for (size_t i = 0; (high - low) / step > most; i++) {
		step *= factors[i % (sizeof(factors) / sizeof(factors[0]))];
	}
	fprintf(p->out, "set format x '%%.0f'\nset xtics %.17g\n", step);
	return step;
}

void plot_put_axis(const struct plot *p, unsigned height, const char *how_to_read)
{
	fprintf(p->out, "set label '%s; %s' at screen %.5f,%.5f left font 'DejaVu Sans,12'\n",
		p->unit, how_to_read, (double)p->label_width / p->width, 14.0 / height);
}

bool plot_has_data(const struct grid *grid, size_t bench)
{
	const struct plot p = { .grid = grid, .bench = bench };

	for (size_t i = 0; i < grid->n_groups * grid->n_hals; i++) {
		if (plot_cell_is_ok(&p, i / grid->n_hals, i % grid->n_hals)) {
			return true;
		}
	}
	return false;
}

static bool is_constant(const struct plot *p)
{
	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		size_t group = i / p->grid->n_hals;
		size_t hal = i % p->grid->n_hals;

		if (plot_cell_is_ok(p, group, hal) && !cell_is_constant(plot_cell(p, group, hal))) {
			return false;
		}
	}
	return true;
}

static const char *find_unit(const struct plot *p)
{
	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		size_t group = i / p->grid->n_hals;
		size_t hal = i % p->grid->n_hals;

		if (plot_cell_is_ok(p, group, hal)) {
			return plot_cell(p, group, hal)->unit;
		}
	}
	return "";
}

static unsigned find_label_width(const struct plot *p)
{
	unsigned width = LABEL_LEAST;

	for (size_t i = 0; i < p->grid->n_groups; i++) {
		char *label = plot_group_label(p, i);
		unsigned own = label == NULL ? 0 : (unsigned)strlen(label) * CHAR_WIDTH + 16;

		width = own > width ? own : width;
		free(label);
	}
	return width;
}

void plot_script_write(const struct grid *grid, size_t bench, const char *svg_path, FILE *out)
{
	struct plot p = { .grid = grid, .bench = bench, .out = out };

	p.unit = find_unit(&p);
	p.label_width = find_label_width(&p);
	p.width = PLOT_WIDTH + p.label_width - LABEL_LEAST;
	if (is_constant(&p)) {
		plot_put_bars(&p, svg_path);
	} else {
		plot_put_histograms(&p, svg_path);
	}
}
