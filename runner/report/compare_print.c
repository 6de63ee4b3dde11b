/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "report/ansi.h"
#include "report/compare.h"
#include "report/compare_cells.h"
#include "report/missing.h"
#include "report/number.h"
#include "report/wrap.h"

#define GAP 2u

enum column {
	COL_BENCHMARK,
	COL_TARGET,
	COL_HAL,
	COL_OLD,
	COL_NEW,
	COL_CHANGE,
	COL_VERDICT,
	N_COLUMNS
};

static const char *const headings[N_COLUMNS] = { "benchmark", "board/cpu", "hal",    "old",
						 "new",       "change",    "verdict" };
static const char *const verdict_names[] = {
	[VERDICT_UNCHANGED] = "unchanged", [VERDICT_IMPROVED] = "improved",
	[VERDICT_REGRESSED] = "regressed", [VERDICT_INCONCLUSIVE] = "inconclusive",
	[VERDICT_MISSING] = "missing",     [VERDICT_NA] = "not applicable",
};
/* What needs attention comes first. */
static const enum verdict print_order[] = { VERDICT_REGRESSED,    VERDICT_MISSING,
					    VERDICT_INCONCLUSIVE, VERDICT_IMPROVED,
					    VERDICT_UNCHANGED,    VERDICT_NA };

#define N_VERDICTS (sizeof(print_order) / sizeof(print_order[0]))

struct row_text {
	char s[N_COLUMNS][160];
};

static const struct cell *row_cell(const struct verdict_row *row)
{
	return row->old_cell != NULL ? row->old_cell : row->new_cell;
}

static void put_value(const struct cell *cell, char *out, size_t size)
{
	if (cell == NULL) {
		snprintf(out, size, "-");
	} else if (cell->status == CELL_MISSING) {
		snprintf(out, size, "missing");
	} else if (cell->status == CELL_NA) {
		snprintf(out, size, "n/a");
	} else {
		snprintf(out, size, "%s%s", number_plain(cell_median(cell)).text,
			 cell->status == CELL_SPOILED ? "!" : "");
	}
}

static void put_change(const struct cell_change *change, char *out, size_t size)
{
	double diff = change->new_value - change->old_value;
	struct number_text percent = number_percent(change->old_value, change->new_value);

	switch (change->by) {
	case DECIDED_BY_NOTHING:
		snprintf(out, size, "%s", change->verdict == VERDICT_UNCHANGED ? "0" : "-");
		break;
	case DECIDED_BY_MEDIAN:
		if (percent.text[0] == '\0' || diff == 0) {
			snprintf(out, size, "%s", number_signed(diff).text);
		} else {
			snprintf(out, size, "%s (%s)", number_signed(diff).text, percent.text);
		}
		break;
	case DECIDED_BY_MEAN:
		snprintf(out, size, "mean %+.3g", diff);
		break;
	case DECIDED_BY_EXITS:
		snprintf(out, size, "exits %+.3g each", diff);
		break;
	case DECIDED_BY_SAMPLES:
		snprintf(out, size, "samples differ");
		break;
	}
}

static struct row_text describe(const struct verdict_row *row)
{
	const struct cell_key *key = &row_cell(row)->key;
	const struct cell_change change = compare_cells(row->old_cell, row->new_cell);
	struct row_text text;

	snprintf(text.s[COL_BENCHMARK], sizeof(text.s[0]), "%s", key->benchmark);
	snprintf(text.s[COL_TARGET], sizeof(text.s[0]), "%s/%s", key->board, key->cpu);
	snprintf(text.s[COL_HAL], sizeof(text.s[0]), "%s", cell_variant(key).text);
	put_value(row->old_cell, text.s[COL_OLD], sizeof(text.s[0]));
	put_value(row->new_cell, text.s[COL_NEW], sizeof(text.s[0]));
	put_change(&change, text.s[COL_CHANGE], sizeof(text.s[0]));
	snprintf(text.s[COL_VERDICT], sizeof(text.s[0]), "%s", verdict_names[row->verdict]);
	return text;
}

struct view {
	const struct comparison *cmp;
	const struct report_look *look;
	FILE *out;
	bool all; /* the cells that did not change too */
};

static bool is_shown(const struct view *view, const struct verdict_row *row)
{
	return view->all || (row->verdict != VERDICT_UNCHANGED && row->verdict != VERDICT_NA);
}

static bool has_shown(const struct view *view)
{
	const size_t *count = view->cmp->count;

	return view->cmp->n > (view->all ? 0 : count[VERDICT_UNCHANGED] + count[VERDICT_NA]);
}

struct layout {
	size_t width[N_COLUMNS];
	bool is_wide; /* a row takes two lines */
};

static struct layout find_layout(const struct view *view)
{
	const struct comparison *cmp = view->cmp;
	struct layout lay = { .is_wide = false };
	size_t total = 0;

