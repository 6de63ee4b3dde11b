/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/energy.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stats/sorted.h"

struct sum { /* of the values of some ranks */
	double count;
	double values;
};

struct scan {
	size_t n;
	double *values; /* in the order of the series, less the median, so that sums keep digits */
	size_t *ranks;  /* from 1; equal values in any order: they are no distance apart */
	struct sum *tree;     /* [n + 1]: values before the place; Fenwick */
	double *to_all;       /* sum of the distances of each value to all others */
	double total;         /* value sum of the tree */
	double within_before; /* sums over pairs */
	double within_after;
	double between;
};

static void free_scan(struct scan *scan)
{
	free(scan->values);
	free(scan->ranks);
	free(scan->tree);
	free(scan->to_all);
}

/* Ranks, and the distances to all others from running sums in the order of size. */
static void rank_items(struct scan *scan, const struct sorted_item *items)
{
	double middle = items[scan->n / 2].value;
	double all = 0;
	double below = 0;

	for (size_t i = 0; i < scan->n; i++) {
		all += items[i].value - middle;
	}
	for (size_t i = 0; i < scan->n; i++) {
		double value = items[i].value - middle;
		double above = all - below - value;

		scan->values[items[i].index] = value;
		scan->ranks[items[i].index] = i + 1;
		scan->to_all[items[i].index] =
			value * (double)i - below + above - value * (double)(scan->n - 1 - i);
		scan->within_after += value * (double)i - below;
		below += value;
	}
}

static int open_scan(const double *values, size_t n, struct scan *scan)
{
	struct sorted_item *items = sorted_items(values, n);

	*scan = (struct scan){
		.n = n,
		.values = calloc(n, sizeof(*scan->values)),
		.ranks = calloc(n, sizeof(*scan->ranks)),
		.tree = calloc(n + 1, sizeof(*scan->tree)),
		.to_all = calloc(n, sizeof(*scan->to_all)),
	};
	if (items == NULL || scan->values == NULL || scan->ranks == NULL || scan->tree == NULL ||
	    scan->to_all == NULL) {
		free(items);
		free_scan(scan);
		return -ENOMEM;
	}
	rank_items(scan, items);
	free(items);
	return 0;
}

/* Moves the value at @at, of which @at are before it, from the ones after to the ones before. */
static void move_before(struct scan *scan, size_t at)
{
	double value = scan->values[at];
	struct sum below = { 0 };
	double to_before;
	double to_after;

	for (size_t rank = scan->ranks[at]; rank > 0; rank &= rank - 1) {
		below.count += scan->tree[rank].count;
		below.values += scan->tree[rank].values;
	}
	to_before = value * below.count - below.values + (scan->total - below.values) -
		    value * ((double)at - below.count);
	to_after = scan->to_all[at] - to_before;
	scan->within_before += to_before;
	scan->within_after -= to_after;
	scan->between += to_after - to_before;
	scan->total += value;
	for (size_t rank = scan->ranks[at]; rank <= scan->n; rank += rank & (0 - rank)) {
		scan->tree[rank].count++;
		scan->tree[rank].values += value;
	}
}

static double find_difference(const struct scan *scan, size_t n_before)
{
	double m = (double)n_before;
	double n = (double)(scan->n - n_before);

	return m * n / (m + n) *
	       (2 * scan->between / (m * n) - scan->within_before / (m * (m - 1) / 2) -
		scan->within_after / (n * (n - 1) / 2));
}

int energy_split(const double *values, size_t n, size_t min, size_t *at)
{
	double best = -INFINITY;
	size_t best_at = min;
	struct scan scan;
	int err = open_scan(values, n, &scan);

	if (err != 0) {
		return err;
	}
	for (size_t i = 0; i + min < n; i++) {
		double difference;

		move_before(&scan, i);
		difference = find_difference(&scan, i + 1);
		if (i + 1 >= min && difference > best) {
			best = difference;
			best_at = i + 1;
		}
	}
	free_scan(&scan);
	*at = best_at;
	return 0;
}
