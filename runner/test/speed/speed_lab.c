/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A lab: so many boards, each with 100 flag sets and 60 benchmarks, one shard a board. What the coordinator
 * does with their runs: merge --by-board, gate and report, from start to end.
 *
 * --boards N: so many; 1000 are six million cells (make lab-speed). Nine boards of ten count instructions, one
 * boot and 32 samples a cell; the tenth has a clock with noise, 5 boots of 32 samples. One cell of 997 is slower than its baseline.
 */
#include <dirent.h>
#include <math.h>
#include <stdint.h>
#include <sys/stat.h>

#include "gate/baseline.h"
#include "lab/jobs.h"
#include "speed.h"
#include "stats/random.h"
#include "store/file.h"
#include "store/json.h"
#include "store/samples.h"
#include "test/make_run.h"

#define TRAPLINE    "build/bin/trapline"
#define N_BOARDS    20u /* of make speed */
#define N_FLAGS     100u
#define N_BENCHES   60u
#define N_SAMPLES   32u
#define NOISY_BOOTS 5u
#define SLOWER_ONE  997u

struct plant {
	size_t n_boards;
	size_t n_flags;
	char dir[64];
	char shards[96];
	char baselines[96];
};

static bool is_noisy(size_t board)
{
	return board % 10 == 9;
}

static const char *flags_name(size_t flags, char *text, size_t size)
{
	snprintf(text, size, flags == 0 ? "-O2" : "set%02zu", flags);
	return text;
}

static void draw(struct random *random, bool noisy, double median, uint64_t *samples)
{
	double boot = noisy ? 100 * median * (1 + 0.003 * random_normal(random)) : median;

	for (size_t i = 0; i < N_SAMPLES; i++) {
		samples[i] =
			(uint64_t)(boot + (noisy ? boot * 0.01 * fabs(random_normal(random)) : 0));
	}
}

static void set(char **slot, const char *text)
{
	free(*slot);
	*slot = make_str(text);
}

static void add_cell(struct run *run, size_t board, size_t flags, size_t bench, bool is_new,
		     struct random *random)
{
	bool noisy = is_noisy(board);
	size_t nth = (board * N_FLAGS + flags) * N_BENCHES + bench;
	double median = 100 + 7 * (double)bench + (double)(flags % 13);
	char name[32];
	char text[32];

	median += is_new && nth % SLOWER_ONE == 0 ? 40 : 0;
	snprintf(name, sizeof(name), "speed/b%02zu", bench);
	for (size_t boot = 0; boot < (noisy ? NOISY_BOOTS : 1); boot++) {
		uint64_t samples[N_SAMPLES];
		struct cell *cell;

		draw(random, noisy, median, samples);
		cell = make_ok(run, name, "cortex-a72", "static", noisy ? "cntvct" : "exact",
			       samples, N_SAMPLES);
		snprintf(text, sizeof(text), "board%04zu", board);
		set(&cell->key.board, text);
		set(&cell->key.flags, flags_name(flags, text, sizeof(text)));
		cell->boot = (unsigned)boot;
		cell->step = noisy ? 1 : 0;
	}
}

static struct run *make_board(const struct plant *plant, size_t board, bool is_new)
{
	struct random random = { 2 * board + is_new };
	struct run *run = make_run("20261121T081500Z-lab");
	char text[32];

	snprintf(text, sizeof(text), "%zu", board + 1);
	assert(run_set_env(run, "shard.index", text) == 0);
	snprintf(text, sizeof(text), "%zu", plant->n_boards);
	assert(run_set_env(run, "shard.of", text) == 0);
	assert(run_set_env(run, "shard.plan", "0123456789abcdef") == 0);
	for (size_t flags = 0; flags < plant->n_flags; flags++) {
		for (size_t bench = 0; bench < N_BENCHES; bench++) {
			add_cell(run, board, flags, bench, is_new, &random);
		}
	}
	run_sort_cells(run);
	return run;
}

