/* SPDX-License-Identifier: Apache-2.0 */
/* Which figures of two sets are of the same cell. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gate/gate_private.h"

#define N_FIELDS 11u

/* What identifies figures, by the words that the command line and messages have for it. */
struct field {
	const char *name;
	const char *value;
	unsigned across;
};

struct identity {
	struct field fields[N_FIELDS];
};

static struct identity identity_of(const struct figures *one)
{
	const struct cell_key *key = &one->key;

	return (struct identity){ {
		{ "benchmark", key->benchmark, 0 },
		{ "board", key->board, ACROSS_BOARD },
		{ "cpu", key->cpu, ACROSS_CPU },
		{ "toolchain", key->toolchain, ACROSS_TOOLCHAIN },
		{ "flags", key->flags, ACROSS_FLAGS },
		{ "hal", key->hal, ACROSS_HAL },
		{ "switch", key->switch_policy, ACROSS_SWITCH },
		{ "vectors", key->vectors, ACROSS_VECTORS },
		{ "qemu", one->qemu, ACROSS_QEMU },
		{ "host", key->host, 0 },
		{ "clock", key->clock, 0 },
	} };
}

static bool has_result(const struct figures *one)
{
	return one->status == CELL_OK || one->status == CELL_SPOILED;
}

/* A cell without a result may lack what only a build or a boot tells; gcc is gcc-12.2.0 there. */
static bool may_be_same(const struct field *a, const struct field *b)
{
	return a->value[0] == '\0' || b->value[0] == '\0' || strcmp(a->value, b->value) == 0 ||
	       (a->across == ACROSS_TOOLCHAIN && cell_toolchain_matches(a->value, b->value));
}

static bool is_pair(const struct figures *a, const struct figures *b, unsigned across)
{
	bool is_known = has_result(a) && has_result(b);
	struct identity x;
	struct identity y;

	if (strcmp(a->key.benchmark, b->key.benchmark) != 0) {
		return false;
	}
	x = identity_of(a);
	y = identity_of(b);
	for (size_t i = 0; i < N_FIELDS; i++) {
		const struct field *left = &x.fields[i];
		const struct field *right = &y.fields[i];
		bool same = is_known ? strcmp(left->value, right->value) == 0
				     : may_be_same(left, right);

		if (!same && (left->across & across) == 0) {
			return false;
		}
	}
	return true;
}

static int pointer_order(const void *left, const void *right)
{
	return figures_order(*(const struct figures *const *)left,
			     *(const struct figures *const *)right);
}

static const struct figures *row_side(const struct gate_row *row)
{
	return row->old_figures != NULL ? row->old_figures : row->new_figures;
}

static int row_order(const void *left, const void *right)
{
	return figures_order(row_side(left), row_side(right));
}

static const struct figures **sort_set(const struct figure_set *set)
{
	const struct figures **sorted = calloc(set->n + 1, sizeof(const struct figures *));

	for (size_t i = 0; sorted != NULL && i < set->n; i++) {
		sorted[i] = &set->items[i];
	}
	if (sorted != NULL) {
		qsort(sorted, set->n, sizeof(const struct figures *), pointer_order);
	}
	return sorted;
}

static void add_row(struct gate_result *out, const struct figures *old_figures,
		    const struct figures *new_figures)
{
	out->rows[out->n++] =
		(struct gate_row){ .old_figures = old_figures, .new_figures = new_figures };
}

/* Rows for what is the same in every field; what is left over is moved to the front of each array, in
 * order, and NULL behind it. */
static void pair_equal(const struct figures **olds, const struct figures **news,
		       struct gate_result *out)
{
	size_t n_old = 0;
	size_t n_new = 0;
	size_t i = 0;
	size_t j = 0;

