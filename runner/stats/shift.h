/* SPDX-License-Identifier: Apache-2.0 */
/* How far one set of boots lies from another, and how far it would have to. */
#ifndef STATS_SHIFT_H
#define STATS_SHIFT_H

#include <stddef.h>

struct shift {
	double estimate; /* Hodges-Lehmann: the median of all differences b - a */
	double low; /* interval that inverts the rank-sum test; -INFINITY and INFINITY when so few */
	double high; /* values cannot give one of this confidence */
};

/**
 * shift_estimate - the shift of @b against @a and its two-sided interval
 * @confidence: above 0 and below 1: 0.95
 *
 * Returns: 0; -EINVAL: a set is empty, a value is not finite, or @confidence; -ENOMEM
 * Source: Hodges and Lehmann 1963; Hollander and Wolfe, "Nonparametric Statistical Methods", 4.2 and 4.3
 */
int shift_estimate(const double *a, size_t n_a, const double *b, size_t n_b, double confidence,
		   struct shift *out);

/**
 * shift_detectable - the smallest slowdown that these two sets would have shown
 * @alpha: one-sided p that counts as shown
 *
 * The d from 0 past which the rank-sum test of @a against @b, each of @b plus d, has p_greater at most
 * @alpha, and short of which it has not. (At d itself a value of @b may tie with one of @a.) INFINITY: so
 * few values can never reach @alpha.
 *
 * Returns: 0; -EINVAL; -ENOMEM
 */
int shift_detectable(const double *a, size_t n_a, const double *b, size_t n_b, double alpha,
		     double *out);

/* Values a side that the rank-sum test needs to reach one-sided p @alpha with probability @power, when one
 * of @b is above one of @a with probability @theta (0.5: no difference; 0.3 needs what 0.7 needs); at least
 * what @alpha itself needs. Never above SHIFT_VALUES_MAX, which also says "too many" and "makes no sense".
 * Source: Noether 1987, with as many values on either side */
#define SHIFT_VALUES_MAX 1000u
size_t shift_values_needed(double theta, double alpha, double power);

#endif
