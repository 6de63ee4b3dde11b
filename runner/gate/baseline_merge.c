/* SPDX-License-Identifier: Apache-2.0 */
#include "gate/baseline_merge.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gate/gate.h"
#include "store/file.h"

void baseline_groups_free(struct baseline_groups *groups)
{
	for (size_t i = 0; i < groups->n; i++) {
		struct baseline_group *group = &groups->items[i];

		baseline_file_free(&group->file);
		for (size_t j = 0; j < group->n_lines; j++) {
			free(group->lines[j]);
		}
		free(group->lines);
		free(group->name);
	}
	free(groups->items);
	*groups = (struct baseline_groups){ 0 };
}

static int fail_memory(const char *where, struct store_err *err)
{
	store_fail(err, ENOMEM, "%s: out of memory", where);
	return -ENOMEM;
}

/* What a cell that does not apply knows of its image is the same in @other. */
static bool is_image_of(const struct figures *na, const struct figures *other)
{
	for (size_t i = 0; i < BASELINE_N_PARTS; i++) {
		const char *known = baseline_part_text(&na->key, i);
		const char *text = baseline_part_text(&other->key, i);
		bool same = baseline_parts[i].across == ACROSS_TOOLCHAIN
				    ? cell_toolchain_matches(known, text)
				    : known[0] == '\0' || strcmp(known, text) == 0;

		if (!same) {
			return false;
		}
	}
	return other->status == CELL_OK;
}

static int copy_parts(const struct cell_key *from, struct cell_key *to)
{
	for (size_t i = 0; i < BASELINE_N_PARTS; i++) {
		char *copy = strdup(baseline_part_text(from, i));

		if (copy == NULL) {
			return -ENOMEM;
		}
		free(*baseline_part_of(to, i));
		*baseline_part_of(to, i) = copy;
	}
	return 0;
}

/* It may not know what its image was built with; false: nothing else of the run does. */
static bool find_image(const struct figure_set *set, struct figures *na, int *error)
{
	for (size_t i = 0; i < set->n; i++) {
		if (is_image_of(na, &set->items[i])) {
			*error = copy_parts(&set->items[i].key, &na->key);
			return *error == 0;
		}
	}
	return false;
}

/* All boots of an exact cell are alike: one is kept, so that a diff does not tell how many there were. */
static void keep_one_boot(struct figures *cell)
{
	size_t n = cell->n_boots;

	if (cell->values == NULL || n < 2) {
		return;
	}
	for (size_t i = 0; i < cell->n_values; i++) {
		cell->values[i].count /= n;
	}
	for (size_t i = 0; i < cell->n_exits; i++) {
		cell->exits[i].count /= n;
	}
	cell->n /= n;
	cell->n_boots = 1;
}

/* Sets of figures on the way to one file each. */
struct bins {
	struct bin {
		char *name;
		struct figure_set fresh;
	} * items;
	size_t n;
};

static void bins_free(struct bins *bins)
{
	for (size_t i = 0; i < bins->n; i++) {
		figure_set_free(&bins->items[i].fresh);
		free(bins->items[i].name);
	}
	free(bins->items);
}

/* Takes @name. NULL: no memory. */
static struct bin *find_bin(struct bins *bins, char *name)
{
	struct bin *items;

	for (size_t i = 0; i < bins->n; i++) {
		if (strcmp(bins->items[i].name, name) == 0) {
			free(name);
			return &bins->items[i];
		}
	}
	items = reallocarray(bins->items, bins->n + 1, sizeof(*items));
	if (items == NULL) {
		free(name);
		return NULL;
	}
	bins->items = items;
	items[bins->n] = (struct bin){ .name = name };
	return &items[bins->n++];
}

static int put_in_bin(struct bins *bins, struct figures *cell)
{
	char *name = baseline_name(&cell->key, cell->qemu);
	struct bin *bin = name != NULL ? find_bin(bins, name) : NULL;
	struct figures *items;

	if (bin == NULL) {
		return -ENOMEM;
	}
	items = reallocarray(bin->fresh.items, bin->fresh.n + 1, sizeof(*items));
	if (items == NULL) {
		return -ENOMEM;
	}
	bin->fresh.items = items;
	items[bin->fresh.n++] = *cell;
	*cell = (struct figures){ 0 };
	return 0;
}

static int say_unsteady(const struct figures *cell, struct store_err *err)
{
	store_fail(err, EINVAL,
		   "%s %s/%s %s: its boots differ, though the clock is exact (a run whose "
		   "boots agree would be right)",
		   cell->key.benchmark, cell->key.board, cell->key.cpu,
		   cell_variant(&cell->key).text);
	return -EINVAL;
}

/* First what does not apply finds its image: later the others are gone from the set. */
static int sort_out(struct figure_set *set, struct bins *bins, struct store_err *err)
{
	int error = 0;

	for (size_t i = 0; error == 0 && i < set->n; i++) {
		struct figures *cell = &set->items[i];

		if (cell->status == CELL_NA && !find_image(set, cell, &error)) {
			figures_free(cell);
		} else if (cell->boots_differ) {
			return say_unsteady(cell, err);
		}
	}
	for (size_t i = 0; error == 0 && i < set->n; i++) {
		if (set->items[i].key.benchmark != NULL) {
			keep_one_boot(&set->items[i]);
			error = put_in_bin(bins, &set->items[i]);
		}
	}
	return error == 0 ? 0 : fail_memory(set->name, err);
}

