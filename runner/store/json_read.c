/* SPDX-License-Identifier: Apache-2.0 */
#include "store/json.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"
#include "store/json_cell.h"
#include "store/text.h"

#define JSON_MAX ((size_t)256 << 20) /* bytes: its tree in memory takes many times as many */

static const char *const run_keys[] = { "schema", "id",    "suite", "started", "command",
					"wall_s", "cold",  "load",  "status",  "environment",
					"checks", "cells", NULL };
static const char *const check_keys[] = { "boot", "check", "ok", "spoils", "why", NULL };

static int check_schema(const struct json_at *at, const json_t *doc)
{
	const json_t *schema = json_object_get(doc, "schema");

	if (json_is_integer(schema) && json_integer_value(schema) >= RUN_SCHEMA_OLDEST &&
	    json_integer_value(schema) <= RUN_SCHEMA) {
		return 0;
	}
	if (json_is_integer(schema)) {
		return json_bad(at, "schema",
				"%" JSON_INTEGER_FORMAT " is not a version this trapline reads (%d "
				"would be right, and %d is read too)",
				json_integer_value(schema), RUN_SCHEMA, RUN_SCHEMA_OLDEST);
	}
	return json_bad(at, "schema", "%s (the integer %d would be right)",
			schema == NULL ? "is missing" : "is not an integer", RUN_SCHEMA);
}

static int read_head(const struct json_at *at, const json_t *doc, struct run *run)
{
	const struct {
		const char *key;
		enum text_rule rule;
		char **out;
	} texts[] = {
		{ "id", TEXT_NAME, &run->id },
		{ "suite", TEXT_NAME, &run->suite },
		{ "started", TEXT_TIME, &run->started },
		{ "command", TEXT_LINE, &run->command },
	};
	int error = 0;

	for (size_t i = 0; error == 0 && i < sizeof(texts) / sizeof(texts[0]); i++) {
		error = json_get_text(at, doc, texts[i].key, texts[i].rule, texts[i].out);
	}
	if (error == 0) {
		error = json_get_bool(at, doc, "cold", &run->cold);
	}
	if (error == 0) {
		error = json_get_bool(at, doc, "load", &run->load);
	}
	return error == 0 ? json_get_number(at, doc, "wall_s", &run->wall_s) : error;
}

static int add_env(const struct json_at *at, const char *group, const char *name,
		   const json_t *value, struct run *run)
{
	char *key;
	int error;

	if (!json_is_string(value)) {
		return json_bad(at, name, "is not a string (environment holds strings)");
	}
	if (asprintf(&key, "%s.%s", group, name) < 0) {
		return store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
	}
	error = run_set_env(run, key, json_string_value(value));
	free(key);
	return error == 0 ? 0 : store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
}

static int read_env(const struct json_at *at, const json_t *doc, struct run *run)
{
	struct json_at inner = *at;
	const char *group;
	const char *name;
	json_t *items;
	json_t *value;
	json_t *env;
	int error = json_get_object(at, doc, "environment", &env);

	if (error != 0) {
		return error;
	}
	json_object_foreach(env, group, items)
	{
		snprintf(inner.path, sizeof(inner.path), "environment.%.40s", group);
		/* Only the first dot of a key divides: tools.gcc-12.2 is the tool gcc-12.2. */
		if (!json_is_object(items) || strchr(group, '.') != NULL || group[0] == '\0') {
			return json_bad(
				&inner, "",
				"is not a group (an object of strings, no dot in its name)");
		}
		json_object_foreach(items, name, value)
		{
			error = add_env(&inner, group, name, value, run);
			if (error != 0) {
				return error;
			}
		}
	}
	return 0;
}

/* What is allocated here stays with @check also after an error. */
static int read_check(const struct json_at *at, json_t *object, struct run_check *check)
{
	const struct {
		const char *key;
		char **out;
	} texts[] = {
		{ "boot", &check->boot },
		{ "check", &check->check },
		{ "spoils", &check->spoils },
		{ "why", &check->why },
	};
	int error;

	if (!json_is_object(object)) {
		return json_bad(at, "", "is not an object (one object a check would be right)");
	}
	error = json_only_keys(at, object, check_keys);
	if (error == 0) {
		error = json_get_bool(at, object, "ok", &check->ok);
	}
	for (size_t i = 0; error == 0 && i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (texts[i].out == &check->why && check->ok) {
			return json_object_get(object, "why") == NULL
				       ? 0
				       : json_bad(at, "why", "of a check that is ok");
		}
		error = json_get_text(at, object, texts[i].key, TEXT_LINE, texts[i].out);
	}
	return error;
}