static void write_text(const char *dir, const char *name, char *text, size_t size)
{
	char *path = file_join(dir, name);
	FILE *out = path != NULL ? fopen(path, "wb") : NULL;

	if (out == NULL || fwrite(text, 1, size, out) != size || fclose(out) != 0) {
		speed_fail("%s/%s: cannot be written", dir, name);
	}
	free(path);
	free(text);
}

static void write_shard(const struct plant *plant, size_t board, const struct run *run)
{
	struct store_err err = { "" };
	char dir[160];
	char *text = NULL;
	size_t size = 0;

	snprintf(dir, sizeof(dir), "%s/%04zu", plant->shards, board);
	if (mkdir(dir, 0777) != 0 || json_write_run(run, &text, &size, &err) != 0) {
		speed_fail("%s: %s", dir, err.text);
	}
	write_text(dir, "run.json", text, size);
	if (samples_write(run, &text, &size) != 0) {
		speed_fail("%s: out of memory", dir);
	}
	write_text(dir, "samples.csv", text, size);
}

/* The figures of one flag set, taken from all of a board's. */
static void write_baseline(const struct plant *plant, const struct figure_set *set_of,
			   const char *flags)
{
	char text_of[] = "made";
	char when[] = "2026-11-21T08:15:00Z";
	struct baseline_change change = {
		.when = when, .run = text_of, .revision = text_of, .reason = text_of
	};
	struct figures cells[N_BENCHES] = { { .n = 0 } };
	struct baseline_file file = { .cells = cells, .accepted = &change, .n_accepted = 1 };
	char line[] = "new";
	char *lines[] = { line };
	char *name;
	char *text = NULL;
	size_t size = 0;

	change.cells = lines;
	change.n_cells = 1;
	for (size_t i = 0; i < set_of->n; i++) {
		if (strcmp(set_of->items[i].key.flags, flags) == 0 && file.n_cells < N_BENCHES) {
			cells[file.n_cells++] = set_of->items[i];
		}
	}
	file.key = cells[0].key;
	file.key.benchmark = NULL;
	file.qemu = cells[0].qemu;
	name = baseline_name(&file.key, file.qemu);
	if (name == NULL || baseline_format(&file, &text, &size) != 0) {
		speed_fail("out of memory");
	}
	write_text(plant->baselines, name, text, size);
	free(name);
}

static int plant_one(void *arg, size_t board, struct job_result *result)
{
	const struct plant *plant = arg;
	struct run *run = make_board(plant, board, true);
	struct figure_set figures;

	(void)result;
	write_shard(plant, board, run);
	run_free(run);
	run = make_board(plant, board, false);
	if (figures_of_run(run, &figures) != 0) {
		speed_fail("out of memory");
	}
	for (size_t flags = 0; flags < plant->n_flags; flags++) {
		char text[32];

		write_baseline(plant, &figures, flags_name(flags, text, sizeof(text)));
	}
	figure_set_free(&figures);
	run_free(run);
	return 0;
}

static void make_plant(void *arg)
{
	struct plant *plant = arg;
	struct job_result *results = jobs_results(plant->n_boards);

	if (results == NULL || mkdir(plant->shards, 0777) != 0 ||
	    mkdir(plant->baselines, 0777) != 0 ||
	    jobs_each(plant->n_boards, jobs_default(), plant_one, plant, results) != 0 ||
	    jobs_failed(results, plant->n_boards) != NULL) {
		speed_fail("%s: the lab could not be made", plant->dir);
	}
	jobs_free(results, plant->n_boards);
}

static void measure(struct speed *speed, const char *what, const char *const *argv, int status,
		    struct speed_aim aim, const struct plant *plant)
{
	char out[128];
	char row[80];
	struct speed_cost cost;

