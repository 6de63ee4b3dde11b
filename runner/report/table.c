/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "report/ansi.h"
#include "report/grid.h"
#include "report/missing.h"
#include "report/number.h"
#include "report/wrap.h"

#define COLUMN_GAP   2u
#define BLOCK_GAP    4u
#define NAME_HEADING "benchmark"

enum column_kind {
	COLUMN_MEDIAN,
	COLUMN_SPREAD, /* only when the samples of some cell differ */
	COLUMN_DIFF,   /* against the first HAL */
};

struct column {
	enum column_kind kind;
	size_t hal;
	size_t width;
};

struct block { /* the columns of one group */
	size_t group;
	char *label;
	struct column *columns;
	size_t n_columns;
	size_t width;
};

struct table {
	struct grid grid;
	struct run_facts facts;
	struct block *blocks;
	size_t name_width;
	FILE *out;
	const struct report_look *look;
};

struct text {
	char s[80];
	bool is_missing;
};

static struct text cell_text(const struct table *tab, size_t bench, size_t group,
			     const struct column *col)
{
	const struct cell *cell = grid_cell(&tab->grid, bench, group, col->hal);
	struct text out = { "-", false };

	if (cell == NULL) {
		return out;
	}
	if (col->kind == COLUMN_DIFF) {
		if (grid_has_diff(&tab->grid, bench, group, col->hal)) {
			double diff = grid_diff(&tab->grid, bench, group, col->hal);

			snprintf(out.s, sizeof(out.s), "%s", number_signed(diff).text);
		}
	} else if (cell->status == CELL_MISSING) {
		out.is_missing = col->kind == COLUMN_MEDIAN;
		snprintf(out.s, sizeof(out.s), "%s", out.is_missing ? "missing" : "-");
	} else if (col->kind == COLUMN_MEDIAN) {
		snprintf(out.s, sizeof(out.s), "%s", number_plain(cell->sum.median).text);
	} else {
		snprintf(out.s, sizeof(out.s), "%s..%s", number_plain((double)cell->sum.min).text,
			 number_plain((double)cell->sum.max).text);
	}
	return out;
}

/* With three HALs or more a bare "diff" would not say whose. */
static struct text heading(const struct table *tab, const struct column *col)
{
	struct text out = { "min..max", false };

	if (col->kind == COLUMN_MEDIAN) {
		snprintf(out.s, sizeof(out.s), "%.40s", tab->grid.hals[col->hal]);
	} else if (col->kind == COLUMN_DIFF && tab->grid.n_hals > 2) {
		snprintf(out.s, sizeof(out.s), "%.40s diff", tab->grid.hals[col->hal]);
	} else if (col->kind == COLUMN_DIFF) {
		snprintf(out.s, sizeof(out.s), "diff");
	}
	return out;
}

static size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void add_column(struct table *tab, struct block *block, enum column_kind kind, size_t hal)
{
	struct column *col = &block->columns[block->n_columns++];

	*col = (struct column){ .kind = kind, .hal = hal };
	col->width = strlen(heading(tab, col).s);
	for (size_t i = 0; i < tab->grid.n_benches; i++) {
		col->width = max_size(col->width, strlen(cell_text(tab, i, block->group, col).s));
	}
	block->width += col->width + (block->n_columns > 1 ? COLUMN_GAP : 0);
}

static bool fill_block(struct table *tab, size_t group)
{
	struct block *block = &tab->blocks[group];

	block->group = group;
	block->label = grid_group_label(&tab->grid, group);
	block->columns = calloc(tab->grid.n_hals * 3, sizeof(*block->columns));
	if (block->label == NULL || block->columns == NULL) {
		return false;
	}
	for (size_t hal = 0; hal < tab->grid.n_hals; hal++) {
		add_column(tab, block, COLUMN_MEDIAN, hal);
		if (tab->facts.n_varying > 0) {
			add_column(tab, block, COLUMN_SPREAD, hal);
		}
		if (hal > 0) {
			add_column(tab, block, COLUMN_DIFF, hal);
		}
	}
	block->width = max_size(block->width, strlen(block->label));
	return true;
}

/* Blocks [first, after) that fit beside each other; never less than one. */
static size_t fit_blocks(const struct table *tab, size_t first)
{
	size_t used = tab->name_width;
	size_t after = first;

	while (after < tab->grid.n_groups) {
		used += BLOCK_GAP + tab->blocks[after].width;
		if (after > first && used > tab->look->columns) {
			break;
		}
		after++;
	}
	return after;
}

static const char *board_of(const struct table *tab, size_t group)
{
	return tab->grid.groups[group]->key.board;
}

/* A board's name stands once over all its blocks; the last of them grows if it is longer. */
static void print_boards(struct table *tab, size_t first, size_t after)
{
	fprintf(tab->out, "%*s", (int)tab->name_width, "");
	for (size_t i = first; i < after;) {
		size_t span = tab->blocks[i].width;
		size_t next = i + 1;
		size_t len = strlen(board_of(tab, i));

		while (next < after && strcmp(board_of(tab, i), board_of(tab, next)) == 0) {
			span += BLOCK_GAP + tab->blocks[next++].width;
		}
		if (len > span) {
			tab->blocks[next - 1].width += len - span;
			span = len;
		}
		fprintf(tab->out, "%*s%-*s", (int)BLOCK_GAP, "", next < after ? (int)span : 0,
			board_of(tab, i));
		i = next;
	}
	fputc('\n', tab->out);
}

static void print_labels(const struct table *tab, size_t first, size_t after)
{
	fprintf(tab->out, "%*s", (int)tab->name_width, "");
	for (size_t i = first; i < after; i++) {
		const struct block *block = &tab->blocks[i];

		fprintf(tab->out, "%*s%-*s", (int)BLOCK_GAP, "",
			i + 1 < after ? (int)block->width : 0, block->label);
	}
	fputc('\n', tab->out);
}

