/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "report/ansi.h"
#include "report/compare_env.h"
#include "report/verdicts_formats.h"
#include "report/wrap.h"

#define GAP           ((size_t)2)
#define HANG          ((size_t)4)
#define LEAST_COLUMNS 40u /* a narrower terminal breaks the lines itself */
#define MOST_ROWS     40u /* of one verdict, without --all */
#define MOST_CAUSES   12u
#define MOST_NAMED    3u /* cells of one cause */

enum column {
	COL_BENCHMARK,
	COL_TARGET,
	COL_VARIANT,
	COL_OLD,
	COL_NEW,
	COL_CHANGE,
	COL_VERDICT,
	N_COLUMNS
};

static const char *const headings[N_COLUMNS] = { "benchmark", "board/cpu", "hal",    "old",
						 "new",       "change",    "verdict" };

struct row_text {
	char s[N_COLUMNS][256];
};

enum layout {
	LAYOUT_LINE,  /* a row is one line */
	LAYOUT_NAMES, /* its name stands on a line of its own */
	LAYOUT_WORDS, /* and its values are too wide for columns */
};

struct table {
	const struct verdict_view *view;
	FILE *out;
	size_t columns;
	bool colour;
	size_t width[N_COLUMNS];
	enum layout layout;
	struct verdict_text all_differ; /* said once, above the rows */
};

static struct row_text describe(const struct verdict_view *view, const struct gate_row *row)
{
	const struct verdict_view beside = verdict_view_beside_unit(view);
	const struct cell_key *key = &verdict_figures(row)->key;
	const struct verdict_values values = verdict_values(row);
	struct row_text text;
	const size_t size = sizeof(text.s[0]);

	snprintf(text.s[COL_BENCHMARK], size, "%s", key->benchmark);
	snprintf(text.s[COL_TARGET], size, "%.120s/%.120s", key->board, key->cpu);
	snprintf(text.s[COL_VARIANT], size, "%.255s", verdict_variant(&beside, row).s);
	snprintf(text.s[COL_OLD], size, "%s", values.old_value);
	snprintf(text.s[COL_NEW], size, "%s", values.new_value);
	snprintf(text.s[COL_CHANGE], size, "%s", values.change);
	snprintf(text.s[COL_VERDICT], size, "%s", gate_verdict_name(row->verdict));
	return text;
}

/* A row of its own; what is missing or does not apply is gathered by reason instead. */
static bool is_listed(const struct table *tab, enum verdict verdict)
{
	return verdict == VERDICT_REGRESSED || verdict == VERDICT_IMPROVED ||
	       verdict == VERDICT_INCONCLUSIVE ||
	       (verdict == VERDICT_UNCHANGED && tab->view->context->all);
}

/* The row at @place of the order; NULL: it is not shown in the table of @unit. */
static const struct gate_row *listed_row(const struct table *tab, const char *unit, size_t place)
{
	const struct gate_row *row = &tab->view->result->rows[tab->view->order[place]];
	bool is_shown = is_listed(tab, row->verdict) && strcmp(verdict_unit(row), unit) == 0;

	return is_shown ? row : NULL;
}

/* The same, but for one too many of its verdict; @seen counts the rows of each. */
static const struct gate_row *shown_row(const struct table *tab, const char *unit, size_t place,
					size_t *seen)
{
	const struct gate_row *row = listed_row(tab, unit, place);

	if (row == NULL) {
		return NULL;
	}
	seen[row->verdict]++;
	return tab->view->context->all || seen[row->verdict] <= MOST_ROWS ? row : NULL;
}

static void find_layout(struct table *tab, const char *unit)
{
	size_t seen[N_VERDICTS] = { 0 };
	size_t names;
	size_t values;

	for (size_t col = 0; col < N_COLUMNS; col++) {
		tab->width[col] = strlen(headings[col]);
	}
	for (size_t i = 0; i < tab->view->result->n; i++) {
		const struct gate_row *row = shown_row(tab, unit, i, seen);
		struct row_text text;

		if (row == NULL) {
			continue;
		}
		text = describe(tab->view, row);
		for (size_t col = 0; col < N_COLUMNS; col++) {
			size_t len = strlen(text.s[col]);

			tab->width[col] = len > tab->width[col] ? len : tab->width[col];
		}
	}
	names = tab->width[COL_BENCHMARK] + tab->width[COL_TARGET] + tab->width[COL_VARIANT];
	values = tab->width[COL_OLD] + tab->width[COL_NEW] + tab->width[COL_CHANGE] +
		 tab->width[COL_VERDICT] + 3 * GAP;
	tab->layout = names + values + 3 * GAP <= tab->columns ? LAYOUT_LINE
		      : HANG + values <= tab->columns          ? LAYOUT_NAMES
							       : LAYOUT_WORDS;
}

