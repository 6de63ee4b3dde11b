/* SPDX-License-Identifier: Apache-2.0 */
/* Cells and their points out of the file, into the order of time. */
#include <errno.h>
#include <math.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "history/db.h"
#include "stats/median.h"
#include "store/file.h"

static const char cells_sql[] =
	"SELECT board, cpu, benchmark, host, flags, toolchain, switch, vectors, clock, hal, qemu,"
	" mode, unit, runs, id FROM cell ORDER BY board, cpu, benchmark, hal, host, flags,"
	" toolchain, switch, vectors, clock, qemu, mode, unit";
/* The newest come first, so that a part of them can be had without all the others. */
static const char points_sql[] =
	"SELECT run.id, run.name, run.started, run.revision, run.dirty, figure.n, figure.median,"
	" figure.p99, figure.mean, figure.exits FROM figure JOIN run ON run.id = figure.run"
	" WHERE figure.cell = ?1 ORDER BY run.started DESC, run.name DESC, figure.boot";

enum {
	FIGURE_MEDIAN,
	FIGURE_P99,
	FIGURE_MEAN,
	FIGURE_EXITS,
	N_FIGURES
};

#define FIRST_FIGURE_COLUMN 6

bool history_is_exact(const struct history_series *series)
{
	return strcmp(series->key.clock, "exact") == 0;
}

char *history_name(const struct history_series *series)
{
	const struct cell cell = { .key = series->key };

	return cell_name(&cell);
}

static void put_part(FILE *out, const char *before, const char *text)
{
	if (text[0] != '\0') {
		fprintf(out, "%s%s", before, text);
	}
}

char *history_detail(const struct history_series *series)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return NULL;
	}
	fputs(history_is_exact(series) ? "exact" : series->key.clock, out);
	put_part(out, ", ", series->key.toolchain);
	put_part(out, " ", series->key.flags);
	put_part(out, ", QEMU ", series->qemu);
	put_part(out, ", ", series->mode);
	return file_finish(out, &text) == 0 ? text : NULL;
}

static void point_free(struct history_point *point)
{
	free(point->run);
	free(point->started);
	free(point->revision);
}

void history_series_free(struct history_series *series)
{
	cell_key_free(&series->key);
	free(series->qemu);
	free(series->mode);
	free(series->unit);
	for (size_t i = 0; i < series->n; i++) {
		point_free(&series->points[i]);
	}
	free(series->points);
	*series = (struct history_series){ 0 };
}

void history_cells_free(struct history_series *cells, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		history_series_free(&cells[i]);
	}
	free(cells);
}

/* In the order of cells_sql. 0 or -ENOMEM. */
static int read_cell(sqlite3_stmt *stmt, struct history_series *out)
{
	struct cell_key *key = &out->key;
	char **const texts[] = { &key->board, &key->cpu,       &key->benchmark,     &key->host,
				 &key->flags, &key->toolchain, &key->switch_policy, &key->vectors,
				 &key->clock, &key->hal,       &out->qemu,          &out->mode,
				 &out->unit };
	size_t n = sizeof(texts) / sizeof(texts[0]);
	int error = 0;

	for (size_t i = 0; i < n; i++) {
		*texts[i] = db_text(stmt, (int)i);
		error = *texts[i] != NULL ? error : -ENOMEM;
	}
	out->n_runs = (size_t)sqlite3_column_int64(stmt, (int)n);
	out->id = sqlite3_column_int64(stmt, (int)n + 1);
	return error;
}

/* "NAME (DETAIL)": where the name alone is that of several, this is not. False also: no memory. */
static bool matches_with_detail(const struct history_series *series, const regex_t *filter,
				const char *name)
{
	char *detail = history_detail(series);
	char *text = NULL;
	bool matches = false;

	if (detail != NULL && asprintf(&text, "%s (%s)", name, detail) >= 0) {
		matches = regexec(filter, text, 0, NULL, 0) == 0;
		free(text);
	}
	free(detail);
	return matches;
}