static void print_padding(const struct table *tab, const struct block *block, bool is_last)
{
	size_t used = (block->n_columns - 1) * COLUMN_GAP;

	for (size_t i = 0; i < block->n_columns; i++) {
		used += block->columns[i].width;
	}
	if (!is_last && used < block->width) {
		fprintf(tab->out, "%*s", (int)(block->width - used), "");
	}
}

/* @bench beyond the last: the headings. */
static void print_row(const struct table *tab, size_t bench, size_t first, size_t after)
{
	bool is_head = bench == tab->grid.n_benches;

	fprintf(tab->out, "%-*s", (int)tab->name_width,
		is_head ? NAME_HEADING : tab->grid.benches[bench]);
	for (size_t i = first; i < after; i++) {
		const struct block *block = &tab->blocks[i];

		for (size_t j = 0; j < block->n_columns; j++) {
			const struct column *col = &block->columns[j];
			struct text text = is_head ? heading(tab, col)
						   : cell_text(tab, bench, block->group, col);

			fprintf(tab->out, "%*s%s%*s%s", (int)(j == 0 ? BLOCK_GAP : COLUMN_GAP), "",
				text.is_missing ? ansi(tab->look->colour, ANSI_RED) : "",
				(int)col->width, text.s,
				text.is_missing ? ansi(tab->look->colour, ANSI_RESET) : "");
		}
		print_padding(tab, block, i + 1 == after);
	}
	fputc('\n', tab->out);
}

static void print_tables(struct table *tab)
{
	size_t first = 0;

	while (first < tab->grid.n_groups) {
		size_t after = fit_blocks(tab, first);

		fputs(ansi(tab->look->colour, ANSI_BOLD), tab->out);
		print_boards(tab, first, after);
		print_labels(tab, first, after);
		print_row(tab, tab->grid.n_benches, first, after);
		fputs(ansi(tab->look->colour, ANSI_RESET), tab->out);
		for (size_t i = 0; i < tab->grid.n_benches; i++) {
			print_row(tab, i, first, after);
		}
		fputc('\n', tab->out);
		first = after;
	}
}

static void put_closing(const struct run *run, const struct run_facts *facts, FILE *out)
{
	fprintf(out, "%zu cell%s, %zu measured", run->n_cells, run->n_cells == 1 ? "" : "s",
		run->n_cells - facts->n_missing);
	if (facts->n_missing > 0) {
		fprintf(out, ", %zu missing", facts->n_missing);
	}
	if (facts->n_missing == run->n_cells) {
		return;
	}
	if (facts->has_exact) {
		fputs(", exact instructions (QEMU icount)", out);
	}
	if (facts->has_ticks) {
		fputs(", ticks of the board's counter", out);
	}
	if (facts->n_varying == 0) {
		fputs(", samples identical in every cell", out);
	} else {
		fprintf(out, ", samples differ in %zu", facts->n_varying);
	}
	if (facts->has_ticks) {
		fputs("; " RUN_NOISE, out);
	}
}

static void put_title(const struct run *run, const struct run_facts *facts, FILE *out)
{
	(void)run;
	fprintf(out, "Median %s for one operation", run_unit(facts));
	if (facts->n_samples > 0) {
		fprintf(out, ", of %zu sample%s a cell", facts->n_samples,
			facts->n_samples == 1 ? "" : "s");
	}
	fputs("; the empty frame is subtracted", out);
}

/* Prints what @put writes, broken into lines. */
static void print_wrapped(const struct table *tab, const struct run *run,
			  void (*put)(const struct run *run, const struct run_facts *facts,
				      FILE *out))
{
	char *text = NULL;
	size_t size = 0;
	FILE *mem = open_memstream(&text, &size);

	if (mem != NULL) {
		put(run, &tab->facts, mem);
		if (fclose(mem) == 0) {
			wrap_put(text, 0, 0, tab->look->columns, tab->out);
		}
	}
	free(text);
}

static void table_free(struct table *tab)
{
	for (size_t i = 0; tab->blocks != NULL && i < tab->grid.n_groups; i++) {
		free(tab->blocks[i].label);
		free(tab->blocks[i].columns);
	}
	free(tab->blocks);
	grid_free(&tab->grid);
}

static bool table_make(const struct run *run, struct table *tab)
{
	bool ok = grid_make(run, &tab->grid) == 0;

	if (ok) {
		tab->blocks = calloc(tab->grid.n_groups + 1, sizeof(*tab->blocks));
		ok = tab->blocks != NULL;
	}
	tab->name_width = strlen(NAME_HEADING);
	for (size_t i = 0; ok && i < tab->grid.n_benches; i++) {
		tab->name_width = max_size(tab->name_width, strlen(tab->grid.benches[i]));
	}
	for (size_t i = 0; ok && i < tab->grid.n_groups; i++) {
		ok = fill_block(tab, i);
	}
	return ok;
}

void report_table(const struct run *run, const char *dir, FILE *out, const struct report_look *look)
{
	struct table tab = { .out = out, .look = look, .facts = run_get_facts(run) };

	if (table_make(run, &tab)) {
		print_wrapped(&tab, run, put_title);
		fputc('\n', out);
		print_tables(&tab);
		missing_print(run, dir, out, look->colour, look->columns);
		fputs(tab.facts.n_missing > 0 ? "\n" : "", out);
		print_wrapped(&tab, run, put_closing);
	} else {
		fputs("out of memory: no table\n", out);
	}
	table_free(&tab);
}
