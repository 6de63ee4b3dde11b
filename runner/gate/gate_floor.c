/* SPDX-License-Identifier: Apache-2.0 */
/* Effect floors: what a difference must be larger than to be more than the cell's own noise. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "gate/gate_board.h"
#include "stats/median.h"
#include "stats/random.h"

#define AA_BOOTS_MIN  4u   /* of a side whose halves are compared */
#define AA_BOOTS_ALL  10u  /* up to here in all ways: at most 126 */
#define AA_WAYS       200u /* else so many, drawn */
#define AA_HALF_MAX   32u /* boots a half: smaller halves differ by more, so the floor is no lower */
#define AA_PERCENTILE 95u
#define AA_SEED       1u

struct halves {
	double all[BOARD_BOOTS_MAX];
	double first[AA_HALF_MAX];
	double second[AA_HALF_MAX + 1];
	double differences[AA_HALF_MAX * (AA_HALF_MAX + 1)];
	double shifts[AA_WAYS];
	size_t n;
	size_t n_first;
	size_t n_second;
	size_t n_shifts;
};

/* Hodges and Lehmann's, of the halves as they are. */
static void add_shift(struct halves *h)
{
	size_t n = 0;

	for (size_t i = 0; i < h->n_first; i++) {
		for (size_t j = 0; j < h->n_second; j++) {
			h->differences[n++] = h->second[j] - h->first[i];
		}
	}
	h->shifts[h->n_shifts++] = fabs(median_in_place(h->differences, n));
}

/* The first boot is always in the first half of an even number: the other way round is the same. */
static void split_all_ways(struct halves *h)
{
	const size_t size = h->n / 2;
	const unsigned step = h->n % 2 == 0 ? 2 : 1;

	for (unsigned mask = 1; mask < 1u << h->n; mask += step) {
		if ((size_t)__builtin_popcount(mask) != size) {
			continue;
		}
		h->n_first = 0;
		h->n_second = 0;
		for (size_t i = 0; i < h->n; i++) {
			if ((mask >> i & 1u) != 0) {
				h->first[h->n_first++] = h->all[i];
			} else {
				h->second[h->n_second++] = h->all[i];
			}
		}
		add_shift(h);
	}
}

static void split_at_random(struct halves *h)
{
	struct random random = { AA_SEED };
	size_t half = h->n / 2 < AA_HALF_MAX ? h->n / 2 : AA_HALF_MAX;

	h->n_first = half;
	h->n_second = half;
	for (size_t way = 0; way < AA_WAYS; way++) {
		for (size_t i = 0; i < 2 * half; i++) {
			size_t from = i + (size_t)random_below(&random, h->n - i);
			double value = h->all[from];

			h->all[from] = h->all[i];
			h->all[i] = value;
		}
		memcpy(h->first, h->all, half * sizeof(h->first[0]));
		memcpy(h->second, h->all + half, half * sizeof(h->second[0]));
		add_shift(h);
	}
}

static int shift_order(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

/* What halves of one side differ by, in the unit: the 95th percentile, nearest rank. */
static double aa_floor(struct halves *h, const double *values, size_t n)
{
	if (n < AA_BOOTS_MIN) {
		return 0;
	}
	memcpy(h->all, values, n * sizeof(*values));
	h->n = n;
	h->n_shifts = 0;
	if (n <= AA_BOOTS_ALL) {
		split_all_ways(h);
	} else {
		split_at_random(h);
	}
	qsort(h->shifts, h->n_shifts, sizeof(h->shifts[0]), shift_order);
	return h->shifts[(h->n_shifts * AA_PERCENTILE + 99) / 100 - 1];
}

/* Median of the boots of one layout; 0 of them: the layout had its turn, or one boot says nothing of it. */
static size_t layout_median(const struct figures *one, const double *values, size_t n, size_t at,
			    double *scratch, double *median)
{
	unsigned layout = one->boots[at].layout;
	size_t n_same = 0;

	for (size_t i = 0; i < n; i++) {
		if (one->boots[i].layout == layout) {
			if (i < at) {
				return 0;
			}
			scratch[n_same++] = values[i];
		}
	}
	if (n_same < 2) {
		return 0;
	}
	*median = median_in_place(scratch, n_same);
	return n_same;
}

/* The largest difference of two link orders of one side. Where each boot has a link order of its own, it is
 * in the spread of the boots already. */
static double layout_floor(const struct figures *one, const double *values, size_t n,
			   double *scratch)
{
	double least = INFINITY;
	double most = -INFINITY;
	double median;

	for (size_t i = 0; i < n; i++) {
		if (layout_median(one, values, n, i, scratch, &median) > 0) {
			least = fmin(least, median);
			most = fmax(most, median);
		}
	}
	return most > least ? most - least : 0;
}

/* Half the width of the intervals in which the boots' p99 lie. */
static double order_floor(const struct figures *one, size_t n, double *scratch)
{
	for (size_t i = 0; i < n; i++) {
		scratch[i] = (one->boots[i].p99_high - one->boots[i].p99_low) / 2;
	}
	return median_in_place(scratch, n);
}

static double largest_tick(const struct figures *one)
{
	double tick = 0;

	for (size_t i = 0; i < one->n_boots; i++) {
		tick = fmax(tick, one->boots[i].tick);
	}
	return tick;
}

double sides_base(const struct gate_row *row, double old_value)
{
	double tick = fmax(largest_tick(row->old_figures), largest_tick(row->new_figures));

	if (old_value > 0) {
		return old_value;
	}
	return tick > 0 ? tick : 1;
}

static void raise_floor(struct gate_test *test, double share, enum gate_floor by)
{
	if (share > test->floor) {
		test->floor = share;
		test->floor_by = by;
	}
}

int floor_find(const struct gate_row *row, enum gate_metric metric, const struct sides *sides,
	       const struct gate_rules *rules, double base, struct gate_test *out)
{
	const struct figures *x = row->old_figures;
	const struct figures *y = row->new_figures;
	struct halves *h = malloc(sizeof(*h));

	if (h == NULL) {
		return -ENOMEM;
	}
	out->floor = metric == METRIC_P99 ? rules->p99_effect : rules->effect;
	out->floor_by = FLOOR_EFFECT;
	raise_floor(out, 2 * fmax(largest_tick(x), largest_tick(y)) / base, FLOOR_TICKS);
	raise_floor(out, layout_floor(x, sides->a, sides->n_a, h->all) / base, FLOOR_LAYOUT);
	raise_floor(out, layout_floor(y, sides->b, sides->n_b, h->all) / base, FLOOR_LAYOUT);
	out->fixed_floor = out->floor;
	raise_floor(out, aa_floor(h, sides->a, sides->n_a) / base, FLOOR_AA);
	raise_floor(out, aa_floor(h, sides->b, sides->n_b) / base, FLOOR_AA);
	if (metric == METRIC_P99) {
		raise_floor(out, order_floor(x, sides->n_a, h->all) / base, FLOOR_ORDER);
		raise_floor(out, order_floor(y, sides->n_b, h->all) / base, FLOOR_ORDER);
	}
	free(h);
	return 0;
}
