/* SPDX-License-Identifier: Apache-2.0 */
/* First pass: each shard is read once, by a process that leaves its heading and its boards behind. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "lab/by_board.h"
#include "lab/by_board_private.h"
#include "store/file.h"
#include "store/json.h"
#include "store/samples.h"

#define HEADING_MAX ((size_t)256 << 20)

char *by_board_path(const struct by_board *b, const char *what, size_t shard, const char *board)
{
	char *path;

	return asprintf(&path, "%s/.%s-%zu%s%s", b->staging, what, shard, board != NULL ? "-" : "",
			board != NULL ? board : "") < 0
		       ? NULL
		       : path;
}

static void put(FILE *out, const char *key, const char *value)
{
	fwrite(key, 1, strlen(key) + 1, out);
	fwrite(value, 1, strlen(value) + 1, out);
}

/* Keys and values, each ended by a NUL; what takes them is of this same process's family. */
static int write_heading(const struct run *run, const char *path, struct store_err *err)
{
	char wall[40];
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	int error;

	if (out == NULL) {
		return store_fail(err, ENOMEM, "out of memory");
	}
	snprintf(wall, sizeof(wall), "%.17g", run->wall_s);
	put(out, "id", run->id);
	put(out, "suite", run->suite);
	put(out, "started", run->started);
	put(out, "command", run->command);
	put(out, "wall_s", wall);
	put(out, "cold", run->cold ? "1" : "");
	put(out, "load", run->load ? "1" : "");
	for (size_t i = 0; i < run->n_cells; i++) {
		const char *board = run->cells[i].key.board;

		if (i == 0 || strcmp(board, run->cells[i - 1].key.board) != 0) {
			put(out, "board", board);
		}
	}
	for (size_t i = 0; i < run->n_env; i++) {
		put(out, "", run->env[i].key);
		put(out, "value", run->env[i].value);
	}
	error = file_finish(out, &text) == 0 ? file_write(path, text, size, err)
					     : store_fail(err, ENOMEM, "out of memory");
	free(text);
	return error;
}

static int write_part(const char *dir, const char *name, int made, char *text, size_t size,
		      struct store_err *err)
{
	char *path = made == 0 ? file_join(dir, name) : NULL;
	int error = path != NULL ? file_write(path, text, size, err)
				 : store_fail(err, ENOMEM, "%s: out of memory", dir);

	free(path);
	free(text);
	return error;
}

/* A run's folder of what a shard has of one board. */
static int write_piece(const struct by_board *b, size_t shard, const struct run *piece,
		       struct store_err *err)
{
	char *dir = by_board_path(b, "piece", shard, piece->cells[0].key.board);
	char *text = NULL;
	size_t size = 0;
	int error =
		dir == NULL || mkdir(dir, 0777) != 0
			? store_fail(err, dir == NULL ? ENOMEM : errno, "%s: cannot be made: %s",
				     b->staging, strerror(dir == NULL ? ENOMEM : errno))
			: json_write_run(piece, &text, &size, err);

	if (error == 0) {
		error = write_part(dir, "run.json", 0, text, size, err);
	}
	if (error == 0) {
		text = NULL;
		error = samples_write(piece, &text, &size);
		error = write_part(dir, "samples.csv", error, text, size, err);
	}
	free(dir);
	return error;
}

static size_t count_of_board(const struct run *run, size_t from)
{
	size_t n = 1;

	while (from + n < run->n_cells &&
	       strcmp(run->cells[from].key.board, run->cells[from + n].key.board) == 0) {
		n++;
	}
	return n;
}

/* The checks of boots of @owner's board, in @out, which is as long as run->checks. */
static size_t select_checks(const struct run *run, const struct merge_owner *owner,
			    struct run_check *out)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_checks; i++) {
		if (merge_owns(owner, run->checks[i].boot)) {
			out[n++] = run->checks[i];
		}
	}
	return n;
}

static int write_pieces(const struct by_board *b, size_t shard, const struct run *run,
			struct store_err *err)
{
	struct run_check *checks = calloc(run->n_checks + 1, sizeof(*checks));
	char **boards = calloc(run->n_cells + 1, sizeof(*boards));
	struct merge_owner owner = { .boards = boards };
	int error = 0;

	if (checks == NULL || boards == NULL) {
		free(checks);
		free(boards);
		return store_fail(err, ENOMEM, "out of memory");
	}
	for (size_t i = 0; i < run->n_cells; i += count_of_board(run, i)) {
		boards[owner.n++] = run->cells[i].key.board;
	}
	for (size_t i = 0; i < run->n_cells && error == 0 && owner.n > 1; owner.board++) {
		struct run piece = *run;

		piece.cells = &run->cells[i];
		piece.n_cells = count_of_board(run, i);
		piece.checks = checks;
		piece.n_checks = select_checks(run, &owner, checks);
		error = write_piece(b, shard, &piece, err);
		i += piece.n_cells;
	}
	free(checks);
	free(boards);
	return error;
}

static int scan_one(void *arg, size_t i, struct job_result *result)
{
	const struct by_board *b = arg;
	struct store_err err = { "" };
	struct run *run = NULL;
	char *path = by_board_path(b, "heading", i, NULL);
	int error = -ENOMEM;

	if (path == NULL) {
		store_fail(&err, ENOMEM, "out of memory");
	} else {
		error = store_load(b->dirs[i], &run, &err);
	}
	if (error == 0 && run != NULL) {
		error = write_pieces(b, i, run, &err);
	}
	if (error == 0 && run != NULL) {
		error = write_heading(run, path, &err);
	}
	snprintf(result->why, sizeof(result->why), "%s", err.text);
	run_free(run);
	free(path);
	return error;
}

