/* SPDX-License-Identifier: Apache-2.0 */
/* `trapline report` of a run of 1000 cells of 1000 samples, from start to end: with verdicts and plots. */
#include <math.h>
#include <stdint.h>

#include "speed.h"
#include "stats/random.h"
#include "store/file.h"
#include "test/make_run.h"
#include "test/results_dir.h"

#define TRAPLINE  "build/bin/trapline"
#define N_SAMPLES 1000u

struct shape { /* of the run: each benchmark on each CPU with each image */
	const char *what;
	const char *clock;
	size_t n_benches;
	size_t n_cpus;
	char out_dir[64];
	char paths[2][160];
};

static const char *const hals[] = { "static", "table" };
static const char *const switches[] = { "lazy", "eager" };

/* The images of one benchmark on one CPU. With noise: a lognormal body, and a tail. */
static void add_images(struct random *random, const struct shape *shape, struct run *run,
		       const char *bench, const char *cpu)
{
	for (size_t image = 0; image < 4; image++) {
		uint64_t samples[N_SAMPLES];
		double median = 1000 * (1 + (double)image * 0.2);
		struct cell *cell;

		for (size_t i = 0; i < N_SAMPLES; i++) {
			double noise = strcmp(shape->clock, "exact") == 0
					       ? 1
					       : exp(0.2 * random_normal(random)) *
							 (i % 100 == 0 ? 20 : 1);

			samples[i] = (uint64_t)(median * noise);
		}
		cell = make_ok(run, bench, cpu, hals[image % 2], shape->clock, samples, N_SAMPLES);
		free(cell->key.switch_policy);
		cell->key.switch_policy = make_str(switches[image / 2]);
		cell->step = 1;
	}
}

static void store_run(const struct shape *shape, const char *id, uint64_t seed)
{
	struct run *run = make_run(id);
	struct random random = { seed };
	char *dir;

	for (size_t bench = 0; bench < shape->n_benches; bench++) {
		for (size_t cpu = 0; cpu < shape->n_cpus; cpu++) {
			char bench_name[32];
			char cpu_name[32];

			snprintf(bench_name, sizeof(bench_name), "speed/b%04zu", bench);
			snprintf(cpu_name, sizeof(cpu_name), "cpu%zu", cpu);
			add_images(&random, shape, run, bench_name, cpu_name);
		}
	}
	run_sort_cells(run);
	dir = results_dir_store(shape->out_dir, run);
	if (dir == NULL) {
		speed_fail("%s: the run could not be stored", shape->out_dir);
	}
	free(dir);
	run_free(run);
}

static void store_runs(void *arg)
{
	const struct shape *shape = arg;

	store_run(shape, "20261121T081500Z-old", 1);
	store_run(shape, "20261121T081600Z-new", 2);
}

static void measure(struct speed *speed, struct shape *shape, struct speed_aim aim)
{
	char page[128];
	char what[80];
	struct speed_cost cost;

	snprintf(shape->out_dir, sizeof(shape->out_dir), "/tmp/trapline-speed-report-XXXXXX");
	if (mkdtemp(shape->out_dir) == NULL) {
		speed_fail("%s: cannot be made", shape->out_dir);
	}
	snprintf(shape->paths[0], sizeof(shape->paths[0]), "%s/runs/20261121T081500Z-old",
		 shape->out_dir);
	snprintf(shape->paths[1], sizeof(shape->paths[1]), "%s/runs/20261121T081600Z-new",
		 shape->out_dir);
	snprintf(page, sizeof(page), "%s/page.html", shape->out_dir);
	speed_make(store_runs, shape);
	{
		const char *const argv[] = {
			TRAPLINE, "report", shape->paths[1], "--against", shape->paths[0], "--out",
			page,     NULL
		};

		cost = speed_of_command(argv, "/dev/null");
	}
	if (cost.status != 0) {
		speed_fail("%s report: exit status %d (0 would be right)", TRAPLINE, cost.status);
	}
	snprintf(what, sizeof(what), "report: %s, %zu cells x %u", shape->what,
		 shape->n_benches * shape->n_cpus * 4, N_SAMPLES);
	speed_row(speed, what, &cost, aim);
	file_remove_tree(shape->out_dir);
}

int main(int argc, char **argv)
{
	const struct speed_aim aim = { .wall_s = 5 };
	struct speed speed = speed_begin(argc, argv);
	struct shape noisy = { .what = "50 benchmarks, noise",
			       .clock = "cntvct",
			       .n_benches = speed_size(&speed, 50),
			       .n_cpus = 5 };
	struct shape exact = { .what = "250 benchmarks, exact",
			       .clock = "exact",
			       .n_benches = speed_size(&speed, 250),
			       .n_cpus = 1 };

	measure(&speed, &noisy, aim);
	measure(&speed, &exact, aim);
	return speed_end(&speed);
}
