/* SPDX-License-Identifier: Apache-2.0 */
#include "report/verdicts_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const enum verdict verdict_order[N_VERDICTS] = { VERDICT_REGRESSED,    VERDICT_MISSING,
						 VERDICT_INCONCLUSIVE, VERDICT_IMPROVED,
						 VERDICT_UNCHANGED,    VERDICT_NA };

static size_t verdict_rank(enum verdict verdict)
{
	size_t rank = 0;

	while (verdict_order[rank] != verdict) {
		rank++;
	}
	return rank;
}

struct sort_entry {
	size_t index;
	size_t rank;
	double size; /* of the change, as a share: the largest first */
};

static double change_size(const struct gate_row *row)
{
	double share = row->old_value > 0 ? (row->new_value - row->old_value) / row->old_value : 0;

	if (row->verdict == VERDICT_REGRESSED) {
		return share;
	}
	return row->verdict == VERDICT_IMPROVED ? -share : 0;
}

static int compare_entries(const void *left, const void *right)
{
	const struct sort_entry *a = left;
	const struct sort_entry *b = right;

	if (a->rank != b->rank) {
		return a->rank < b->rank ? -1 : 1;
	}
	if (a->size != b->size) {
		return a->size > b->size ? -1 : 1;
	}
	return a->index < b->index ? -1 : a->index > b->index;
}

static int sort_rows(const struct gate_result *result, size_t **out)
{
	struct sort_entry *entries = calloc(result->n + 1, sizeof(*entries));
	size_t *order = calloc(result->n + 1, sizeof(*order));

	if (entries == NULL || order == NULL) {
		free(entries);
		free(order);
		return -ENOMEM;
	}
	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];

		entries[i] = (struct sort_entry){ i, verdict_rank(row->verdict), change_size(row) };
	}
	qsort(entries, result->n, sizeof(*entries), compare_entries);
	for (size_t i = 0; i < result->n; i++) {
		order[i] = entries[i].index;
	}
	free(entries);
	*out = order;
	return 0;
}

static bool differ(const char *a, const char *b)
{
	return a != NULL && b != NULL && a[0] != '\0' && b[0] != '\0' && strcmp(a, b) != 0;
}

/* Two versions of one compiler; gcc and clang are told apart by a cell's name as it is. */
static bool has_two_versions(const struct gate_result *result, const struct figures *one)
{
	const char *toolchain = one->key.toolchain;

	for (size_t i = 0; i < result->n; i++) {
		const char *other = verdict_figures(&result->rows[i])->key.toolchain;

		if (toolchain != NULL && other != NULL &&
		    strncmp(toolchain, other, strcspn(toolchain, "-") + 1) == 0) {
			return differ(toolchain, other); /* the first of them stands for all */
		}
	}
	return false;
}

static void find_fields(struct verdict_view *view)
{
	const struct gate_result *result = view->result;
	bool has_units = false;

	for (size_t i = 0; i < result->n; i++) {
		const struct figures *first = verdict_figures(&result->rows[0]);
		const struct figures *one = verdict_figures(&result->rows[i]);
		const char *unit = verdict_unit(&result->rows[i]);

		view->has_flags |= differ(first->key.flags, one->key.flags);
		view->has_qemus |= differ(first->qemu, one->qemu);
		view->has_clocks |= differ(first->key.clock, one->key.clock);
		view->has_toolchains |= has_two_versions(result, one);
		has_units |= view->unit != NULL && differ(view->unit, unit);
		view->unit = view->unit == NULL && unit[0] != '\0' ? unit : view->unit;
	}
	view->unit = has_units ? NULL : view->unit;
}

int verdict_view_make(const struct gate_result *result, const struct verdict_context *context,
		      struct verdict_view *out)
{
	struct verdict_view view = { .result = result, .context = context };
	int err = sort_rows(result, &view.order);

	if (err == 0) {
		find_fields(&view);
		*out = view;
	}
	return err;
}

struct verdict_view verdict_view_beside_unit(const struct verdict_view *view)
{
	struct verdict_view beside = *view;

	beside.has_clocks &= view->unit != NULL;
	return beside;
}

struct verdict_view verdict_view_lasting(const struct verdict_view *view)
{
	struct verdict_view lasting = *view;

