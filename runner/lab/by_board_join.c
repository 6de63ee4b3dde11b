/* SPDX-License-Identifier: Apache-2.0 */
/* Second pass: each board's run is made of what the shards have of it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/by_board.h"
#include "lab/by_board_private.h"
#include "store/file.h"
#include "store/load.h"

static size_t find_dir(const struct by_board *b, const char *dir)
{
	size_t i = 0;

	while (i + 1 < b->n_dirs && strcmp(b->dirs[i], dir) != 0) {
		i++;
	}
	return i;
}

/* Index of @board among those of the shard; shard->n: it has none of it. */
static size_t find_board(const struct by_board_shard *shard, const char *board)
{
	size_t i = 0;

	while (i < shard->n && strcmp(shard->boards[i], board) != 0) {
		i++;
	}
	return i;
}

/* A shard of one board is read where it is, another one's piece from beside the lab. */
static int load_part(const struct by_board *b, size_t dir, const char *board, struct merge *merge,
		     struct store_err *err)
{
	struct run *run = NULL;
	char *piece =
		b->shards[dir].n > 1 ? by_board_path(b, "piece", dir, board) : strdup(b->dirs[dir]);
	/* store_load() takes no folder that begins with a dot; a run.json in it is what it was told. */
	int error = piece != NULL ? load_folder(piece, &run, err)
				  : store_fail(err, ENOMEM, "out of memory");

	free(piece);
	if (error == 0 && merge_add(merge, b->dirs[dir], run) != 0) {
		run_free(run);
		error = store_fail(err, ENOMEM, "out of memory");
	}
	return error;
}

static int load_parts(const struct by_board *b, const char *board, struct merge *merge,
		      struct store_err *err)
{
	int error = 0;

	for (size_t i = 0; i < b->merge.n && error == 0; i++) {
		const struct by_board_shard *shard = &b->shards[b->dir_of[i]];

		if (find_board(shard, board) < shard->n) {
			error = load_part(b, b->dir_of[i], board, merge, err);
		}
	}
	return error;
}

static int take_parts(const struct by_board *b, const char *board, const struct merge *merge,
		      const char *dir, struct run *run, struct store_err *err)
{
	int error = 0;

	for (size_t i = 0; i < merge->n && error == 0; i++) {
		struct merge_part *part = &merge->parts[i];
		const struct by_board_shard *shard = &b->shards[find_dir(b, part->dir)];
		const struct merge_owner owner = { .boards = shard->boards,
						   .n = shard->n,
						   .board = find_board(shard, board) };

		error = merge_logs(part->dir, dir, part->part.index, &owner, part->run, err);
		if (error == 0 && merge_move(part->run, run) != 0) {
			error = store_fail(err, ENOMEM, "out of memory");
		}
	}
	return error;
}

static int fill(const struct by_board *b, const char *board, const struct merge *merge,
		const char *dir, struct run *run, struct store_err *err)
{
	int error = take_parts(b, board, merge, dir, run, err);

	/* What cannot be known of a board whose plan is too large for a list is told by the lab. */
	if (error == 0 && b->merge.n_lost > 0) {
		struct store_err ignored = { "" };
		int lost = merge_lost(&b->merge, board, run, &ignored);

		error = lost == -ENOMEM ? store_fail(err, ENOMEM, "out of memory") : 0;
	}
	run_sort_cells(run);
	return error;
}

/* 20261121T081500Z-rpi4; NULL: no memory. */
static char *board_run_id(const char *lab_id, const char *board)
{
	char *id;

	return asprintf(&id, "%.16s-%s", lab_id, board) < 0 ? NULL : id;
}

static int store_board(const struct by_board *b, const char *board, const struct merge *merge,
		       struct run *run, struct store_err *err)
{
	struct store *store = NULL;
	char *dir = NULL;
	int error = store_begin(b->staging, run->id, &store, err);

	if (error != 0) {
		return error;
	}
	error = fill(b, board, merge, store_dir(store), run, err);
	if (error == 0) {
		error = store_write(store, run, err);
	}
	if (error == 0) {
		store_keep_latest(store);
		error = store_commit(store, &dir, err);
	}
	store_close(store);
	free(dir);
	return error;
}

static int make_head(const struct by_board *b, const struct merge *merge, const char *board,
		     struct run *run, struct store_err *err)
{
	char *text = NULL;
	size_t size = 0;
	FILE *faults = open_memstream(&text, &size);
	int error = faults != NULL ? merge_head(merge, run, faults) : -ENOMEM;

	if (faults != NULL && file_finish(faults, &text) != 0) {
		error = -ENOMEM;
	}
	if (error == -EINVAL) {
		text[strcspn(text, "\n")] = '\0'; /* the first of them */
		store_fail(err, EINVAL, "%s", text);
	} else if (error == 0) {
		free(run->id);
		run->id = board_run_id(b->merge.parts[0].run->id, board);
		error = run->id != NULL ? 0 : -ENOMEM;
	}
	if (error == -ENOMEM) {
		store_fail(err, ENOMEM, "out of memory");
	}
	free(text);
	return error;
}