	snprintf(out, sizeof(out), "%s/out", plant->dir);
	cost = speed_of_command(argv, out);
	if (cost.status != status) {
		speed_fail("%s %s: exit status %d (%d would be right); see %s", argv[0], argv[1],
			   cost.status, status, out);
	}
	snprintf(row, sizeof(row), "lab: %s %zu boards, %zu cells", what, plant->n_boards,
		 plant->n_boards * plant->n_flags * N_BENCHES);
	speed_row(speed, row, &cost, aim);
	fflush(stdout);
}

static int is_name(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The one lab that the merge made. */
static void find_lab(const struct plant *plant, char *lab, size_t size)
{
	struct dirent **entries = NULL;
	char labs[96];

	snprintf(labs, sizeof(labs), "%s/whole/labs", plant->dir);
	if (scandir(labs, &entries, is_name, alphasort) != 1) {
		speed_fail("%s: there is not one lab", labs);
	}
	if (snprintf(lab, size, "%s/%s", labs, entries[0]->d_name) >= (int)size) {
		speed_fail("%s: a name is too long", labs);
	}
	free(entries[0]);
	free(entries);
}

static void measure_all(struct speed *speed, const struct plant *plant)
{
	const double share = (double)plant->n_boards / 1000;
	const struct speed_aim aims[] = { { .wall_s = 900 * share, .peak_mib = 512 },
					  { .wall_s = 900 * share, .peak_mib = 512 },
					  { .wall_s = 1800 * share, .peak_mib = 512 } };
	const char **argv = calloc(plant->n_boards + 8, sizeof(*argv));
	char whole[96];
	char lab[256];
	size_t n = 0;

	assert(argv != NULL);
	snprintf(whole, sizeof(whole), "%s/whole", plant->dir);
	argv[n++] = TRAPLINE;
	argv[n++] = "merge";
	argv[n++] = "--by-board";
	argv[n++] = "--out";
	argv[n++] = whole;
	for (size_t i = 0; i < plant->n_boards; i++) {
		char *dir = NULL;

		assert(asprintf(&dir, "%s/%04zu", plant->shards, i) > 0);
		argv[n++] = dir;
	}
	measure(speed, "merge", argv, 0, aims[0], plant);
	for (size_t i = 5; i < n; i++) {
		free((char *)argv[i]);
	}
	free(argv);
	find_lab(plant, lab, sizeof(lab));
	{
		const char *const gate[] = { TRAPLINE,         "gate", "--baselines",
					     plant->baselines, lab,    NULL };
		const char *const report[] = { TRAPLINE,    "report",      "--against",
					       "baselines", "--baselines", plant->baselines,
					       lab,         NULL };

		measure(speed, "gate", gate, 1, aims[1], plant);
		measure(speed, "report", report, 0, aims[2], plant);
	}
}

int main(int argc, char **argv)
{
	struct plant plant = { .n_boards = 0 };
	struct speed speed;

	if (argc > 2 && strcmp(argv[1], "--boards") == 0) {
		plant.n_boards = strtoul(argv[2], NULL, 10);
		argv[2] = argv[0];
		argc -= 2;
		argv += 2;
	}
	speed = speed_begin(argc, argv);
	if (plant.n_boards == 0) {
		plant.n_boards = speed.is_tiny ? 2 : N_BOARDS;
	}
	plant.n_flags = speed.is_tiny ? 5 : N_FLAGS;
	snprintf(plant.dir, sizeof(plant.dir), "/tmp/trapline-speed-lab-XXXXXX");
	if (mkdtemp(plant.dir) == NULL) {
		speed_fail("%s: cannot be made", plant.dir);
	}
	snprintf(plant.shards, sizeof(plant.shards), "%s/shards", plant.dir);
	snprintf(plant.baselines, sizeof(plant.baselines), "%s/baselines", plant.dir);
	speed_make(make_plant, &plant);
	measure_all(&speed, &plant);
	file_remove_tree(plant.dir);
	return speed_end(&speed);
}
