/* SPDX-License-Identifier: Apache-2.0 */
/* A baseline file as it is on disk; nothing in it is trusted. */
#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "gate/baseline_get.h"
#include "store/file.h"
#include "store/text.h"

#define FILE_MAX ((size_t)64 << 20)

static int check_schema(const struct json_at *at, const json_t *doc)
{
	const json_t *schema = json_object_get(doc, "schema");

	if (!json_is_integer(schema)) {
		return json_bad(at, "schema", "%s (the integer %d would be right)",
				schema == NULL ? "is missing" : "is no integer", BASELINE_SCHEMA);
	}
	if (json_integer_value(schema) > BASELINE_SCHEMA) {
		return json_bad(
			at, "schema",
			"%" JSON_INTEGER_FORMAT " is of a later Trapline (this one reads "
			"%d: use that Trapline, or accept the baseline again with this one)",
			json_integer_value(schema), BASELINE_SCHEMA);
	}
	return json_integer_value(schema) == BASELINE_SCHEMA
		       ? 0
		       : json_bad(at, "schema",
				  "%" JSON_INTEGER_FORMAT " is none (%d would be right)",
				  json_integer_value(schema), BASELINE_SCHEMA);
}

static int read_key_parts(const struct json_at *at, json_t *key, struct baseline_file *file)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < BASELINE_N_PARTS; i++) {
		error = json_get_text(at, key, baseline_parts[i].key,
				      baseline_parts[i].is_text ? TEXT_LINE : TEXT_NAME,
				      baseline_part_of(&file->key, i));
	}
	if (error == 0) {
		error = json_get_text(at, key, "qemu", TEXT_ANY_NAME, &file->qemu);
	}
	if (error == 0 && strcmp(file->key.clock, "exact") != 0 &&
	    strcmp(file->key.clock, "cntvct") != 0) {
		error = json_bad(at, "clock", "'%.40s' is no clock (exact, cntvct)",
				 file->key.clock);
	}
	return error;
}

static int read_key(const struct json_at *at, const json_t *doc, struct baseline_file *file)
{
	const char *known[BASELINE_N_PARTS + 2] = { NULL };
	struct json_at inner = baseline_inner(at, "key");
	json_t *key;
	int error = json_get_object(at, doc, "key", &key);

	for (size_t i = 0; i < BASELINE_N_PARTS; i++) {
		known[i] = baseline_parts[i].key;
	}
	known[BASELINE_N_PARTS] = "qemu";
	if (error == 0) {
		error = baseline_only_keys(&inner, key, known);
	}
	return error == 0 ? read_key_parts(&inner, key, file) : error;
}

/* The key of a cell is its file's and its name. */
static int set_key(const struct json_at *at, const struct baseline_file *file,
		   const char *benchmark, struct figures *cell)
{
	bool failed = false;

	for (size_t i = 0; i < BASELINE_N_PARTS; i++) {
		char **part = baseline_part_of(&cell->key, i);

		*part = strdup(baseline_part_text(&file->key, i));
		failed |= *part == NULL;
	}
	cell->key.benchmark = strdup(benchmark);
	cell->qemu = strdup(file->qemu);
	return failed || cell->key.benchmark == NULL || cell->qemu == NULL ? baseline_no_memory(at)
									   : 0;
}

static int read_cells(const struct json_at *at, const json_t *doc, struct baseline_file *file)
{
	struct json_at cells_at = baseline_inner(at, "cells");
	const char *name;
	json_t *cells;
	json_t *object;
	int error = json_get_object(at, doc, "cells", &cells);

	if (error == 0 && json_object_size(cells) == 0) {
		error = json_bad(at, "cells", "is empty (one object a benchmark would be right)");
	}
	if (error != 0) {
		return error;
	}
	file->cells = calloc(json_object_size(cells), sizeof(*file->cells));
	if (file->cells == NULL) {
		return baseline_no_memory(at);
	}
	json_object_foreach(cells, name, object)
	{
		struct json_at inner = baseline_inner(&cells_at, name);
		struct figures *cell = &file->cells[file->n_cells++];

		error = text_is_path_name(name)
				? set_key(at, file, name, cell)
				: json_bad(&cells_at, "",
					   "'%.80s' is no benchmark (hvc/return would be right)",
					   name);
		if (error == 0) {
			error = baseline_read_cell(&inner, object, cell);
		}
		if (error != 0) {
			return error;
		}
	}
	baseline_sort_cells(file);
	return 0;
}

