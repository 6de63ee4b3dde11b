/* SPDX-License-Identifier: Apache-2.0 */
#include "lab/lab.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/file.h"
#include "store/json_get.h"
#include "store/text.h"

#define FILE_MAX ((size_t)64 << 20)

bool lab_is(const char *dir)
{
	char *path = file_join(dir, LAB_FILE);
	bool is_lab = path != NULL && access(path, F_OK) == 0;

	free(path);
	return is_lab;
}

char *lab_run_dir(const struct lab *lab, size_t board)
{
	return file_join(lab->dir, lab->boards[board].run);
}

void lab_free(struct lab *lab)
{
	for (size_t i = 0; i < lab->n; i++) {
		free(lab->boards[i].name);
		free(lab->boards[i].run);
	}
	free(lab->boards);
	free(lab->lost);
	free(lab->dir);
	free(lab->id);
	free(lab->suite);
	free(lab->started);
	free(lab->plan);
	*lab = (struct lab){ 0 };
}

static json_t *write_boards(const struct lab *lab)
{
	json_t *boards = json_array();

	for (size_t i = 0; i < lab->n; i++) {
		const struct lab_board *board = &lab->boards[i];

		json_array_append_new(boards,
				      json_pack("{s:s, s:s, s:I}", "board", board->name, "run",
						board->run, "cells", (json_int_t)board->n_cells));
	}
	return boards;
}

static json_t *write_lost(const struct lab *lab)
{
	json_t *lost = json_array();

	for (size_t i = 0; i < lab->n_lost; i++) {
		json_array_append_new(lost, json_integer((json_int_t)lab->lost[i]));
	}
	return lost;
}

int lab_write(const struct lab *lab, struct store_err *err)
{
	json_t *doc = json_pack("{s:i, s:s, s:s, s:s, s:s, s:I, s:o, s:o}", "schema", LAB_SCHEMA,
				"id", lab->id, "suite", lab->suite, "started", lab->started, "plan",
				lab->plan, "shards", (json_int_t)lab->n_shards, "missing_shards",
				write_lost(lab), "boards", write_boards(lab));
	char *text = doc != NULL ? json_dumps(doc, JSON_INDENT(2)) : NULL;
	char *path = file_join(lab->dir, LAB_FILE);
	int error = text == NULL || path == NULL ||
				    json_array_size(json_object_get(doc, "boards")) != lab->n
			    ? store_fail(err, ENOMEM, "%s: out of memory", lab->dir)
			    : file_write(path, text, strlen(text), err);

	json_decref(doc);
	free(text);
	free(path);
	return error;
}

static int read_board(const struct json_at *at, json_t *object, struct lab_board *board)
{
	static const char *const keys[] = { "board", "run", "cells", NULL };
	uint64_t n = 0;
	int error = json_is_object(object) ? json_only_keys(at, object, keys)
					   : json_bad(at, "", "is not an object");

	if (error == 0) {
		error = json_get_text(at, object, "board", TEXT_NAME, &board->name);
	}
	if (error == 0) {
		error = json_get_text(at, object, "run", TEXT_PATH_NAME, &board->run);
	}
	if (error == 0) {
		error = json_get_uint(at, object, "cells", 1, &n);
	}
	board->n_cells = (size_t)n;
	return error;
}

static int read_boards(const struct json_at *at, const json_t *doc, struct lab *lab)
{
	struct json_at inner = *at;
	json_t *boards;
	json_t *object;
	size_t i;
	int error = json_get_array(at, doc, "boards", &boards);

	if (error != 0) {
		return error;
	}
	lab->boards = calloc(json_array_size(boards) + 1, sizeof(*lab->boards));
	if (lab->boards == NULL) {
		return store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
	}
	json_array_foreach(boards, i, object)
	{
		snprintf(inner.path, sizeof(inner.path), "boards[%zu]", i);
		lab->n++;
		error = read_board(&inner, object, &lab->boards[i]);
		if (error != 0) {
			return error;
		}
	}
	return lab->n > 0 ? 0 : json_bad(at, "boards", "is empty (a lab has at least one board)");
}

static int read_lost(const struct json_at *at, const json_t *doc, struct lab *lab)
{
	json_t *lost;
	json_t *number;
	size_t i;
	int error = json_get_array(at, doc, "missing_shards", &lost);

	if (error != 0) {
		return error;
	}
	lab->lost = calloc(json_array_size(lost) + 1, sizeof(*lab->lost));
	if (lab->lost == NULL) {
		return store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
	}
	json_array_foreach(lost, i, number)
	{
		if (!json_is_integer(number) || json_integer_value(number) < 1) {
			return json_bad(at, "missing_shards", "holds what is no number of a shard");
		}
		lab->lost[lab->n_lost++] = (size_t)json_integer_value(number);
	}
	return 0;
}

static int read_doc(const struct json_at *at, json_t *doc, struct lab *lab)
{
	static const char *const keys[] = { "schema", "id",     "suite",          "started", "plan",
					    "shards", "boards", "missing_shards", NULL };
	uint64_t schema = 0;
	uint64_t shards = 0;
	int error = json_only_keys(at, doc, keys);

	if (error == 0) {
		error = json_get_uint(at, doc, "schema", 0, &schema);
	}
	if (error == 0 && schema != LAB_SCHEMA) {
		error = json_bad(at, "schema", "is not %d, which this Trapline reads", LAB_SCHEMA);
	}
	if (error == 0) {
		error = json_get_text(at, doc, "id", TEXT_NAME, &lab->id);
	}
	if (error == 0) {
		error = json_get_text(at, doc, "suite", TEXT_NAME, &lab->suite);
	}
	if (error == 0) {
		error = json_get_text(at, doc, "started", TEXT_TIME, &lab->started);
	}
	if (error == 0) {
		error = json_get_text(at, doc, "plan", TEXT_NAME, &lab->plan);
	}
	if (error == 0) {
		error = json_get_uint(at, doc, "shards", 1, &shards);
	}
	lab->n_shards = (size_t)shards;
	if (error == 0) {
		error = read_lost(at, doc, lab);
	}
	return error == 0 ? read_boards(at, doc, lab) : error;
}

int lab_load(const char *dir, struct lab *out, struct store_err *err)
{
	struct lab lab = { .dir = strdup(dir) };
	char *path = file_join(dir, LAB_FILE);
	struct json_at at = { .file = path, .err = err };
	json_t *doc = NULL;
	int error =
		lab.dir == NULL || path == NULL
			? store_fail(err, ENOMEM, "%s: out of memory", dir)
			: json_get_document(path, FILE_MAX, "the " LAB_FILE " of a lab", &doc, err);

	if (error == 0) {
		error = read_doc(&at, doc, &lab);
	}
	json_decref(doc);
	free(path);
	if (error != 0) {
		lab_free(&lab);
		return error;
	}
	*out = lab;
	return 0;
}
