/* SPDX-License-Identifier: Apache-2.0 */
#include "report/verdicts_words.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "report/number.h"

#define NAME_CUT 200 /* bytes of one name in a line for people */

static const char *or_empty(const char *text)
{
	return text != NULL ? text : "";
}

void verdict_text_add(struct verdict_text *text, const char *fmt, ...)
{
	size_t used = strlen(text->s);
	va_list args;

	va_start(args, fmt);
	vsnprintf(text->s + used, sizeof(text->s) - used, fmt, args);
	va_end(args);
}

const struct figures *verdict_figures(const struct gate_row *row)
{
	return row->new_figures != NULL ? row->new_figures : row->old_figures;
}

const char *verdict_unit(const struct gate_row *row)
{
	const struct figures *sides[] = { row->new_figures, row->old_figures };

	for (size_t i = 0; i < 2; i++) {
		if (sides[i] != NULL && or_empty(sides[i]->unit)[0] != '\0') {
			return sides[i]->unit;
		}
	}
	return "";
}

bool verdict_has_median(const struct figures *figures)
{
	return figures != NULL && (figures->n_boots > 0 || figures->n_values > 0);
}

const struct gate_test *verdict_test(const struct gate_row *row)
{
	const struct gate_test *test = &row->tests[row->metric == METRIC_P99];

	return !row->is_exact && test->is_made ? test : NULL;
}

struct verdict_text verdict_variant(const struct verdict_view *view, const struct gate_row *row)
{
	const struct figures *figures = verdict_figures(row);
	const struct cell_key *key = &figures->key;
	struct verdict_text text = { "" };

	verdict_text_add(&text, "%s", cell_variant(key).text);
	if (view->has_toolchains) {
		verdict_text_add(&text, " %.*s", NAME_CUT, or_empty(key->toolchain));
	}
	/* Others are part of the variant. */
	if (view->has_flags &&
	    (or_empty(key->flags)[0] == '\0' || strcmp(key->flags, CELL_FLAGS_DEFAULT) == 0)) {
		verdict_text_add(&text, " %.*s", NAME_CUT, or_empty(key->flags));
	}
	if (view->has_qemus && or_empty(figures->qemu)[0] != '\0') {
		verdict_text_add(&text, " qemu-%.*s", NAME_CUT, figures->qemu);
	}
	if (view->has_clocks) {
		verdict_text_add(&text, " %.*s", NAME_CUT, or_empty(key->clock));
	}
	return text;
}

struct verdict_text verdict_cell(const struct verdict_view *view, const struct gate_row *row)
{
	const struct cell_key *key = &verdict_figures(row)->key;
	const struct verdict_text variant = verdict_variant(view, row);
	struct verdict_text text = { "" };

	verdict_text_add(&text, "%.*s %.*s/%.*s ", NAME_CUT, key->benchmark, NAME_CUT, key->board,
			 NAME_CUT, key->cpu);
	verdict_text_add(&text, "%s", variant.s);
	return text;
}

/* So many decimals that the two differ where they do; a clock with noise needs no more than three. */
static int find_decimals(double a, double b, bool is_exact)
{
	double most = fmax(fabs(a), fabs(b));
	int decimals = most >= 100 ? 1 : most >= 10 ? 2 : 3;

	if (floor(a) == a && floor(b) == b) {
		return 0;
	}
	while (is_exact && a != b && decimals < 9 && fabs(a - b) < pow(10, -decimals)) {
		decimals++;
	}
	return decimals;
}

/* Two significant digits, at least one of them a decimal; after rounding, so that 0.996 is 1.0. */
static int percent_decimals(double value)
{
	char rounded[32];
	int exponent;

	snprintf(rounded, sizeof(rounded), "%.1e", value);
	exponent = (int)strtol(strchr(rounded, 'e') + 1, NULL, 10);
	return exponent < 0 ? 1 - exponent : 1;
}

/* Of a share, in percent, without the word: "+2.7", "+13.0", "+0.0082". */
static struct number_text percent(double share, bool has_sign)
{
	double value = share * 100;
	int decimals = isfinite(value) ? percent_decimals(value) : 1;
	struct number_text out;

	if (fabs(value) < 0.001 && value != 0) {
		snprintf(out.text, sizeof(out.text), has_sign ? "%+.0e" : "%.0e", value);
	} else {
		snprintf(out.text, sizeof(out.text), has_sign ? "%+.*f" : "%.*f", decimals, value);
	}
	return out;
}

