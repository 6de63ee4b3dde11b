/* SPDX-License-Identifier: Apache-2.0 */
/* docs/formats/verdicts.md is the schema. */
#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/compare_env.h"
#include "report/verdicts_formats.h"
#include "store/json_cell.h"

#define VERDICTS_SCHEMA 1

/* null stands for what no number can say. */
static json_t *number(double value)
{
	if (!isfinite(value)) {
		return json_null();
	}
	return fabs(value) < 0x1p53 ? json_short_number(value) : json_real(value);
}

static json_t *text(const char *value)
{
	return json_scrubbed(value, true);
}

/* Sticky: true once anything could not be added. Takes @value. */
static void add(json_t *object, const char *key, json_t *value, bool *bad)
{
	*bad |= json_object_set_new(object, key, value) != 0;
}

static void add_size(json_t *object, const char *key, size_t value, bool *bad)
{
	add(object, key, json_integer((json_int_t)value), bad);
}

static json_t *side(const char *name, const struct run *run, bool *bad)
{
	const char *revision = verdict_revision(run);
	json_t *object = json_object();

	add(object, "name", text(name), bad);
	add(object, "revision", revision != NULL ? text(revision) : json_null(), bad);
	add(object, "started", run != NULL ? text(run->started) : json_null(), bad);
	add(object, "command", run != NULL ? text(run->command) : json_null(), bad);
	return object;
}

static json_t *across(unsigned bits, bool *bad)
{
	json_t *list = json_array();
	const char *name;

	for (unsigned i = 0; (name = gate_across_name(1u << i)) != NULL; i++) {
		if ((bits & 1u << i) != 0) {
			*bad |= json_array_append_new(list, json_string(name)) != 0;
		}
	}
	return list;
}

static json_t *rules_object(const struct gate_rules *rules, bool *bad)
{
	json_t *object = json_object();

	add(object, "effect", number(rules->effect), bad);
	add(object, "p99_effect", number(rules->p99_effect), bad);
	add(object, "fdr", number(rules->fdr), bad);
	add(object, "screen", number(rules->screen), bad);
	add(object, "sees", number(rules->sees), bad);
	add(object, "can_confirm", json_boolean(rules->can_confirm), bad);
	add_size(object, "first_boots", rules->first_boots, bad);
	add(object, "across", across(rules->across, bad), bad);
	return object;
}

struct env_list {
	json_t *array;
	bool bad;
};

static void add_env(void *arg, const char *key, const char *old_value, const char *new_value)
{
	struct env_list *list = arg;
	json_t *object = json_object();

	add(object, "key", text(key), &list->bad);
	add(object, "old", old_value != NULL ? text(old_value) : json_null(), &list->bad);
	add(object, "new", new_value != NULL ? text(new_value) : json_null(), &list->bad);
	list->bad |= json_array_append_new(list->array, object) != 0;
}

static json_t *environment(const struct verdict_context *context, bool *bad)
{
	struct env_list list = { .array = json_array() };

	if (context->old_run != NULL && context->new_run != NULL) {
		compare_each_environment(context->old_run, context->new_run, add_env, &list);
	}
	*bad |= list.bad;
	return list.array;
}

static json_t *figures_key(const struct figures *figures, bool *bad)
{
	json_t *object = json_object();

	for (size_t i = 0; i < CELL_KEY_FIELDS; i++) {
		add(object, cell_key_names[i], text(cell_key_text(&figures->key, i)), bad);
	}
	add(object, "qemu", text(figures->qemu), bad);
	return object;
}

static json_t *test_object(const struct gate_test *test, bool *bad)
{
	json_t *object;

	if (!test->is_made) {
		return json_null();
	}
	object = json_object();
	add(object, "old", number(test->old_value), bad);
	add(object, "new", number(test->new_value), bad);
	add(object, "shift", number(test->shift), bad);
	add(object, "low", number(test->low), bad);
	add(object, "high", number(test->high), bad);
	add(object, "floor", number(test->floor), bad);
	add(object, "floor_by", json_string(gate_floor_name(test->floor_by)), bad);
	add(object, "p_worse", number(test->p_worse), bad);
	add(object, "p_better", number(test->p_better), bad);
	add(object, "q_worse", number(test->q_worse), bad);
	add(object, "q_better", number(test->q_better), bad);
	add(object, "sees", number(test->sees), bad);
	return object;
}