static bool matches(const struct history_series *series, const regex_t *filter, const char *name)
{
	return filter == NULL || regexec(filter, name, 0, NULL, 0) == 0 ||
	       matches_with_detail(series, filter, name);
}

/* Appends the row's cell when it matches. 0 or -ENOMEM. */
static int take_cell(sqlite3_stmt *stmt, const regex_t *filter, struct history_series **cells,
		     size_t *n)
{
	struct history_series one = { 0 };
	int error = read_cell(stmt, &one);
	char *name = error == 0 ? history_name(&one) : NULL;
	struct history_series *more;

	if (name == NULL || !matches(&one, filter, name)) {
		history_series_free(&one);
		error = name == NULL ? -ENOMEM : 0;
		free(name);
		return error;
	}
	free(name);
	more = reallocarray(*cells, *n + 1, sizeof(*more));
	if (more == NULL) {
		history_series_free(&one);
		return -ENOMEM;
	}
	*cells = more;
	more[(*n)++] = one;
	return 0;
}

static int find_cells(struct history *history, const regex_t *filter, struct history_series **out,
		      size_t *n_out, struct store_err *err)
{
	struct history_series *cells = NULL;
	size_t n = 0;
	sqlite3_stmt *stmt;
	int got = db_prepare(history, cells_sql, &stmt, err);

	if (got != 0) {
		return got;
	}
	while ((got = db_step(history, stmt, err)) == 1) {
		if (take_cell(stmt, filter, &cells, &n) != 0) {
			got = db_no_memory(history, err);
			break;
		}
	}
	sqlite3_finalize(stmt);
	if (got != 0) {
		history_cells_free(cells, n);
		return got;
	}
	*out = cells;
	*n_out = n;
	return 0;
}

int history_find_cells(struct history *history, const char *pattern, struct history_series **out,
		       size_t *n, struct store_err *err)
{
	regex_t filter;
	char why[128];
	int error;

	if (pattern == NULL) {
		return find_cells(history, NULL, out, n, err);
	}
	error = regcomp(&filter, pattern, REG_EXTENDED | REG_NOSUB);
	if (error != 0) {
		regerror(error, &filter, why, sizeof(why));
		return store_fail(err, EINVAL, "'%.100s': %s (a POSIX extended expression)",
				  pattern, why);
	}
	error = find_cells(history, &filter, out, n, err);
	regfree(&filter);
	return error;
}

struct boots { /* of the run being read */
	double *values[N_FIGURES];
	size_t n;
	size_t capacity;
};

static void boots_free(struct boots *boots)
{
	for (size_t i = 0; i < N_FIGURES; i++) {
		free(boots->values[i]);
	}
}

static int boots_reserve(struct boots *boots)
{
	size_t capacity = boots->capacity == 0 ? 8 : boots->capacity * 2;

	for (size_t i = 0; boots->n == boots->capacity && i < N_FIGURES; i++) {
		double *more = reallocarray(boots->values[i], capacity, sizeof(*more));

		if (more == NULL) {
			return -ENOMEM;
		}
		boots->values[i] = more;
	}
	boots->capacity = boots->n == boots->capacity ? capacity : boots->capacity;
	return 0;
}

/* The boots of one run are complete. */
static void finish_point(struct history_point *point, struct boots *boots)
{
	const double *medians = boots->values[FIGURE_MEDIAN];

	point->low = medians[0];
	point->high = medians[0];
	for (size_t i = 1; i < boots->n; i++) {
		point->low = medians[i] < point->low ? medians[i] : point->low;
		point->high = medians[i] > point->high ? medians[i] : point->high;
	}
	point->median = median_in_place(boots->values[FIGURE_MEDIAN], boots->n);
	point->p99 = median_in_place(boots->values[FIGURE_P99], boots->n);
	point->mean = median_in_place(boots->values[FIGURE_MEAN], boots->n);
	point->exits = median_in_place(boots->values[FIGURE_EXITS], boots->n);
	point->n_boots = boots->n;
	boots->n = 0;
}

