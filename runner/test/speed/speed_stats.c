/* SPDX-License-Identifier: Apache-2.0 */
/* The statistics behind verdicts and trends. */
#include <stdint.h>

#include "speed.h"
#include "stats/change_points.h"
#include "stats/random.h"
#include "stats/rank_sum.h"
#include "stats/stats.h"

#define N_SAMPLES 1000u /* of a cell */
#define N_BOOTS   ((size_t)7)

static void summarise(void *arg)
{
	const size_t *n_cells = arg;
	struct random random = { 1 };
	uint64_t samples[N_SAMPLES];

	for (size_t cell = 0; cell < *n_cells; cell++) {
		struct stats_summary sum;
		uint64_t first = 1000 + cell;

		for (size_t i = 0; i < N_SAMPLES; i++) {
			samples[i] = first + random_below(&random, 100);
		}
		if (stats_summarise(samples, N_SAMPLES, &sum) != 0 || sum.min < first ||
		    sum.max >= first + 100) {
			speed_fail("summary of cell %zu is wrong", cell);
		}
	}
}

/* Boots a side that do not differ: the p is at most 0.05 about as often as that. */
static void test_rank_sums(void *arg)
{
	const size_t *n_tests = arg;
	struct random random = { 2 };
	size_t n_small = 0;

	for (size_t test = 0; test < *n_tests; test++) {
		double boots[2 * N_BOOTS];
		struct rank_sum out;

		for (size_t i = 0; i < 2 * N_BOOTS; i++) {
			boots[i] = random_unit(&random);
		}
		if (rank_sum_test(boots, N_BOOTS, boots + N_BOOTS, N_BOOTS, &out) != 0) {
			speed_fail("out of memory");
		}
		n_small += out.p_greater <= 0.05;
	}
	if (n_small * 100 > *n_tests * 8 || n_small * 100 < *n_tests * 2) {
		speed_fail("%zu of %zu p are at most 0.05", n_small, *n_tests);
	}
}

/* Five changes of 3 to 5 standard deviations, in places that share no factor. */
static void find_changes(void *arg)
{
	const size_t *n_runs = arg;
	const struct change_rules rules = {
		.min_segment = 3, .alpha = 0.01, .effect = 0.02, .permutations = 199, .seed = 1
	};
	static const double levels[] = { 100, 105, 101, 106, 109, 103 };
	struct random random = { 3 };
	struct change_point *points;
	double *values = calloc(*n_runs, sizeof(*values));
	size_t n;

	if (values == NULL) {
		speed_fail("out of memory");
	}
	for (size_t i = 0; i < *n_runs; i++) {
		values[i] = levels[i * 6 / *n_runs] + random_normal(&random);
	}
	if (change_points_find(values, *n_runs, &rules, &points, &n) != 0) {
		speed_fail("out of memory");
	}
	if (n != 5) {
		speed_fail("%zu changes were found (5 would be right)", n);
	}
	free(points);
	free(values);
}

struct subject {
	speed_job job;
	size_t n;
	const char *before; /* the number, in the row */
	const char *after;
	double aim_s;
};

int main(int argc, char **argv)
{
	static const struct subject subjects[] = {
		{ summarise, 1000, "summaries of ", " cells x 1000 samples", 0.3 },
		{ test_rank_sums, 100000, "", " exact tests, 7 v 7 boots", 0 },
		{ find_changes, 10000, "change points of a cell in ", " runs", 0.5 },
	};
	struct speed speed = speed_begin(argc, argv);

	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		const struct subject *subject = &subjects[i];
		size_t n = speed_size(&speed, subject->n);
		struct speed_cost cost = speed_of_job(subject->job, &n);
		char what[80];

		snprintf(what, sizeof(what), "stats: %s%zu%s", subject->before, n, subject->after);
		speed_row(&speed, what, &cost, (struct speed_aim){ .wall_s = subject->aim_s });
	}
	return speed_end(&speed);
}
