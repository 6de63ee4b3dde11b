/* SPDX-License-Identifier: Apache-2.0 */
/* From the boots of a run to the figures of its cells. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gate/figures.h"
#include "stats/order.h"

#define VERSION_MAX 64u

/* A boot's p99 lies between two of its samples with this confidence. */
#define P99_CONFIDENCE 0.95

static uint64_t batch_of(const struct cell *cell)
{
	return cell->batch > 1 ? cell->batch : 1;
}

static int exit_order(const void *left, const void *right)
{
	const struct exit_rate *a = left;
	const struct exit_rate *b = right;

	return strcmp(a->name, b->name);
}

static bool copy_text(const char *text, char **out)
{
	*out = strdup(text != NULL ? text : "");
	return *out != NULL;
}

static bool is_ok(const struct cell *cell)
{
	return cell->status == CELL_OK && cell->n > 0;
}

/* Of the boots together; *reason is the boot that the error is of, NULL when all have a result. */
static enum cell_status status_of(const struct cell *cells, size_t n, const struct cell **reason)
{
	enum cell_status status = CELL_NA;

	*reason = NULL;
	for (size_t i = 0; i < n; i++) {
		bool is_spoiled = cells[i].status == CELL_SPOILED;

		if (!is_ok(&cells[i]) &&
		    (*reason == NULL || (is_spoiled && (*reason)->status != CELL_SPOILED))) {
			*reason = &cells[i];
		}
		if (is_spoiled) {
			status = CELL_SPOILED;
		} else if (status != CELL_SPOILED && is_ok(&cells[i])) {
			status = CELL_OK;
		} else if (status == CELL_NA && cells[i].status != CELL_NA) {
			status = CELL_MISSING;
		}
	}
	return status;
}

static int add_exits(const struct cell *cell, struct figures *one)
{
	for (size_t i = 0; i < cell->n_exits; i++) {
		struct exit_rate *exits;
		size_t at = 0;

		while (at < one->n_exits && strcmp(one->exits[at].name, cell->exits[i].name) != 0) {
			at++;
		}
		if (at < one->n_exits) {
			one->exits[at].count += cell->exits[i].count;
			continue;
		}
		exits = reallocarray(one->exits, at + 1, sizeof(*exits));
		if (exits == NULL) {
			return -ENOMEM;
		}
		one->exits = exits;
		exits[at] = (struct exit_rate){ .count = cell->exits[i].count };
		if (!copy_text(cell->exits[i].name, &exits[at].name)) {
			return -ENOMEM;
		}
		one->n_exits++;
	}
	return 0;
}

static uint64_t exits_named(const struct cell *cell, const char *name)
{
	for (size_t i = 0; i < cell->n_exits; i++) {
		if (strcmp(cell->exits[i].name, name) == 0) {
			return cell->exits[i].count;
		}
	}
	return 0;
}

static bool has_exits_of(const struct cell *a, const struct cell *b)
{
	for (size_t i = 0; i < a->n_exits; i++) {
		if (a->exits[i].count != exits_named(b, a->exits[i].name)) {
			return false;
		}
	}
	return true;
}

/* The p99 needs samples in order; on the exact clock there is none. @sorted is of @cell. */
static struct boot_figure boot_of(const struct cell *cell, const uint64_t *sorted)
{
	double tick = cell->step > 0 ? (double)cell->step : 1.0;
	struct order_interval ranks;
	struct boot_figure boot = {
		.layout = cell->layout,
		.n = cell->n,
		.tick = cell_each(cell, tick),
		.median = cell_median(cell),
		.p99 = cell_each(cell, (double)cell->sum.p99),
	};

	if (order_interval_find(cell->n, 99, P99_CONFIDENCE, &ranks)) {
		boot.has_p99 = true;
		boot.p99_low = cell_each(cell, (double)sorted[ranks.low - 1]);
		boot.p99_high = cell_each(cell, (double)sorted[ranks.high - 1]);
	}
	return boot;
}

/* @sorted: all samples in ascending order. */
static int count_values(const uint64_t *sorted, size_t n, struct figures *one)
{
	size_t n_values = 1;

	for (size_t i = 1; i < n; i++) {
		n_values += sorted[i] != sorted[i - 1];
	}
	one->values = calloc(n_values, sizeof(*one->values));
	if (one->values == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || sorted[i] != sorted[i - 1]) {
			one->values[one->n_values++].value = sorted[i];
		}
		one->values[one->n_values - 1].count++;
	}
	return 0;
}

