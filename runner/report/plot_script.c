/* SPDX-License-Identifier: Apache-2.0 */
#include "report/plot_script.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/number.h"
#include "report/plot_draw.h"
#include "store/text.h"

#define PLOT_WIDTH  440u
#define SHARE_WIDTH 64u /* 100 % */
#define LABEL_LEAST 100u
#define TICK_GAP    20.0 /* between the labels of two */
#define KEY_SQUARE  12.0

const char *const plot_colours[PLOT_COLOURS] = { "#3b7ddd", "#e07b16", "#1a9a78", "#9a5fd0",
						 "#c8444f", "#7a8a1c", "#2a9db5", "#a5673f" };

const struct cell *plot_cell(const struct plot *p, size_t group, size_t hal)
{
	return grid_cell(p->grid, p->subject->index, group, hal);
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

char *plot_group_label(const struct grid *grid, size_t group)
{
	char *label = grid_group_label(grid, group);
	char *full;

	if (label == NULL || has_one_board(grid)) {
		return label;
	}
	if (asprintf(&full, "%s/%s", grid->groups[group]->key.board, label) < 0) {
		full = NULL;
	}
	free(label);
	return full;
}

void plot_put_head(const struct plot *p, unsigned height, const char *title)
{
	fputs("set encoding utf8\n", p->out);
	if (p->terminal == PLOT_TO_PNG) {
		/* Its points are of 72 to an inch, the SVG's pixels of 96. */
		fprintf(p->out,
			"set terminal pngcairo size %u,%u noenhanced font 'DejaVu Sans,10'\n",
			p->width, height);
	} else {
		fprintf(p->out,
			"set terminal svg size %u,%u fixed noenhanced font 'DejaVu Sans,13'\n",
			p->width, height);
	}
	fputs("set output ", p->out);
	plot_put_quoted(p->out, p->path);
	fputs("\nset title ", p->out);
	plot_put_quoted(p->out, title);
	fprintf(p->out,
		" font 'DejaVu Sans,%u' offset 0,0.9\n"
		"set border 1 lw 0.8\n"
		"set xtics nomirror out scale 0.5\n"
		"set key off\n"
		"set style fill solid 1.0 noborder\n",
		p->terminal == PLOT_TO_PNG ? 11u : 15u);
}

void plot_put_margins(const struct plot *p, unsigned height, unsigned top, unsigned bottom)
{
	fprintf(p->out, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
		(double)p->label_width / p->width, 1.0 - (double)PLOT_RIGHT_MARGIN / p->width);
	fprintf(p->out, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
		1.0 - (double)top / height, (double)bottom / height);
}

double plot_find_step(double range, double most)
{
	static const double factors[] = { 2.0, 2.5, 2.0 };
	double step = 1.0;

	for (size_t i = 0; range / step > most; i++) {
		step *= factors[i % (sizeof(factors) / sizeof(factors[0]))];
	}
	return step;
}

double plot_put_xtics(const struct plot *p, double low, double high)
{
	double label = snprintf(NULL, 0, "%.0f", high) * (double)PLOT_CHAR_WIDTH + TICK_GAP;
	double most = (p->width - p->label_width - PLOT_RIGHT_MARGIN) / label;
	double step = plot_find_step(high - low, most);

	fprintf(p->out, "set format x '%%.0f'\nset xtics %.17g\n", step);
	return step;
}

bool plot_wants_log(double low, double high)
{
	return low > 0 && high / low >= PLOT_LOG_FROM;
}

/* How often a decade is marked: by so much of it, as a logarithm, ticks are apart at least. */
static const struct log_steps {
	double steps[3];
	size_t n;
	double gap;
} log_steps[] = {
	{ { 1, 2, 5 }, 3, 0.3010 },
	{ { 1, 3 }, 2, 0.4771 },
	{ { 1 }, 1, 1 },
};

void plot_put_log_xtics(const struct plot *p, double low, double high)
{
	double label = snprintf(NULL, 0, "%.0f", high) * (double)PLOT_CHAR_WIDTH + TICK_GAP;
	double decade = (p->width - p->label_width - PLOT_RIGHT_MARGIN) / log10(high / low);
	const struct log_steps *fit = log_steps;
	int each;
	bool is_first = true;

	while (fit->n > 1 && decade * fit->gap < label) {
		fit++;
	}
	each = fit->n > 1 ? 1 : (int)ceil(label / decade);
	fputs("set logscale x\nset xtics (", p->out);
	for (int power = (int)floor(log10(low)); power <= (int)ceil(log10(high)); power += each) {
		for (size_t i = 0; i < fit->n; i++) {
			double at = fit->steps[i] * pow(10, power);

			if (at >= low && at <= high) {
				fprintf(p->out, "%s'%s' %.17g", is_first ? "" : ", ",
					number_plain(at).text, at);
				is_first = false;
			}
		}
	}
	fputs(is_first ? "'' 1)\n" : ")\n", p->out);
}

void plot_put_axis(const struct plot *p, unsigned height, const char *how_to_read)
{
	fprintf(p->out, "set label '%s; %s' at screen %.5f,%.5f left font 'DejaVu Sans,%u'\n",
		p->unit, how_to_read, (double)p->label_width / p->width, 14.0 / height,
		p->terminal == PLOT_TO_PNG ? 9u : 12u);
}

void plot_put_key(const struct plot *p, unsigned height, double x, double y, size_t colour,
		  const char *text)
{
	fprintf(p->out,
		"set object rect from screen %.5f,%.5f to screen %.5f,%.5f fc rgb '%s' fs solid "
		"noborder\n",
		x / p->width, (y - 5) / height, (x + KEY_SQUARE) / p->width, (y + 5) / height,
		plot_colours[colour % PLOT_COLOURS]);
	fputs("set label ", p->out);
	plot_put_quoted(p->out, text);
	fprintf(p->out, " at screen %.5f,%.5f left\n", (x + 1.5 * KEY_SQUARE) / p->width,
		y / height);
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

static const char *find_unit(const struct grid *grid)
{
	for (size_t i = 0; i < grid->n_benches * grid->n_groups * grid->n_hals; i++) {
		if (grid->cells[i] != NULL && cell_has_samples(grid->cells[i])) {
			return grid->cells[i]->unit;
		}
	}
	return "";
}

static unsigned find_label_width(const struct grid *grid)
{
	unsigned width = LABEL_LEAST;

	for (size_t i = 0; i < grid->n_groups; i++) {
		char *label = plot_group_label(grid, i);
		unsigned own = label == NULL ? 0 : (unsigned)strlen(label) * PLOT_CHAR_WIDTH + 16;

		width = own > width ? own : width;
		free(label);
	}
	return width;
}

void plot_script_write(const struct grid *grid, const struct plot_subject *subject,
		       const char *path, enum plot_terminal terminal, FILE *out)
{
	struct plot p = { .grid = grid,
			  .subject = subject,
			  .path = path,
			  .terminal = terminal,
			  .out = out,
			  .unit = find_unit(grid),
			  .label_width = find_label_width(grid) };

	p.width = PLOT_WIDTH + p.label_width - LABEL_LEAST;
	if (subject->kind == PLOT_CDF) {
		p.label_width = SHARE_WIDTH; /* its cells are named below */
	}
	switch (subject->kind) {
	case PLOT_IMAGES:
	case PLOT_TARGETS:
		plot_put_dots(&p);
		break;
	case PLOT_CDF:
		plot_put_cdf(&p);
		break;
	case PLOT_DISTRIBUTION:
		if (is_constant(&p)) {
			plot_put_bars(&p);
		} else {
			plot_put_histograms(&p);
		}
		break;
	}
}
