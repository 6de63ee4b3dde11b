/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/rank_sum.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stats/finite.h"
#include "stats/normal.h"

struct value {
	double value;
	size_t doubled; /* twice the midrank from 1, so that it is whole */
	bool is_b;
};

/* Both sets in one order. */
struct pool {
	struct value *values;
	size_t n;
	size_t n_a;
	size_t n_b;
	size_t sum_b;      /* of the doubled midranks of b */
	double tie_excess; /* the sum of t^3 - t over all groups of t equal values */
};

/* How many ways there are to choose @chosen of the weights so that they have each sum. */
struct ways {
	size_t chosen;
	size_t max_sum;
	double *counts; /* [chosen + 1][max_sum + 1]; whole numbers, exact up to 2^53 */
};

static int compare_values(const void *left, const void *right)
{
	double a = ((const struct value *)left)->value;
	double b = ((const struct value *)right)->value;

	return (a > b) - (a < b);
}

static void rank_values(struct pool *pool)
{
	size_t first = 0;

	while (first < pool->n) {
		size_t end = first + 1;
		double tied;

		while (end < pool->n && pool->values[end].value == pool->values[first].value) {
			end++;
		}
		tied = (double)(end - first);
		pool->tie_excess += tied * tied * tied - tied;
		/* Ranks first + 1 to end: twice their mean. */
		for (size_t i = first; i < end; i++) {
			pool->values[i].doubled = first + 1 + end;
			pool->sum_b += pool->values[i].is_b ? pool->values[i].doubled : 0;
		}
		first = end;
	}
}

static int pool_values(const double *a, size_t n_a, const double *b, size_t n_b, struct pool *pool)
{
	/* The sum of all doubled ranks, n (n + 1), has to fit too. */
	if (n_a == 0 || n_b == 0 || n_a > UINT32_MAX / 2 || n_b > UINT32_MAX / 2 ||
	    !finite_all(a, n_a) || !finite_all(b, n_b)) {
		return -EINVAL;
	}
	*pool = (struct pool){ .n = n_a + n_b, .n_a = n_a, .n_b = n_b };
	pool->values = calloc(pool->n, sizeof(*pool->values));
	if (pool->values == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < pool->n; i++) {
		pool->values[i] =
			(struct value){ .value = i < n_a ? a[i] : b[i - n_a], .is_b = i >= n_a };
	}
	qsort(pool->values, pool->n, sizeof(*pool->values), compare_values);
	rank_values(pool);
	return 0;
}

static void add_ways(double *restrict to, const double *restrict from, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		to[i] += from[i];
	}
}

/* @weights ascend: the last ones make the largest sum. Frees nothing on an error. */
static int count_ways(const size_t *weights, size_t n, size_t chosen, struct ways *out)
{
	size_t columns = 1;

	for (size_t i = n - chosen; i < n; i++) {
		columns += weights[i];
	}
	out->counts = calloc((chosen + 1) * columns, sizeof(*out->counts));
	if (out->counts == NULL) {
		return -ENOMEM;
	}
	out->chosen = chosen;
	out->max_sum = columns - 1;
	out->counts[0] = 1;
	for (size_t i = 0; i < n; i++) {
		/* From the top: a row must not yet hold this weight when the one above takes it. */
		for (size_t k = i + 1 < chosen ? i + 1 : chosen; k > 0; k--) {
			add_ways(out->counts + k * columns + weights[i],
				 out->counts + (k - 1) * columns, columns - weights[i]);
		}
	}
	return 0;
}

static double sum_of(const double *counts, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += counts[i];
	}
	return sum;
}

/*
 * Weights are doubled midranks above the lowest: the smaller they are, the fewer sums there are. Without
 * ties all are even, and halves do.
 */
static size_t find_weights(const struct pool *pool, size_t *weights)
{
	size_t unit = pool->tie_excess > 0 ? 1 : 2;

	for (size_t i = 0; i < pool->n; i++) {
		weights[i] = (pool->values[i].doubled - pool->values[0].doubled) / unit;
	}
	return unit;
}

