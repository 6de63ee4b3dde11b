/* SPDX-License-Identifier: Apache-2.0 */
/* A run as its page looks at it: cells, what they differ in, and what is known of each from elsewhere. */
#ifndef REPORT_HTML_MODEL_H
#define REPORT_HTML_MODEL_H

#include "report/grid.h"
#include "report/report.h"

/* What a cell was measured on and with, in the order in which columns stand. */
enum page_dim {
	DIM_HOST,
	DIM_BOARD,
	DIM_CPU,
	DIM_CLOCK,
	DIM_TOOLCHAIN,
	DIM_FLAGS,
	DIM_SWITCH,
	DIM_VECTORS,
	DIM_HAL,
	N_PAGE_DIMS,
};

extern const char *const page_dim_names[N_PAGE_DIMS];

struct page_config {               /* all of a cell's key but the benchmark */
	size_t value[N_PAGE_DIMS]; /* index into page_values */
};

struct page_values {
	const char **text; /* the usual one first, then by name */
	size_t n;
};

struct page_cell {
	const struct cell *cell; /* all boots as one */
	size_t bench;            /* index into page.benches */
	size_t config;
	size_t n_boots; /* with a result, as far as there is any */
	double low;     /* smallest and largest boot median, of one operation */
	double high;
	const struct gate_row *row; /* NULL: nothing to compare with */
};

struct page {
	const struct run *run;   /* pooled: each cell once */
	const struct run *boots; /* as it is stored */
	const struct report_extra *extra;
	struct run_facts facts;
	struct page_cell *cells; /* one for each of run->cells */
	struct page_values dims[N_PAGE_DIMS];
	const char **benches; /* sorted */
	size_t n_benches;
	struct page_config *configs; /* sorted */
	size_t n_configs;
	const struct page_cell **places; /* by benchmark and configuration: page_find() */
};

/* Points into both runs and @extra. 0 or -ENOMEM. */
int page_make(const struct run *pooled, const struct run *boots, const struct report_extra *extra,
	      struct page *out);
void page_free(struct page *page);

/* NULL: the run does not have this cell. */
const struct page_cell *page_find(const struct page *page, size_t bench, size_t config);
const char *page_value(const struct page *page, size_t config, enum page_dim dim);
/* True when the cells differ in it. */
bool page_varies(const struct page *page, enum page_dim dim);
/* The configuration that is @config but for @dim, which is @value there; n_configs: none is. */
size_t page_find_config(const struct page *page, size_t config, enum page_dim dim, size_t value);

#endif
