/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gate/gate.h"

const char *const page_dim_names[N_PAGE_DIMS] = {
	[DIM_HOST] = "hypervisor", [DIM_BOARD] = "board",         [DIM_CPU] = "CPU",
	[DIM_CLOCK] = "clock",     [DIM_TOOLCHAIN] = "toolchain", [DIM_FLAGS] = "flags",
	[DIM_SWITCH] = "switch",   [DIM_VECTORS] = "vectors",     [DIM_HAL] = "HAL",
};

/* What stands first; a prefix. */
static const char *const usual[N_PAGE_DIMS] = {
	[DIM_CLOCK] = "exact",
	[DIM_TOOLCHAIN] = CELL_TOOLCHAIN_DEFAULT,
	[DIM_FLAGS] = CELL_FLAGS_DEFAULT,
	[DIM_SWITCH] = CELL_SWITCH_DEFAULT,
	[DIM_VECTORS] = CELL_VECTORS_DEFAULT,
	[DIM_HAL] = "static",
};

static const char *key_text(const struct cell_key *key, enum page_dim dim)
{
	const char *const texts[N_PAGE_DIMS] = {
		[DIM_HOST] = key->host,
		[DIM_BOARD] = key->board,
		[DIM_CPU] = key->cpu,
		[DIM_CLOCK] = key->clock,
		[DIM_TOOLCHAIN] = key->toolchain,
		[DIM_FLAGS] = key->flags,
		[DIM_SWITCH] = key->switch_policy,
		[DIM_VECTORS] = key->vectors,
		[DIM_HAL] = key->hal,
	};

	return texts[dim] != NULL ? texts[dim] : "";
}

/* A cell without a result may not know what its image was built with: that matches anything. */
static bool key_matches(const struct cell_key *a, const struct cell_key *b)
{
	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		const char *left = key_text(a, dim);
		const char *right = key_text(b, dim);

		if (left[0] == '\0' || right[0] == '\0' || strcmp(left, right) == 0 ||
		    (dim == DIM_TOOLCHAIN && cell_toolchain_matches(left, right))) {
			continue;
		}
		return false;
	}
	return true;
}

static bool key_equals(const struct cell_key *a, const struct cell_key *b)
{
	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (strcmp(key_text(a, dim), key_text(b, dim)) != 0) {
			return false;
		}
	}
	return true;
}

static const struct cell_key *find_key(const struct cell_key *const *keys, size_t n,
				       const struct cell_key *key,
				       bool (*same)(const struct cell_key *a,
						    const struct cell_key *b))
{
	/* From the end: cells are sorted, so the last one is most often the one. */
	for (size_t i = n; i > 0; i--) {
		if (same(keys[i - 1], key)) {
			return keys[i - 1];
		}
	}
	return NULL;
}

/* keys[i]: one key for all the cells of a configuration. Measured cells know theirs whole. */
static int choose_keys(const struct run *run, const struct cell_key **keys)
{
	const struct cell_key **known = calloc(run->n_cells + 1, sizeof(*known));
	size_t n = 0;

	if (known == NULL) {
		return -ENOMEM;
	}
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < run->n_cells; i++) {
			const struct cell_key *key = &run->cells[i].key;

			if (cell_has_samples(&run->cells[i]) != (pass == 0)) {
				continue;
			}
			keys[i] = find_key(known, n, key, pass == 0 ? key_equals : key_matches);
			if (keys[i] == NULL) {
				keys[i] = known[n++] = key;
			}
		}
	}
	free(known);
	return 0;
}

static int text_order(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* Sorted, each once; returns how many they are. */
static size_t make_unique(const char **texts, size_t n)
{
	size_t kept = 0;

	qsort(texts, n, sizeof(*texts), text_order);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || strcmp(texts[kept - 1], texts[i]) != 0) {
			texts[kept++] = texts[i];
		}
	}
	return kept;
}

static size_t find_text(const char *const *texts, size_t n, const char *text)
{
	const char *const *found = bsearch(&text, texts, n, sizeof(*texts), text_order);

	return found != NULL ? (size_t)(found - texts) : n;
}

/* The usual value to the front, the others stay in order. */
static void put_usual_first(struct page_values *values, const char *first)
{
	size_t at = 0;
	const char *text;

	while (first != NULL && at < values->n &&
	       strncmp(values->text[at], first, strlen(first)) != 0) {
		at++;
	}
	if (first == NULL || at == values->n) {
		return;
	}
	text = values->text[at];
	memmove(&values->text[1], &values->text[0], at * sizeof(*values->text));
	values->text[0] = text;
}

static int add_values(const struct cell_key *const *keys, size_t n_keys, enum page_dim dim,
		      struct page_values *values)
{
	values->text = calloc(n_keys + 1, sizeof(*values->text));
	if (values->text == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n_keys; i++) {
		values->text[i] = key_text(keys[i], dim);
	}
	values->n = make_unique(values->text, n_keys);
	put_usual_first(values, usual[dim]);
	return 0;
}

static size_t find_value(const struct page_values *values, const char *text)
{
	size_t rest;

	if (values->n > 0 && strcmp(values->text[0], text) == 0) {
		return 0;
	}
	rest = values->n > 0 ? values->n - 1 : 0;
	return 1 + find_text(values->text + 1, rest, text);
}

static int config_order(const void *left, const void *right)
{
	const struct page_config *a = left;
	const struct page_config *b = right;

	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		if (a->value[dim] != b->value[dim]) {
			return a->value[dim] < b->value[dim] ? -1 : 1;
		}
	}
	return 0;
}

static size_t find_config(const struct page *page, const struct page_config *config)
{
	const struct page_config *found =
		bsearch(config, page->configs, page->n_configs, sizeof(*config), config_order);

	return found != NULL ? (size_t)(found - page->configs) : page->n_configs;
}

