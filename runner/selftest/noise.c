/* SPDX-License-Identifier: Apache-2.0 */
#include "selftest/noise.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/median.h"
#include "stats/sorted.h"

#define BOOTS_MAX 9u

/* Found by a search for the smallest squared error of the logarithms of the published figures. */
const struct noise_model noise_field = {
	.restless = 0.193,
	.calm_percent = 0.157,
	.restless_percent = 1.25,
	.moody = 0.192,
	.fast_chance = 0.0452,
	.fast_least = 3.46,
	.fast_percent = 2.46,
	.tail_percent = 1.5,
};

struct noise_cell noise_draw_cell(const struct noise_model *model, struct random *random)
{
	bool is_restless = random_unit(random) < model->restless;

	return (struct noise_cell){
		.percent = is_restless ? model->restless_percent : model->calm_percent,
		.is_moody = random_unit(random) < model->moody,
	};
}

double noise_draw_boot(const struct noise_model *model, const struct noise_cell *cell,
		       struct random *random)
{
	double percent = cell->percent * random_normal(random);
	bool is_fast = random_unit(random) < model->fast_chance;
	double faster = model->fast_least - model->fast_percent * log(1 - random_unit(random));

	if (cell->is_moody && is_fast) {
		percent -= faster;
	}
	/* So deep a mode is one boot in millions; a median is above zero all the same. */
	return percent > -90 ? 1 + percent / 100 : 0.1;
}

/* Of the first @n values. */
static double median_of(const double *values, size_t n)
{
	double sorted[BOOTS_MAX];

	memcpy(sorted, values, n * sizeof(sorted[0]));
	return median_in_place(sorted, n);
}

static double least_of(const double *values, size_t n)
{
	double least = values[0];

	for (size_t i = 1; i < n; i++) {
		least = fmin(least, values[i]);
	}
	return least;
}

/* What was published as the share of pairs of sides that differ; @moved: by so much. */
static const struct move {
	double (*of)(const double *values, size_t n);
	size_t boots;
	double moved;
	const char *what;
	double published;
} moves[] = {
	{ median_of, 1, 1.02, "the median rises by more than 2 %, 1 boot a side", 3.2 },
	{ median_of, 3, 1.02, "3 boots a side", 1.1 },
	{ median_of, 5, 1.02, "5 boots a side", 0.45 },
	{ median_of, 9, 1.02, "9 boots a side", 0.05 },
	{ least_of, 3, 1.01, "the minimum rises by more than 1 %, 3 boots a side", 6.4 },
	{ least_of, 9, 1.01, "9 boots a side", 6.6 },
};

#define N_MOVES (sizeof(moves) / sizeof(moves[0]))
#define N_STEPS 3u
_Static_assert(N_STEPS + N_MOVES == NOISE_FACTS, "one fact for each published figure");

/* Sorted in place. */
static void note_steps(double *steps, size_t n, struct noise_fact facts[N_STEPS])
{
	sorted_in_place(steps, n);
	facts[0] =
		(struct noise_fact){ "from boot to boot the median steps: 95 of 100 by less than",
				     2.9, steps[n * 95 / 100] };
	facts[1] = (struct noise_fact){ "99 of 100 by less than", 5.2, steps[n * 99 / 100] };
	/* Half of all sets of 990 pairs have a larger maximum. */
	facts[2] = (struct noise_fact){ "the largest step of 990", 12.3,
					steps[n - 1 - (size_t)(0.7 * (double)n / 990)] };
}

int noise_check(const struct noise_model *model, unsigned long seed, size_t n_pairs,
		struct noise_fact facts[NOISE_FACTS])
{
	struct random random = { .state = seed };
	double *steps = calloc(n_pairs, sizeof(*steps));
	double counts[N_MOVES] = { 0 };

	if (steps == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n_pairs; i++) {
		struct noise_cell cell = noise_draw_cell(model, &random);
		double sides[2][BOOTS_MAX];

		for (size_t k = 0; k < 2 * (size_t)BOOTS_MAX; k++) {
			sides[k % 2][k / 2] = noise_draw_boot(model, &cell, &random);
		}
		steps[i] = 100 * fabs(sides[1][0] - sides[0][0]) / sides[0][0];
		for (size_t m = 0; m < N_MOVES; m++) {
			counts[m] += moves[m].of(sides[1], moves[m].boots) >
				     moves[m].moved * moves[m].of(sides[0], moves[m].boots);
		}
	}
	note_steps(steps, n_pairs, facts);
	for (size_t m = 0; m < N_MOVES; m++) {
		facts[N_STEPS + m] = (struct noise_fact){ moves[m].what, moves[m].published,
							  100 * counts[m] / (double)n_pairs };
	}
	free(steps);
	return 0;
}