static void put_change(const struct gate_row *row, double from, double diff, int decimals,
		       struct verdict_values *out)
{
	const char *metric = row->metric == METRIC_P99    ? "p99 "
			     : row->metric == METRIC_MEAN ? "mean "
							  : "";

	if (diff == 0) {
		snprintf(out->change, sizeof(out->change), "%s0", metric);
	} else if (from > 0) {
		snprintf(out->change, sizeof(out->change), "%s%+.*f (%s %%)", metric, decimals,
			 diff, percent(diff / from, true).text);
	} else {
		snprintf(out->change, sizeof(out->change), "%s%+.*f", metric, decimals, diff);
	}
}

static void put_pair(const struct gate_row *row, double old_value, double new_value,
		     struct verdict_values *out)
{
	const struct gate_test *test = verdict_test(row);
	int decimals = find_decimals(old_value, new_value, row->is_exact);

	snprintf(out->old_value, sizeof(out->old_value), "%.*f", decimals, old_value);
	snprintf(out->new_value, sizeof(out->new_value), "%.*f", decimals, new_value);
	if (test != NULL) {
		decimals = floor(test->shift) == test->shift ? decimals
							     : (decimals > 0 ? decimals : 1);
		put_change(row, old_value, test->shift, decimals, out);
	} else {
		put_change(row, old_value, new_value - old_value, decimals, out);
	}
}

/* The median of a side that has one, beside another metric that decided. */
static void put_medians(const struct gate_row *row, struct verdict_values *out)
{
	const struct figures *sides[] = { row->old_figures, row->new_figures };
	char *places[] = { out->old_value, out->new_value };

	for (size_t i = 0; i < 2; i++) {
		if (verdict_has_median(sides[i])) {
			double median = figures_median(sides[i]);

			snprintf(places[i], sizeof(out->old_value), "%.*f",
				 find_decimals(median, median, row->is_exact), median);
		}
	}
}

bool verdict_has_pair(const struct gate_row *row)
{
	return row->n_old > 0 && row->n_new > 0 && row->verdict != VERDICT_MISSING &&
	       row->verdict != VERDICT_NA;
}

struct verdict_values verdict_values(const struct gate_row *row)
{
	struct verdict_values out = { "-", "-", "-" };

	if (!verdict_has_pair(row)) {
		put_medians(row, &out);
	} else if (row->metric == METRIC_EXITS) {
		int decimals = find_decimals(row->old_value, row->new_value, true);

		put_medians(row, &out);
		snprintf(out.change, sizeof(out.change), "exits %.*f -> %.*f", decimals,
			 row->old_value, decimals, row->new_value);
	} else if (row->metric == METRIC_SAMPLES) {
		put_medians(row, &out);
		snprintf(out.change, sizeof(out.change), "samples differ");
	} else {
		put_pair(row, row->old_value, row->new_value, &out);
	}
	return out;
}

static const char *separator(const struct verdict_text *text)
{
	return text->s[0] != '\0' ? "; " : "";
}

/* Nothing of tails where they were not compared. */
static void add_seen(const struct gate_test *median, const struct gate_test *tail,
		     struct verdict_text *text)
{
	if (!isfinite(median->sees)) {
		verdict_text_add(text, "%swould have seen no slowdown", separator(text));
		return;
	}
	verdict_text_add(text, "%swould have seen %s %%", separator(text),
			 percent(median->sees, true).text);
	if (tail->is_made && isfinite(tail->sees)) {
		verdict_text_add(text, ", of p99 %s %%", percent(tail->sees, true).text);
	} else if (tail->is_made) {
		verdict_text_add(text, ", of p99 none");
	}
}

/* What a reader does next, or may rely on. */
static void add_next(const struct gate_row *row, const struct gate_test *test,
		     struct verdict_text *text)
{
	if (row->verdict == VERDICT_INCONCLUSIVE && row->more_boots > 0) {
		verdict_text_add(text, "%s%zu more boot%s a side", separator(text), row->more_boots,
				 row->more_boots == 1 ? "" : "s");
	}
	if (row->is_suspect) {
		verdict_text_add(text, "%sa confirming re-run may settle it", separator(text));
	}
	if (row->verdict == VERDICT_UNCHANGED && test != NULL) {
		add_seen(test, &row->tests[METRIC_P99], text);
	}
}

static void add_range(const struct gate_test *test, struct verdict_text *text)
{
	/* Too few boots bound it on neither side: that is no news. */
	if (test->old_value > 0 && isfinite(test->low) && isfinite(test->high)) {
		verdict_text_add(text, "%s95 %%: %s to %s %%", separator(text),
				 percent(test->low / test->old_value, true).text,
				 percent(test->high / test->old_value, true).text);
	}
}