static struct page_config make_config(const struct page *page, const struct cell_key *key)
{
	struct page_config config;

	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		config.value[dim] = find_value(&page->dims[dim], key_text(key, dim));
	}
	return config;
}

static int add_configs(const struct cell_key *const *keys, size_t n, struct page *page)
{
	size_t kept = 0;

	page->configs = calloc(n + 1, sizeof(*page->configs));
	if (page->configs == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		page->configs[i] = make_config(page, keys[i]);
	}
	qsort(page->configs, n, sizeof(*page->configs), config_order);
	for (size_t i = 0; i < n; i++) {
		if (kept == 0 || config_order(&page->configs[kept - 1], &page->configs[i]) != 0) {
			page->configs[kept++] = page->configs[i];
		}
	}
	page->n_configs = kept;
	return 0;
}

static int place_order(const void *left, const void *right)
{
	const struct page_cell *a = *(const struct page_cell *const *)left;
	const struct page_cell *b = *(const struct page_cell *const *)right;

	if (a->bench != b->bench) {
		return a->bench < b->bench ? -1 : 1;
	}
	return (a->config > b->config) - (a->config < b->config);
}

static int add_cells(const struct cell_key *const *keys, struct page *page)
{
	size_t n = page->run->n_cells;

	page->benches = calloc(n + 1, sizeof(*page->benches));
	page->cells = calloc(n + 1, sizeof(*page->cells));
	page->places = calloc(n + 1, sizeof(*page->places));
	if (page->benches == NULL || page->cells == NULL || page->places == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		page->benches[i] = page->run->cells[i].key.benchmark;
	}
	page->n_benches = make_unique(page->benches, n);
	for (size_t i = 0; i < n; i++) {
		const struct page_config config = make_config(page, keys[i]);
		const struct cell *cell = &page->run->cells[i];

		page->cells[i] = (struct page_cell){
			.cell = cell,
			.bench = find_text(page->benches, page->n_benches, cell->key.benchmark),
			.config = find_config(page, &config),
		};
		page->places[i] = &page->cells[i];
	}
	qsort(page->places, n, sizeof(*page->places), place_order);
	return 0;
}

static void add_boots(struct page *page)
{
	size_t at = 0;

	for (size_t i = 0; i < page->run->n_cells && at < page->boots->n_cells; i++) {
		struct page_cell *cell = &page->cells[i];
		size_t end = at + run_count_boots(page->boots, at);

		for (; at < end; at++) {
			const struct cell *boot = &page->boots->cells[at];
			double median = cell_has_samples(boot) ? cell_median(boot) : 0;

			if (!cell_has_samples(boot) || boot->status != cell->cell->status) {
				continue;
			}
			cell->low = cell->n_boots == 0 || median < cell->low ? median : cell->low;
			cell->high =
				cell->n_boots == 0 || median > cell->high ? median : cell->high;
			cell->n_boots++;
		}
	}
}

/* Rows stand in the order of cells, with those between that only the other side has. */
static void add_rows(struct page *page)
{
	const struct gate_result *verdicts = page->extra->verdicts;
	size_t at = 0;

	for (size_t i = 0; verdicts != NULL && i < verdicts->n; i++) {
		const struct gate_row *row = &verdicts->rows[i];
		size_t tried = 0;

		if (row->new_figures == NULL) {
			continue;
		}
		for (; tried < page->run->n_cells; tried++, at++) {
			struct page_cell *cell = &page->cells[at % page->run->n_cells];

			if (cell_key_order(&cell->cell->key, &row->new_figures->key) == 0) {
				cell->row = row;
				at++;
				break;
			}
		}
	}
}

int page_make(const struct run *pooled, const struct run *boots, const struct report_extra *extra,
	      struct page *out)
{
	const struct cell_key **keys = calloc(pooled->n_cells + 1, sizeof(*keys));
	int error = keys == NULL ? -ENOMEM : choose_keys(pooled, keys);

	*out = (struct page){ .run = pooled, .boots = boots, .extra = extra };
	out->facts = run_get_facts(pooled);
	for (enum page_dim dim = 0; error == 0 && dim < N_PAGE_DIMS; dim++) {
		error = add_values(keys, pooled->n_cells, dim, &out->dims[dim]);
	}
	if (error == 0) {
		error = add_configs(keys, pooled->n_cells, out);
	}
	if (error == 0) {
		error = add_cells(keys, out);
	}
	free(keys);
	if (error != 0) {
		page_free(out);
		return error;
	}
	add_boots(out);
	add_rows(out);
	return 0;
}

void page_free(struct page *page)
{
	for (enum page_dim dim = 0; dim < N_PAGE_DIMS; dim++) {
		free(page->dims[dim].text);
	}
	free(page->benches);
	free(page->cells);
	free(page->places);
	free(page->configs);
	*page = (struct page){ 0 };
}

const struct page_cell *page_find(const struct page *page, size_t bench, size_t config)
{
	const struct page_cell wanted = { .bench = bench, .config = config };
	const struct page_cell *key = &wanted;
	const struct page_cell **found =
		bsearch(&key, page->places, page->run->n_cells, sizeof(*page->places), place_order);

	return found != NULL ? *found : NULL;
}

const char *page_value(const struct page *page, size_t config, enum page_dim dim)
{
	return page->dims[dim].text[page->configs[config].value[dim]];
}

bool page_varies(const struct page *page, enum page_dim dim)
{
	return page->dims[dim].n > 1;
}

size_t page_find_config(const struct page *page, size_t config, enum page_dim dim, size_t value)
{
	struct page_config wanted = page->configs[config];

	wanted.value[dim] = value;
	return find_config(page, &wanted);
}
