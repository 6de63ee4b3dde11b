/* SPDX-License-Identifier: Apache-2.0 */
/* A cell's history as a picture, by gnuplot. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "history/trend.h"
#include "report/gnuplot.h"
#include "report/plot_draw.h"
#include "report/svg.h"
#include "store/file.h"

#define WIDTH  900
#define HEIGHT 380
#define DATES  5u  /* on the axis, at most */
#define VALUES 8.0 /* steps of the other */
/* Bytes of a time: */
#define DATE_DAY    10
#define DATE_MINUTE 16
#define DATE_SECOND 19

struct drawing {
	const struct trend *trend;
	const char *path;
	bool is_png;
	char *dir; /* beside @path, so that the rename stays on one disk */
	char *script;
	char *said;
	char *picture;
};

static void put_head(const struct drawing *d, FILE *out)
{
	fprintf(out,
		"set encoding utf8\nset terminal %s size %d,%d noenhanced font 'DejaVu Sans,%d'\n"
		"set output ",
		d->is_png ? "pngcairo" : "svg fixed", WIDTH, HEIGHT, d->is_png ? 10 : 13);
	plot_put_quoted(out, d->picture);
	fputs("\nset title ", out);
	plot_put_quoted(out, d->trend->name);
	fputs(".\"\\n\".", out);
	plot_put_quoted(out, d->trend->detail);
	fputs("\nset ylabel ", out);
	plot_put_quoted(out, d->trend->series->unit);
	fputs("\nset border 3 lw 0.8\nset key off\nset ytics nomirror out scale 0.5\n"
	      "set grid ytics lw 0.5 lc rgb '#888888'\n",
	      out);
}

/* So much of 2026-11-21T08:15:04Z that no two labels beside each other are alike. */
static int find_date_length(const struct history_series *series, size_t step)
{
	static const int lengths[] = { DATE_DAY, DATE_MINUTE };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		bool repeats = false;

		for (size_t at = step; at < series->n; at += step) {
			repeats |= strncmp(series->points[at - step].started,
					   series->points[at].started, (size_t)lengths[i]) == 0;
		}
		if (!repeats) {
			return lengths[i];
		}
	}
	return DATE_SECOND;
}

/* Runs are as far from each other as any: a night without one is no slope. */
static void put_dates(const struct history_series *series, FILE *out)
{
	size_t step = (series->n + DATES - 1) / DATES;
	int length = find_date_length(series, step);

	fputs("set xtics nomirror out scale 0.5 (", out);
	for (size_t i = 0; i < series->n; i += step) {
		char date[DATE_SECOND + 1];

		snprintf(date, sizeof(date), "%.*s", length, series->points[i].started);
		if (strlen(date) > DATE_DAY) {
			date[DATE_DAY] = ' '; /* T */
		}
		fputs(i > 0 ? ", " : "", out);
		plot_put_quoted(out, date);
		fprintf(out, " %zu", i + 1);
	}
	fputs(")\n", out);
}

/* Half instructions are no steps for a scale of figures that are all whole. */
static void put_values(const struct history_series *series, FILE *out)
{
	double low = series->points[0].low;
	double high = series->points[0].high;
	bool is_whole = history_is_exact(series);

	for (size_t i = 0; i < series->n; i++) {
		const struct history_point *point = &series->points[i];

		low = fmin(low, point->low);
		high = fmax(high, point->high);
		is_whole &= floor(point->median) == point->median &&
			    floor(point->low) == point->low && floor(point->high) == point->high;
	}
	if (!is_whole) {
		return;
	}
	fprintf(out, "set format y '%%.0f'\nset ytics %.17g\n", plot_find_step(high - low, VALUES));
	if (low == high) {
		fprintf(out, "set yrange [%.17g:%.17g]\n", low - 1, high + 1);
	}
}

static void put_marks(const struct trend *trend, FILE *out)
{
	for (size_t i = 0; i < trend->n_changes; i++) {
		const struct history_change *change = &trend->changes[i];
		double x = (double)change->at + 0.5; /* between the two runs */
		char mark[40];

		fprintf(out,
			"set arrow from first %g,graph 0 to first %g,graph 1 nohead lw 1 dt 2 lc "
			"rgb "
			"'#e07b16'\nset label ",
			x, x);
		snprintf(mark, sizeof(mark), "%c %s", trend_mark(i), trend_effect(change).text);
		plot_put_quoted(out, mark);
		fprintf(out,
			" at first %g,graph %g left offset 0.3,0 font 'DejaVu Sans,%d' front\n", x,
			0.96 - 0.06 * (double)(i % 3), 9);
	}
}

