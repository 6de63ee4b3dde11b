/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/shift.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

#include "stats/finite.h"
#include "stats/normal.h"
#include "stats/rank_sum.h"
#include "stats/sorted.h"

/* All n_a n_b differences @b - @a in ascending order; caller frees. */
static int sort_differences(const double *a, size_t n_a, const double *b, size_t n_b, double **out)
{
	double *differences;

	if (n_a == 0 || n_b == 0 || !finite_all(a, n_a) || !finite_all(b, n_b)) {
		return -EINVAL;
	}
	if (n_a > SIZE_MAX / sizeof(*differences) / n_b) {
		return -ENOMEM;
	}
	differences = malloc(n_a * n_b * sizeof(*differences));
	if (differences == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n_a; i++) {
		for (size_t j = 0; j < n_b; j++) {
			differences[i * n_b + j] = b[j] - a[i];
		}
	}
	sorted_in_place(differences, n_a * n_b);
	*out = differences;
	return 0;
}

int shift_estimate(const double *a, size_t n_a, const double *b, size_t n_b, double confidence,
		   struct shift *out)
{
	double *differences;
	size_t critical;
	size_t n;
	int err;

	if (!(confidence > 0 && confidence < 1)) {
		return -EINVAL;
	}
	err = sort_differences(a, n_a, b, n_b, &differences);
	if (err != 0) {
		return err;
	}
	/* A little more: (1 - 0.9) / 2 is below 0.05 in binary, and 3 v 3 have one way of 20 in each tail. */
	err = rank_sum_critical(n_a, n_b, (1 - confidence) / 2 * (1 + 1e-12), &critical);
	if (err != 0) {
		goto out_free;
	}
	n = n_a * n_b;
	/* Halves first: the sum of two may be infinite. */
	out->estimate = differences[(n - 1) / 2] / 2 + differences[n / 2] / 2;
	out->low = critical == 0 ? -INFINITY : differences[critical - 1];
	out->high = critical == 0 ? INFINITY : differences[n - critical];
out_free:
	free(differences);
	return err;
}

struct slowdown {
	const double *a;
	size_t n_a;
	const double *b;
	size_t n_b;
	double alpha;
	double *differences; /* b - a, ascending: a shift of minus one of them makes a tie */
	size_t n;
	double *shifted; /* n_b values */
};

/* Whether the test tells once @b is past the @i-th smallest a - b, and tied with nothing. */
static int is_shown_past(const struct slowdown *s, size_t i, bool *out)
{
	double low = -s->differences[s->n - 1 - i];
	double by = low + 1 + fabs(low);
	struct rank_sum test;
	int err;

	for (size_t next = i + 1; next < s->n; next++) {
		if (-s->differences[s->n - 1 - next] > low) {
			by = low + (-s->differences[s->n - 1 - next] - low) / 2;
			break;
		}
	}
	for (size_t j = 0; j < s->n_b; j++) {
		s->shifted[j] = s->b[j] + by;
	}
	err = rank_sum_test(s->a, s->n_a, s->shifted, s->n_b, &test);
	if (err == 0) {
		*out = test.p_greater <= s->alpha;
	}
	return err;
}

/* The first place past which the test tells; n: none, when the normal approximation is far off. */
static int find_place(const struct slowdown *s, size_t *place)
{
	size_t low = 0;
	size_t high = s->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		bool is_shown;
		int err = is_shown_past(s, middle, &is_shown);

		if (err != 0) {
			return err;
		}
		if (is_shown) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	*place = low;
	return 0;
}

/* Values of one side that tie change the distribution, so it has to be asked. */
static int detect_with_ties(struct slowdown *s, double *out)
{
	size_t place;
	int err;

	s->shifted = malloc(s->n_b * sizeof(*s->shifted));
	if (s->shifted == NULL) {
		return -ENOMEM;
	}
	err = find_place(s, &place);
	if (err == 0) {
		*out = place == s->n ? INFINITY : -s->differences[s->n - 1 - place];
	}
	free(s->shifted);
	return err;
}

/* Whether two of @values are equal; quadratic, with an end at the first. */
static bool has_ties(const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < i; j++) {
			if (values[i] == values[j]) {
				return true;
			}
		}
	}
	return false;
}

static int detect(struct slowdown *s, double *out)
{
	size_t critical;
	int err;

	if (has_ties(s->a, s->n_a) || has_ties(s->b, s->n_b)) {
		return detect_with_ties(s, out);
	}
	err = rank_sum_critical(s->n_a, s->n_b, s->alpha, &critical);
	if (err != 0) {
		return err;
	}
	*out = critical == 0 ? INFINITY : -s->differences[critical - 1];
	return 0;
}

int shift_detectable(const double *a, size_t n_a, const double *b, size_t n_b, double alpha,
		     double *out)
{
	struct slowdown s = { .a = a, .n_a = n_a, .b = b, .n_b = n_b, .alpha = alpha };
	double by = INFINITY;
	int err;

	if (!(alpha > 0 && alpha < 1)) {
		return -EINVAL;
	}
	err = sort_differences(a, n_a, b, n_b, &s.differences);
	if (err != 0) {
		return err;
	}
	s.n = n_a * n_b;
	if (rank_sum_smallest_p(n_a, n_b) <= alpha) {
		err = detect(&s, &by);
	}
	free(s.differences);
	if (err == 0) {
		*out = by > 0 ? by : 0;
	}
	return err;
}

size_t shift_values_needed(double theta, double alpha, double power)
{
	double from_half = fabs(theta - 0.5);
	double z;
	double needed;
	size_t n = 1;

	if (!(alpha > 0 && alpha < 1 && power > 0 && power < 1 && from_half > 0 &&
	      from_half <= 0.5)) {
		return SHIFT_VALUES_MAX;
	}
	z = normal_z_above(alpha) - normal_z_above(power);
	needed = z > 0 ? ceil(z * z / (6 * from_half * from_half)) : 1;
	while (n < SHIFT_VALUES_MAX && ((double)n < needed || rank_sum_smallest_p(n, n) > alpha)) {
		n++;
	}
	return n;
}