	while (olds[i] != NULL || news[j] != NULL) {
		int order = olds[i] == NULL   ? 1
			    : news[j] == NULL ? -1
					      : figures_order(olds[i], news[j]);

		if (order == 0) {
			add_row(out, olds[i++], news[j++]);
		} else if (order < 0) {
			olds[n_old++] = olds[i++];
		} else {
			news[n_new++] = news[j++];
		}
	}
	olds[n_old] = NULL;
	news[n_new] = NULL;
}

/* The same for what is_pair() takes for the same cell. */
static void pair_alike(const struct figures **olds, const struct figures **news, unsigned across,
		       struct gate_result *out)
{
	size_t kept = 0;

	for (size_t i = 0; olds[i] != NULL; i++) {
		size_t j = 0;

		while (news[j] != NULL && !is_pair(olds[i], news[j], across)) {
			j++;
		}
		if (news[j] == NULL) {
			olds[kept++] = olds[i];
			continue;
		}
		add_row(out, olds[i], news[j]);
		for (; news[j] != NULL; j++) {
			news[j] = news[j + 1];
		}
	}
	olds[kept] = NULL;
}

static size_t count_differences(const struct figures *a, const struct figures *b)
{
	const struct identity x = identity_of(a);
	const struct identity y = identity_of(b);
	size_t n = 0;

	for (size_t i = 0; i < N_FIELDS; i++) {
		n += strcmp(x.fields[i].value, y.fields[i].value) != 0;
	}
	return n;
}

static const struct figures *find_nearest(const struct figures *one, const struct figure_set *set)
{
	const struct figures *nearest = NULL;
	size_t least = N_FIELDS;

	for (size_t i = 0; i < set->n; i++) {
		const struct figures *other = &set->items[i];
		size_t n = strcmp(one->key.benchmark, other->key.benchmark) != 0
				   ? N_FIELDS
				   : count_differences(one, other);

		if (n < least) {
			nearest = other;
			least = n;
		}
	}
	return nearest;
}

static const char *or_none(const char *value)
{
	return value[0] != '\0' ? value : "none";
}

/* Mostly one thing is another: that is what the user wants to read. */
static void say_nearest(struct gate_row *row, const struct figure_set *other, const char *here,
			const char *there, const char *alone)
{
	const struct figures *one = row_side(row);
	const struct figures *nearest = find_nearest(one, other);
	struct identity x;
	struct identity y;

	if (nearest == NULL) {
		gate_say(row, "%s", alone);
		return;
	}
	x = identity_of(one);
	y = identity_of(nearest);
	for (size_t i = 0; i < N_FIELDS; i++) {
		if (strcmp(x.fields[i].value, y.fields[i].value) != 0) {
			gate_say(row, "%s: %s has %s, %s has %s", x.fields[i].name, here,
				 or_none(x.fields[i].value), there, or_none(y.fields[i].value));
		}
	}
}

int gate_pair(const struct figure_set *old_set, const struct figure_set *new_set,
	      struct gate_result *out)
{
	const struct figures **olds = sort_set(old_set);
	const struct figures **news = sort_set(new_set);

	out->rows = calloc(old_set->n + new_set->n + 1, sizeof(*out->rows));
	if (olds == NULL || news == NULL || out->rows == NULL) {
		free(olds);
		free(news);
		return -ENOMEM;
	}
	pair_equal(olds, news, out);
	pair_alike(olds, news, out->rules.across, out);
	for (size_t i = 0; olds[i] != NULL; i++) {
		add_row(out, olds[i], NULL);
		say_nearest(&out->rows[out->n - 1], new_set, "old", "new", "only in old");
	}
	for (size_t i = 0; news[i] != NULL; i++) {
		add_row(out, NULL, news[i]);
		say_nearest(&out->rows[out->n - 1], old_set, "new", "old",
			    out->rules.old_is_baselines ? "no baseline" : "only in new");
	}
	free(olds);
	free(news);
	qsort(out->rows, out->n, sizeof(*out->rows), row_order);
	return 0;
}
