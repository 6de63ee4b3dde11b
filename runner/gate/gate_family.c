/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/gate_family.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define N_SETS 4u

static struct gate_family_set *set_at(struct gate_family *family, size_t i)
{
	return i < 2 ? &family->worse[i] : &family->better[i - 2];
}

static const struct gate_family_set *const_set_at(const struct gate_family *family, size_t i)
{
	return i < 2 ? &family->worse[i] : &family->better[i - 2];
}

static int p_order(const void *left, const void *right)
{
	const struct gate_family_p *a = left;
	const struct gate_family_p *b = right;

	return (a->p > b->p) - (a->p < b->p);
}

/* Sorts, and makes equal ones one. */
static void fold(struct gate_family_set *set)
{
	size_t kept = 0;

	if (set->n > 1) {
		qsort(set->items, set->n, sizeof(*set->items), p_order);
	}
	for (size_t i = 0; i < set->n; i++) {
		if (kept > 0 && set->items[kept - 1].p == set->items[i].p) {
			set->items[kept - 1].n += set->items[i].n;
		} else {
			set->items[kept++] = set->items[i];
		}
	}
	set->n = kept;
}

static int append(struct gate_family_set *set, const struct gate_family_p *items, size_t n)
{
	struct gate_family_p *all = reallocarray(set->items, set->n + n + 1, sizeof(*all));

	if (all == NULL) {
		return -ENOMEM;
	}
	set->items = all;
	for (size_t i = 0; i < n; i++) {
		all[set->n++] = items[i];
		set->n_tests += items[i].n;
	}
	return 0;
}

static int add_row(struct gate_family *family, const struct gate_row *row)
{
	int err = 0;

	for (enum gate_metric metric = METRIC_MEDIAN; metric <= METRIC_P99 && err == 0; metric++) {
		const struct gate_test *test = &row->tests[metric];
		const struct gate_family_p worse = { .p = test->p_worse, .n = 1 };
		const struct gate_family_p better = { .p = test->p_better, .n = 1 };

		if (test->is_made) {
			err = append(&family->worse[metric], &worse, 1);
		}
		if (test->is_made && err == 0) {
			err = append(&family->better[metric], &better, 1);
		}
	}
	return err;
}

int gate_family_add(struct gate_family *family, const struct gate_result *result)
{
	int err = 0;

	for (size_t i = 0; i < result->n && err == 0; i++) {
		const struct gate_row *row = &result->rows[i];

		err = add_row(family, row);
		family->n_noisy += !row->is_exact && row->n_old > 0 && row->n_new > 0;
	}
	for (size_t i = 0; i < N_SETS; i++) {
		fold(set_at(family, i));
	}
	return err;
}

int gate_family_join(struct gate_family *family, const struct gate_family *more)
{
	int err = 0;

	for (size_t i = 0; i < N_SETS && err == 0; i++) {
		const struct gate_family_set *set = const_set_at(more, i);

		err = append(set_at(family, i), set->items, set->n);
		fold(set_at(family, i));
	}
	family->n_noisy += more->n_noisy;
	return err;
}

/* As discovery_adjust(), where equal ones have the rank of the last of them. */
static void adjust(struct gate_family_set *set)
{
	size_t rank = set->n_tests;
	double least = 1;

	for (size_t i = set->n; i-- > 0;) {
		double adjusted = set->items[i].p * ((double)set->n_tests / (double)rank);

		least = adjusted < least ? adjusted : least;
		set->items[i].q = least;
		rank -= set->items[i].n;
	}
}

void gate_family_adjust(struct gate_family *family)
{
	for (size_t i = 0; i < N_SETS; i++) {
		adjust(set_at(family, i));
	}
}

double gate_family_q(const struct gate_family *family, enum gate_metric metric, bool is_worse,
		     double p)
{
	const struct gate_family_set *set =
		is_worse ? &family->worse[metric] : &family->better[metric];
	const struct gate_family_p key = { .p = p };
	const struct gate_family_p *found =
		set->n > 0 ? bsearch(&key, set->items, set->n, sizeof(key), p_order) : NULL;

	return found != NULL ? found->q : 1;
}

int gate_family_write(const struct gate_family *family, FILE *out)
{
	size_t written = fwrite(&family->n_noisy, sizeof(family->n_noisy), 1, out);

	for (size_t i = 0; i < N_SETS && written == 1; i++) {
		const struct gate_family_set *set = const_set_at(family, i);

		written = fwrite(&set->n, sizeof(set->n), 1, out);
		if (written == 1 && set->n > 0) {
			written = fwrite(set->items, sizeof(*set->items), set->n, out) == set->n;
		}
	}
	return written == 1 ? 0 : -EIO;
}

static int read_set(FILE *in, struct gate_family_set *set)
{
	size_t n = 0;

	if (fread(&n, sizeof(n), 1, in) != 1) {
		return -EIO;
	}
	set->items = calloc(n + 1, sizeof(*set->items));
	if (set->items == NULL) {
		return -ENOMEM;
	}
	if (fread(set->items, sizeof(*set->items), n, in) != n) {
		return -EIO;
	}
	set->n = n;
	for (size_t i = 0; i < n; i++) {
		set->n_tests += set->items[i].n;
	}
	return 0;
}

int gate_family_read(FILE *in, struct gate_family *out)
{
	struct gate_family family = { 0 };
	int err = fread(&family.n_noisy, sizeof(family.n_noisy), 1, in) == 1 ? 0 : -EIO;

	for (size_t i = 0; i < N_SETS && err == 0; i++) {
		err = read_set(in, set_at(&family, i));
	}
	if (err != 0) {
		gate_family_free(&family);
		return err;
	}
	*out = family;
	return 0;
}

void gate_family_free(struct gate_family *family)
{
	for (size_t i = 0; i < N_SETS; i++) {
		free(set_at(family, i)->items);
	}
	memset(family, 0, sizeof(*family));
}