static int set(char **slot, const char *value)
{
	free(*slot);
	*slot = strdup(value);
	return *slot != NULL ? 0 : -ENOMEM;
}

static int add_board(struct by_board_shard *shard, const char *board)
{
	char **boards = reallocarray(shard->boards, shard->n + 1, sizeof(*boards));

	if (boards == NULL) {
		return -ENOMEM;
	}
	shard->boards = boards;
	boards[shard->n] = strdup(board);
	return boards[shard->n++] != NULL ? 0 : -ENOMEM;
}

static int take_entry(const char *key, const char *value, struct run *run,
		      struct by_board_shard *shard)
{
	if (strcmp(key, "board") == 0) {
		return add_board(shard, value);
	}
	if (strcmp(key, "wall_s") == 0) {
		run->wall_s = strtod(value, NULL);
		return 0;
	}
	if (strcmp(key, "cold") == 0 || strcmp(key, "load") == 0) {
		*(key[0] == 'c' ? &run->cold : &run->load) = value[0] != '\0';
		return 0;
	}
	return set(strcmp(key, "id") == 0        ? &run->id
		   : strcmp(key, "suite") == 0   ? &run->suite
		   : strcmp(key, "started") == 0 ? &run->started
						 : &run->command,
		   value);
}

/* An entry of the environment is its key behind an empty one, and its value behind "value". Each is there
 * once, so that it need not be looked for. */
static int add_env(struct run *run, const char *key, const char *value)
{
	struct env_item *env = reallocarray(run->env, run->n_env + 1, sizeof(*env));

	if (env == NULL) {
		return -ENOMEM;
	}
	run->env = env;
	env[run->n_env] = (struct env_item){ .key = strdup(key), .value = strdup(value) };
	return env[run->n_env].key != NULL && env[run->n_env++].value != NULL ? 0 : -ENOMEM;
}

static int read_entries(const char *text, size_t size, struct run *run,
			struct by_board_shard *shard)
{
	const char *end = text + size;
	const char *env = NULL;
	int err = 0;

	for (const char *at = text; at < end && err == 0;) {
		const char *value = at + strlen(at) + 1;

		if (at[0] == '\0') {
			env = value;
		} else if (env != NULL) {
			err = add_env(run, env, value);
			env = NULL;
		} else {
			err = take_entry(at, value, run, shard);
		}
		at = value + strlen(value) + 1;
	}
	return err;
}

static int read_heading(struct by_board *b, size_t i, struct store_err *err)
{
	char *path = by_board_path(b, "heading", i, NULL);
	struct run *run = run_new();
	char *text = NULL;
	size_t size = 0;
	int error = path == NULL || run == NULL
			    ? store_fail(err, ENOMEM, "out of memory")
			    : file_read_at_most(path, HEADING_MAX, &text, &size, err);

	if (error == 0 && (read_entries(text, size, run, &b->shards[i]) != 0 ||
			   merge_add(&b->merge, b->dirs[i], run) != 0)) {
		error = store_fail(err, ENOMEM, "out of memory");
	} else if (error == 0) {
		run = NULL; /* b->merge has it */
	}
	run_free(run);
	free(text);
	free(path);
	return error;
}

static int name_order(const void *left, const void *right)
{
	return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The boards of all shards, each once. */
static int list_boards(struct by_board *b)
{
	size_t n = 0;

	for (size_t i = 0; i < b->n_dirs; i++) {
		n += b->shards[i].n;
	}
	b->boards = calloc(n + 1, sizeof(*b->boards));
	if (b->boards == NULL) {
		return -ENOMEM;
	}
	n = 0;
	for (size_t i = 0; i < b->n_dirs; i++) {
		for (size_t k = 0; k < b->shards[i].n; k++) {
			b->boards[n++] = b->shards[i].boards[k];
		}
	}
	qsort(b->boards, n, sizeof(*b->boards), name_order);
	for (size_t i = 0; i < n; i++) {
		if (b->n_boards == 0 || strcmp(b->boards[b->n_boards - 1], b->boards[i]) != 0) {
			b->boards[b->n_boards++] = b->boards[i];
		}
	}
	return 0;
}

int by_board_scan(struct by_board *b, FILE *faults, struct store_err *err)
{
	struct job_result *results = jobs_results(b->n_dirs);
	bool is_bad = false;
	int error = 0;

	b->shards = calloc(b->n_dirs + 1, sizeof(*b->shards));
	if (results == NULL || b->shards == NULL) {
		jobs_free(results, b->n_dirs);
		return store_fail(err, ENOMEM, "out of memory");
	}
	error = jobs_each(b->n_dirs, b->at_once, scan_one, b, results);
	if (error != 0) {
		store_fail(err, -error, "no process can be started: %s", strerror(-error));
	}
	for (size_t i = 0; i < b->n_dirs && error == 0; i++) {
		if (results[i].is_done) {
			error = read_heading(b, i, err);
		} else {
			fprintf(faults, "%s\n", results[i].why);
			is_bad = true;
		}
	}
	jobs_free(results, b->n_dirs);
	if (error == 0 && list_boards(b) != 0) {
		error = store_fail(err, ENOMEM, "out of memory");
	}
	if (error != 0) {
		return error;
	}
	return b->merge.n == 0 || (is_bad && !b->is_partial) ? -EINVAL : 0;
}

void by_board_free(struct by_board *b)
{
	for (size_t i = 0; i < b->n_dirs && b->shards != NULL; i++) {
		for (size_t k = 0; k < b->shards[i].n; k++) {
			free(b->shards[i].boards[k]);
		}
		free(b->shards[i].boards);
	}
	jobs_free(b->results, b->n_boards);
	free(b->shards);
	free(b->boards);
	free(b->dir_of);
	free(b->staging);
	merge_free(&b->merge);
	*b = (struct by_board){ 0 };
}