static void add_floor(const struct gate_test *test, struct verdict_text *text)
{
	verdict_text_add(text, "%sfloor %s %% (%s)", separator(text),
			 percent(test->floor, false).text, gate_floor_name(test->floor_by));
}

static void add_test(const struct gate_row *row, const struct gate_test *test,
		     struct verdict_text *text)
{
	bool is_worse = test->shift > 0 || (test->shift == 0 && test->p_worse <= test->p_better);

	add_floor(test, text);
	verdict_text_add(text, "; %zu+%zu boots; p %.2g, q %.2g", row->n_old, row->n_new,
			 is_worse ? test->p_worse : test->p_better,
			 is_worse ? test->q_worse : test->q_better);
}

struct verdict_text verdict_differs(const struct gate_row *row)
{
	const struct figures *a = row->old_figures;
	const struct figures *b = row->new_figures;
	struct verdict_text text = { "" };

	if (a == NULL || b == NULL) {
		return text;
	}
	const char *const fields[][3] = {
		{ "board", a->key.board, b->key.board },
		{ "cpu", a->key.cpu, b->key.cpu },
		{ "toolchain", a->key.toolchain, b->key.toolchain },
		{ "flags", a->key.flags, b->key.flags },
		{ "hal", a->key.hal, b->key.hal },
		{ "switch", a->key.switch_policy, b->key.switch_policy },
		{ "vectors", a->key.vectors, b->key.vectors },
		{ "qemu", a->qemu, b->qemu },
	};

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(or_empty(fields[i][1]), or_empty(fields[i][2])) != 0) {
			verdict_text_add(&text, "%s%s %.60s -> %.60s", separator(&text),
					 fields[i][0], or_empty(fields[i][1]),
					 or_empty(fields[i][2]));
		}
	}
	return text;
}

struct verdict_text verdict_all_differ(const struct gate_result *result)
{
	struct verdict_text all = { "" };
	bool is_first = true;

	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];
		struct verdict_text one;

		if (row->old_figures == NULL || row->new_figures == NULL) {
			continue;
		}
		one = verdict_differs(row);
		if (!is_first && strcmp(one.s, all.s) != 0) {
			return (struct verdict_text){ "" };
		}
		all = one;
		is_first = false;
	}
	return all;
}

struct verdict_text verdict_detail(const struct gate_row *row)
{
	return verdict_detail_but(row, "");
}

static bool is_noisy(const struct gate_row *row)
{
	return !row->is_exact && row->verdict != VERDICT_MISSING && row->verdict != VERDICT_NA;
}

static void add_grounds(const struct gate_row *row, bool with_range, struct verdict_text *text)
{
	const struct gate_test *test = is_noisy(row) ? verdict_test(row) : NULL;

	add_next(row, test, text);
	if (test != NULL && with_range) {
		add_range(test, text);
	}
	if (test != NULL) {
		add_test(row, test, text);
	} else if (is_noisy(row)) {
		verdict_text_add(text, "%s%zu+%zu boots", separator(text), row->n_old, row->n_new);
	}
}

struct verdict_text verdict_detail_but(const struct gate_row *row, const char *said)
{
	struct verdict_text differs = verdict_differs(row);
	struct verdict_text text = { "" };

	if (strcmp(differs.s, said) == 0) {
		differs.s[0] = '\0';
	}
	verdict_text_add(&text, "%s", row->why);
	verdict_text_add(&text, "%s%s", differs.s[0] != '\0' ? separator(&text) : "", differs.s);
	add_grounds(row, true, &text);
	return text;
}

struct verdict_text verdict_reason(const struct gate_row *row)
{
	struct verdict_text text = { "" };

	verdict_text_add(&text, "%s", row->why);
	add_grounds(row, false, &text);
	return text;
}

struct verdict_text verdict_limits(const struct gate_row *row)
{
	const struct gate_test *test = is_noisy(row) ? verdict_test(row) : NULL;
	struct verdict_text text = { "" };

	if (test != NULL && row->verdict == VERDICT_UNCHANGED) {
		add_floor(test, &text);
		add_seen(test, &row->tests[METRIC_P99], &text);
	}
	return text;
}

const char *verdict_why(const struct gate_row *row)
{
	return row->why[0] != '\0' ? row->why : "no reason is stated";
}

const char *verdict_word(enum verdict verdict)
{
	return verdict == VERDICT_NA ? "not_applicable" : gate_verdict_name(verdict);
}
