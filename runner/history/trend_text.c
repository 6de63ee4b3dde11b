/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "history/trend.h"
#include "report/number.h"
#include "report/wrap.h"

#define RUN_WIDTH      31u
#define REVISION_SHOWN 12
#define REVISION_WIDTH 13u

char trend_mark(size_t change)
{
	return change < 26 ? (char)('a' + change) : '*';
}

struct trend_revision trend_revision(const struct history_point *point)
{
	struct trend_revision out = { "-" };

	if (point->revision[0] != '\0') {
		snprintf(out.text, sizeof(out.text), "%.*s%s", REVISION_SHOWN, point->revision,
			 point->is_dirty ? "+" : "");
	}
	return out;
}

struct trend_effect trend_effect(const struct history_change *change)
{
	struct trend_effect out;
	struct number_text text = number_percent(change->before, change->after);

	if (text.text[0] == '\0') {
		text = number_signed(change->after - change->before);
	}
	snprintf(out.text, sizeof(out.text), "%s", text.text);
	return out;
}

void trend_put_padded(const char *text, size_t width, FILE *out)
{
	size_t len = strlen(text);

	wrap_put_harmless(text, len, out);
	fprintf(out, "%*s", len < width ? (int)(width - len) : 0, "");
}

static void put_head(const struct trend *trend, FILE *out)
{
	trend_put_padded(trend->name, 0, out);
	fputs("\n  ", out);
	trend_put_padded(trend->detail, 0, out);
	fputs("; ", out);
	trend_put_padded(trend->series->unit, 0, out);
	fputs(" for one operation\n", out);
}

static void put_side(const char *side, const struct history_point *point, FILE *out)
{
	struct trend_revision revision = trend_revision(point);

	fprintf(out, "       %-6s  ", side);
	trend_put_padded(point->run, RUN_WIDTH, out);
	fputs("  ", out);
	trend_put_padded(revision.text, 0, out);
	fputc('\n', out);
}

static void put_change(const struct trend *trend, size_t i, FILE *out)
{
	const struct history_change *change = &trend->changes[i];
	const struct history_point *points = trend->series->points;

	fprintf(out, "    %c  %s: %s %s -> %s ", trend_mark(i), trend_effect(change).text,
		gate_metric_name(change->metric), number_plain(change->before).text,
		number_plain(change->after).text);
	trend_put_padded(change->metric == METRIC_EXITS ? "" : trend->series->unit, 0, out);
	fputc('\n', out);
	put_side("before", &points[change->at - 1], out);
	put_side("after", &points[change->at], out);
}

static void put_changes(const struct trend *trend, FILE *out)
{
	for (size_t i = 0; i < trend->n_changes; i++) {
		put_change(trend, i, out);
	}
	if (trend->n_changes == 0) {
		fprintf(out, "    no change in %zu run%s\n", trend->series->n,
			trend->series->n == 1 ? "" : "s");
	}
}

void trend_print_changes(const struct trend *trend, FILE *out)
{
	put_head(trend, out);
	put_changes(trend, out);
}

/* The mark of the change that begins at @point; ' ': none. */
static char mark_at(const struct trend *trend, size_t point)
{
	for (size_t i = 0; i < trend->n_changes; i++) {
		if (trend->changes[i].at == point) {
			return trend_mark(i);
		}
	}
	return ' ';
}

static void put_point(const struct trend *trend, size_t i, FILE *out)
{
	const struct history_point *point = &trend->series->points[i];
	char range[2 * NUMBER_MAX + 4] = "";

	if (point->low < point->high) {
		snprintf(range, sizeof(range), "%s..%s", number_plain(point->low).text,
			 number_plain(point->high).text);
	}
	fprintf(out, "    %c  ", mark_at(trend, i));
	trend_put_padded(point->run, RUN_WIDTH, out);
	fputs("  ", out);
	trend_put_padded(trend_revision(point).text, REVISION_WIDTH, out);
	fprintf(out, " %9s %15s %9s %5zu\n", number_plain(point->median).text, range,
		number_plain(point->p99).text, point->n_boots);
}

static void put_points(const struct trend *trend, size_t most, FILE *out)
{
	size_t n = trend->series->n;
	size_t first = n > most ? n - most : 0;

	fprintf(out, "\n       %-*s  %-13s %9s %15s %9s %5s\n", (int)RUN_WIDTH, "run", "revision",
		"median", "of the boots", "p99", "boots");
	for (size_t i = first; i < n; i++) {
		put_point(trend, i, out);
	}
	if (first > 0) {
		fprintf(out, "       and %zu before (--all)\n", first);
	}
}

void trend_print(const struct trend *trend, size_t most, size_t columns, FILE *out)
{
	put_head(trend, out);
	if (trend->series->n < trend->series->n_runs) {
		fprintf(out, "  the last %zu of %zu runs\n", trend->series->n,
			trend->series->n_runs);
	}
	fputc('\n', out);
	trend_print_plot(trend, columns, out);
	fputc('\n', out);
	put_changes(trend, out);
	put_points(trend, most, out);
}
