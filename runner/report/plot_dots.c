/* SPDX-License-Identifier: Apache-2.0 */
/* Every benchmark in a row, what it costs as a mark: images or targets beside each other. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/number.h"
#include "report/plot_draw.h"

#define SERIES_MAX PLOT_COLOURS
#define TOP        48u
#define BOTTOM     40u
#define ROW        17u /* at least, and so many pixels for each series: */
#define LANE       6u
#define KEY_LINE   18u
#define LEAST      0.5 /* what a figure of 0 is drawn as on a logarithmic axis */
#define BODY_WIDTH 460u
#define ROW_FILLED 0.84 /* by the lanes of its series */

struct series {
	size_t group;
	size_t hal;
	char label[200];
};

struct dots {
	struct series series[SERIES_MAX];
	size_t n;
	size_t n_left_out;
	double low;
	double high;
	size_t n_rows;
};

static const struct cell *find_cell(const struct plot *p, size_t bench, const struct series *series)
{
	const struct cell *cell = grid_cell(p->grid, bench, series->group, series->hal);

	return cell != NULL && cell_has_samples(cell) ? cell : NULL;
}

static void add_series(struct dots *dots, size_t group, size_t hal, const char *label)
{
	struct series *series;

	if (dots->n == SERIES_MAX) {
		dots->n_left_out++;
		return;
	}
	series = &dots->series[dots->n++];
	series->group = group;
	series->hal = hal;
	snprintf(series->label, sizeof(series->label), "%.190s", label);
}

static bool is_target_of(const struct plot *p, size_t group, size_t first)
{
	const struct cell_key *a = &p->grid->groups[group]->key;
	const struct cell_key *b = &p->grid->groups[first]->key;

	return strcmp(a->board, b->board) == 0 && strcmp(a->cpu, b->cpu) == 0;
}

/* Each image of one board and CPU. */
static void find_images(const struct plot *p, struct dots *dots)
{
	for (size_t i = 0; i < p->grid->n_groups * p->grid->n_hals; i++) {
		size_t group = i / p->grid->n_hals;
		struct cell_key key = p->grid->groups[group]->key;
		char hal[100];
		char label[400];

		if (!is_target_of(p, group, p->subject->index)) {
			continue;
		}
		snprintf(hal, sizeof(hal), "%s", p->grid->hals[i % p->grid->n_hals]);
		key.hal = hal;
		snprintf(label, sizeof(label), "%s", cell_variant(&key).text);
		add_series(dots, group, i % p->grid->n_hals, label);
	}
}

/* The first image of each board and CPU, with the first HAL. */
static void find_targets(const struct plot *p, struct dots *dots)
{
	for (size_t i = 0; i < p->grid->n_groups; i++) {
		bool is_first = true;
		char label[200];

		for (size_t j = 0; j < i; j++) {
			is_first &= !is_target_of(p, j, i);
		}
		if (is_first) {
			snprintf(label, sizeof(label), "%.90s/%.90s", p->grid->groups[i]->key.board,
				 p->grid->groups[i]->key.cpu);
			add_series(dots, i, 0, label);
		}
	}
}

static void find_range(const struct plot *p, struct dots *dots)
{
	dots->low = INFINITY;
	for (size_t bench = 0; bench < p->grid->n_benches; bench++) {
		for (size_t i = 0; i < dots->n; i++) {
			const struct cell *cell = find_cell(p, bench, &dots->series[i]);

			if (cell != NULL) {
				dots->low = fmin(dots->low, fmax(cell_median(cell), LEAST));
				dots->high = fmax(dots->high, cell_median(cell));
			}
		}
	}
	if (dots->low > dots->high) {
		dots->low = dots->high = 1;
	}
}

/* A row is there for a benchmark that one of the series has. */
static bool has_row(const struct plot *p, const struct dots *dots, size_t bench)
{
	for (size_t i = 0; i < dots->n; i++) {
		if (find_cell(p, bench, &dots->series[i]) != NULL) {
			return true;
		}
	}
	return false;
}

static void put_rows(const struct plot *p, struct dots *dots)
{
	fputs("set ytics scale 0 (", p->out);
	for (size_t bench = 0; bench < p->grid->n_benches; bench++) {
		if (has_row(p, dots, bench)) {
			fputs(dots->n_rows > 0 ? ", " : "", p->out);
			plot_put_quoted(p->out, p->grid->benches[bench]);
			fprintf(p->out, " %zu", dots->n_rows++);
		}
	}
	fputs(dots->n_rows > 0 ? ")\n" : "'' 0)\n", p->out);
	fputs("set grid ytics lt 1 lw 0.4 lc rgb '#8a9099' dt 3\n", p->out);
}