static int read_checks(const struct json_at *at, const json_t *doc, struct run *run)
{
	struct json_at inner = *at;
	json_t *object;
	json_t *checks;
	size_t i;
	int error = json_get_array(at, doc, "checks", &checks);

	if (error != 0) {
		return error;
	}
	run->checks = calloc(json_array_size(checks) + 1, sizeof(*run->checks));
	if (run->checks == NULL) {
		return store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
	}
	json_array_foreach(checks, i, object)
	{
		snprintf(inner.path, sizeof(inner.path), "checks[%zu]", i);
		run->n_checks++;
		error = read_check(&inner, object, &run->checks[i]);
		if (error != 0) {
			return error;
		}
	}
	return 0;
}

/* Sorted and without twins; compared in pairs, so that the message names both. */
static int check_order(const struct json_at *at, const struct run *run)
{
	for (size_t i = 1; i < run->n_cells; i++) {
		struct cell pair[2] = { run->cells[i - 1], run->cells[i] };
		struct run two = { .cells = pair, .n_cells = 2 };

		if (cell_same(&pair[0], &pair[1]) && pair[0].boot == pair[1].boot) {
			return json_bad(at, "cells",
					"%zu and %zu are the same boot of one cell (one would be "
					"right)",
					i - 1, i);
		}
		run_sort_cells(&two);
		if (!cell_same(&pair[1], &run->cells[i]) || pair[1].boot != run->cells[i].boot) {
			return json_bad(
				at, "cells",
				"%zu stands after %zu (sorted by board, cpu, benchmark, hal, boot "
				"would be right)",
				i, i - 1);
		}
	}
	return 0;
}

/* From 0, none left out. */
static int check_boots(const struct json_at *at, const struct run *run)
{
	for (size_t i = 0; i < run->n_cells; i++) {
		bool is_next = i > 0 && cell_same(&run->cells[i - 1], &run->cells[i]);
		unsigned right = is_next ? run->cells[i - 1].boot + 1 : 0;

		if (run->cells[i].boot != right) {
			return json_bad(at, "cells", "%zu is boot %u (%u would be right)", i,
					run->cells[i].boot, right);
		}
	}
	return 0;
}

static int read_cells(const struct json_at *at, const json_t *doc, struct run *run)
{
	struct json_at inner = *at;
	json_t *object;
	json_t *cells;
	size_t i;
	int error = json_get_array(at, doc, "cells", &cells);

	if (error != 0) {
		return error;
	}
	if (json_array_size(cells) == 0) {
		return json_bad(at, "cells", "is empty (a run has at least one cell)");
	}
	json_array_foreach(cells, i, object)
	{
		struct cell *cell = run_add_cell(run);

		if (cell == NULL) {
			return store_fail(at->err, ENOMEM, "%s: out of memory", at->file);
		}
		snprintf(inner.path, sizeof(inner.path), "cells[%zu]", i);
		error = json_read_cell(&inner, object, cell);
		if (error != 0) {
			return error;
		}
	}
	error = check_order(at, run);
	return error == 0 ? check_boots(at, run) : error;
}

static int check_status(const struct json_at *at, const json_t *doc, const struct run *run)
{
	const char *right = run_n_failed(run) == 0 ? "complete" : "incomplete";
	char *status = NULL;
	int error = json_get_text(at, doc, "status", TEXT_LINE, &status);

	if (error == 0 && strcmp(status, right) != 0) {
		error = json_bad(at, "status",
				 "'%.40s' with %zu cells missing or spoiled ('%s' would be right)",
				 status, run_n_failed(run), right);
	}
	free(status);
	return error;
}

static int read_document(const struct json_at *at, json_t *doc, struct run *run)
{
	int error = check_schema(at, doc);

	if (error == 0) {
		error = json_only_keys(at, doc, run_keys);
	}
	if (error == 0) {
		error = read_head(at, doc, run);
	}
	if (error == 0) {
		error = read_env(at, doc, run);
	}
	if (error == 0) {
		error = read_checks(at, doc, run);
	}
	if (error == 0) {
		error = read_cells(at, doc, run);
	}
	return error == 0 ? check_status(at, doc, run) : error;
}

int json_read_run(const char *path, struct run **out, struct store_err *err)
{
	struct json_at at = { .file = path, .path = "", .err = err };
	struct run *run;
	json_t *doc;
	int error = json_get_document(path, JSON_MAX, "the run.json of a run", &doc, err);

	if (error != 0) {
		return error;
	}
	run = run_new();
	error = run == NULL ? store_fail(err, ENOMEM, "%s: out of memory", path)
			    : read_document(&at, doc, run);
	json_decref(doc);
	if (error != 0) {
		run_free(run);
		return error;
	}
	*out = run;
	return 0;
}