/* @first and @boot: samples of the two cells in order. */
static bool same_boots(const struct cell *a, const uint64_t *first, const struct cell *b,
		       const uint64_t *boot)
{
	return a->n == b->n && batch_of(a) == batch_of(b) && has_exits_of(a, b) &&
	       has_exits_of(b, a) && memcmp(first, boot, a->n * sizeof(*first)) == 0;
}

struct pool { /* of the boots so far */
	const struct cell *first;
	uint64_t *first_sorted; /* its samples */
	uint64_t *all;          /* exact clock: room for the samples of all boots */
	bool is_exact;
};

static int add_boot(const struct cell *cell, struct pool *pool, struct figures *one)
{
	uint64_t *sorted = stats_sort(cell->samples, cell->n);

	if (sorted == NULL) {
		return -ENOMEM;
	}
	one->boots[one->n_boots++] = boot_of(cell, sorted);
	if (pool->is_exact) {
		memcpy(pool->all + one->n, sorted, cell->n * sizeof(*sorted));
	}
	one->n += cell->n;
	if (pool->first == NULL) {
		pool->first = cell;
		pool->first_sorted = sorted;
		return add_exits(cell, one);
	}
	if (pool->is_exact && !same_boots(pool->first, pool->first_sorted, cell, sorted)) {
		one->boots_differ = true;
	}
	free(sorted);
	return add_exits(cell, one);
}

/* Fills everything that comes from samples. */
static int add_boots(const struct cell *cells, size_t n, struct pool *pool, struct figures *one)
{
	uint64_t *sorted;
	int err = 0;

	for (size_t i = 0; i < n && err == 0; i++) {
		if (is_ok(&cells[i])) {
			err = add_boot(&cells[i], pool, one);
		} else {
			one->n_without++;
		}
	}
	if (one->n_exits > 1) {
		qsort(one->exits, one->n_exits, sizeof(*one->exits), exit_order);
	}
	if (err != 0 || pool->first == NULL) {
		return err;
	}
	one->batch = batch_of(pool->first);
	if (!pool->is_exact) {
		return 0;
	}
	sorted = stats_sort(pool->all, one->n);
	err = sorted != NULL ? count_values(sorted, one->n, one) : -ENOMEM;
	free(sorted);
	return err;
}

static int measure(const struct cell *cells, size_t n, struct figures *one)
{
	struct pool pool = { .is_exact = strcmp(one->key.clock, "exact") == 0 };
	size_t total = 1; /* none is no lack of memory */
	int err = -ENOMEM;

	for (size_t i = 0; i < n && pool.is_exact; i++) {
		total += is_ok(&cells[i]) ? cells[i].n : 0;
	}
	pool.all = calloc(total, sizeof(*pool.all));
	one->boots = calloc(n + 1, sizeof(*one->boots));
	if (pool.all != NULL && one->boots != NULL) {
		err = add_boots(cells, n, &pool, one);
	}
	free(pool.all);
	free(pool.first_sorted);
	return err;
}

/* What is in @one on an error too is to be freed. */
static int fill(const struct cell *cells, size_t n, const char *qemu, struct figures *one)
{
	const struct cell *reason;
	const char *unit = NULL;

	one->status = status_of(cells, n, &reason);
	for (size_t i = 0; i < n && unit == NULL; i++) {
		unit = is_ok(&cells[i]) ? cells[i].unit : NULL;
	}
	if (cell_key_copy(&cells[0].key, &one->key) != 0 ||
	    /* of an image that was not built */
	    (one->key.flags == NULL && !copy_text(NULL, &one->key.flags)) ||
	    !copy_text(qemu, &one->qemu) || !copy_text(unit, &one->unit) ||
	    (reason != NULL && !copy_text(reason->error, &one->error))) {
		return -ENOMEM;
	}
	return measure(cells, n, one);
}

int figures_of_run(const struct run *run, struct figure_set *out)
{
	struct figure_set set = { .items = calloc(run->n_cells + 1, sizeof(*set.items)) };
	char qemu[VERSION_MAX] = "";
	int err = set.items != NULL && copy_text(run->id, &set.name) ? 0 : -ENOMEM;
	size_t n_boots = 0;

	figures_find_version(run_env_text(run, "tools.qemu"), qemu, sizeof(qemu));
	for (size_t i = 0; i < run->n_cells && err == 0; i += n_boots) {
		n_boots = run_count_boots(run, i);
		err = fill(&run->cells[i], n_boots, qemu, &set.items[set.n++]);
	}
	if (err != 0) {
		figure_set_free(&set);
		return err;
	}
	*out = set;
	return 0;
}