static void put_plot(const struct history_series *series, FILE *out)
{
	fputs("$points << EOD\n", out);
	for (size_t i = 0; i < series->n; i++) {
		const struct history_point *point = &series->points[i];

		fprintf(out, "%zu %.17g %.17g %.17g\n", i + 1, point->median, point->low,
			point->high);
	}
	fprintf(out,
		"EOD\nset xrange [0.5:%zu.5]\nset offsets 0,0,graph 0.12,graph 0.05\n"
		"plot $points using 1:2:3:4 with yerrorbars pt 0 lw 1 lc rgb '#88aadd', "
		"$points using 1:2 with linespoints pt 7 ps 0.4 lw 1.2 lc rgb '#3b7ddd'\n",
		series->n);
}

static int write_script(const struct drawing *d, struct store_err *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int error;

	if (out == NULL) {
		return store_fail(err, ENOMEM, "%s: out of memory", d->path);
	}
	put_head(d, out);
	if (d->trend->series->n > 0) {
		put_dates(d->trend->series, out);
		put_values(d->trend->series, out);
	}
	put_marks(d->trend, out);
	put_plot(d->trend->series, out);
	if (file_finish(out, &text) != 0) {
		return store_fail(err, ENOMEM, "%s: out of memory", d->path);
	}
	error = file_write(d->script, text, size, err);
	free(text);
	return error;
}

/* So that it follows light and dark, as those of a report do. */
static int finish_svg(const struct drawing *d, struct store_err *err)
{
	char *raw;
	char *svg;
	size_t size;
	int error = file_read(d->picture, &raw, &size, err);

	if (error != 0) {
		return error;
	}
	error = svg_finish(raw, d->trend->name, &svg, &size);
	free(raw);
	if (error != 0) {
		return store_fail(err, -error, "%s: gnuplot left no whole SVG", d->path);
	}
	unlink(d->picture);
	error = file_write(d->picture, svg, size, err);
	free(svg);
	return error;
}

static int draw(const struct drawing *d, struct store_err *err)
{
	int error = write_script(d, err);

	if (error == 0) {
		error = gnuplot_run(d->script, d->said, err);
	}
	if (error == 0 && !d->is_png) {
		error = finish_svg(d, err);
	}
	if (error == 0 && rename(d->picture, d->path) != 0) {
		error = store_fail(err, errno, "%s: cannot be written: %s", d->path,
				   strerror(errno));
	}
	return error;
}

static bool has_ending(const char *path, const char *ending)
{
	size_t len = strlen(path);

	return len > strlen(ending) && strcmp(path + len - strlen(ending), ending) == 0;
}

static int make_dir(struct drawing *d, struct store_err *err)
{
	int error = 0;

	if (asprintf(&d->dir, "%s.XXXXXX", d->path) < 0) {
		d->dir = NULL;
		return store_fail(err, ENOMEM, "%s: out of memory", d->path);
	}
	if (mkdtemp(d->dir) == NULL) {
		error = store_fail(err, errno, "%s: cannot be made: %s", d->path, strerror(errno));
		free(d->dir);
		d->dir = NULL;
		return error;
	}
	d->script = file_join(d->dir, "script");
	d->said = file_join(d->dir, "said");
	d->picture = file_join(d->dir, "picture");
	return d->script != NULL && d->said != NULL && d->picture != NULL
		       ? 0
		       : store_fail(err, ENOMEM, "%s: out of memory", d->path);
}

int trend_draw(const struct trend *trend, const char *path, struct store_err *err)
{
	struct drawing d = { .trend = trend, .path = path, .is_png = has_ending(path, ".png") };
	int error;

	if (!d.is_png && !has_ending(path, ".svg")) {
		return store_fail(err, EINVAL,
				  "%s: is no name of a plot (one that ends in .svg or "
				  ".png would be right)",
				  path);
	}
	error = make_dir(&d, err);
	if (error == 0) {
		error = draw(&d, err);
	}
	if (d.dir != NULL) {
		file_remove_tree(d.dir);
	}
	free(d.dir);
	free(d.script);
	free(d.said);
	free(d.picture);
	return error;
}
