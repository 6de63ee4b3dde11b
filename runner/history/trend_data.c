/* SPDX-License-Identifier: Apache-2.0 */
/* For programs: JSON and CSV. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>

#include "history/trend.h"
#include "store/json_cell.h"

/* More than any counter resolves, and less than shows what binary fractions are. */
#define DIGITS 12
#define NUMBER "%.12g"

static json_t *point_json(const struct history_point *point)
{
	return json_pack(
		"{s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:I}", "run",
		json_scrubbed(point->run, true), "started", json_scrubbed(point->started, true),
		"revision", json_scrubbed(point->revision, true), "dirty", (int)point->is_dirty,
		"median", json_short_number(point->median), "low", json_short_number(point->low),
		"high", json_short_number(point->high), "p99", json_short_number(point->p99),
		"mean", json_short_number(point->mean), "exits", json_short_number(point->exits),
		"samples", (json_int_t)point->n_samples, "boots", (json_int_t)point->n_boots);
}

static json_t *side_json(const struct history_point *point, double value)
{
	return json_pack("{s:o, s:o, s:b, s:o}", "run", json_scrubbed(point->run, true), "revision",
			 json_scrubbed(point->revision, true), "dirty", (int)point->is_dirty,
			 "value", json_short_number(value));
}

static json_t *change_json(const struct trend *trend, const struct history_change *change)
{
	const struct history_point *points = trend->series->points;

	return json_pack("{s:s, s:o, s:o}", "figure", gate_metric_name(change->metric), "before",
			 side_json(&points[change->at - 1], change->before), "after",
			 side_json(&points[change->at], change->after));
}

/* Takes @item, which may be NULL for want of memory. 0 or -ENOMEM. */
static int append(json_t *array, json_t *item)
{
	return item != NULL && json_array_append_new(array, item) == 0 ? 0 : -ENOMEM;
}

static json_t *changes_json(const struct trend *trend)
{
	json_t *array = json_array();

	for (size_t i = 0; array != NULL && i < trend->n_changes; i++) {
		if (append(array, change_json(trend, &trend->changes[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *points_json(const struct trend *trend)
{
	json_t *array = json_array();

	for (size_t i = 0; array != NULL && i < trend->series->n; i++) {
		if (append(array, point_json(&trend->series->points[i])) != 0) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

static json_t *trend_json(const struct trend *trend, bool with_points)
{
	const struct history_series *series = trend->series;
	json_t *object = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:b, s:I, s:o}", "cell",
		json_scrubbed(trend->name, true), "toolchain",
		json_scrubbed(series->key.toolchain, true), "flags",
		json_scrubbed(series->key.flags, true), "clock",
		json_scrubbed(series->key.clock, true), "qemu", json_scrubbed(series->qemu, true),
		"mode", json_scrubbed(series->mode, true), "unit",
		json_scrubbed(series->unit, true), "exact", (int)history_is_exact(series), "runs",
		(json_int_t)series->n, "changes", changes_json(trend));

	if (object != NULL && with_points &&
	    json_object_set_new(object, "points", points_json(trend)) != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

int trend_write_json(const struct trend *trends, size_t n, bool with_points, FILE *out)
{
	json_t *array = json_array();
	int error = array != NULL ? 0 : -ENOMEM;

	for (size_t i = 0; error == 0 && i < n; i++) {
		error = append(array, trend_json(&trends[i], with_points));
	}
	if (error == 0 &&
	    json_dumpf(array, out, JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS)) != 0) {
		error = -EIO;
	}
	fputc('\n', out);
	json_decref(array);
	return error;
}

static void put_quoted(const char *text, FILE *out)
{
	fputc('"', out);
	for (; *text != '\0'; text++) {
		fputs(*text == '"' ? "\"\"" : (char[]){ *text, '\0' }, out);
	}
	fputc('"', out);
}

/* The columns that tell one cell from another. */
static void put_cell(const struct trend *trend, FILE *out)
{
	put_quoted(trend->name, out);
	fputc(',', out);
	put_quoted(trend->detail, out);
	fputc(',', out);
	put_quoted(trend->series->unit, out);
}

static void put_source(const struct history_point *point, FILE *out)
{
	fputc(',', out);
	put_quoted(point->run, out);
	fputc(',', out);
	put_quoted(point->revision, out);
	fprintf(out, ",%d", point->is_dirty);
}

static const char *changed_at(const struct trend *trend, size_t point)
{
	for (size_t i = 0; i < trend->n_changes; i++) {
		if (trend->changes[i].at == point) {
			return gate_metric_name(trend->changes[i].metric);
		}
	}
	return "";
}

void trend_write_csv(const struct trend *trends, size_t n, FILE *out)
{
	fputs("cell,detail,unit,run,revision,dirty,started,median,low,high,p99,mean,exits,samples,"
	      "boots,change\n",
	      out);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < trends[i].series->n; j++) {
			const struct history_point *point = &trends[i].series->points[j];

			put_cell(&trends[i], out);
			put_source(point, out);
			fputc(',', out);
			put_quoted(point->started, out);
			fprintf(out,
				"," NUMBER "," NUMBER "," NUMBER "," NUMBER "," NUMBER "," NUMBER
				",%" PRIu64 ",%zu,%s\n",
				point->median, point->low, point->high, point->p99, point->mean,
				point->exits, point->n_samples, point->n_boots,
				changed_at(&trends[i], j));
		}
	}
}

void trend_write_changes_csv(const struct trend *trends, size_t n, FILE *out)
{
	fputs("cell,detail,unit,run_before,revision_before,dirty_before,run_after,revision_after,"
	      "dirty_after,figure,before,after\n",
	      out);
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < trends[i].n_changes; j++) {
			const struct history_change *change = &trends[i].changes[j];
			const struct history_point *points = trends[i].series->points;

			put_cell(&trends[i], out);
			put_source(&points[change->at - 1], out);
			put_source(&points[change->at], out);
			fprintf(out, ",%s," NUMBER "," NUMBER "\n",
				gate_metric_name(change->metric), change->before, change->after);
		}
	}
}
