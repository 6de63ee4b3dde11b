/* SPDX-License-Identifier: Apache-2.0 */
/* What an accept says of itself. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "gate/baseline_merge.h"
#include "store/file.h"

void baseline_change_free(struct baseline_change *change)
{
	free(change->when);
	free(change->run);
	free(change->revision);
	free(change->reason);
	for (size_t i = 0; i < change->n_cells; i++) {
		free(change->cells[i]);
	}
	free(change->cells);
	*change = (struct baseline_change){ 0 };
}

static void put_side(FILE *out, const struct figures *cell)
{
	if (cell->status == CELL_NA) {
		fputs("not applicable", out);
	} else {
		fprintf(out, "%.10g", figures_median(cell));
	}
}

static void put_row(FILE *out, const struct gate_row *row)
{
	const char *metric = "";
	const char *behind = "";

	fprintf(out, "%s: ", row->new_figures->key.benchmark);
	if (row->old_figures == NULL) {
		fputs("new", out);
	} else if (row->is_exact && row->metric == METRIC_SAMPLES) {
		fputs("samples differ", out);
	} else if (row->is_exact && (row->metric == METRIC_MEAN || row->metric == METRIC_EXITS)) {
		metric = row->metric == METRIC_MEAN ? "mean " : "exits ";
		behind = row->metric == METRIC_MEAN ? "" : " each";
		fprintf(out, "%s%.10g -> %.10g%s", metric, row->old_value, row->new_value, behind);
	} else {
		put_side(out, row->old_figures);
		fputs(" -> ", out);
		put_side(out, row->new_figures);
	}
}

char *baseline_describe(const struct gate_row *row)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		return NULL;
	}
	put_row(out, row);
	return file_finish(out, &text) == 0 ? text : NULL;
}

static char *copy_or_null(const char *text)
{
	return text != NULL ? strdup(text) : NULL;
}

/* The first accept would only list every cell again. */
static int fill_lines(const struct baseline_group *group, struct baseline_change *change)
{
	bool is_first = group->file.n_accepted == 0;
	size_t n = is_first ? 1 : group->n_lines;
	char first[48];

	snprintf(first, sizeof(first), "%zu cell%s: new", group->n_lines,
		 group->n_lines == 1 ? "" : "s");
	change->cells = calloc(n, sizeof(*change->cells));
	if (change->cells == NULL) {
		return -ENOMEM;
	}
	for (size_t i = 0; i < n; i++) {
		change->cells[i] = strdup(is_first ? first : group->lines[i]);
		if (change->cells[i] == NULL) {
			return -ENOMEM;
		}
		change->n_cells++;
	}
	return 0;
}

int baseline_add_change(struct baseline_group *group, const struct baseline_change *change)
{
	struct baseline_file *file = &group->file;
	struct baseline_change *accepted;
	struct baseline_change copy = {
		.when = copy_or_null(change->when),
		.run = copy_or_null(change->run),
		.revision = copy_or_null(change->revision),
		.reason = copy_or_null(change->reason),
	};

	accepted = reallocarray(file->accepted, file->n_accepted + 1, sizeof(*accepted));
	if (accepted != NULL) {
		file->accepted = accepted;
	}
	if (accepted == NULL || copy.when == NULL || copy.run == NULL || copy.revision == NULL ||
	    copy.reason == NULL || fill_lines(group, &copy) != 0) {
		baseline_change_free(&copy);
		return -ENOMEM;
	}
	accepted[file->n_accepted++] = copy;
	return 0;
}
