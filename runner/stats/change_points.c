/* SPDX-License-Identifier: Apache-2.0 */
#include "stats/change_points.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stats/energy.h"
#include "stats/finite.h"
#include "stats/random.h"
#include "stats/sorted.h"

struct segment {
	size_t first;
	size_t n;
};

struct search {
	const double *values;
	size_t n;
	const struct change_rules *rules;
	struct segment *todo; /* no more than there are points, and one */
	size_t n_todo;
	struct change_point *points;
	size_t n_points;
	double *scratch; /* n values */
};

static bool make_sense(const struct change_rules *rules)
{
	return rules->min_segment >= 2 && rules->min_segment <= SIZE_MAX / 2 &&
	       rules->permutations > 0 && rules->alpha > 0 && rules->alpha < 1 &&
	       rules->effect >= 0 && isfinite(rules->effect);
}

static int split_segment(struct search *search, struct segment segment)
{
	const struct change_rules *rules = search->rules;
	const double *values = search->values + segment.first;
	/* Of its own for each segment, so that what is found in one does not hang on the others. */
	struct random random = { rules->seed ^ (uint64_t)segment.first << 32 ^ segment.n };
	struct energy_test test;
	size_t at;
	int err;

	if (segment.n < 2 * rules->min_segment) {
		return 0;
	}
	err = energy_test(values, segment.n, rules->min_segment, rules->alpha, rules->permutations,
			  &random, &test);
	if (err != 0 || test.p > rules->alpha) {
		return err;
	}
	err = energy_split(values, test.end, rules->min_segment, &at);
	if (err != 0) {
		return err;
	}
	search->points[search->n_points++] =
		(struct change_point){ .at = segment.first + at, .p = test.p };
	search->todo[search->n_todo++] = (struct segment){ segment.first + at, segment.n - at };
	search->todo[search->n_todo++] = (struct segment){ segment.first, at };
	return 0;
}

static int compare_points(const void *left, const void *right)
{
	size_t a = ((const struct change_point *)left)->at;
	size_t b = ((const struct change_point *)right)->at;

	return (a > b) - (a < b);
}

/* Median of the values between two points, or a point and an end: @i from 0 to n_points. */
static double find_median(const struct search *search, size_t i)
{
	size_t first = i == 0 ? 0 : search->points[i - 1].at;
	size_t n = (i == search->n_points ? search->n : search->points[i].at) - first;

	memcpy(search->scratch, search->values + first, n * sizeof(*search->scratch));
	sorted_in_place(search->scratch, n);
	return search->scratch[(n - 1) / 2] / 2 + search->scratch[n / 2] / 2;
}

static double find_effect(const struct change_point *point)
{
	double apart = fabs(point->after - point->before);

	return apart > 0 ? apart / fabs(point->before) : 0;
}

static void remove_point(struct search *search, size_t at)
{
	double median;

	search->n_points--;
	memmove(search->points + at, search->points + at + 1,
		(search->n_points - at) * sizeof(*search->points));
	median = find_median(search, at);
	if (at > 0) {
		search->points[at - 1].after = median;
	}
	if (at < search->n_points) {
		search->points[at].before = median;
	}
}

static void remove_small(struct search *search)
{
	for (size_t i = 0; i < search->n_points; i++) {
		search->points[i].before =
			i == 0 ? find_median(search, 0) : search->points[i - 1].after;
		search->points[i].after = find_median(search, i + 1);
	}
	while (search->n_points > 0) {
		size_t least = 0;

		for (size_t i = 1; i < search->n_points; i++) {
			if (find_effect(&search->points[i]) < find_effect(&search->points[least])) {
				least = i;
			}
		}
		if (find_effect(&search->points[least]) >= search->rules->effect) {
			return;
		}
		remove_point(search, least);
	}
}

static int find_points(struct search *search)
{
	search->todo[search->n_todo++] = (struct segment){ 0, search->n };
	while (search->n_todo > 0) {
		int err = split_segment(search, search->todo[--search->n_todo]);

		if (err != 0) {
			return err;
		}
	}
	if (search->n_points > 0) {
		qsort(search->points, search->n_points, sizeof(*search->points), compare_points);
		remove_small(search);
	}
	return 0;
}

int change_points_find(const double *values, size_t n, const struct change_rules *rules,
		       struct change_point **out, size_t *n_out)
{
	struct search search = { .values = values, .n = n, .rules = rules };
	size_t room;
	int err = -ENOMEM;

	if (!make_sense(rules) || !finite_all(values, n)) {
		return -EINVAL;
	}
	room = n / rules->min_segment + 2;
	search.todo = calloc(room, sizeof(*search.todo));
	search.points = calloc(room, sizeof(*search.points));
	search.scratch = calloc(n + 1, sizeof(*search.scratch));
	if (search.todo != NULL && search.points != NULL && search.scratch != NULL) {
		err = find_points(&search);
	}
	free(search.todo);
	free(search.scratch);
	if (err != 0) {
		free(search.points);
		return err;
	}
	*out = search.points;
	*n_out = search.n_points;
	return 0;
}