static json_t *tests_object(const struct gate_row *row, bool *bad)
{
	json_t *object;

	if (row->is_exact) {
		return json_null();
	}
	object = json_object();
	add(object, "median", test_object(&row->tests[0], bad), bad);
	add(object, "p99", test_object(&row->tests[1], bad), bad);
	return object;
}

static json_t *median_of(const struct figures *side)
{
	return verdict_has_median(side) ? number(figures_median(side)) : json_null();
}

static size_t samples_of(const struct figures *side)
{
	return side != NULL ? side->n : 0;
}

static json_t *row_object(const struct gate_row *row, bool *bad)
{
	bool has_pair = verdict_has_pair(row);
	json_t *object = json_object();

	add(object, "verdict", json_string(verdict_word(row->verdict)), bad);
	add(object, "key", figures_key(verdict_figures(row), bad), bad);
	add(object, "old_key",
	    verdict_differs(row).s[0] != '\0' ? figures_key(row->old_figures, bad) : json_null(),
	    bad);
	add(object, "exact", json_boolean(row->is_exact), bad);
	add(object, "metric", has_pair ? json_string(gate_metric_name(row->metric)) : json_null(),
	    bad);
	add(object, "unit", text(verdict_unit(row)), bad);
	add(object, "old", has_pair ? number(row->old_value) : json_null(), bad);
	add(object, "new", has_pair ? number(row->new_value) : json_null(), bad);
	add(object, "old_median", median_of(row->old_figures), bad);
	add(object, "new_median", median_of(row->new_figures), bad);
	add_size(object, "old_boots", row->n_old, bad);
	add_size(object, "new_boots", row->n_new, bad);
	add_size(object, "old_samples", samples_of(row->old_figures), bad);
	add_size(object, "new_samples", samples_of(row->new_figures), bad);
	add_size(object, "more_boots", row->more_boots, bad);
	add(object, "suspect", json_boolean(row->is_suspect), bad);
	add(object, "why", text(row->why), bad);
	add(object, "tests", tests_object(row, bad), bad);
	return object;
}

static json_t *counts(const struct gate_result *result, bool *bad)
{
	json_t *object = json_object();

	for (size_t i = 0; i < N_VERDICTS; i++) {
		add_size(object, verdict_word(verdict_order[i]), result->count[verdict_order[i]],
			 bad);
	}
	return object;
}

static json_t *document(const struct verdict_view *view, bool *bad)
{
	const struct verdict_context *context = view->context;
	const struct gate_result *result = view->result;
	json_t *cells = json_array();
	json_t *doc = json_object();

	add(doc, "schema", json_integer(VERDICTS_SCHEMA), bad);
	add_size(doc, "exit_code", (size_t)gate_exit_code(result), bad);
	add(doc, "headline", text(verdict_headline(result).s), bad);
	add(doc, "old", side(context->old_name, context->old_run, bad), bad);
	add(doc, "new", side(context->new_name, context->new_run, bad), bad);
	add(doc, "rules", rules_object(&result->rules, bad), bad);
	add(doc, "counts", counts(result, bad), bad);
	add(doc, "environment", environment(context, bad), bad);
	for (size_t i = 0; i < result->n; i++) {
		*bad |= json_array_append_new(cells, row_object(&result->rows[i], bad)) != 0;
	}
	add(doc, "cells", cells, bad);
	return doc;
}

int verdicts_put_json(const struct verdict_view *view, const struct report_look *look, FILE *out)
{
	bool bad = false;
	json_t *doc = document(view, &bad);

	(void)look;
	if (!bad && json_dumpf(doc, out, JSON_INDENT(1) | JSON_REAL_PRECISION(15)) == 0) {
		fputc('\n', out);
	} else {
		bad = bad || ferror(out) == 0;
	}
	json_decref(doc);
	return bad ? -ENOMEM : 0;
}
