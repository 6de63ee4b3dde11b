/* SPDX-License-Identifier: Apache-2.0 */
/* Two stored runs of 1000 cells: reading and judging them, and `trapline compare` from start to end. */
#include <math.h>
#include <stdint.h>

#include "gate/gate.h"
#include "speed.h"
#include "stats/random.h"
#include "store/file.h"
#include "test/make_run.h"
#include "test/results_dir.h"

#define TRAPLINE "build/bin/trapline"

struct matrix {
	const char *clock;
	size_t n_cells;
	size_t n_boots;
	size_t n_samples;   /* of a boot */
	size_t n_regressed; /* cells that are 5 % slower in the second run */
	char out_dir[64];
	char paths[2][160];
};

/* Values around 100 and more, other ones for each cell. With noise as measured on hosts: 0.4 % between
 * boots, 1 % and a tail within one. */
static void draw(struct random *random, const struct matrix *matrix, size_t cell, bool is_slower,
		 uint64_t *samples)
{
	bool is_exact = strcmp(matrix->clock, "exact") == 0;
	double median = (10000 + 97 * (double)cell) * (is_slower ? 1.05 : 1);
	double boot = is_exact ? median : median * (1 + 0.004 * random_normal(random));

	for (size_t i = 0; i < matrix->n_samples; i++) {
		double tail =
			is_exact ? (double)(i % 3) : boot * 0.01 * fabs(random_normal(random));

		samples[i] = (uint64_t)(boot + tail);
	}
}

static void add_cell(struct random *random, const struct matrix *matrix, struct run *run,
		     size_t cell, bool is_slower)
{
	char name[32];

	snprintf(name, sizeof(name), "speed/b%04zu", cell);
	for (size_t boot = 0; boot < matrix->n_boots; boot++) {
		uint64_t samples[1000];
		struct cell *made;

		draw(random, matrix, cell, is_slower, samples);
		made = make_ok(run, name, "cortex-a57", "static", matrix->clock, samples,
			       matrix->n_samples);
		made->boot = (unsigned)boot;
		made->batch = 10;
		made->step = 1;
	}
}

static void store_run(struct matrix *matrix, size_t side)
{
	static const char *const ids[] = { "20261121T081500Z-old", "20261121T081600Z-new" };
	struct run *run = make_run(ids[side]);
	struct random random = { 1 + side };
	char *dir;

	for (size_t cell = 0; cell < matrix->n_cells; cell++) {
		add_cell(&random, matrix, run, cell, side == 1 && cell < matrix->n_regressed);
	}
	run_sort_cells(run);
	dir = results_dir_store(matrix->out_dir, run);
	if (dir == NULL) {
		speed_fail("%s: the run could not be stored", matrix->out_dir);
	}
	free(dir);
	run_free(run);
}

static void store_runs(void *arg)
{
	store_run(arg, 0);
	store_run(arg, 1);
}

static void load_and_judge(void *arg)
{
	const struct matrix *matrix = arg;
	struct figure_set sets[2];
	struct gate_result result;

	for (size_t side = 0; side < 2; side++) {
		struct store_err err = { "" };
		struct run *run = NULL;

		if (store_load(matrix->paths[side], &run, &err) != 0) {
			speed_fail("compare: %s", err.text);
		}
		if (figures_of_run(run, &sets[side]) != 0) {
			speed_fail("out of memory");
		}
		run_free(run);
	}
	if (gate_judge(&sets[0], &sets[1], &gate_rules_default, &result) != 0) {
		speed_fail("out of memory");
	}
	if (result.n != matrix->n_cells || result.count[VERDICT_REGRESSED] != matrix->n_regressed) {
		speed_fail("compare: %zu of %zu cells regressed (%zu of %zu would be right)",
			   result.count[VERDICT_REGRESSED], result.n, matrix->n_regressed,
			   matrix->n_cells);
	}
	gate_free(&result);
	figure_set_free(&sets[0]);
	figure_set_free(&sets[1]);
}

static struct speed_cost run_command(const struct matrix *matrix)
{
	const char *const argv[] = { TRAPLINE, "compare", matrix->paths[0], matrix->paths[1],
				     NULL };
	struct speed_cost cost = speed_of_command(argv, "/dev/null");

	if (cost.status != 1) {
		speed_fail("%s compare: exit status %d (1 would be right: cells regressed)",
			   TRAPLINE, cost.status);
	}
	return cost;
}

static void measure(struct speed *speed, struct matrix *matrix, struct speed_aim aim)
{
	struct speed_cost cost;
	char what[80];

	snprintf(matrix->out_dir, sizeof(matrix->out_dir), "/tmp/trapline-speed-compare-XXXXXX");
	if (mkdtemp(matrix->out_dir) == NULL) {
		speed_fail("%s: cannot be made", matrix->out_dir);
	}
	for (size_t side = 0; side < 2; side++) {
		snprintf(matrix->paths[side], sizeof(matrix->paths[side]),
			 "%s/runs/20261121T081%zu00Z-%s", matrix->out_dir, 5 + side,
			 side == 0 ? "old" : "new");
	}
	speed_make(store_runs, matrix);
	cost = speed_of_job(load_and_judge, matrix);
	snprintf(what, sizeof(what), "judge: %s, 2 x %zu cells x %zu boots x %zu", matrix->clock,
		 matrix->n_cells, matrix->n_boots, matrix->n_samples);
	speed_row(speed, what, &cost, aim);
	cost = run_command(matrix);
	speed_row(speed, "  the same by trapline compare", &cost, aim);
	file_remove_tree(matrix->out_dir);
}

int main(int argc, char **argv)
{
	const struct speed_aim aim = { .wall_s = 2, .peak_mib = 256 };
	struct speed speed = speed_begin(argc, argv);
	size_t n_cells = speed_size(&speed, 1000);
	struct matrix exact = { .clock = "exact",
				.n_cells = n_cells,
				.n_boots = 1,
				.n_samples = 1000,
				.n_regressed = 10 };
	struct matrix noisy = exact;
	struct matrix large;

	noisy.clock = "cntvct";
	noisy.n_boots = 7;
	noisy.n_samples = 143; /* 1001 a cell */
	large = noisy;
	large.n_samples = 1000;
	measure(&speed, &exact, aim);
	measure(&speed, &noisy, aim);
	measure(&speed, &large, (struct speed_aim){ 0 });
	return speed_end(&speed);
}