static const char *verdict_colour(enum verdict verdict, bool colour)
{
	switch (verdict) {
	case VERDICT_REGRESSED:
	case VERDICT_MISSING:
		return ansi(colour, ANSI_RED);
	case VERDICT_IMPROVED:
		return ansi(colour, ANSI_GREEN);
	case VERDICT_UNCHANGED:
	case VERDICT_INCONCLUSIVE:
	case VERDICT_NA:
	case N_VERDICTS:
		break;
	}
	return "";
}

static void put_column(const struct table *tab, const struct row_text *text, size_t col,
		       const char *colour)
{
	bool is_right = col == COL_OLD || col == COL_NEW || col == COL_CHANGE;
	size_t len = strlen(text->s[col]);
	size_t pad = tab->width[col] - len;

	if (col == COL_VERDICT) {
		fprintf(tab->out, "%s%s%s", colour, text->s[col],
			colour[0] != '\0' ? ANSI_RESET : "");
		return;
	}
	fprintf(tab->out, "%*s", is_right ? (int)pad : 0, "");
	wrap_put_harmless(text->s[col], len, tab->out);
	fprintf(tab->out, "%*s", is_right ? 0 : (int)pad, "");
}

static void put_name(const struct table *tab, const struct row_text *text)
{
	char name[3 * sizeof(text->s[0])];

	snprintf(name, sizeof(name), "%s %s %s", text->s[COL_BENCHMARK], text->s[COL_TARGET],
		 text->s[COL_VARIANT]);
	wrap_put_broken(name, 0, HANG, tab->columns, tab->out);
}

static void put_row(const struct table *tab, const struct row_text *text, const char *colour)
{
	size_t first = tab->layout == LAYOUT_LINE ? 0 : COL_OLD;

	if (tab->layout != LAYOUT_LINE) {
		put_name(tab, text);
	}
	if (tab->layout == LAYOUT_WORDS) {
		struct verdict_text words = { "" };

		verdict_text_add(&words, "%s -> %s, %s, %s", text->s[COL_OLD], text->s[COL_NEW],
				 text->s[COL_CHANGE], text->s[COL_VERDICT]);
		fputs(colour, tab->out);
		wrap_put_broken(words.s, HANG, HANG, tab->columns, tab->out);
		fputs(colour[0] != '\0' ? ANSI_RESET : "", tab->out);
		return;
	}
	fprintf(tab->out, "%*s", first > 0 ? (int)HANG : 0, "");
	for (size_t col = first; col < N_COLUMNS; col++) {
		fprintf(tab->out, "%*s", col > first ? (int)GAP : 0, "");
		put_column(tab, text, col, colour);
	}
	fputc('\n', tab->out);
}

static void put_headings(const struct table *tab)
{
	struct row_text head;

	if (tab->layout == LAYOUT_WORDS) {
		return;
	}
	for (size_t col = 0; col < N_COLUMNS; col++) {
		snprintf(head.s[col], sizeof(head.s[col]), "%s", headings[col]);
	}
	put_row(tab, &head, "");
}

static void put_detail(const struct table *tab, const struct gate_row *row)
{
	const struct verdict_text detail = verdict_detail_but(row, tab->all_differ.s);

	if (detail.s[0] != '\0') {
		fputs(ansi(tab->colour, ANSI_DIM), tab->out);
		wrap_put_items(detail.s, HANG, tab->columns, tab->out);
		fputs(ansi(tab->colour, ANSI_RESET), tab->out);
	}
}

static void put_left_out(const struct table *tab, const size_t *seen)
{
	for (size_t i = 0; i < N_VERDICTS && !tab->view->context->all; i++) {
		enum verdict verdict = verdict_order[i];

		if (seen[verdict] > MOST_ROWS) {
			fprintf(tab->out, "and %zu more %s (--all lists them)\n",
				seen[verdict] - MOST_ROWS, gate_verdict_name(verdict));
		}
	}
}

/* Figures of one unit under each other: instructions say nothing about ticks. */
static void put_rows(struct table *tab, const char *unit)
{
	size_t seen[N_VERDICTS] = { 0 };
	struct verdict_text heading = { "In " };

	verdict_text_add(&heading, "%.60s of one operation%s%.200s:", unit,
			 tab->all_differ.s[0] != '\0' ? "; " : "", tab->all_differ.s);
	wrap_put_broken(heading.s, 0, HANG, tab->columns, tab->out);
	find_layout(tab, unit);
	put_headings(tab);
	for (size_t i = 0; i < tab->view->result->n; i++) {
		const struct gate_row *row = shown_row(tab, unit, i, seen);

		if (row != NULL) {
			const struct row_text text = describe(tab->view, row);

			put_row(tab, &text, verdict_colour(row->verdict, tab->colour));
			put_detail(tab, row);
		}
	}
	put_left_out(tab, seen);
	fputc('\n', tab->out);
}

