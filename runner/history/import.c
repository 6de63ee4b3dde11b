/* SPDX-License-Identifier: Apache-2.0 */
/* One run in, all of it or nothing. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gate/figures.h"
#include "history/db.h"
#include "store/file.h"

static const char add_run_sql[] =
	"INSERT INTO run(name, started, suite, revision, dirty, mode, wall_s, cells, without)"
	" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
static const char add_cell_sql[] =
	"INSERT INTO cell(board, cpu, benchmark, host, flags, toolchain, switch, vectors, clock, "
	"hal,"
	" qemu, mode, unit, runs) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 1)"
	" ON CONFLICT DO UPDATE SET runs = runs + 1 RETURNING id";
static const char add_figure_sql[] =
	"INSERT INTO figure(cell, run, boot, layout, n, median, p99, mean, exits)"
	" VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

struct import {
	struct history *history;
	const struct run *run;
	struct store_err *err;
	sqlite3_stmt *add_cell;
	sqlite3_stmt *add_figure;
	int64_t run_id;
	char qemu[32];
};

/* Runs @stmt, which gives no row or one, and makes it ready for the next. *id: of that row. */
static int step_once(const struct import *im, sqlite3_stmt *stmt, int64_t *id)
{
	int got = db_step(im->history, stmt, im->err);

	if (got == 1) {
		*id = sqlite3_column_int64(stmt, 0);
		got = db_step(im->history, stmt, im->err);
	}
	sqlite3_reset(stmt);
	return got;
}

/* One division, so that equal rates are equal numbers. */
static double operations_of(const struct cell *cell)
{
	return (double)cell->n * (double)(cell->batch > 1 ? cell->batch : 1);
}

static double mean_of(const struct cell *cell)
{
	double sum = 0;

	for (size_t i = 0; i < cell->n; i++) {
		sum += (double)cell->samples[i];
	}
	return sum / operations_of(cell);
}

static double exits_of(const struct cell *cell)
{
	double sum = 0;

	for (size_t i = 0; i < cell->n_exits; i++) {
		sum += (double)cell->exits[i].count;
	}
	return sum / operations_of(cell);
}

static int add_figure(const struct import *im, int64_t cell_id, const struct cell *cell)
{
	sqlite3_stmt *stmt = im->add_figure;
	int64_t id;

	sqlite3_bind_int64(stmt, 1, cell_id);
	sqlite3_bind_int64(stmt, 2, im->run_id);
	sqlite3_bind_int64(stmt, 3, cell->boot);
	sqlite3_bind_int64(stmt, 4, cell->layout);
	sqlite3_bind_int64(stmt, 5, (int64_t)cell->n);
	sqlite3_bind_double(stmt, 6, cell_median(cell));
	sqlite3_bind_double(stmt, 7, cell_each(cell, (double)cell->sum.p99));
	sqlite3_bind_double(stmt, 8, mean_of(cell));
	sqlite3_bind_double(stmt, 9, exits_of(cell));
	return step_once(im, stmt, &id);
}

static int find_cell(const struct import *im, const struct cell *cell, int64_t *id)
{
	const struct cell_key *key = &cell->key;
	const char *const columns[] = { key->board,         key->cpu,     key->benchmark,
					key->host,          key->flags,   key->toolchain,
					key->switch_policy, key->vectors, key->clock,
					key->hal,           im->qemu,     run_mode(im->run),
					cell->unit };

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		db_bind_text(im->add_cell, (int)i + 1, columns[i]);
	}
	return step_once(im, im->add_cell, id);
}

static bool is_usable(const struct cell *cell)
{
	return cell->status == CELL_OK && cell->n > 0 && cell->samples != NULL;
}

/* NULL: no boot of the cell has a result, or one was spoiled and so none is to be trusted. */
static const struct cell *find_result(const struct cell *boots, size_t n)
{
	const struct cell *found = NULL;

	for (size_t i = 0; i < n; i++) {
		if (boots[i].status == CELL_SPOILED) {
			return NULL;
		}
		if (found == NULL && is_usable(&boots[i])) {
			found = &boots[i];
		}
	}
	return found;
}

static int add_cell(const struct import *im, const struct cell *boots, size_t n)
{
	const struct cell *first = find_result(boots, n);
	int64_t id = 0;
	int error = first != NULL ? find_cell(im, first, &id) : 0;

	for (size_t i = 0; error == 0 && first != NULL && i < n; i++) {
		if (is_usable(&boots[i])) {
			error = add_figure(im, id, &boots[i]);
		}
	}
	return error;
}

/* One side of a comparison by turns is of any revision, or of an image from elsewhere: no point in time. */
static bool is_point(const struct run *run)
{
	return run_env_text(run, "ab.side")[0] == '\0';
}

static void count_cells(const struct run *run, size_t *with, size_t *without)
{
	*with = 0;
	*without = 0;
	for (size_t i = 0; is_point(run) && i < run->n_cells; i += run_count_boots(run, i)) {
		bool has = find_result(&run->cells[i], run_count_boots(run, i)) != NULL;

		*with += has;
		*without += !has && run->cells[i].status != CELL_NA;
	}
}

