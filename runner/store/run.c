/* SPDX-License-Identifier: Apache-2.0 */
#include "store/run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct run *run_new(void)
{
	return calloc(1, sizeof(struct run));
}

static void cell_clear(struct cell *cell)
{
	free(cell->key.benchmark);
	free(cell->key.host);
	free(cell->key.board);
	free(cell->key.cpu);
	free(cell->key.toolchain);
	free(cell->key.flags);
	free(cell->key.hal);
	free(cell->key.switch_policy);
	free(cell->key.clock);
	free(cell->error);
	free(cell->log);
	free(cell->unit);
	free(cell->samples);
	for (size_t i = 0; i < cell->n_exits; i++) {
		free(cell->exits[i].name);
	}
	free(cell->exits);
}

void run_free(struct run *run)
{
	if (run == NULL) {
		return;
	}
	for (size_t i = 0; i < run->n_env; i++) {
		free(run->env[i].key);
		free(run->env[i].value);
	}
	for (size_t i = 0; i < run->n_cells; i++) {
		cell_clear(&run->cells[i]);
	}
	free(run->env);
	free(run->cells);
	free(run->id);
	free(run->suite);
	free(run->started);
	free(run->command);
	free(run);
}

static int env_append(struct run *run, char *key, char *value)
{
	struct env_item *env = reallocarray(run->env, run->n_env + 1, sizeof(*env));

	if (env == NULL) {
		return -ENOMEM;
	}
	run->env = env;
	env[run->n_env++] = (struct env_item){ .key = key, .value = value };
	return 0;
}

int run_set_env(struct run *run, const char *key, const char *value)
{
	char *value_copy = strdup(value);
	char *key_copy;

	if (value_copy == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < run->n_env; i++) {
		if (strcmp(run->env[i].key, key) == 0) {
			free(run->env[i].value);
			run->env[i].value = value_copy;
			return 0;
		}
	}
	key_copy = strdup(key);
	if (key_copy == NULL || env_append(run, key_copy, value_copy) != 0) {
		free(key_copy);
		free(value_copy);
		return -ENOMEM;
	}
	return 0;
}

struct cell *run_add_cell(struct run *run)
{
	struct cell *cells = reallocarray(run->cells, run->n_cells + 1, sizeof(*cells));

	if (cells == NULL) {
		return NULL;
	}
	run->cells = cells;
	memset(&cells[run->n_cells], 0, sizeof(*cells));
	return &cells[run->n_cells++];
}

/* A cell under construction may lack fields; absent sorts first and equals absent. */
static int str_order(const char *a, const char *b)
{
	if (a == NULL || b == NULL) {
		return (a != NULL) - (b != NULL);
	}
	return strcmp(a, b);
}

static int key_order_but_hal(const struct cell_key *a, const struct cell_key *b)
{
	const char *const left[] = { a->board, a->cpu,       a->benchmark,     a->host,
				     a->flags, a->toolchain, a->switch_policy, a->clock };
	const char *const right[] = { b->board, b->cpu,       b->benchmark,     b->host,
				      b->flags, b->toolchain, b->switch_policy, b->clock };

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++) {
		int order = str_order(left[i], right[i]);

		if (order != 0) {
			return order;
		}
	}
	return 0;
}

/* Board, CPU, benchmark and HAL are the order results/SCHEMA.md promises; the rest of the key only
 * breaks ties, so that one set of cells has one order. */
static int cell_order(const void *left, const void *right)
{
	const struct cell_key *a = &((const struct cell *)left)->key;
	const struct cell_key *b = &((const struct cell *)right)->key;
	int order = str_order(a->board, b->board);

	if (order == 0) {
		order = str_order(a->cpu, b->cpu);
	}
	if (order == 0) {
		order = str_order(a->benchmark, b->benchmark);
	}
	if (order == 0) {
		order = str_order(a->hal, b->hal);
	}
	return order != 0 ? order : key_order_but_hal(a, b);
}

void run_sort_cells(struct run *run)
{
	if (run->n_cells > 1) {
		qsort(run->cells, run->n_cells, sizeof(*run->cells), cell_order);
	}
}

bool cell_same_but_hal(const struct cell *a, const struct cell *b)
{
	return key_order_but_hal(&a->key, &b->key) == 0;
}

bool cell_same(const struct cell *a, const struct cell *b)
{
	return cell_same_but_hal(a, b) && str_order(a->key.hal, b->key.hal) == 0;
}

bool cell_switch_is_default(const char *switch_policy)
{
	return switch_policy == NULL || switch_policy[0] == '\0' ||
	       strcmp(switch_policy, CELL_SWITCH_DEFAULT) == 0;
}

struct cell_variant cell_variant(const struct cell_key *key)
{
	bool is_default = cell_switch_is_default(key->switch_policy);
	struct cell_variant variant;

	snprintf(variant.text, sizeof(variant.text), "%s%s%s", key->hal, is_default ? "" : " ",
		 is_default ? "" : key->switch_policy);
	return variant;
}

char *cell_name(const struct cell *cell)
{
	const struct cell_key *key = &cell->key;
	char *name;

	if (asprintf(&name, "%s %s/%s %s", key->benchmark, key->board, key->cpu,
		     cell_variant(key).text) < 0) {
		return NULL;
	}
	return name;
}

size_t run_n_missing(const struct run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_cells; i++) {
		n += run->cells[i].status == CELL_MISSING;
	}
	return n;
}
