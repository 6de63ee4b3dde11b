/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/energy.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "stats/sorted.h"

#define N_CLASSES 32u
#define N_PLACES  64u

/* The classes' values as a distribution: the squared difference of two of them, summed over the steps
 * between classes, is half of the energy distance. Source: Szekely 2003, the one-dimensional case */
struct classes {
	unsigned char *of; /* [n] class of each value; what the permutations shuffle */
	size_t n;
	size_t min;
	double steps[N_CLASSES]; /* from each class to the next; 0 after the last */
	size_t n_places;
	size_t places[N_PLACES + 1]; /* numbers of values before, ascending; the last is n */
	/* How many values up to each class there are before each place. */
	double up_to[N_PLACES + 1][N_CLASSES];
};

/* As many values in each class, except that equal ones are in one. A class is worth its mean. */
static void classify(struct classes *classes, const struct sorted_item *items)
{
	size_t wanted = classes->n < N_CLASSES ? classes->n : N_CLASSES;
	size_t first = 0;
	size_t class = 0;
	double last_mean = 0;

	while (first < classes->n) {
		size_t end = first;
		double above = 0; /* the lowest value, so that sums keep their digits */
		double mean;

		while (end < classes->n && ((end - first) * wanted < classes->n ||
					    items[end].value == items[end - 1].value)) {
			above += items[end].value - items[first].value;
			classes->of[items[end].index] = (unsigned char)class;
			end++;
		}
		mean = items[first].value + above / (double)(end - first);
		if (class > 0) {
			classes->steps[class - 1] = mean - last_mean;
		}
		last_mean = mean;
		first = end;
		class ++;
	}
}

/* All places there are, or as many from each end, further apart towards the middle. */
static void choose_places(struct classes *classes)
{
	size_t n = classes->n;
	size_t half = N_PLACES / 2;
	double reach = (double)n / 2 - (double)classes->min;
	size_t from_end[N_PLACES / 2];
	size_t count = 0;

	if (n - 2 * classes->min < N_PLACES) {
		for (size_t at = classes->min; at + classes->min <= n; at++) {
			classes->places[count++] = at;
		}
	} else {
		for (size_t i = 0; i < half; i++) {
			double share = (double)i / (double)(half - 1);

			from_end[i] = classes->min + (size_t)(reach * share * share);
		}
		for (size_t i = 0; i < half; i++) {
			classes->places[count] = from_end[i];
			count += count == 0 || from_end[i] > classes->places[count - 1];
		}
		for (size_t i = half; i-- > 0;) {
			classes->places[count] = n - from_end[i];
			count += n - from_end[i] > classes->places[count - 1];
		}
	}
	classes->places[count++] = n;
	classes->n_places = count;
}

static int open_classes(const double *values, size_t n, size_t min, struct classes *classes)
{
	struct sorted_item *items = sorted_items(values, n);

	*classes = (struct classes){ .of = calloc(n, 1), .n = n, .min = min };
	if (items == NULL || classes->of == NULL) {
		free(items);
		free(classes->of);
		return -ENOMEM;
	}
	classify(classes, items);
	choose_places(classes);
	free(items);
	return 0;
}

static void count_classes(struct classes *classes)
{
	size_t counts[N_CLASSES] = { 0 };
	size_t at = 0;

	for (size_t place = 0; place < classes->n_places; place++) {
		size_t sum = 0;

		while (at < classes->places[place]) {
			counts[classes->of[at++]]++;
		}
		for (size_t class = 0; class < N_CLASSES; class ++) {
			sum += counts[class];
			classes->up_to[place][class] = (double)sum;
		}
	}
}

/* The difference of the values before @place and those from it to @end, over 2. */
static double find_difference(const struct classes *classes, size_t place, size_t end)
{
	double m = (double)classes->places[place];
	double n = (double)classes->places[end] - m;
	const double *before = classes->up_to[place];
	const double *both = classes->up_to[end];
	/* before / m - (both - before) / n */
	double of_before = 1 / m + 1 / n;
	double of_both = 1 / n;
	double sums[4] = { 0 }; /* four, so that no addition waits for the last one */

	for (size_t class = 0; class < N_CLASSES; class += 4) {
		for (size_t i = 0; i < 4; i++) {
			double apart = before[class + i] * of_before - both[class + i] * of_both;

			sums[i] += classes->steps[class + i] * apart * apart;
		}
	}
	return m * n / (m + n) * (sums[0] + sums[1] + sums[2] + sums[3]);
}

/* The largest difference, and the end it is for. Stops at one of at least @enough. */
static double find_largest(const struct classes *classes, double enough, size_t *best_end)
{
	double largest = 0;

	for (size_t end = classes->n_places; end-- > 0;) {
		for (size_t place = 0; place < end; place++) {
			double difference;

			if (classes->places[end] - classes->places[place] < classes->min) {
				break;
			}
			difference = find_difference(classes, place, end);
			if (difference > largest) {
				largest = difference;
				*best_end = classes->places[end];
			}
			if (largest >= enough) {
				return largest;
			}
		}
	}
	return largest;
}

static void shuffle(unsigned char *values, size_t n, struct random *random)
{
	for (size_t i = n; i > 1; i--) {
		size_t other = random_below(random, i);
		unsigned char value = values[i - 1];

		values[i - 1] = values[other];
		values[other] = value;
	}
}

/* The same counts give the same difference up to rounding in another order of places. */
#define AS_LARGE (1 - 1e-12)

int energy_test(const double *values, size_t n, size_t min, double alpha, size_t permutations,
		struct random *random, struct energy_test *out)
{
	double all = (double)permutations + 1;
	double as_large = 1; /* the series itself */
	size_t end = n;
	size_t ignored;
	struct classes classes;
	double seen;
	int err = open_classes(values, n, min, &classes);

	if (err != 0) {
		return err;
	}
	count_classes(&classes);
	seen = find_largest(&classes, INFINITY, &end);
	for (size_t i = 0; i < permutations && as_large / all <= alpha; i++) {
		shuffle(classes.of, n, random);
		count_classes(&classes);
		as_large += find_largest(&classes, seen * AS_LARGE, &ignored) >= seen * AS_LARGE;
	}
	free(classes.of);
	*out = (struct energy_test){ .p = as_large / all, .end = end };
	return 0;
}