static int join_one(void *arg, size_t i, struct job_result *result)
{
	const struct by_board *b = arg;
	struct merge merge = { .of = b->merge.of };
	struct store_err err = { "" };
	struct run *run = run_new();
	int error;

	if (run == NULL) {
		snprintf(result->why, sizeof(result->why), "out of memory");
		return -ENOMEM;
	}
	error = load_parts(b, b->boards[i], &merge, &err);
	if (error == 0) {
		error = make_head(b, &merge, b->boards[i], run, &err);
	}
	if (error == 0) {
		error = store_board(b, b->boards[i], &merge, run, &err);
	}
	if (error == 0) {
		result->numbers[BY_BOARD_CELLS] = run->n_cells;
		result->numbers[BY_BOARD_OK] = run_count(run, CELL_OK);
		result->numbers[BY_BOARD_NA] = run_count(run, CELL_NA);
		result->numbers[BY_BOARD_FAILED] = run_n_failed(run);
	}
	snprintf(result->why, sizeof(result->why), "%s", err.text);
	run_free(run);
	merge_free(&merge);
	return error;
}

static int find_dirs(struct by_board *b)
{
	b->dir_of = calloc(b->merge.n + 1, sizeof(*b->dir_of));
	if (b->dir_of == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < b->merge.n; i++) {
		b->dir_of[i] = find_dir(b, b->merge.parts[i].dir);
	}
	return 0;
}

static void clear_pieces(const struct by_board *b)
{
	for (size_t i = 0; i < b->n_dirs; i++) {
		char *heading = by_board_path(b, "heading", i, NULL);

		if (heading != NULL) {
			file_remove_tree(heading);
		}
		free(heading);
		for (size_t k = 0; k < b->shards[i].n && b->shards[i].n > 1; k++) {
			char *piece = by_board_path(b, "piece", i, b->shards[i].boards[k]);

			if (piece != NULL) {
				file_remove_tree(piece);
			}
			free(piece);
		}
	}
}

static int list_lost(const struct by_board *b, struct lab *lab)
{
	lab->lost = calloc(b->merge.of + 1, sizeof(*lab->lost));
	for (unsigned i = 1; i <= b->merge.of && lab->lost != NULL; i++) {
		if (!b->merge.has[i]) {
			lab->lost[lab->n_lost++] = i;
		}
	}
	return lab->lost != NULL ? 0 : -ENOMEM;
}

static int list_runs(const struct by_board *b, struct lab *lab)
{
	lab->boards = calloc(b->n_boards + 1, sizeof(*lab->boards));
	for (size_t i = 0; i < b->n_boards && lab->boards != NULL; i++) {
		struct lab_board *board = &lab->boards[lab->n++];
		char *id = board_run_id(b->merge.parts[0].run->id, b->boards[i]);

		board->name = strdup(b->boards[i]);
		board->n_cells = b->results[i].numbers[BY_BOARD_CELLS];
		if (id == NULL || board->name == NULL || asprintf(&board->run, "runs/%s", id) < 0) {
			board->run = NULL;
			free(id);
			return -ENOMEM;
		}
		free(id);
	}
	return lab->boards != NULL ? 0 : -ENOMEM;
}

static int write_lab(const struct by_board *b, const char *id, struct store_err *err)
{
	struct run heading = { 0 };
	struct lab lab = { .dir = strdup(b->staging), .id = strdup(id), .n_shards = b->merge.of };
	int error = merge_heading(&b->merge, &heading);

	if (error == 0) {
		lab.suite = strdup(heading.suite);
		lab.started = strdup(heading.started);
		lab.plan = strdup(run_env_text(b->merge.parts[0].run, PART_KEY_PLAN));
		error = list_lost(b, &lab);
	}
	if (error == 0) {
		error = list_runs(b, &lab);
	}
	if (lab.dir == NULL || lab.id == NULL || lab.suite == NULL || lab.started == NULL ||
	    lab.plan == NULL || error != 0) {
		error = store_fail(err, ENOMEM, "out of memory");
	} else {
		error = lab_write(&lab, err);
	}
	free(heading.id);
	free(heading.suite);
	free(heading.started);
	free(heading.command);
	lab_free(&lab);
	return error;
}

int by_board_join(struct by_board *b, const char *id, FILE *faults, struct store_err *err)
{
	int error = find_dirs(b);

	b->results = jobs_results(b->n_boards);
	if (error != 0 || b->results == NULL) {
		return store_fail(err, ENOMEM, "out of memory");
	}
	error = jobs_each(b->n_boards, b->at_once, join_one, b, b->results);
	if (error != 0) {
		return store_fail(err, -error, "no process can be started: %s", strerror(-error));
	}
	for (size_t i = 0; i < b->n_boards; i++) {
		if (!b->results[i].is_done) {
			fprintf(faults, "board %s: %s\n", b->boards[i], b->results[i].why);
		}
	}
	if (jobs_failed(b->results, b->n_boards) != NULL) {
		return -EINVAL;
	}
	clear_pieces(b);
	return write_lab(b, id, err);
}
