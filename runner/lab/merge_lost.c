/* SPDX-License-Identifier: Apache-2.0 */
/* The cells of parts that are not there, from the list of the whole plan that another part has. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lab/merge.h"
#include "session/plan.h"
#include "store/file.h"

#define LIST_MAX     ((size_t)64 << 20)
#define LIST_COLUMNS 11u

struct list {
	char *text;
	unsigned boots;
	unsigned layouts;
};

static bool is_of_plan(const struct merge_part *part, const char *text)
{
	char digest[17];

	snprintf(digest, sizeof(digest), "%016" PRIx64, part_hash(PART_HASH, text));
	return strcmp(digest, run_env_text(part->run, PART_KEY_PLAN)) == 0;
}

static unsigned setting(const char *text, const char *name)
{
	const char *at = strstr(text, name);

	return at != NULL ? (unsigned)strtoul(at + strlen(name), NULL, 10) : 0;
}

/* The list of the first part that has one which is what it was written as. */
static int read_list(const struct merge *merge, struct list *out, struct store_err *err)
{
	for (size_t i = 0; i < merge->n; i++) {
		char *path = file_join(merge->parts[i].dir, PART_LIST);
		char *text = NULL;
		size_t size;

		if (path == NULL) {
			return store_fail(err, ENOMEM, "out of memory");
		}
		if (file_read_at_most(path, LIST_MAX, &text, &size, err) == 0 && text != NULL &&
		    is_of_plan(&merge->parts[i], text)) {
			*out = (struct list){ .text = text,
					      .boots = setting(text, "\tboots="),
					      .layouts = setting(text, "\tlayouts=") };
			free(path);
			return 0;
		}
		free(text);
		free(path);
	}
	return store_fail(
		err, ENOENT,
		"which cells the missing shards have is not known: no shard has an undamaged "
		"%s (plans of more than %u cells have none)",
		PART_LIST, PART_LIST_CELLS);
}

static char *copy_field(const char *field)
{
	return strdup(strcmp(field, "-") == 0 ? "" : field);
}

/* A compiler's version is the same in all parts; that of a compiler which none of them used is not known. */
static char *copy_toolchain(const struct run *out, const char *field)
{
	char key[64];
	const char *full;

	snprintf(key, sizeof(key), "tools.%.48s", field);
	full = run_env_text(out, key);
	return full[0] != '\0' ? strdup(full) : copy_field(field);
}

static int add_cell(char *const *fields, const struct run *out, struct run *lost)
{
	struct cell *cell = run_add_cell(lost);

	if (cell == NULL) {
		return -ENOMEM;
	}
	cell->key = (struct cell_key){
		.benchmark = copy_field(fields[1]),
		.host = copy_field(fields[2]),
		.board = copy_field(fields[3]),
		.cpu = copy_field(fields[4]),
		.toolchain = copy_toolchain(out, fields[5]),
		.flags = copy_field(fields[6]),
		.hal = copy_field(fields[7]),
		.switch_policy = copy_field(fields[8]),
		.vectors = copy_field(fields[9]),
		.clock = copy_field(fields[10]),
	};
	for (size_t i = 0; i < CELL_KEY_FIELDS; i++) {
		if (cell_key_text(&cell->key, i) == NULL) {
			return -ENOMEM;
		}
	}
	return 0;
}

static int take_line(char *line, unsigned wanted, const char *board, const struct run *out,
		     struct run *lost)
{
	char *fields[LIST_COLUMNS] = { NULL };
	size_t n = 0;

	for (char *field = strsep(&line, "\t"); field != NULL && n < LIST_COLUMNS;
	     field = strsep(&line, "\t")) {
		fields[n++] = field;
	}
	if (n < LIST_COLUMNS || strtoul(fields[0], NULL, 10) != wanted ||
	    (board != NULL && strcmp(fields[3], board) != 0)) {
		return 0;
	}
	return add_cell(fields, out, lost);
}

static int give_reason(struct run *lost, unsigned part, unsigned of)
{
	for (size_t i = 0; i < lost->n_cells; i++) {
		struct cell *cell = &lost->cells[i];

		cell->status = CELL_MISSING;
		if (asprintf(&cell->error, "shard %u of %u was not there when the run was merged",
			     part, of) < 0) {
			cell->error = NULL;
			return -ENOMEM;
		}
	}
	return 0;
}

static int add_lost(const struct merge *merge, const struct list *list, unsigned part,
		    const char *board, struct run *out)
{
	struct run *lost = run_new();
	char *text = strdup(list->text);
	char *rest = text;
	int err = lost == NULL || text == NULL ? -ENOMEM : 0;

	for (char *line = strsep(&rest, "\n"); err == 0 && line != NULL;
	     line = strsep(&rest, "\n")) {
		if (line[0] != '#' && line[0] != '\0') {
			err = take_line(line, part, board, out, lost);
		}
	}
	if (err == 0) {
		err = plan_repeat(lost, list->boots, list->layouts);
	}
	if (err == 0) {
		err = give_reason(lost, part, merge->of);
	}
	for (size_t i = 0; err == 0 && i < lost->n_cells; i++) {
		err = run_move_cell(out, &lost->cells[i]);
	}
	free(text);
	run_free(lost);
	return err;
}

int merge_lost(const struct merge *merge, const char *board, struct run *out, struct store_err *err)
{
	struct list list = { 0 };
	int error;

	if (merge->n_lost == 0) {
		return 0;
	}
	error = read_list(merge, &list, err);
	for (unsigned part = 1; part <= merge->of && error == 0 && list.text != NULL; part++) {
		if (!merge->has[part] && add_lost(merge, &list, part, board, out) != 0) {
			error = store_fail(err, ENOMEM, "out of memory");
		}
	}
	free(list.text);
	return error;
}
