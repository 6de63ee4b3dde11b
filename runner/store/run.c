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
	cell_key_free(&cell->key);
	free(cell->error);
	free(cell->log);
	free(cell->unit);
	free(cell->samples);
	for (size_t i = 0; i < cell->n_exits; i++) {
		free(cell->exits[i].name);
	}
	free(cell->exits);
}

static void check_clear(struct run_check *check)
{
	free(check->boot);
	free(check->check);
	free(check->spoils);
	free(check->why);
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
	for (size_t i = 0; i < run->n_checks; i++) {
		check_clear(&run->checks[i]);
	}
	free(run->checks);
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

const char *run_find_env(const struct run *run, const char *key)
{
	for (size_t i = 0; i < run->n_env; i++) {
		if (strcmp(run->env[i].key, key) == 0) {
			return run->env[i].value;
		}
	}
	return NULL;
}

const char *run_env_text(const struct run *run, const char *key)
{
	const char *value = run_find_env(run, key);

	return value != NULL ? value : "";
}

bool run_is_dirty(const struct run *run)
{
	return strcmp(run_env_text(run, "source.dirty"), "true") == 0;
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

int run_add_check(struct run *run, const char *boot, const char *check, const char *spoils,
		  const char *why)
{
	struct run_check *checks = reallocarray(run->checks, run->n_checks + 1, sizeof(*checks));
	struct run_check *added;

	if (checks == NULL) {
		return -ENOMEM;
	}
	run->checks = checks;
	added = &checks[run->n_checks++];
	*added = (struct run_check){
		.boot = strdup(boot),
		.check = strdup(check),
		.ok = why == NULL,
		.spoils = strdup(spoils),
		.why = why != NULL ? strdup(why) : NULL,
	};
	return added->boot == NULL || added->check == NULL || added->spoils == NULL ||
			       (why != NULL && added->why == NULL)
		       ? -ENOMEM
		       : 0;
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

void run_keep_cells(struct run *run, size_t n)
{
	for (size_t i = n; i < run->n_cells; i++) {
		cell_clear(&run->cells[i]);
	}
	run->n_cells = n < run->n_cells ? n : run->n_cells;
}

int run_move_cell(struct run *run, struct cell *cell)
{
	struct cell *moved = run_add_cell(run);

	if (moved == NULL) {
		return -ENOMEM;
	}
	*moved = *cell;
	memset(cell, 0, sizeof(*cell));
	return 0;
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
	const char *const left[] = { a->board,         a->cpu,     a->benchmark,
				     a->host,          a->flags,   a->toolchain,
				     a->switch_policy, a->vectors, a->clock };
	const char *const right[] = { b->board,         b->cpu,     b->benchmark,
				      b->host,          b->flags,   b->toolchain,
				      b->switch_policy, b->vectors, b->clock };

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
int cell_key_order(const struct cell_key *a, const struct cell_key *b)
{
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

static int cell_order(const void *left, const void *right)
{
	const struct cell *a = left;
	const struct cell *b = right;
	int order = cell_key_order(&a->key, &b->key);

	return order != 0 ? order : (a->boot > b->boot) - (a->boot < b->boot);
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

size_t run_count_boots(const struct run *run, size_t index)
{
	size_t n = 1;

	while (index + n < run->n_cells && cell_same(&run->cells[index], &run->cells[index + n])) {
		n++;
	}
	return n;
}

bool cell_toolchain_matches(const char *a, const char *b)
{
	size_t len = a != NULL && b != NULL ? strcspn(a, "-") : 0;

	if (len == 0 || b[0] == '\0' || strcmp(a, b) == 0) {
		return true;
	}
	return strncmp(a, b, len) == 0 && strcspn(b, "-") == len &&
	       (a[len] == '\0' || b[len] == '\0');
}

/* NULL and "", unknown, are the default too. */
static bool is_default(const char *choice, const char *by_default)
{
	return choice == NULL || choice[0] == '\0' || strcmp(choice, by_default) == 0;
}

/* The compiler without its version. */
static struct cell_variant compiler_of(const char *toolchain)
{
	struct cell_variant word = { CELL_TOOLCHAIN_DEFAULT };

	if (toolchain != NULL && toolchain[0] != '\0') {
		snprintf(word.text, sizeof(word.text), "%.*s", (int)strcspn(toolchain, "-"),
			 toolchain);
	}
	return word;
}

/* "" of what is by default. */
static const char *unusual(const char *choice, const char *by_default)
{
	return is_default(choice, by_default) ? "" : choice;
}

struct cell_variant cell_variant_by(const struct cell_key *key, char separator)
{
	const struct cell_variant compiler = compiler_of(key->toolchain);
	const char *flags = unusual(key->flags, CELL_FLAGS_DEFAULT);
	/* static+O3 in the name of a file: direct with the flags lto is not direct-lto. */
	bool is_file = separator != ' ';
	const struct {
		char before;
		const char *text;
	} parts[] = {
		{ separator, unusual(key->switch_policy, CELL_SWITCH_DEFAULT) },
		{ separator, unusual(key->vectors, CELL_VECTORS_DEFAULT) },
		{ is_file ? '+' : separator, flags + (is_file && flags[0] == '-') },
		{ separator, unusual(compiler.text, CELL_TOOLCHAIN_DEFAULT) },
	};
	struct cell_variant variant;
	size_t used;

	snprintf(variant.text, sizeof(variant.text), "%s", key->hal);
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		used = strlen(variant.text);
		if (parts[i].text[0] != '\0') {
			snprintf(variant.text + used, sizeof(variant.text) - used, "%c%s",
				 parts[i].before, parts[i].text);
		}
	}
	return variant;
}

struct cell_variant cell_variant(const struct cell_key *key)
{
	return cell_variant_by(key, ' ');
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

double cell_each(const struct cell *cell, double value)
{
	return cell->batch > 1 ? value / (double)cell->batch : value;
}

double cell_median(const struct cell *cell)
{
	return cell_each(cell, cell->sum.median);
}

bool cell_has_samples(const struct cell *cell)
{
	return cell->status == CELL_OK || cell->status == CELL_SPOILED;
}

bool cell_is_failed(const struct cell *cell)
{
	return cell->status == CELL_MISSING || cell->status == CELL_SPOILED;
}

size_t run_count(const struct run *run, enum cell_status status)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_cells; i++) {
		n += run->cells[i].status == status;
	}
	return n;
}

size_t run_n_failed(const struct run *run)
{
	return run_count(run, CELL_MISSING) + run_count(run, CELL_SPOILED);
}

const char *run_mode(const struct run *run)
{
	if (run->cold) {
		return run->load ? "cold, under load" : "cold";
	}
	return run->load ? "under load" : "";
}
