/* SPDX-License-Identifier: Apache-2.0 */
/* The Wilcoxon-Mann-Whitney test of two small sets of boots. */
#ifndef STATS_RANK_SUM_H
#define STATS_RANK_SUM_H

#include <stdbool.h>
#include <stddef.h>

struct rank_sum {
	double u;         /* pairs (a, b) with b > a, and half of those with b == a */
	double p_greater; /* one-sided: @b tends to be larger; a result like this one or more extreme */
	double p_less; /* one-sided: @b tends to be smaller */
	bool is_exact; /* of the permutations of these values with these ties; else by the normal
			     approximation with the ties' correction and continuity */
};

/* As many values of both together are worked out exactly. */
#define RANK_SUM_EXACT_MAX 100u

/**
 * rank_sum_test - whether the values of @b tend to be larger or smaller than those of @a
 *
 * Exact: the distribution of the sum of @b's midranks over all (n_a + n_b choose n_b) ways to tell the
 * values apart, each as likely as the other, so ties are in it. No order or spread is assumed. All values
 * equal: both p are 1.
 *
 * Returns: 0; -EINVAL: a set is empty, or holds a NaN or infinity; -ENOMEM
 * Source: Lehmann, "Nonparametrics", chapter 1 (midranks, the conditional null distribution)
 */
int rank_sum_test(const double *a, size_t n_a, const double *b, size_t n_b, struct rank_sum *out);

/* The smallest one-sided p that so many values can give without ties: 1 / (n_a + n_b choose n_a). */
double rank_sum_smallest_p(size_t n_a, size_t n_b);

/**
 * rank_sum_critical - in how many pairs a one-sided test at @alpha lets the sets overlap
 *
 * *out is the number of values of u, from the most extreme one, that have a p of at most @alpha when nothing
 * ties: p_greater <= @alpha where u >= n_a n_b + 1 - *out. 0: not even complete separation does. Of the same
 * distribution as rank_sum_test()'s p.
 *
 * Returns: 0; -EINVAL: a set is empty; -ENOMEM
 */
int rank_sum_critical(size_t n_a, size_t n_b, double alpha, size_t *out);

#endif
