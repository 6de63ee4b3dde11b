/* SPDX-License-Identifier: Apache-2.0 */
/* A history of ten million measurements: `trapline history` adds a run to it and looks at one cell. */
#include <sqlite3.h>
#include <stdint.h>

#include "history/changes.h"
#include "speed.h"
#include "stats/random.h"
#include "test/make_run.h"
#include "test/results_dir.h"

#define TRAPLINE   "build/bin/trapline"
#define N_CELLS    1000u
#define N_RUNS     10000u /* with one boot each: a row for each run and cell */
#define N_SAMPLES  256u
#define LEVELS     5u /* of a cell's history: four change points */
#define CELL       "^speed/b000 "
#define TOGETHER_S 1.0
#define NEW_RUN    "20261121T081500Z-speed"
#define FIRST_RUN  "20200101T000000Z-speed"

struct past {
	size_t n_runs;
	char results[64];
};

static void fill_run(struct run *run, size_t n_cells)
{
	struct random random = { 1 };

	for (size_t cell = 0; cell < n_cells; cell++) {
		uint64_t samples[N_SAMPLES];
		char name[32];

		for (size_t i = 0; i < N_SAMPLES; i++) {
			samples[i] = 10000 + random_below(&random, 100);
		}
		snprintf(name, sizeof(name), "speed/b%03zu", cell);
		make_ok(run, name, "cortex-a57", "static", "cntvct", samples, N_SAMPLES)->step = 1;
	}
	run_sort_cells(run);
}

static void check_sql(sqlite3 *db, int code)
{
	if (code != SQLITE_OK && code != SQLITE_DONE) {
		speed_fail("history: %s", sqlite3_errmsg(db));
	}
}