	lasting.has_flags = true;
	lasting.has_clocks = true;
	return lasting;
}

void verdict_view_free(struct verdict_view *view)
{
	free(view->order);
	*view = (struct verdict_view){ 0 };
}

/* What takes most cells with it first. */
static int compare_causes(const void *left, const void *right)
{
	const struct verdict_cause *a = left;
	const struct verdict_cause *b = right;

	if (a->n != b->n) {
		return a->n > b->n ? -1 : 1;
	}
	return a->first < b->first ? -1 : 1;
}

int verdict_causes(const struct gate_result *result, enum verdict verdict,
		   struct verdict_cause **out, size_t *n)
{
	struct verdict_cause *causes = calloc(result->n + 1, sizeof(*causes));
	size_t used = 0;

	if (causes == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];
		size_t at = 0;

		if (row->verdict != verdict) {
			continue;
		}
		while (at < used && strcmp(result->rows[causes[at].first].why, row->why) != 0) {
			at++;
		}
		if (at == used) {
			causes[used++].first = i;
		}
		causes[at].n++;
	}
	qsort(causes, used, sizeof(*causes), compare_causes);
	*out = causes;
	*n = used;
	return 0;
}

static size_t most_boots(const struct gate_result *result)
{
	size_t most = 0;

	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];

		if (row->verdict == VERDICT_INCONCLUSIVE && row->more_boots > most) {
			most = row->more_boots;
		}
	}
	return most;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

struct verdict_text verdict_headline(const struct gate_result *result)
{
	const size_t *count = result->count;
	size_t n_regressed = count[VERDICT_REGRESSED];
	size_t n_improved = count[VERDICT_IMPROVED];
	size_t n_inconclusive = count[VERDICT_INCONCLUSIVE];
	size_t n_judged = n_regressed + n_improved + count[VERDICT_UNCHANGED];
	size_t boots = most_boots(result);
	struct verdict_text text = { "" };

	if (n_regressed > 0) {
		verdict_text_add(&text, "%zu cell%s regressed", n_regressed, plural(n_regressed));
	} else if (result->n == 0) {
		verdict_text_add(&text, "Nothing to compare");
	} else if (n_judged == 0) {
		verdict_text_add(&text, "No cell could be judged");
	} else if (n_improved > 0) {
		verdict_text_add(&text, "Nothing regressed");
	} else {
		verdict_text_add(&text, "Nothing changed");
	}
	if (n_improved > 0) {
		verdict_text_add(&text, ", %zu improved", n_improved);
	}
	if (count[VERDICT_MISSING] > 0) {
		verdict_text_add(&text, ", %zu missing", count[VERDICT_MISSING]);
	}
	if (n_inconclusive > 0) {
		verdict_text_add(&text, ", %zu inconclusive", n_inconclusive);
	}
	if (n_inconclusive > 0 && boots > 0) {
		verdict_text_add(&text, " (%s%zu more boot%s a side would tell)",
				 n_inconclusive > 1 ? "up to " : "", boots, plural(boots));
	}
	return text;
}

struct verdict_text verdict_counts(const struct gate_result *result)
{
	struct verdict_text text = { "" };
	const char *between = ": ";

	verdict_text_add(&text, "%zu cell%s", result->n, plural(result->n));
	for (size_t i = 0; i < N_VERDICTS; i++) {
		enum verdict verdict = verdict_order[i];

		if (result->count[verdict] > 0) {
			verdict_text_add(&text, "%s%zu %s", between, result->count[verdict],
					 gate_verdict_name(verdict));
			between = ", ";
		}
	}
	return text;
}

const char *verdict_revision(const struct run *run)
{
	return run != NULL ? run_find_env(run, "source.revision") : NULL;
}

struct verdict_text verdict_side(const char *name, const struct run *run)
{
	const char *revision = verdict_revision(run);
	struct verdict_text text = { "" };

	verdict_text_add(&text, "%.200s", name);
	if (revision != NULL) {
		verdict_text_add(&text, ", revision %.12s", revision);
	}
	if (run != NULL && run->started != NULL) {
		verdict_text_add(&text, ", %.60s", run->started);
	}
	return text;
}
