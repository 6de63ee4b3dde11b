/* SPDX-License-Identifier: Apache-2.0 */
/* One baseline file in memory, and as text. */
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "gate/baseline_get.h"
#include "store/file.h"
#include "store/json_cell.h"

void baseline_file_free(struct baseline_file *file)
{
	for (size_t i = 0; i < BASELINE_N_PARTS; i++) {
		free(*baseline_part_of(&file->key, i));
	}
	for (size_t i = 0; i < file->n_cells; i++) {
		figures_free(&file->cells[i]);
	}
	for (size_t i = 0; i < file->n_accepted; i++) {
		baseline_change_free(&file->accepted[i]);
	}
	free(file->qemu);
	free(file->cells);
	free(file->accepted);
	*file = (struct baseline_file){ 0 };
}

static int compare_benchmarks(const void *left, const void *right)
{
	const struct figures *a = left;
	const struct figures *b = right;

	return strcmp(a->key.benchmark, b->key.benchmark);
}

void baseline_sort_cells(struct baseline_file *file)
{
	if (file->n_cells > 1) {
		qsort(file->cells, file->n_cells, sizeof(*file->cells), compare_benchmarks);
	}
}

struct writer {
	FILE *out;
	bool failed;
};

static void put_string(struct writer *w, const char *text)
{
	json_t *value = json_scrubbed(text, true);
	char *dump = value != NULL ? json_dumps(value, JSON_ENCODE_ANY) : NULL;

	w->failed |= dump == NULL;
	fputs(dump != NULL ? dump : "\"\"", w->out);
	free(dump);
	json_decref(value);
}

static void put_member(struct writer *w, const char *before, const char *key, const char *text)
{
	fprintf(w->out, "%s\"%s\": ", before, key);
	put_string(w, text);
}

/* The fewest digits that give the same number back, so that 101.1 stays 101.1 in a diff. */
static void put_number(struct writer *w, const char *key, double value)
{
	char text[32];

	snprintf(text, sizeof(text), "%.15g", value);
	if (strtod(text, NULL) != value) {
		snprintf(text, sizeof(text), "%.17g", value);
	}
	fprintf(w->out, ", \"%s\": %s", key, text);
}

static void put_exits(struct writer *w, const struct figures *cell)
{
	fputs("\"exits\": {", w->out);
	for (size_t i = 0; i < cell->n_exits; i++) {
		fputs(i > 0 ? ", " : "", w->out);
		put_string(w, cell->exits[i].name);
		fprintf(w->out, ": %" PRIu64, cell->exits[i].count);
	}
	fputc('}', w->out);
}

static void put_samples(struct writer *w, const struct figures *cell)
{
	fputs("\"samples\": {", w->out);
	for (size_t i = 0; i < cell->n_values; i++) {
		fprintf(w->out, "%s\"%" PRIu64 "\": %" PRIu64, i > 0 ? ", " : "",
			cell->values[i].value, cell->values[i].count);
	}
	fputs("}, ", w->out);
	put_exits(w, cell);
}

static void put_boot(struct writer *w, const struct boot_figure *boot)
{
	fprintf(w->out, "      {\"layout\": %u, \"n\": %" PRIu64, boot->layout, boot->n);
	put_number(w, "tick", boot->tick);
	put_number(w, "median", boot->median);
	if (boot->has_p99) {
		put_number(w, "p99", boot->p99);
		put_number(w, "p99_low", boot->p99_low);
		put_number(w, "p99_high", boot->p99_high);
	}
	fputc('}', w->out);
}

static void put_boots(struct writer *w, const struct figures *cell)
{
	fprintf(w->out, "\"n\": %" PRIu64 ", ", cell->n);
	put_exits(w, cell);
	fputs(", \"boots\": [\n", w->out);
	for (size_t i = 0; i < cell->n_boots; i++) {
		put_boot(w, &cell->boots[i]);
		fputs(i + 1 < cell->n_boots ? ",\n" : "\n", w->out);
	}
	fputs("    ]", w->out);
}

static void put_cell(struct writer *w, const struct figures *cell)
{
	fputs("    ", w->out);
	put_string(w, cell->key.benchmark);
	fputs(": {", w->out);
	if (cell->status == CELL_NA) {
		put_member(w, "", "not_applicable", cell->error);
	} else {
		if (cell->batch > 1) {
			fprintf(w->out, "\"batch\": %" PRIu64 ", ", cell->batch);
		}
		if (cell->values != NULL) {
			put_samples(w, cell);
		} else {
			put_boots(w, cell);
		}
	}
	fputc('}', w->out);
}

static void put_change(struct writer *w, const struct baseline_change *change)
{
	put_member(w, "    {\n      ", "when", change->when);
	put_member(w, ",\n      ", "run", change->run);
	put_member(w, ",\n      ", "revision", change->revision);
	put_member(w, ",\n      ", "reason", change->reason);
	fputs(",\n      \"cells\": [", w->out);
	for (size_t i = 0; i < change->n_cells; i++) {
		fputs(i > 0 ? ",\n        " : "\n        ", w->out);
		put_string(w, change->cells[i]);
	}
	fputs("\n      ]\n    }", w->out);
}

static void put_file(struct writer *w, const struct baseline_file *file)
{
	fprintf(w->out, "{\n  \"schema\": %d,\n  \"key\": {\n", BASELINE_SCHEMA);
	for (size_t i = 0; i < BASELINE_N_PARTS; i++) {
		put_member(w, "    ", baseline_parts[i].key, baseline_part_text(&file->key, i));
		fputs(",\n", w->out);
	}
	put_member(w, "    ", "qemu", file->qemu);
	fputs("\n  },\n  \"cells\": {\n", w->out);
	for (size_t i = 0; i < file->n_cells; i++) {
		put_cell(w, &file->cells[i]);
		fputs(i + 1 < file->n_cells ? ",\n" : "\n", w->out);
	}
	fputs("  },\n  \"accepted\": [\n", w->out);
	for (size_t i = 0; i < file->n_accepted; i++) {
		put_change(w, &file->accepted[i]);
		fputs(i + 1 < file->n_accepted ? ",\n" : "\n", w->out);
	}
	fputs("  ]\n}\n", w->out);
}

int baseline_format(const struct baseline_file *file, char **text, size_t *size)
{
	struct writer w = { .out = open_memstream(text, size) };

	if (w.out == NULL) {
		return -ENOMEM;
	}
	put_file(&w, file);
	if (file_finish(w.out, text) != 0) {
		return -ENOMEM;
	}
	if (w.failed) {
		free(*text);
		*text = NULL;
		return -ENOMEM;
	}
	return 0;
}
