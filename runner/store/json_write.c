/* SPDX-License-Identifier: Apache-2.0 */
#include "store/json.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/file.h"
#include "store/json_cell.h"
#include "store/text.h"

/* A median is a double: above this it may round to a number that no 64-bit integer can hold. */
#define LARGEST ((uint64_t)1 << 62)

/* What JSON would lose without a word: the rest is found by reading the file back. */
static int check_cell(const struct cell *cell, size_t index, struct store_err *err)
{
	if (cell->status != CELL_OK && cell->error == NULL) {
		return store_fail(err, EINVAL, "cells[%zu]: without a result or a reason", index);
	}
	if (!cell_has_samples(cell)) {
		return 0;
	}
	if (cell->n == 0 || cell->samples == NULL) {
		return store_fail(err, EINVAL, "cells[%zu]: ok without samples", index);
	}
	if (cell->sum.max > LARGEST || cell->overhead > LARGEST || cell->floor > LARGEST ||
	    cell->batch > LARGEST || cell->step > LARGEST) {
		return store_fail(err, ERANGE,
				  "cells[%zu]: a sample is above %" PRIu64
				  ", the largest that run.json holds",
				  index, LARGEST);
	}
	for (size_t i = 0; i < N_HOST_COUNT; i++) {
		if (cell->host_count[i] > LARGEST) {
			return store_fail(err, ERANGE,
					  "cells[%zu]: a count of the host is above %" PRIu64
					  ", the largest that run.json holds",
					  index, LARGEST);
		}
	}
	for (size_t i = 0; i < cell->n_exits; i++) {
		for (size_t j = 0; j < i; j++) {
			if (strcmp(cell->exits[i].name, cell->exits[j].name) == 0) {
				return store_fail(err, EINVAL,
						  "cells[%zu]: exit reason %s is counted twice",
						  index, cell->exits[i].name);
			}
		}
	}
	return 0;
}

/* "tools.qemu" becomes environment.tools.qemu; only the first dot divides, because an image's name
 * may hold more of them. */
static int set_env_item(json_t *env, const struct env_item *item)
{
	const char *dot = strchr(item->key, '.');
	char *group_name;
	json_t *group;
	int bad = 0;

	if (dot == NULL || dot == item->key || dot[1] == '\0') {
		return -EINVAL;
	}
	group_name = strndup(item->key, (size_t)(dot - item->key));
	if (group_name == NULL) {
		return -ENOMEM;
	}
	group = json_object_get(env, group_name);
	if (group == NULL) {
		group = json_object();
		bad |= json_object_set_new(env, group_name, group);
	}
	if (bad == 0) {
		bad |= json_object_set_new(group, dot + 1, json_scrubbed(item->value, false));
	}
	free(group_name);
	return bad != 0 ? -ENOMEM : 0;
}

static int set_env(json_t *doc, const struct run *run, struct store_err *err)
{
	json_t *env = json_object();

	if (json_object_set_new(doc, "environment", env) != 0) {
		return store_fail(err, ENOMEM, "run.json: out of memory");
	}
	for (size_t i = 0; i < run->n_env; i++) {
		int error = set_env_item(env, &run->env[i]);

		if (error != 0) {
			return store_fail(err, -error, "environment key '%s': %s", run->env[i].key,
					  error == -EINVAL ? "is not group.name"
							   : "out of memory, or not UTF-8");
		}
	}
	return 0;
}

static json_t *write_check(const struct run_check *check)
{
	json_t *object = json_object();
	int bad = object == NULL;

	bad |= json_object_set_new(object, "boot", json_scrubbed(check->boot, true));
	bad |= json_object_set_new(object, "check", json_scrubbed(check->check, true));
	bad |= json_object_set_new(object, "ok", json_boolean(check->ok));
	bad |= json_object_set_new(object, "spoils", json_scrubbed(check->spoils, true));
	if (!check->ok) {
		bad |= json_object_set_new(object, "why", json_scrubbed(check->why, true));
	}
	if (bad != 0) {
		json_decref(object);
		return NULL;
	}
	return object;
}

static int set_checks(json_t *doc, const struct run *run, struct store_err *err)
{
	json_t *checks = json_array();
	int bad = json_object_set_new(doc, "checks", checks);

	for (size_t i = 0; i < run->n_checks && bad == 0; i++) {
		bad |= json_array_append_new(checks, write_check(&run->checks[i]));
	}
	return bad == 0 ? 0 : store_fail(err, ENOMEM, "run.json: out of memory");
}

static int set_cells(json_t *doc, const struct run *run, struct store_err *err)
{
	json_t *cells = json_array();

	if (json_object_set_new(doc, "cells", cells) != 0) {
		return store_fail(err, ENOMEM, "run.json: out of memory");
	}
	for (size_t i = 0; i < run->n_cells; i++) {
		int error = check_cell(&run->cells[i], i, err);

		if (error != 0) {
			return error;
		}
		if (json_array_append_new(cells, json_write_cell(&run->cells[i])) != 0) {
			return store_fail(err, ENOMEM, "cells[%zu]: out of memory", i);
		}
	}
	return 0;
}

static int set_head(json_t *doc, const struct run *run, struct store_err *err)
{
	bool complete = run_n_failed(run) == 0;
	int bad = json_object_set_new(doc, "schema", json_integer(RUN_SCHEMA));

	bad |= json_object_set_new(doc, "id", json_scrubbed(run->id, true));
	bad |= json_object_set_new(doc, "suite", json_scrubbed(run->suite, true));
	bad |= json_object_set_new(doc, "started", json_scrubbed(run->started, true));
	bad |= json_object_set_new(doc, "command", json_scrubbed(run->command, true));
	/* Milliseconds are all that a wall clock is worth. */
	bad |= json_object_set_new(doc, "wall_s",
				   json_short_number(round(run->wall_s * 1000.0) / 1000.0));
	bad |= json_object_set_new(doc, "cold", json_boolean(run->cold));
	bad |= json_object_set_new(doc, "load", json_boolean(run->load));
	bad |= json_object_set_new(doc, "status",
				   json_string(complete ? "complete" : "incomplete"));
	return bad == 0 ? 0 : store_fail(err, EINVAL, "run.json: a value cannot be written");
}

int json_write_run(const struct run *run, char **text, size_t *size, struct store_err *err)
{
	json_t *doc = json_object();
	int error = set_head(doc, run, err);
	char *dump = NULL;

	if (error == 0) {
		error = set_env(doc, run, err);
	}
	if (error == 0) {
		error = set_checks(doc, run, err);
	}
	if (error == 0) {
		error = set_cells(doc, run, err);
	}
	if (error == 0) {
		/* 15 digits give 12.345 back as 12.345; a median ends in .5 at most. */
		dump = json_dumps(doc, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
		if (dump == NULL) {
			error = store_fail(err, ENOMEM, "run.json: out of memory");
		}
	}
	json_decref(doc);
	if (error == 0 && asprintf(text, "%s\n", dump) < 0) {
		error = store_fail(err, ENOMEM, "run.json: out of memory");
	}
	free(dump);
	if (error == 0) {
		*size = strlen(*text);
	}
	return error;
}
