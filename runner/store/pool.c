/* SPDX-License-Identifier: Apache-2.0 */
#include "store/pool.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/median.h"

static int copy_text(const char *from, char **to)
{
	*to = from != NULL ? strdup(from) : NULL;
	return from != NULL && *to == NULL ? -ENOMEM : 0;
}

/* Everything but samples, their summary and exits. */
static int copy_cell(const struct cell *from, struct cell *to)
{
	int err;

	*to = *from;
	to->key = (struct cell_key){ 0 };
	to->error = NULL;
	to->log = NULL;
	to->unit = NULL;
	to->samples = NULL;
	to->n = 0;
	to->exits = NULL;
	to->n_exits = 0;
	err = cell_key_copy(&from->key, &to->key);
	if (err == 0) {
		err = copy_text(from->error, &to->error);
	}
	if (err == 0) {
		err = copy_text(from->log, &to->log);
	}
	return err == 0 ? copy_text(from->unit, &to->unit) : err;
}

/* The index of the boot that stands for all: the first that can be trusted, else the first with samples,
 * else the first. */
static size_t find_first(const struct cell *boots, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (boots[i].status == CELL_OK && boots[i].n > 0) {
			return i;
		}
	}
	for (size_t i = 0; i < n; i++) {
		if (boots[i].status == CELL_SPOILED) {
			return i;
		}
	}
	return 0;
}

static int add_exits(const struct cell *from, struct cell *to)
{
	struct exit_count *exits =
		reallocarray(to->exits, to->n_exits + from->n_exits + 1, sizeof(*exits));

	if (exits == NULL) {
		return -ENOMEM;
	}
	to->exits = exits;
	for (size_t i = 0; i < from->n_exits; i++) {
		size_t at = 0;

		while (at < to->n_exits && strcmp(exits[at].name, from->exits[i].name) != 0) {
			at++;
		}
		if (at < to->n_exits) {
			exits[at].count += from->exits[i].count;
			continue;
		}
		exits[at] = (struct exit_count){ .name = strdup(from->exits[i].name),
						 .count = from->exits[i].count };
		if (exits[at].name == NULL) {
			return -ENOMEM;
		}
		to->n_exits++;
	}
	return 0;
}

static uint64_t scale_sample(uint64_t value, uint64_t from_batch, uint64_t to_batch)
{
	from_batch += from_batch == 0;
	to_batch += to_batch == 0;
	if (from_batch == to_batch) {
		return value;
	}
	return (uint64_t)llround((double)value / (double)from_batch * (double)to_batch);
}

/* Of the boots in @boots that are like @to: appends samples and exits, notes each boot's median. */
static int add_boots(const struct cell *boots, size_t n, double *medians, struct cell *to)
{
	size_t n_boots = 0;
	int err = 0;

	for (size_t i = 0; i < n && err == 0; i++) {
		if (boots[i].status != to->status || boots[i].n == 0) {
			continue;
		}
		for (size_t j = 0; j < boots[i].n; j++) {
			to->samples[to->n++] =
				scale_sample(boots[i].samples[j], boots[i].batch, to->batch);
		}
		medians[n_boots++] = cell_median(&boots[i]);
		err = add_exits(&boots[i], to);
	}
	if (err == 0) {
		err = stats_summarise(to->samples, to->n, &to->sum);
	}
	if (err == 0 && n_boots > 1) {
		to->sum.median =
			median_in_place(medians, n_boots) * (double)(to->batch > 1 ? to->batch : 1);
	}
	to->boot = (unsigned)n_boots;
	return err;
}

/* Boots that should have had a result and have none are not passed over in silence. */
static int note_missing(const struct cell *boots, size_t n, struct cell *to)
{
	const struct cell *first = NULL;
	size_t n_missing = 0;
	char *why;

	for (size_t i = 0; i < n; i++) {
		if (boots[i].status == CELL_MISSING) {
			first = first != NULL ? first : &boots[i];
			n_missing++;
		}
	}
	if (n_missing == 0 || to->status != CELL_OK) {
		return 0;
	}
	if (asprintf(&why, "%zu of %zu boots without a result: %s", n_missing, n,
		     first->error != NULL ? first->error : "") < 0) {
		return -ENOMEM;
	}
	free(to->error);
	to->error = why;
	return 0;
}

static int pool_cell(const struct cell *boots, size_t n, struct cell *to)
{
	size_t n_samples = 0;
	double *medians;
	int err = copy_cell(&boots[find_first(boots, n)], to);

	for (size_t i = 0; i < n; i++) {
		n_samples += boots[i].n;
	}
	if (err != 0 || !cell_has_samples(to) || n_samples == 0) {
		return err;
	}
	medians = calloc(n, sizeof(*medians));
	to->samples = calloc(n_samples, sizeof(*to->samples));
	err = medians != NULL && to->samples != NULL ? add_boots(boots, n, medians, to) : -ENOMEM;
	free(medians);
	return err == 0 ? note_missing(boots, n, to) : err;
}

static int copy_head(const struct run *from, struct run *to)
{
	int err = copy_text(from->id, &to->id);

	if (err == 0) {
		err = copy_text(from->suite, &to->suite);
	}
	if (err == 0) {
		err = copy_text(from->started, &to->started);
	}
	if (err == 0) {
		err = copy_text(from->command, &to->command);
	}
	to->wall_s = from->wall_s;
	to->cold = from->cold;
	to->load = from->load;
	for (size_t i = 0; i < from->n_env && err == 0; i++) {
		err = run_set_env(to, from->env[i].key, from->env[i].value);
	}
	for (size_t i = 0; i < from->n_checks && err == 0; i++) {
		const struct run_check *check = &from->checks[i];

		err = run_add_check(to, check->boot, check->check, check->spoils,
				    check->ok ? NULL : check->why);
	}
	return err;
}

int pool_run(const struct run *run, struct run **out)
{
	struct run *pool = run_new();
	int err = pool != NULL ? copy_head(run, pool) : -ENOMEM;

	for (size_t i = 0; i < run->n_cells && err == 0;) {
		size_t n = run_count_boots(run, i);
		struct cell *cell = run_add_cell(pool);

		err = cell != NULL ? pool_cell(&run->cells[i], n, cell) : -ENOMEM;
		i += n;
	}
	if (err != 0) {
		run_free(pool);
		return err;
	}
	*out = pool;
	return 0;
}