static int add_run(struct import *im)
{
	const struct run *run = im->run;
	sqlite3_stmt *stmt;
	size_t with;
	size_t without;
	int64_t id;
	int error = db_prepare(im->history, add_run_sql, &stmt, im->err);

	if (error != 0) {
		return error;
	}
	count_cells(run, &with, &without);
	db_bind_text(stmt, 1, run->id);
	db_bind_text(stmt, 2, run->started);
	db_bind_text(stmt, 3, run->suite);
	db_bind_text(stmt, 4, run_env_text(run, "source.revision"));
	sqlite3_bind_int(stmt, 5, run_is_dirty(run));
	db_bind_text(stmt, 6, run_mode(run));
	sqlite3_bind_double(stmt, 7, run->wall_s);
	sqlite3_bind_int64(stmt, 8, (int64_t)with);
	sqlite3_bind_int64(stmt, 9, (int64_t)without);
	error = step_once(im, stmt, &id);
	sqlite3_finalize(stmt);
	im->run_id = sqlite3_last_insert_rowid(im->history->db);
	return error;
}

static int add_cells(struct import *im)
{
	const struct run *run = im->run;
	int error = db_prepare(im->history, add_cell_sql, &im->add_cell, im->err);

	if (error == 0) {
		error = db_prepare(im->history, add_figure_sql, &im->add_figure, im->err);
	}
	for (size_t i = 0; error == 0 && is_point(run) && i < run->n_cells;
	     i += run_count_boots(run, i)) {
		error = add_cell(im, &run->cells[i], run_count_boots(run, i));
	}
	sqlite3_finalize(im->add_cell);
	sqlite3_finalize(im->add_figure);
	return error;
}

/* What the run at @run_id gave goes; cells that no other run has go with it. */
static int forget_run(struct history *history, int64_t run_id, struct store_err *err)
{
	static const char *const all[] = {
		"UPDATE cell SET runs=runs-1 WHERE id IN (SELECT cell FROM figure WHERE run=?1)",
		"DELETE FROM figure WHERE run = ?1",
		"DELETE FROM cell WHERE runs = 0 AND ?1 > 0",
		"DELETE FROM run WHERE id = ?1",
	};
	int error = 0;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]) && error == 0; i++) {
		sqlite3_stmt *stmt;

		error = db_prepare(history, all[i], &stmt, err);
		if (error == 0) {
			sqlite3_bind_int64(stmt, 1, run_id);
			error = db_step(history, stmt, err);
			sqlite3_finalize(stmt);
		}
	}
	return error;
}

/* 1: this very run is there; 0: no run of its name, or it was there incomplete, and was gone on with since:
 * *old is it, else 0. */
static int find_run(struct history *history, const struct run *run, int64_t *old,
		    struct store_err *err)
{
	sqlite3_stmt *stmt;
	int got = db_prepare(history,
			     "SELECT started = ?2 AND wall_s = ?3, started = ?2 AND without > 0, id"
			     " FROM run WHERE name = ?1",
			     &stmt, err);

	*old = 0;
	if (got != 0) {
		return got;
	}
	db_bind_text(stmt, 1, run->id);
	db_bind_text(stmt, 2, run->started);
	sqlite3_bind_double(stmt, 3, run->wall_s);
	got = db_step(history, stmt, err);
	if (got == 1 && sqlite3_column_int(stmt, 0) == 0) {
		if (sqlite3_column_int(stmt, 1) != 0) {
			*old = sqlite3_column_int64(stmt, 2);
			got = 0;
		} else {
			got = store_fail(err, EEXIST,
					 "%s: has another run called %s (each run under a name of "
					 "its own would be right)",
					 history->path, run->id);
		}
	}
	sqlite3_finalize(stmt);
	return got;
}

/* 1: nothing to do. */
static int import_in_transaction(struct import *im)
{
	int64_t old;
	int got = find_run(im->history, im->run, &old, im->err);

	if (got == 0 && old != 0) {
		got = forget_run(im->history, old, im->err);
	}
	if (got == 0) {
		got = add_run(im);
		got = got == 0 ? add_cells(im) : got;
	}
	if (got >= 0) {
		int error = db_exec(im->history, "COMMIT", im->err);

		got = error != 0 ? error : got;
	}
	return got;
}

int history_import(struct history *history, const struct run *run, bool *is_new,
		   struct store_err *err)
{
	struct import im = { .history = history, .run = run, .err = err };
	int got = db_exec(history, "BEGIN IMMEDIATE", err);

	if (got != 0) {
		return got;
	}
	figures_find_version(run_env_text(run, "tools.qemu"), im.qemu, sizeof(im.qemu));
	got = import_in_transaction(&im);
	if (got < 0) {
		/* After some failures SQLite has done so itself. */
		sqlite3_exec(history->db, "ROLLBACK", NULL, NULL, NULL);
		return got;
	}
	*is_new = got == 0;
	return 0;
}

int history_has_run(struct history *history, const char *name, bool *has, struct store_err *err)
{
	sqlite3_stmt *stmt;
	int got = db_prepare(history, "SELECT 1 FROM run WHERE name = ?1 AND without = 0", &stmt,
			     err);

	if (got != 0) {
		return got;
	}
	db_bind_text(stmt, 1, name);
	got = db_step(history, stmt, err);
	sqlite3_finalize(stmt);
	if (got >= 0) {
		*has = got == 1;
	}
	return got < 0 ? got : 0;
}