	for (size_t col = 0; col < N_COLUMNS; col++) {
		lay.width[col] = strlen(headings[col]);
	}
	for (size_t i = 0; i < cmp->n; i++) {
		struct row_text text;

		if (!is_shown(view, &cmp->rows[i])) {
			continue;
		}
		text = describe(&cmp->rows[i]);
		for (size_t col = 0; col < N_COLUMNS; col++) {
			size_t len = strlen(text.s[col]);

			lay.width[col] = len > lay.width[col] ? len : lay.width[col];
		}
	}
	for (size_t col = 0; col < N_COLUMNS; col++) {
		total += lay.width[col] + (col > 0 ? GAP : 0);
	}
	lay.is_wide = total > view->look->columns;
	return lay;
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
		break;
	}
	return "";
}

static void print_line(const struct layout *lay, const struct row_text *text, const char *colour,
		       FILE *out)
{
	for (size_t col = 0; col < N_COLUMNS; col++) {
		bool is_right = col == COL_OLD || col == COL_NEW || col == COL_CHANGE;
		int width = is_right ? (int)lay->width[col] : -(int)lay->width[col];

		if (lay->is_wide && col == COL_OLD) {
			fputs("\n    ", out);
		} else if (col > 0) {
			fprintf(out, "%*s", (int)GAP, "");
		}
		if (col == COL_VERDICT) {
			fprintf(out, "%s%s%s", colour, text->s[col],
				colour[0] != '\0' ? ANSI_RESET : "");
		} else {
			fprintf(out, "%*s", width, text->s[col]);
		}
	}
	fputc('\n', out);
}

static void print_rows(const struct view *view)
{
	const struct layout lay = find_layout(view);
	const struct comparison *cmp = view->cmp;
	FILE *out = view->out;

	struct row_text head;

	for (size_t col = 0; col < N_COLUMNS; col++) {
		snprintf(head.s[col], sizeof(head.s[col]), "%s", headings[col]);
	}
	print_line(&lay, &head, "", out);
	for (size_t i = 0; i < N_VERDICTS * cmp->n; i++) {
		const struct verdict_row *row = &cmp->rows[i % cmp->n];

		if (row->verdict == print_order[i / cmp->n] && is_shown(view, row)) {
			const struct row_text text = describe(row);

			print_line(&lay, &text, verdict_colour(row->verdict, view->look->colour),
				   out);
		}
	}
	fputc('\n', out);
}

/* Why one side's cells have no result, each reason once. */
static void print_missing_side(const struct view *view, bool is_old)
{
	const struct comparison *cmp = view->cmp;
	FILE *out = view->out;
	bool has_any = false;

	for (size_t i = 0; i < cmp->n; i++) {
		const struct verdict_row *row = &cmp->rows[i];
		const struct cell *cell = is_old ? row->old_cell : row->new_cell;
		bool is_new_cause = cell != NULL && cell_is_failed(cell);

		for (size_t j = 0; is_new_cause && j < i; j++) {
			const struct cell *before =
				is_old ? cmp->rows[j].old_cell : cmp->rows[j].new_cell;

			is_new_cause = before == NULL || !missing_same_cause(before, cell);
		}
		if (is_new_cause) {
			fprintf(out, "%s",
				has_any  ? ""
				: is_old ? "Missing in the old run:\n"
					 : "Missing in the new run:\n");
			missing_print_cause(cell, NULL, out, view->look->colour,
					    view->look->columns);
			has_any = true;
		}
	}
	fputs(has_any ? "\n" : "", out);
}

static void print_absent(const struct comparison *cmp, FILE *out)
{
	size_t only_old = 0;
	size_t only_new = 0;

	for (size_t i = 0; i < cmp->n; i++) {
		only_old += cmp->rows[i].new_cell == NULL;
		only_new += cmp->rows[i].old_cell == NULL;
	}
	if (only_old > 0) {
		fprintf(out, "Only in the old run: %zu\n", only_old);
	}
	if (only_new > 0) {
		fprintf(out, "Only in the new run: %zu\n", only_new);
	}
}

static bool has_noisy(const struct comparison *cmp)
{
	for (size_t i = 0; i < cmp->n; i++) {
		if (cmp->rows[i].verdict == VERDICT_INCONCLUSIVE &&
		    strcmp(row_cell(&cmp->rows[i])->key.clock, "exact") != 0) {
			return true;
		}
	}
	return false;
}

void compare_print(const struct comparison *cmp, FILE *out, const struct report_look *look,
		   bool all)
{
	const struct view view = { .cmp = cmp, .look = look, .out = out, .all = all };
	const char *between = ": ";

	if (has_shown(&view)) {
		print_rows(&view);
	}
	print_missing_side(&view, true);
	print_missing_side(&view, false);
	print_absent(cmp, out);
	if (has_noisy(cmp)) {
		wrap_put("Inconclusive: the clock is noisy, and one boot on each side cannot tell.",
			 0, 0, look->columns, out);
	}
	fprintf(out, "%zu cell%s", cmp->n, cmp->n == 1 ? "" : "s");
	for (size_t i = 0; i < N_VERDICTS; i++) {
		enum verdict verdict = print_order[i];

		if (cmp->count[verdict] > 0) {
			fprintf(out, "%s%zu %s", between, cmp->count[verdict],
				verdict_names[verdict]);
			between = ", ";
		}
	}
	fputc('\n', out);
}
