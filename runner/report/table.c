/* SPDX-License-Identifier: Apache-2.0 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "report/ansi.h"
#include "report/grid.h"
#include "report/missing.h"
#include "report/table_text.h"
#include "report/table_words.h"
#include "store/pool.h"
#include "report/wrap.h"

#define COLUMN_GAP   2u
#define BLOCK_GAP    4u
#define NAME_HEADING "benchmark"

struct block { /* the columns of one group */
	size_t group;
	char *label;
	struct table_column *columns;
	size_t n_columns;
	size_t width;
};

struct table {
	struct grid grid;
	struct run_facts facts;
	struct block *blocks; /* those with a result */
	size_t n_blocks;
	size_t name_width;
	bool has_floor;
	FILE *out;
	const struct report_look *look;
};

static size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

static void add_column(struct table *tab, struct block *block, enum table_kind kind, size_t hal)
{
	struct table_column *col = &block->columns[block->n_columns++];

	*col = (struct table_column){ .kind = kind, .hal = hal };
	col->width = strlen(table_heading(&tab->grid, col).s);
	for (size_t i = 0; i < tab->grid.n_benches; i++) {
		const struct table_text text =
			table_cell_text(&tab->grid, &tab->facts, i, block->group, col);

		col->width = max_size(col->width, strlen(text.s));
		col->has_marks |= text.mark != 0;
	}
	block->width += col->width + col->has_marks + (block->n_columns > 1 ? COLUMN_GAP : 0);
}

static void add_columns(struct table *tab, struct block *block)
{
	for (size_t hal = 0; hal < tab->grid.n_hals; hal++) {
		add_column(tab, block, TABLE_MEDIAN, hal);
		if (table_has_spread(&tab->facts)) {
			add_column(tab, block, TABLE_SPREAD, hal);
		}
		if (hal > 0) {
			add_column(tab, block, TABLE_DIFF, hal);
		}
	}
	if (tab->has_floor) {
		add_column(tab, block, TABLE_FLOOR, 0);
	}
	block->width = max_size(block->width, strlen(block->label));
}

/* Figures, be they spoiled. */
static bool has_result(const struct grid *grid, size_t group)
{
	for (size_t i = 0; i < grid->n_benches; i++) {
		for (size_t hal = 0; hal < grid->n_hals; hal++) {
			const struct cell *cell = grid_cell(grid, i, group, hal);

			if (cell != NULL &&
			    (cell->status == CELL_OK || cell->status == CELL_SPOILED)) {
				return true;
			}
		}
	}
	return false;
}

static bool make_block(struct table *tab, size_t group)
{
	struct block *block = &tab->blocks[tab->n_blocks++];

	block->group = group;
	block->label = grid_group_label(&tab->grid, group);
	block->columns = calloc(tab->grid.n_hals * 3 + 1, sizeof(*block->columns));
	return block->label != NULL && block->columns != NULL;
}

/* Blocks [first, after) that fit beside each other; never less than one. */
static size_t fit_blocks(const struct table *tab, size_t first)
{
	size_t used = tab->name_width;
	size_t after = first;

	while (after < tab->n_blocks) {
		used += BLOCK_GAP + tab->blocks[after].width;
		if (after > first && used > tab->look->columns) {
			break;
		}
		after++;
	}
	return after;
}

static const char *board_of(const struct table *tab, size_t block)
{
	return tab->grid.groups[tab->blocks[block].group]->key.board;
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
		used += block->columns[i].width + block->columns[i].has_marks;
	}
	if (!is_last && used < block->width) {
		fprintf(tab->out, "%*s", (int)(block->width - used), "");
	}
}

static void print_text(const struct table *tab, const struct table_column *col,
		       const struct table_text *text, bool is_last)
{
	fprintf(tab->out, "%s%*s", text->is_bad ? ansi(tab->look->colour, ANSI_RED) : "",
		(int)col->width, text->s);
	if (text->mark != 0) {
		fputc(text->mark, tab->out);
	}
	fputs(text->is_bad ? ansi(tab->look->colour, ANSI_RESET) : "", tab->out);
	if (text->mark == 0 && col->has_marks && !is_last) {
		fputc(' ', tab->out);
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
			const struct table_column *col = &block->columns[j];
			const struct table_text text =
				is_head ? table_heading(&tab->grid, col)
					: table_cell_text(&tab->grid, &tab->facts, bench,
							  block->group, col);

			fprintf(tab->out, "%*s", (int)(j == 0 ? BLOCK_GAP : COLUMN_GAP), "");
			print_text(tab, col, &text, i + 1 == after && j + 1 == block->n_columns);
		}
		print_padding(tab, block, i + 1 == after);
	}
	fputc('\n', tab->out);
}