/* Every four hours a run, after the one that is there. */
static void add_runs(sqlite3 *db, size_t n_runs)
{
	char sql[512];

	snprintf(
		sql, sizeof(sql),
		"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %zu)"
		"INSERT INTO run(name, started, suite, revision, dirty, mode, wall_s, cells, "
		"without) SELECT strftime('%%Y%%m%%dT%%H%%M%%SZ-speed', '2020-01-01', (4 * i) || ' "
		"hours'), strftime('%%Y-%%m-%%dT%%H:%%M:%%SZ', '2020-01-01', (4 * i) || ' hours'), "
		"'speed', hex(randomblob(20)), 0, '', 60, %u, 0 FROM n",
		n_runs - 1, N_CELLS);
	check_sql(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
	check_sql(db, sqlite3_exec(db, "UPDATE cell SET runs = (SELECT count(*) FROM run)", NULL,
				   NULL, NULL));
}

/* Levels that differ by 5 %, with 0.5 % between boots. */
static double draw(struct random *random, size_t run, size_t n_runs)
{
	double level = 10000 * (1 + 0.05 * (double)(run * LEVELS / n_runs % 2));

	return level * (1 + 0.005 * random_normal(random));
}

/* In the order of the table, so that making the data does not take all day. */
static void add_figures(sqlite3 *db, size_t n_runs)
{
	struct random random = { 2 };
	sqlite3_stmt *stmt;

	check_sql(db, sqlite3_prepare_v2(db,
					 "INSERT INTO figure VALUES(?1, ?2, 0, 0, 256, ?3, ?4, "
					 "?3, 1)",
					 -1, &stmt, NULL));
	for (size_t cell = 1; cell <= N_CELLS; cell++) {
		for (size_t run = 2; run <= n_runs; run++) {
			double median = draw(&random, run, n_runs);

			sqlite3_bind_int64(stmt, 1, (sqlite3_int64)cell);
			sqlite3_bind_int64(stmt, 2, (sqlite3_int64)run);
			sqlite3_bind_double(stmt, 3, median);
			sqlite3_bind_double(stmt, 4, median * 1.02);
			check_sql(db, sqlite3_step(stmt));
			sqlite3_reset(stmt);
		}
	}
	sqlite3_finalize(stmt);
}

static void begin_history(const char *path)
{
	struct store_err err = { "" };
	struct history *history = NULL;
	struct run *run = make_run(FIRST_RUN);
	bool is_new;

	free(run->started);
	run->started = make_str("2020-01-01T00:00:00Z");
	fill_run(run, N_CELLS);
	if (history_open(path, true, &history, &err) != 0 ||
	    history_import(history, run, &is_new, &err) != 0) {
		speed_fail("history: %s", err.text);
	}
	history_close(history);
	run_free(run);
}

static void make_past(void *arg)
{
	const struct past *past = arg;
	char *path = file_join(past->results, "history.db");
	struct run *run = make_run(NEW_RUN);
	sqlite3 *db = NULL;

	begin_history(path);
	check_sql(db, sqlite3_open(path, &db));
	check_sql(db, sqlite3_exec(db, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL));
	add_runs(db, past->n_runs);
	add_figures(db, past->n_runs);
	check_sql(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
	check_sql(db, sqlite3_close(db));
	fill_run(run, N_CELLS);
	free(results_dir_store(past->results, run));
	run_free(run);
	free(path);
}

static struct speed_cost run_part(struct speed *speed, const struct past *past, const char *part,
				  const char *pattern, const char *what)
{
	const char *const argv[] = { TRAPLINE,      "history", part, "--results",
				     past->results, pattern,   NULL };
	struct speed_cost cost = speed_of_command(argv, "/dev/null");

	if (cost.status != 0) {
		speed_fail("%s history %s: exit status %d", TRAPLINE, part, cost.status);
	}
	speed_row(speed, what, &cost, (struct speed_aim){ 0 });
	return cost;
}

/* That what was measured was all there to look at. */
static void check_series(void *arg)
{
	const struct past *past = arg;
	char *path = file_join(past->results, "history.db");
	struct history_series *cells = NULL;
	struct history_change *changes = NULL;
	struct history *history = NULL;
	struct store_err err = { "" };
	size_t n_cells = 0;
	size_t n_changes = 0;

	if (history_open(path, false, &history, &err) != 0 ||
	    history_find_cells(history, CELL, &cells, &n_cells, &err) != 0 || n_cells != 1 ||
	    history_load_series(history, &cells[0], 0, &err) != 0 ||
	    history_find_changes(&cells[0], &history_rules_default, &changes, &n_changes) != 0) {
		speed_fail("history: %zu cells: %s", n_cells, err.text);
	}
	if (cells[0].n != past->n_runs + 1 || n_changes != LEVELS - 1) {
		speed_fail("history: %zu changes in %zu runs (%u in %zu would be right)", n_changes,
			   cells[0].n, LEVELS - 1, past->n_runs + 1);
	}
	free(changes);
	history_cells_free(cells, n_cells);
	history_close(history);
	free(path);
}

static void add_cost(struct speed_cost *sum, struct speed_cost cost)
{
	sum->wall_s += cost.wall_s;
	sum->cpu_s += cost.cpu_s;
	sum->peak_mib = cost.peak_mib > sum->peak_mib ? cost.peak_mib : sum->peak_mib;
}

int main(int argc, char **argv)
{
	struct speed speed = speed_begin(argc, argv);
	struct past past = { .n_runs = speed_size(&speed, N_RUNS),
			     .results = "/tmp/trapline-speed-history-XXXXXX" };
	struct speed_cost sum = { 0 };
	char what[80];

	if (mkdtemp(past.results) == NULL) {
		speed_fail("%s: cannot be made", past.results);
	}
	speed_make(make_past, &past);
	snprintf(what, sizeof(what), "history of %zu measurements: import of a run",
		 past.n_runs * N_CELLS);
	add_cost(&sum, run_part(&speed, &past, "import", NULL, what));
	add_cost(&sum,
		 run_part(&speed, &past, "trend", CELL, "  trend of a cell, with its changes"));
	add_cost(&sum, run_part(&speed, &past, "changes", CELL, "  change points of a cell"));
	speed_row(&speed, "  all three", &sum, (struct speed_aim){ .wall_s = TOGETHER_S });
	speed_make(check_series, &past);
	file_remove_tree(past.results);
	return speed_end(&speed);
}
