/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/order.h"

/*
 * The binomial probabilities of 0 to n below the quantile, as weights against the most likely number's:
 * each follows from its neighbour, so nothing overflows or is lost to the logarithm of a factorial.
 */
struct weights {
	size_t n;
	double odds;  /* share below / share above */
	size_t first; /* the range outside of which a weight is nothing */
	size_t last;
	double at_first; /* weights there */
	double at_last;
	double sum;
};

#define WEIGHT_NOTHING 1e-30

/* What the weight of @k + 1 is of the weight of @k. */
static double step_up(const struct weights *w, size_t k)
{
	return (double)(w->n - k) / (double)(k + 1) * w->odds;
}

static void weigh(struct weights *w, size_t n, unsigned percent)
{
	size_t mode = n / 100 * percent + n % 100 * percent / 100;
	double weight = 1;
	size_t k;

	*w = (struct weights){ .n = n, .odds = percent / (100.0 - percent), .sum = 1 };
	for (k = mode; k > 0 && weight > WEIGHT_NOTHING; k--) {
		weight /= step_up(w, k - 1);
		w->sum += weight;
	}
	w->first = k;
	w->at_first = weight;
	weight = 1;
	for (k = mode; k < n && weight > WEIGHT_NOTHING; k++) {
		weight *= step_up(w, k);
		w->sum += weight;
	}
	w->last = k;
	w->at_last = weight;
}

/* The largest rank with at most @share of the weight below it; 0: none. *below is that share. */
static size_t find_low(const struct weights *w, double share, double *below)
{
	size_t k = w->first;
	double weight = w->at_first;
	double sum = 0;

	/* The true value is below the k-th smallest when fewer than k samples are below it. */
	while (k < w->n && (sum + weight) / w->sum <= share) {
		sum += weight;
		weight *= step_up(w, k);
		k++;
	}
	*below = sum / w->sum;
	return k;
}

/* The smallest rank with at most @share of the weight from it up; n + 1: none. */
static size_t find_high(const struct weights *w, double share, double *above)
{
	size_t k = w->last;
	double weight = w->at_last;
	double sum = 0;

	while (k > 0 && (sum + weight) / w->sum <= share) {
		sum += weight;
		k--;
		weight /= step_up(w, k);
	}
	*above = sum / w->sum;
	return k + 1;
}

bool order_interval_find(size_t n, unsigned percent, double confidence, struct order_interval *out)
{
	struct weights w;
	double below;
	double above;
	size_t low;
	size_t high;

	if (n == 0 || percent == 0 || percent >= 100 || !(confidence > 0 && confidence < 1)) {
		return false;
	}
	weigh(&w, n, percent);
	low = find_low(&w, (1 - confidence) / 2, &below);
	high = find_high(&w, (1 - confidence) / 2, &above);
	if (low < 1 || high > n - 1 || low >= high) {
		return false;
	}
	*out = (struct order_interval){ low, high, 1 - below - above };
	return true;
}
