/* SPDX-License-Identifier: Apache-2.0 */
/* Whether runs are the parts of one plan. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lab/merge.h"

/* What must be the same everywhere, whatever board was measured. */
static const struct {
	const char *key;
	const char *what;
	bool may_be_absent; /* a machine that has no use for it does not tell */
} alike[] = {
	{ "source.revision", "source revision", false },
	{ "source.dirty", "source tree with changes", false },
	{ "source.digest", "sources of digest", false },
	{ "tools.trapline", "Trapline version", false },
	{ "tools.qemu", "QEMU", true },
	{ "tools.gcc", "gcc", true },
	{ "tools.clang", "clang", true },
};

static struct lab_part part_of(const struct run *run)
{
	struct lab_part part = { 0 };
	char text[48];

	snprintf(text, sizeof(text), "%.15s/%.15s", run_env_text(run, PART_KEY_INDEX),
		 run_env_text(run, PART_KEY_OF));
	return part_parse(text, &part) ? part : (struct lab_part){ 0 };
}

int merge_add(struct merge *merge, const char *dir, struct run *run)
{
	struct merge_part *parts = reallocarray(merge->parts, merge->n + 1, sizeof(*parts));
	struct merge_part *added;

	if (parts == NULL) {
		return -ENOMEM;
	}
	merge->parts = parts;
	added = &parts[merge->n];
	*added = (struct merge_part){ .dir = strdup(dir), .run = run, .part = part_of(run) };
	if (added->dir == NULL) {
		return -ENOMEM;
	}
	merge->n++;
	return 0;
}

void merge_free(struct merge *merge)
{
	for (size_t i = 0; i < merge->n; i++) {
		free(merge->parts[i].dir);
		run_free(merge->parts[i].run);
	}
	free(merge->parts);
	free(merge->has);
	*merge = (struct merge){ 0 };
}

static bool is_alike(const struct merge_part *first, const struct merge_part *other, FILE *faults)
{
	bool same = true;

	for (size_t i = 0; i < sizeof(alike) / sizeof(alike[0]); i++) {
		const char *a = run_env_text(first->run, alike[i].key);
		const char *b = run_env_text(other->run, alike[i].key);

		if (strcmp(a, b) == 0 ||
		    (alike[i].may_be_absent && (a[0] == '\0' || b[0] == '\0'))) {
			continue;
		}
		fprintf(faults,
			"%s: shard %u of %u has %s '%s', but %s has '%s' (measure one of them "
			"again with what the other had)\n",
			other->dir, other->part.index, other->part.of, alike[i].what,
			b[0] != '\0' ? b : "unknown", first->dir, a[0] != '\0' ? a : "unknown");
		same = false;
	}
	return same;
}

static bool is_of_plan(const struct merge_part *first, const struct merge_part *other, FILE *faults)
{
	const char *a = run_env_text(first->run, PART_KEY_PLAN);
	const char *b = run_env_text(other->run, PART_KEY_PLAN);

	if (first->part.of != other->part.of) {
		fprintf(faults,
			"%s: is shard %u of %u, but %s is one of %u (shards of one split would be "
			"right)\n",
			other->dir, other->part.index, other->part.of, first->dir, first->part.of);
		return false;
	}
	if (strcmp(a, b) != 0) {
		fprintf(faults,
			"%s: shard %u of %u is of another plan (%.16s) than %s (%.16s): suite, "
			"options, or what the tree has to measure differ\n",
			other->dir, other->part.index, other->part.of, b, first->dir, a);
		return false;
	}
	return true;
}

static int part_order(const void *left, const void *right)
{
	const struct merge_part *a = left;
	const struct merge_part *b = right;

	return (a->part.index > b->part.index) - (a->part.index < b->part.index);
}

/* The first of the command line is what the others are held against. */
static bool check_kin(const struct merge *merge, FILE *faults)
{
	const struct merge_part *first = NULL;
	bool is_good = true;

	for (size_t i = 0; i < merge->n; i++) {
		const struct merge_part *part = &merge->parts[i];

		if (part->part.index == 0) {
			fprintf(faults,
				"%s: is no shard (a run that trapline shard made would be right)\n",
				part->dir);
			is_good = false;
		} else if (first == NULL) {
			first = part;
		} else if (!is_of_plan(first, part, faults) || !is_alike(first, part, faults)) {
			is_good = false;
		}
	}
	return is_good && first != NULL;
}

/* Each part of the plan is there once. */
static bool check_count(struct merge *merge, bool is_partial, FILE *faults)
{
	bool is_good = true;

	for (size_t i = 0; i < merge->n; i++) {
		const struct merge_part *part = &merge->parts[i];

		if (merge->has[part->part.index]) {
			fprintf(faults,
				"%s: shard %u of %u is there twice, %s is it too (leave one out)\n",
				part->dir, part->part.index, merge->of, merge->parts[i - 1].dir);
			is_good = false;
		}
		merge->has[part->part.index] = true;
	}
	for (unsigned i = 1; i <= merge->of; i++) {
		if (merge->has[i]) {
			continue;
		}
		merge->n_lost++;
		if (!is_partial) {
			fprintf(faults,
				"shard %u of %u is missing (give it too, or --partial for a run "
				"with missing cells)\n",
				i, merge->of);
			is_good = false;
		}
	}
	return is_good;
}

int merge_check(struct merge *merge, bool is_partial, FILE *faults)
{
	if (!check_kin(merge, faults)) {
		return -EINVAL;
	}
	qsort(merge->parts, merge->n, sizeof(*merge->parts), part_order);
	merge->of = merge->parts[0].part.of;
	merge->has = calloc(merge->of + 1, sizeof(*merge->has));
	if (merge->has == NULL) {
		return -ENOMEM;
	}
	return check_count(merge, is_partial, faults) ? 0 : -EINVAL;
}