/* The file as it is, or an empty one of the key. */
static int read_old(const char *dir, const struct bin *bin, struct baseline_file *out,
		    struct store_err *err)
{
	const struct figures *first = &bin->fresh.items[0];
	char *path = file_join(dir, bin->name);
	int error;

	if (path == NULL) {
		return fail_memory(dir, err);
	}
	if (access(path, F_OK) != 0 && errno == ENOENT) {
		*out = (struct baseline_file){ .qemu = strdup(first->qemu) };
		error = copy_parts(&first->key, &out->key);
		if (error != 0 || out->qemu == NULL) {
			baseline_file_free(out);
			error = fail_memory(path, err);
		}
	} else {
		error = baseline_read(path, out, err);
	}
	free(path);
	return error;
}

/* New boots are news where the clock has noise, whatever they say. */
static bool is_kept(const struct gate_row *row)
{
	if (row->verdict == VERDICT_NA) {
		return true;
	}
	return row->old_figures != NULL && row->is_exact && row->verdict == VERDICT_UNCHANGED;
}

/* In place of what the file has under this name, or at the end; @cell is moved. */
static void put_cell(struct baseline_file *file, struct figures *cell)
{
	size_t i = 0;

	while (i < file->n_cells &&
	       strcmp(file->cells[i].key.benchmark, cell->key.benchmark) != 0) {
		i++;
	}
	if (i < file->n_cells) {
		figures_free(&file->cells[i]);
	} else {
		file->n_cells++;
	}
	file->cells[i] = *cell;
	*cell = (struct figures){ 0 };
}

/* Says what changes before anything moves: the rows point into both sets. @moves: of @fresh. */
static int describe_rows(const struct gate_result *result, const struct figure_set *fresh,
			 struct baseline_group *group, bool *moves)
{
	for (size_t i = 0; i < result->n; i++) {
		const struct gate_row *row = &result->rows[i];

		if (row->new_figures == NULL) {
			continue;
		}
		if (is_kept(row)) {
			group->n_kept++;
			continue;
		}
		group->lines[group->n_lines] = baseline_describe(row);
		if (group->lines[group->n_lines] == NULL) {
			return -ENOMEM;
		}
		group->n_lines++;
		group->n_new += row->old_figures == NULL;
		group->n_changed += row->old_figures != NULL;
		moves[row->new_figures - fresh->items] = true;
	}
	return 0;
}

static int judge(struct baseline_group *group, const struct figure_set *fresh, bool *moves)
{
	const struct figure_set old = { .items = group->file.cells, .n = group->file.n_cells };
	struct gate_result result;
	int error = gate_judge(&old, fresh, &gate_rules_default, &result);

	if (error == 0) {
		error = describe_rows(&result, fresh, group, moves);
		gate_free(&result);
	}
	return error;
}

static int merge_cells(struct baseline_group *group, struct figure_set *fresh)
{
	struct baseline_file *file = &group->file;
	bool *moves = calloc(fresh->n + 1, sizeof(*moves));
	struct figures *cells = reallocarray(file->cells, file->n_cells + fresh->n, sizeof(*cells));
	int error = moves == NULL || cells == NULL ? -ENOMEM : 0;

	if (cells != NULL) {
		file->cells = cells;
	}
	group->lines = calloc(fresh->n + 1, sizeof(*group->lines));
	if (error == 0 && group->lines == NULL) {
		error = -ENOMEM;
	}
	if (error == 0) {
		error = judge(group, fresh, moves);
	}
	for (size_t i = 0; error == 0 && i < fresh->n; i++) {
		if (moves[i]) {
			put_cell(file, &fresh->items[i]);
		}
	}
	baseline_sort_cells(file);
	free(moves);
	return error;
}

static int merge_bin(const char *dir, struct bin *bin, const struct baseline_change *change,
		     struct baseline_group *group, struct store_err *err)
{
	int error = read_old(dir, bin, &group->file, err);

	if (error != 0) {
		return error;
	}
	group->name = bin->name;
	bin->name = NULL;
	error = merge_cells(group, &bin->fresh);
	if (error == 0 && group->n_lines > 0) {
		error = baseline_add_change(group, change);
	}
	return error == 0 ? 0 : fail_memory(dir, err);
}

int baseline_merge(const char *dir, struct figure_set *set, const struct baseline_change *change,
		   struct baseline_groups *out, struct store_err *err)
{
	struct baseline_groups groups = { 0 };
	struct bins bins = { 0 };
	int error = sort_out(set, &bins, err);

	if (error == 0) {
		groups.items = calloc(bins.n + 1, sizeof(*groups.items));
		if (groups.items == NULL) {
			error = fail_memory(dir, err);
		}
	}
	for (size_t i = 0; error == 0 && i < bins.n; i++) {
		groups.n++;
		error = merge_bin(dir, &bins.items[i], change, &groups.items[i], err);
	}
	bins_free(&bins);
	if (error != 0) {
		baseline_groups_free(&groups);
		return error;
	}
	*out = groups;
	return 0;
}