static void print_tables(struct table *tab)
{
	size_t first = 0;

	while (first < tab->n_blocks) {
		size_t after = fit_blocks(tab, first);

		fputs(ansi(tab->look->colour, ANSI_BOLD), tab->out);
		print_boards(tab, first, after);
		print_labels(tab, first, after);
		print_row(tab, tab->grid.n_benches, first, after);
		fputs(ansi(tab->look->colour, ANSI_RESET), tab->out);
		for (size_t i = 0; i < tab->grid.n_benches; i++) {
			fputs(grid_begins_group(&tab->grid, i) ? "\n" : "", tab->out);
			print_row(tab, i, first, after);
		}
		fputc('\n', tab->out);
		first = after;
	}
}

/* What would be a block of nothing but "missing" or "n/a". */
static void print_empty(const struct table *tab)
{
	const char *between = "no figures of ";
	char *text = NULL;
	size_t size = 0;
	FILE *mem = open_memstream(&text, &size);

	for (size_t i = 0; mem != NULL && i < tab->grid.n_groups; i++) {
		char *label = has_result(&tab->grid, i) ? NULL : grid_group_label(&tab->grid, i);

		if (label != NULL) {
			fprintf(mem, "%s%s/%s", between, tab->grid.groups[i]->key.board, label);
			between = ", ";
		}
		free(label);
	}
	if (mem != NULL && fclose(mem) == 0 && size > 0) {
		wrap_put_broken(text, 0, 2, tab->look->columns, tab->out);
		fputc('\n', tab->out);
	}
	free(text);
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
		if (fclose(mem) == 0 && size > 0) {
			wrap_put(text, 0, 0, tab->look->columns, tab->out);
		}
	}
	free(text);
}

/* How many times the rows are printed below each other. */
static size_t count_strips(const struct table *tab)
{
	size_t n = 0;

	for (size_t first = 0; first < tab->n_blocks; first = fit_blocks(tab, first)) {
		n++;
	}
	return n;
}

static void fill_blocks(struct table *tab, bool has_floor)
{
	tab->has_floor = has_floor;
	for (size_t i = 0; i < tab->n_blocks; i++) {
		tab->blocks[i].n_columns = 0;
		tab->blocks[i].width = 0;
		add_columns(tab, &tab->blocks[i]);
	}
}

/* Floors only where they take no more room downwards. */
static void choose_columns(struct table *tab)
{
	size_t least;

	fill_blocks(tab, false);
	least = count_strips(tab);
	if (tab->facts.has_floor) {
		fill_blocks(tab, true);
		if (count_strips(tab) > least || tab->n_blocks == 0 ||
		    tab->name_width + BLOCK_GAP + tab->blocks[0].width > tab->look->columns) {
			fill_blocks(tab, false);
		}
	}
}

static void table_free(struct table *tab)
{
	for (size_t i = 0; tab->blocks != NULL && i < tab->n_blocks; i++) {
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
		ok = !has_result(&tab->grid, i) || make_block(tab, i);
	}
	if (ok) {
		choose_columns(tab);
	}
	return ok;
}

/* @pool: what the table shows; @run: whose boots may be missing. */
static bool print_all(const struct run *pool, const struct run *run, const char *dir, FILE *out,
		      const struct report_look *look)
{
	struct table tab = { .out = out, .look = look, .facts = run_get_facts(pool) };
	bool ok = table_make(pool, &tab);

	if (ok) {
		print_wrapped(&tab, pool, table_put_title);
		fputc('\n', out);
		print_tables(&tab);
		print_empty(&tab);
		print_wrapped(&tab, pool, table_put_varying);
		missing_print(run, dir, look, out);
		fputs(tab.facts.n_measured < pool->n_cells ? "\n" : "", out);
		print_wrapped(&tab, pool, table_put_closing);
	}
	table_free(&tab);
	return ok;
}

void report_table(const struct run *run, const char *dir, FILE *out, const struct report_look *look)
{
	struct run *pool = NULL;

	if (pool_run(run, &pool) != 0 || !print_all(pool, run, dir, out, look)) {
		fputs("out of memory: no table\n", out);
	}
	run_free(pool);
}