/* Upright marks: their width is the same everywhere on a logarithmic axis too. */
static void put_series(const struct plot *p, const struct dots *dots, size_t index, bool is_log)
{
	double lane = ROW_FILLED / (double)dots->n;
	double above =
		ROW_FILLED / 2 - (double)index * lane; /* the lane's top over the row's middle */
	double half = is_log ? pow(dots->high / dots->low, 0.004)
			     : (dots->high - dots->low) * 0.004 + 0.01;
	size_t row = 0;

	fprintf(p->out, "$series%zu << END\n", index);
	for (size_t bench = 0; bench < p->grid->n_benches; bench++) {
		const struct cell *cell = find_cell(p, bench, &dots->series[index]);
		double at = cell != NULL ? fmax(cell_median(cell), dots->low) : 0;

		if (cell != NULL) {
			fprintf(p->out, "%.9g %zu %.9g %.9g %.9g %.9g\n", at, row,
				is_log ? at / half : at - half, is_log ? at * half : at + half,
				(double)row - above, (double)row - above + lane);
		}
		row += has_row(p, dots, bench);
	}
	fputs("NaN NaN NaN NaN NaN NaN\nEND\n", p->out);
}

static void put_scale(const struct plot *p, const struct dots *dots, bool is_log)
{
	double low = is_log ? dots->low / 1.25 : 0;
	double high = is_log ? dots->high * 1.25 : dots->high * 1.05 + 1;

	fprintf(p->out, "set xrange [%.17g:%.17g]\nset yrange [%.2f:-0.7]\n", low, high,
		(double)dots->n_rows - 0.3);
	if (is_log) {
		plot_put_log_xtics(p, low, high);
	} else {
		plot_put_xtics(p, low, high);
	}
}

static void put_keys(const struct plot *p, const struct dots *dots, unsigned height)
{
	for (size_t i = 0; i < dots->n; i++) {
		plot_put_key(p, height, p->label_width,
			     BOTTOM + (double)(dots->n - 1 - i) * KEY_LINE + 4, i,
			     dots->series[i].label);
	}
}

static void put_plot(const struct plot *p, const struct dots *dots, bool is_log)
{
	for (size_t i = 0; i < dots->n; i++) {
		put_series(p, dots, i, is_log);
	}
	fputs("plot ", p->out);
	for (size_t i = 0; i < dots->n; i++) {
		fprintf(p->out, "%s$series%zu using 1:2:3:4:5:6 with boxxyerror lc rgb '%s'",
			i > 0 ? ", " : "", i, plot_colours[i]);
	}
	fputc('\n', p->out);
}

static unsigned find_label_width(const struct grid *grid)
{
	size_t most = 10;

	for (size_t i = 0; i < grid->n_benches; i++) {
		size_t len = strlen(grid->benches[i]);

		most = len > most ? len : most;
	}
	return (unsigned)most * PLOT_CHAR_WIDTH + 20;
}

void plot_put_dots(struct plot *p)
{
	struct dots dots = { .n = 0 };
	unsigned bottom;
	unsigned height;
	char how[100];
	bool is_log;

	if (p->subject->kind == PLOT_IMAGES) {
		find_images(p, &dots);
	} else {
		find_targets(p, &dots);
	}
	find_range(p, &dots);
	is_log = plot_wants_log(dots.low, dots.high);
	for (size_t bench = 0; bench < p->grid->n_benches; bench++) {
		dots.n_rows += has_row(p, &dots, bench);
	}
	bottom = BOTTOM + 28 + (unsigned)dots.n * KEY_LINE;
	height = TOP +
		 (unsigned)dots.n_rows * (dots.n * LANE > ROW ? (unsigned)dots.n * LANE : ROW) +
		 bottom;
	dots.n_rows = 0;
	p->label_width = find_label_width(p->grid);
	p->width = p->label_width + BODY_WIDTH;
	plot_put_head(p, height, p->subject->title);
	fputs("set title offset 0,0.2\n", p->out);
	plot_put_margins(p, height, TOP, bottom);
	put_rows(p, &dots);
	put_scale(p, &dots, is_log);
	snprintf(how, sizeof(how), "median of one operation%s%s",
		 is_log && dots.low < 1 ? "; 0 is drawn as 0.5" : "",
		 dots.n_left_out > 0 ? "; not all images are drawn" : "");
	plot_put_axis(p, height, how);
	put_keys(p, &dots, height);
	put_plot(p, &dots, is_log);
}