static int test_exactly(const struct pool *pool, struct rank_sum *out)
{
	size_t weights[RANK_SUM_EXACT_MAX];
	size_t unit = find_weights(pool, weights);
	/* The distribution of one set's sum is the other's mirrored, so the smaller one is done. */
	bool is_b = pool->n_b <= pool->n_a;
	size_t chosen = is_b ? pool->n_b : pool->n_a;
	size_t sum = is_b ? pool->sum_b : pool->n * (pool->n + 1) - pool->sum_b;
	struct ways ways;
	const double *row;
	double at_most;
	double at_least;
	double all;
	int err = count_ways(weights, pool->n, chosen, &ways);

	if (err != 0) {
		return err;
	}
	sum = (sum - chosen * pool->values[0].doubled) / unit;
	row = ways.counts + chosen * (ways.max_sum + 1);
	all = sum_of(row, ways.max_sum + 1);
	at_most = sum_of(row, sum + 1) / all;
	at_least = sum_of(row + sum, ways.max_sum + 1 - sum) / all;
	out->p_greater = is_b ? at_least : at_most;
	out->p_less = is_b ? at_most : at_least;
	out->is_exact = true;
	free(ways.counts);
	return 0;
}

/* Source: Lehmann, "Nonparametrics", 1.4: the variance with ties, and half a step of continuity. */
static void test_normally(const struct pool *pool, struct rank_sum *out)
{
	double n = (double)pool->n;
	double pairs = (double)pool->n_a * (double)pool->n_b;
	double spread = sqrt(pairs / 12 * (n + 1 - pool->tie_excess / (n * (n - 1))));
	double above = out->u - pairs / 2;

	out->is_exact = false;
	if (pool->values[0].value == pool->values[pool->n - 1].value) {
		out->p_greater = 1;
		out->p_less = 1;
		return;
	}
	out->p_greater = normal_share_above((above - 0.5) / spread);
	out->p_less = normal_share_above((-above - 0.5) / spread);
}

int rank_sum_test(const double *a, size_t n_a, const double *b, size_t n_b, struct rank_sum *out)
{
	struct rank_sum result = { 0 };
	struct pool pool;
	int err = pool_values(a, n_a, b, n_b, &pool);

	if (err != 0) {
		return err;
	}
	result.u = (double)pool.sum_b / 2 - (double)n_b * ((double)n_b + 1) / 2;
	if (pool.n <= RANK_SUM_EXACT_MAX) {
		err = test_exactly(&pool, &result);
	} else {
		test_normally(&pool, &result);
	}
	free(pool.values);
	if (err == 0) {
		*out = result;
	}
	return err;
}

double rank_sum_smallest_p(size_t n_a, size_t n_b)
{
	size_t few = n_a < n_b ? n_a : n_b;
	double p = 1;

	for (size_t i = 0; i < few && p > 0; i++) {
		p *= (double)(i + 1) / ((double)(n_a + n_b) - (double)i);
	}
	return p;
}

static int find_critical_exactly(size_t n_a, size_t n_b, double alpha, size_t *out)
{
	size_t weights[RANK_SUM_EXACT_MAX];
	size_t n = n_a + n_b;
	size_t chosen = n_a < n_b ? n_a : n_b;
	size_t lowest = chosen * (chosen - 1) / 2;
	size_t count = 0;
	double sum = 0;
	struct ways ways;
	const double *row;
	double all;
	int err;

	for (size_t i = 0; i < n; i++) {
		weights[i] = i;
	}
	err = count_ways(weights, n, chosen, &ways);
	if (err != 0) {
		return err;
	}
	row = ways.counts + chosen * (ways.max_sum + 1) + lowest;
	all = sum_of(row, ways.max_sum + 1 - lowest);
	while (count <= n_a * n_b && (sum + row[count]) / all <= alpha) {
		sum += row[count];
		count++;
	}
	free(ways.counts);
	*out = count;
	return 0;
}

int rank_sum_critical(size_t n_a, size_t n_b, double alpha, size_t *out)
{
	double pairs = (double)n_a * (double)n_b;
	double count;

	if (n_a == 0 || n_b == 0 || n_a > UINT32_MAX / 2 || n_b > UINT32_MAX / 2) {
		return -EINVAL;
	}
	if (n_a + n_b <= RANK_SUM_EXACT_MAX) {
		return find_critical_exactly(n_a, n_b, alpha, out);
	}
	if (!(alpha > 0 && alpha < 1)) {
		*out = alpha >= 1 ? n_a * n_b + 1 : 0;
		return 0;
	}
	/* p of u = n_a n_b - k is the share above (pairs / 2 - k - 0.5) / spread. */
	count = pairs / 2 + 0.5 -
		normal_z_above(alpha) * sqrt(pairs / 12 * ((double)(n_a + n_b) + 1));
	count = floor(fmin(fmax(count, 0), pairs));
	*out = (size_t)count;
	return 0;
}