static int read_changed(const struct json_at *at, const json_t *object,
			struct baseline_change *change)
{
	json_t *cells;
	int error = json_get_array(at, object, "cells", &cells);

	if (error != 0) {
		return error;
	}
	change->cells = calloc(json_array_size(cells) + 1, sizeof(*change->cells));
	if (change->cells == NULL) {
		return baseline_no_memory(at);
	}
	for (size_t i = 0; i < json_array_size(cells); i++) {
		const char *text = json_string_value(json_array_get(cells, i));

		if (text == NULL || text[0] == '\0' || !text_is_line(text)) {
			return json_bad(at, "cells",
					"[%zu] is not one line of text (one would be right)", i);
		}
		change->cells[i] = strdup(text);
		if (change->cells[i] == NULL) {
			return baseline_no_memory(at);
		}
		change->n_cells++;
	}
	return 0;
}

static int read_change(const struct json_at *at, json_t *object, struct baseline_change *change)
{
	static const char *const known[] = { "when", "run", "revision", "reason", "cells", NULL };
	int error;

	if (!json_is_object(object)) {
		return json_bad(at, "", "is not an object (one object an accept would be right)");
	}
	error = baseline_only_keys(at, object, known);
	if (error == 0) {
		error = json_get_text(at, object, "when", TEXT_TIME, &change->when);
	}
	if (error == 0) {
		error = json_get_text(at, object, "run", TEXT_NAME, &change->run);
	}
	if (error == 0) {
		error = json_get_text(at, object, "revision", TEXT_ANY_LINE, &change->revision);
	}
	if (error == 0) {
		error = json_get_text(at, object, "reason", TEXT_LINE, &change->reason);
	}
	return error == 0 ? read_changed(at, object, change) : error;
}

static int read_accepted(const struct json_at *at, const json_t *doc, struct baseline_file *file)
{
	json_t *accepted;
	int error = json_get_array(at, doc, "accepted", &accepted);

	if (error == 0 && json_array_size(accepted) == 0) {
		error = json_bad(at, "accepted", "is empty (one object an accept would be right)");
	}
	if (error != 0) {
		return error;
	}
	file->accepted = calloc(json_array_size(accepted), sizeof(*file->accepted));
	if (file->accepted == NULL) {
		return baseline_no_memory(at);
	}
	for (size_t i = 0; error == 0 && i < json_array_size(accepted); i++) {
		char name[32];
		struct json_at inner;

		snprintf(name, sizeof(name), "accepted[%zu]", i);
		inner = baseline_inner(at, name);
		file->n_accepted++;
		error = read_change(&inner, json_array_get(accepted, i), &file->accepted[i]);
	}
	return error;
}

static int read_document(const struct json_at *at, json_t *doc, struct baseline_file *file)
{
	static const char *const known[] = { "schema", "key", "cells", "accepted", NULL };
	int error = check_schema(at, doc);

	if (error == 0) {
		error = baseline_only_keys(at, doc, known);
	}
	if (error == 0) {
		error = read_key(at, doc, file);
	}
	if (error == 0) {
		error = read_cells(at, doc, file);
	}
	return error == 0 ? read_accepted(at, doc, file) : error;
}

int baseline_read_any_name(const char *path, struct baseline_file *out, struct store_err *err)
{
	struct json_at at = { .file = path, .path = "", .err = err };
	struct baseline_file file = { 0 };
	json_t *doc;
	int error = json_get_document(path, FILE_MAX, "a baseline as in " BASELINE_DOCS, &doc, err);

	if (error != 0) {
		return error;
	}
	error = read_document(&at, doc, &file);
	json_decref(doc);
	if (error != 0) {
		baseline_file_free(&file);
		return error;
	}
	*out = file;
	return 0;
}

int baseline_read(const char *path, struct baseline_file *out, struct store_err *err)
{
	const char *slash = strrchr(path, '/');
	struct baseline_file file;
	char *right;
	int error = baseline_read_any_name(path, &file, err);

	if (error != 0) {
		return error;
	}
	right = baseline_name(&file.key, file.qemu);
	if (right == NULL) {
		error = store_fail(err, ENOMEM, "%s: out of memory", path);
	} else if (strcmp(right, slash != NULL ? slash + 1 : path) != 0) {
		error = store_fail(
			err, EINVAL,
			"%s: key: is that of another baseline (the file would be called %s)", path,
			right);
	}
	free(right);
	if (error != 0) {
		baseline_file_free(&file);
		return error;
	}
	*out = file;
	return 0;
}
