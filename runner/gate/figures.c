/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/figures.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int figures_order(const struct figures *a, const struct figures *b)
{
	int order = cell_key_order(&a->key, &b->key);

	return order != 0 ? order : strcmp(a->qemu, b->qemu);
}

void figures_free(struct figures *one)
{
	cell_key_free(&one->key);
	free(one->qemu);
	free(one->error);
	free(one->unit);
	free(one->values);
	for (size_t i = 0; i < one->n_exits; i++) {
		free(one->exits[i].name);
	}
	free(one->exits);
	free(one->boots);
	*one = (struct figures){ 0 };
}

void figure_set_free(struct figure_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		figures_free(&set->items[i]);
	}
	free(set->items);
	free(set->name);
	*set = (struct figure_set){ 0 };
}

/* The @rank-th smallest sample, from 0. */
static uint64_t value_at(const struct figures *one, uint64_t rank)
{
	for (size_t i = 0; i < one->n_values; i++) {
		if (rank < one->values[i].count) {
			return one->values[i].value;
		}
		rank -= one->values[i].count;
	}
	return one->values[one->n_values - 1].value;
}

static double values_median(const struct figures *one)
{
	double low = (double)value_at(one, (one->n - 1) / 2);
	double high = (double)value_at(one, one->n / 2);
	double median = low + (high - low) / 2;

	return one->batch > 1 ? median / (double)one->batch : median;
}

/* Boots are few, and no memory is asked for: each is ranked against the others. */
static double boot_at(const struct figures *one, size_t rank)
{
	for (size_t i = 0; i < one->n_boots; i++) {
		double median = one->boots[i].median;
		size_t below = 0;
		size_t same = 0;

		for (size_t j = 0; j < one->n_boots; j++) {
			below += one->boots[j].median < median;
			same += one->boots[j].median == median;
		}
		if (below <= rank && rank < below + same) {
			return median;
		}
	}
	return 0;
}

double figures_median(const struct figures *one)
{
	double low;
	double high;

	if (one->n_values > 0 && one->n > 0) {
		return values_median(one);
	}
	if (one->n_boots == 0) {
		return 0;
	}
	low = boot_at(one, (one->n_boots - 1) / 2);
	high = boot_at(one, one->n_boots / 2);
	return low + (high - low) / 2;
}

/* Characters of a version at @text: 7.2.22 of "7.2.22 (Debian"; 0: none. */
static size_t version_len(const char *text)
{
	size_t len = strspn(text, "0123456789.");

	while (len > 0 && text[len - 1] == '.') {
		len--;
	}
	return isdigit((unsigned char)text[0]) && memchr(text, '.', len) != NULL ? len : 0;
}

void figures_find_version(const char *text, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	while (text[at] != '\0') {
		size_t len = version_len(text + at);

		if (len > 0) {
			snprintf(out, size, "%.*s", (int)(len < size ? len : size), text + at);
			return;
		}
		at += strcspn(text + at, " \t\n,;()");
		at += strspn(text + at, " \t\n,;()");
	}
}
