/* SPDX-License-Identifier: Apache-2.0 */
#include "history/changes.h"

#include <errno.h>
#include <stdlib.h>

const struct change_rules history_rules_default = {
	.min_segment = 3, .alpha = 0.01, .effect = 0.02, .permutations = 199, .seed = 1
};

/* False: nothing that can be compared differs. */
static bool differs(const struct history_point *old_point, const struct history_point *new_point,
		    struct history_change *out)
{
	const struct {
		enum gate_metric metric;
		double before;
		double after;
		bool needs_same_n;
	} figures[] = {
		{ METRIC_MEDIAN, old_point->median, new_point->median, false },
		{ METRIC_MEAN, old_point->mean, new_point->mean, true },
		{ METRIC_EXITS, old_point->exits, new_point->exits, true },
	};

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		bool is_comparable =
			!figures[i].needs_same_n || old_point->n_samples == new_point->n_samples;

		if (is_comparable && figures[i].before != figures[i].after) {
			out->metric = figures[i].metric;
			out->before = figures[i].before;
			out->after = figures[i].after;
			return true;
		}
	}
	return false;
}

static int find_exact(const struct history_series *series, struct history_change **out, size_t *n)
{
	struct history_change *found = calloc(series->n + 1, sizeof(*found));

	if (found == NULL) {
		return -ENOMEM;
	}
	*n = 0;
	for (size_t i = 1; i < series->n; i++) {
		found[*n].at = i;
		*n += differs(&series->points[i - 1], &series->points[i], &found[*n]);
	}
	*out = found;
	return 0;
}

static int take_points(const struct change_point *points, size_t n, struct history_change **out)
{
	struct history_change *found = calloc(n + 1, sizeof(*found));

	if (found == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		found[i] = (struct history_change){
			.at = points[i].at,
			.metric = METRIC_MEDIAN,
			.before = points[i].before,
			.after = points[i].after,
		};
	}
	*out = found;
	return 0;
}

static int find_noisy(const struct history_series *series, const struct change_rules *rules,
		      struct history_change **out, size_t *n_out)
{
	double *medians = calloc(series->n + 1, sizeof(*medians));
	struct change_point *points = NULL;
	size_t n = 0;
	int error;

	if (medians == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < series->n; i++) {
		medians[i] = series->points[i].median;
	}
	error = change_points_find(medians, series->n, rules, &points, &n);
	free(medians);
	if (error == 0) {
		error = take_points(points, n, out);
	}
	free(points);
	if (error == 0) {
		*n_out = n;
	}
	return error;
}

int history_find_changes(const struct history_series *series, const struct change_rules *rules,
			 struct history_change **out, size_t *n)
{
	return history_is_exact(series) ? find_exact(series, out, n)
					: find_noisy(series, rules, out, n);
}