static int add_boot(struct history *history, sqlite3_stmt *stmt, struct history_point *point,
		    struct boots *boots, struct store_err *err)
{
	if (boots_reserve(boots) != 0) {
		return db_no_memory(history, err);
	}
	for (size_t i = 0; i < N_FIGURES; i++) {
		double value = sqlite3_column_double(stmt, FIRST_FIGURE_COLUMN + (int)i);

		if (!isfinite(value) || value < 0) {
			return store_fail(
				err, EUCLEAN,
				"%s: is damaged: run %s has a figure of %g (a number from 0 "
				"would be right; trapline history rebuild)",
				history->path, point->run, value);
		}
		boots->values[i][boots->n] = value;
	}
	boots->n++;
	point->n_samples += (uint64_t)sqlite3_column_int64(stmt, FIRST_FIGURE_COLUMN - 1);
	return 0;
}

/* 0 or -ENOMEM. */
static int add_point(sqlite3_stmt *stmt, struct history_series *series, size_t *capacity)
{
	struct history_point *point;

	if (series->n == *capacity) {
		size_t more = *capacity == 0 ? 64 : *capacity * 2;

		point = reallocarray(series->points, more, sizeof(*point));
		if (point == NULL) {
			return -ENOMEM;
		}
		series->points = point;
		*capacity = more;
	}
	point = &series->points[series->n++];
	*point = (struct history_point){
		.run = db_text(stmt, 1),
		.started = db_text(stmt, 2),
		.revision = db_text(stmt, 3),
		.is_dirty = sqlite3_column_int(stmt, 4) != 0,
	};
	return point->run != NULL && point->started != NULL && point->revision != NULL ? 0
										       : -ENOMEM;
}

struct reading {
	struct history *history;
	sqlite3_stmt *stmt;
	struct history_series *series;
	struct boots boots;
	size_t capacity;
	int64_t run; /* whose boots are being read */
	struct store_err *err;
};

/* The statement stands on a row. 1: it is of one run too many. */
static int take_row(struct reading *r, size_t last)
{
	struct history_series *series = r->series;
	int64_t run = sqlite3_column_int64(r->stmt, 0);

	if (series->n == 0 || run != r->run) {
		if (last != 0 && series->n == last) {
			return 1;
		}
		if (series->n > 0) {
			finish_point(&series->points[series->n - 1], &r->boots);
		}
		if (add_point(r->stmt, series, &r->capacity) != 0) {
			return db_no_memory(r->history, r->err);
		}
		r->run = run;
	}
	return add_boot(r->history, r->stmt, &series->points[series->n - 1], &r->boots, r->err);
}

static void reverse(struct history_series *series)
{
	for (size_t i = 0; i < series->n / 2; i++) {
		struct history_point *other = &series->points[series->n - 1 - i];
		struct history_point point = series->points[i];

		series->points[i] = *other;
		*other = point;
	}
}

static int read_points(struct reading *r, size_t last)
{
	int got;

	while ((got = db_step(r->history, r->stmt, r->err)) == 1) {
		got = take_row(r, last);
		if (got != 0) {
			break;
		}
	}
	if (got >= 0 && r->series->n > 0) {
		finish_point(&r->series->points[r->series->n - 1], &r->boots);
		reverse(r->series);
	}
	return got < 0 ? got : 0;
}

int history_load_series(struct history *history, struct history_series *series, size_t last,
			struct store_err *err)
{
	struct reading r = { .history = history, .series = series, .err = err };
	int error = db_prepare(history, points_sql, &r.stmt, err);

	if (error != 0) {
		return error;
	}
	sqlite3_bind_int64(r.stmt, 1, series->id);
	error = read_points(&r, last);
	sqlite3_finalize(r.stmt);
	boots_free(&r.boots);
	if (error != 0) {
		for (size_t i = 0; i < series->n; i++) {
			point_free(&series->points[i]);
		}
		free(series->points);
		series->points = NULL;
		series->n = 0;
	}
	return error;
}