/* True where no row before @place of the order has its unit. */
static bool is_new_unit(const struct table *tab, const char *unit, size_t place)
{
	for (size_t i = 0; i < place; i++) {
		if (listed_row(tab, unit, i) != NULL) {
			return false;
		}
	}
	return true;
}

static void put_tables(struct table *tab)
{
	for (size_t i = 0; i < tab->view->result->n; i++) {
		const struct gate_row *row = &tab->view->result->rows[tab->view->order[i]];
		const char *unit = verdict_unit(row);

		if (is_listed(tab, row->verdict) && is_new_unit(tab, unit, i)) {
			put_rows(tab, unit);
		}
	}
}

static bool same_cause(const struct gate_row *a, const struct gate_row *b)
{
	return a->verdict == b->verdict && strcmp(a->why, b->why) == 0;
}

static void put_named(const struct table *tab, size_t first)
{
	const struct gate_result *result = tab->view->result;
	size_t most = tab->view->context->all ? result->n : MOST_NAMED;
	size_t n = 0;

	for (size_t i = first; i < result->n; i++) {
		if (same_cause(&result->rows[i], &result->rows[first]) && n++ < most) {
			wrap_put_broken(verdict_cell(tab->view, &result->rows[i]).s, HANG, 2 * HANG,
					tab->columns, tab->out);
		}
	}
	if (n > most) {
		fprintf(tab->out, "%*sand %zu more\n", (int)HANG, "", n - most);
	}
}

/* Rows without a verdict on a change, each reason once. */
static int put_causes(const struct table *tab, enum verdict verdict)
{
	const struct gate_result *result = tab->view->result;
	struct verdict_cause *causes;
	size_t n;
	int err = verdict_causes(result, verdict, &causes, &n);

	if (err != 0) {
		return err;
	}
	for (size_t i = 0; i < n && (i < MOST_CAUSES || tab->view->context->all); i++) {
		const struct gate_row *row = &result->rows[causes[i].first];
		struct verdict_text text = { "" };

		verdict_text_add(&text, "%zu %s: %s", causes[i].n, gate_verdict_name(verdict),
				 verdict_why(row));
		fputs(verdict_colour(verdict, tab->colour), tab->out);
		wrap_put_broken(text.s, 0, HANG, tab->columns, tab->out);
		fputs(verdict_colour(verdict, tab->colour)[0] != '\0' ? ANSI_RESET : "", tab->out);
		put_named(tab, causes[i].first);
	}
	if (n > MOST_CAUSES && !tab->view->context->all) {
		fprintf(tab->out, "and %zu more reasons (--all lists them)\n", n - MOST_CAUSES);
	}
	fputs(n > 0 ? "\n" : "", tab->out);
	free(causes);
	return 0;
}

static const char *headline_colour(const struct table *tab)
{
	const size_t *count = tab->view->result->count;

	if (count[VERDICT_REGRESSED] > 0) {
		return ansi(tab->colour, ANSI_BOLD ANSI_RED);
	}
	return ansi(tab->colour, ANSI_BOLD);
}

static void put_head(const struct table *tab)
{
	const struct verdict_context *context = tab->view->context;
	struct verdict_text sides[2] = { { "old: " }, { "new: " } };

	fputs(headline_colour(tab), tab->out);
	wrap_put_broken(verdict_headline(tab->view->result).s, 0, HANG, tab->columns, tab->out);
	fputs(ansi(tab->colour, ANSI_RESET), tab->out);
	verdict_text_add(&sides[0], "%s", verdict_side(context->old_name, context->old_run).s);
	verdict_text_add(&sides[1], "%s", verdict_side(context->new_name, context->new_run).s);
	wrap_put_broken(sides[0].s, 0, HANG, tab->columns, tab->out);
	wrap_put_broken(sides[1].s, 0, HANG, tab->columns, tab->out);
	fputc('\n', tab->out);
}

int verdicts_put_table(const struct verdict_view *view, const struct report_look *look, FILE *out)
{
	const struct verdict_context *context = view->context;
	struct table tab = { .view = view,
			     .out = out,
			     .colour = look->colour,
			     .all_differ = verdict_all_differ(view->result) };
	int err;

	tab.columns = look->columns < REPORT_COLUMNS ? look->columns : REPORT_COLUMNS;
	tab.columns = tab.columns > LEAST_COLUMNS ? tab.columns : LEAST_COLUMNS;
	put_head(&tab);
	put_tables(&tab);
	err = put_causes(&tab, VERDICT_MISSING);
	if (err == 0 && context->all) {
		err = put_causes(&tab, VERDICT_NA);
	}
	if (context->old_run != NULL && context->new_run != NULL) {
		compare_print_environment(context->old_run, context->new_run, out, tab.columns);
	}
	wrap_put_broken(verdict_counts(view->result).s, 0, HANG, tab.columns, out);
	return err != 0 ? err : verdicts_put_next(view, tab.columns, out);
}
