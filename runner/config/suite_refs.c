/* SPDX-License-Identifier: Apache-2.0 */
#include "config/suite_refs.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "config/hint.h"
#include "config/strs.h"

struct expansion {
	const struct catalog *cat;
	bool clock_is_known;
	struct suite_cfg *cfg;
	struct mark *places; /* of cfg->boards, by index */
	size_t n_places;
	struct board_cfg **read; /* each board of the catalog, read at most once */
	bool *is_read;
	bool has_bad_board; /* its file has faults */
	struct faults *faults;
	struct diag *d;
};

static int append_ref(struct expansion *ex, const char *board, const char *cpu, struct mark at)
{
	struct suite_cfg *cfg = ex->cfg;
	struct board_ref *refs = reallocarray(cfg->boards, cfg->n_boards + 1, sizeof(*refs));
	struct mark *places;

	if (refs == NULL) {
		return -ENOMEM;
	}
	cfg->boards = refs;
	places = reallocarray(ex->places, cfg->n_boards + 1, sizeof(*places));
	if (places == NULL) {
		return -ENOMEM;
	}
	ex->places = places;
	places[ex->n_places++] = at;
	refs[cfg->n_boards] = (struct board_ref){ .board = strdup(board), .cpu = strdup(cpu) };
	cfg->n_boards++;
	return refs[cfg->n_boards - 1].board == NULL || refs[cfg->n_boards - 1].cpu == NULL
		       ? -ENOMEM
		       : 0;
}

static int add_ref(struct expansion *ex, const char *board, const char *cpu, struct mark at)
{
	const struct suite_cfg *cfg = ex->cfg;

	for (size_t i = 0; i < ex->n_places; i++) {
		if (strcmp(cfg->boards[i].board, board) == 0 &&
		    strcmp(cfg->boards[i].cpu, cpu) == 0) {
			fault_add(ex->faults, at,
				  "boards: '%s/%s' comes up twice (keep one; the other is in line "
				  "%u)",
				  board, cpu, ex->places[i].line);
			return 0;
		}
	}
	return append_ref(ex, board, cpu, at);
}

/* The index of the board that the first @len bytes of @ref name; cat->boards.n: there is none. */
static size_t find_board(const struct catalog *cat, const char *ref, size_t len)
{
	for (size_t i = 0; i < cat->boards.n; i++) {
		if (strlen(cat->boards.items[i]) == len &&
		    strncmp(cat->boards.items[i], ref, len) == 0) {
			return i;
		}
	}
	return cat->boards.n;
}

static int tell_unknown_board(struct expansion *ex, const struct node *item, size_t len)
{
	char *name = strndup(item->text, len);
	struct hint hint;

	if (name == NULL) {
		return -ENOMEM;
	}
	hint_begin(&hint, name);
	strs_offer(&ex->cat->boards, &hint);
	fault_add(ex->faults, item->at, "boards: there is no board '%s' (%s)",
		  excerpt_of(name).text, hint_finish(&hint, "boards"));
	free(name);
	return 0;
}

/* *out is NULL when the board's file has faults; those are in ex->d. */
static int read_board(struct expansion *ex, size_t index, const struct board_cfg **out)
{
	int err = 0;

	if (!ex->is_read[index]) {
		err = board_load(ex->cat, ex->cat->boards.items[index], &ex->read[index], ex->d);
		ex->is_read[index] = true;
		ex->has_bad_board = ex->has_bad_board || err != 0;
	}
	*out = ex->read[index];
	return err == -ENOMEM ? err : 0;
}

static void check_clock(struct expansion *ex, const struct board_cfg *board,
			const struct node *item)
{
	bool is_exact = ex->cfg->clock == CLOCK_EXACT;
	const char *wanted = is_exact ? "exact" : "cntvct";
	const struct str_list *command = is_exact ? &board->exact : &board->cntvct;

	if (!ex->clock_is_known || command->n > 0 || strs_has(&board->clocks, wanted)) {
		return;
	}
	if (board->clocks.n > 0) {
		fault_add(ex->faults, item->at,
			  "boards: '%s' does not have 'clock: %s' (its 'clocks' does not name it; "
			  "give the suite another clock)",
			  board->name, wanted);
	} else {
		fault_add(ex->faults, item->at,
			  "boards: '%s' cannot run with 'clock: %s' (give its board.yaml a key "
			  "'%s', or "
			  "the suite 'clock: %s')",
			  board->name, wanted, wanted, is_exact ? "cntvct" : "exact");
	}
}

static bool is_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

/* Those CPUs of @board that @cpu matches; NULL: all. */
static int add_matching_cpus(struct expansion *ex, const struct board_cfg *board, const char *cpu,
			     struct mark at, size_t *n)
{
	int err = 0;

	for (size_t i = 0; i < board->cpus.n && err == 0; i++) {
		const char *name = board->cpus.items[i];

		if (cpu == NULL || fnmatch(cpu, name, 0) == 0) {
			err = add_ref(ex, board->name, name, at);
			(*n)++;
		}
	}
	return err;
}

static int add_cpus(struct expansion *ex, const struct board_cfg *board, const struct node *item)
{
	const char *slash = strchr(item->text, '/');
	const char *cpu = slash != NULL ? slash + 1 : NULL;
	struct hint hint;
	size_t n = 0;
	int err = add_matching_cpus(ex, board, cpu, item->at, &n);

	if (err == 0 && n == 0) {
		hint_begin(&hint, cpu);
		strs_offer(&board->cpus, &hint);
		fault_add(ex->faults, item->at, "boards: '%s' has no CPU '%s' (%s)", board->name,
			  excerpt_of(cpu).text, hint_finish(&hint, "its CPUs"));
	}
	return err;
}

static bool has_clock(const struct expansion *ex, const struct board_cfg *board)
{
	return (ex->cfg->clock == CLOCK_EXACT ? &board->exact : &board->cntvct)->n > 0;
}

/* Every board that the pattern before the slash matches, with the CPUs that the one behind it does.
 * Of those, what cannot do the clock is left out; something must be left. */
static int expand_pattern(struct expansion *ex, const struct node *item, size_t len)
{
	const char *cpu = item->text[len] == '/' ? item->text + len + 1 : NULL;
	char *name = strndup(item->text, len);
	size_t n = 0;
	int err = name != NULL ? 0 : -ENOMEM;

	for (size_t i = 0; i < ex->cat->boards.n && err == 0; i++) {
		const struct board_cfg *board = NULL;

		if (fnmatch(name, ex->cat->boards.items[i], 0) != 0) {
			continue;
		}
		err = read_board(ex, i, &board);
		n += board == NULL; /* its own file has the fault */
		if (board != NULL && has_clock(ex, board)) {
			err = add_matching_cpus(ex, board, cpu, item->at, &n);
		}
	}
	free(name);
	if (err == 0 && n == 0) {
		struct hint hint;

		hint_begin(&hint, item->text);
		strs_offer(&ex->cat->boards, &hint);
		fault_add(ex->faults, item->at, "boards: '%s' matches none (%s)",
			  excerpt_of(item->text).text, hint_finish(&hint, "boards"));
	}
	return err;
}

static int expand_ref(struct expansion *ex, const struct node *item)
{
	size_t len = strcspn(item->text, "/");
	size_t index = find_board(ex->cat, item->text, len);
	const struct board_cfg *board = NULL;
	int err;

	if (is_pattern(item->text)) {
		return expand_pattern(ex, item, len);
	}
	if (index == ex->cat->boards.n) {
		return tell_unknown_board(ex, item, len);
	}
	err = read_board(ex, index, &board);
	if (board == NULL) {
		return err;
	}
	check_clock(ex, board, item);
	return add_cpus(ex, board, item);
}

int suite_expand_boards(const struct catalog *cat, const struct node *list, bool clock_is_known,
			struct suite_cfg *cfg, struct faults *faults, struct diag *d)
{
	struct expansion ex = {
		.cat = cat,
		.clock_is_known = clock_is_known,
		.cfg = cfg,
		.read = calloc(cat->boards.n + 1, sizeof(struct board_cfg *)),
		.is_read = calloc(cat->boards.n + 1, sizeof(bool)),
		.faults = faults,
		.d = d,
	};
	int err = ex.read == NULL || ex.is_read == NULL ? -ENOMEM : 0;

	for (const struct node *item = list->first; item != NULL && err == 0; item = item->next) {
		if (item->kind == NODE_TEXT) {
			err = expand_ref(&ex, item);
		}
	}
	for (size_t i = 0; ex.read != NULL && i < cat->boards.n; i++) {
		board_free(ex.read[i]);
	}
	free(ex.read);
	free(ex.is_read);
	free(ex.places);
	return err == 0 && ex.has_bad_board ? -EINVAL : err;
}

/* Marks what @item matches in @chosen. */
static void choose_benchmarks(const struct catalog *cat, const struct node *item, bool *chosen,
			      struct faults *faults)
{
	bool matched = false;
	struct hint hint;

	hint_begin(&hint, item->text);
	for (size_t i = 0; i < cat->n_benches; i++) {
		const char *name = cat->benches[i].name;

		hint_offer(&hint, name);
		if (fnmatch(item->text, name, 0) == 0) {
			chosen[i] = true;
			matched = true;
		}
	}
	if (!matched) {
		fault_add(faults, item->at, "benchmarks: '%s' matches none (%s)",
			  excerpt_of(item->text).text, hint_finish(&hint, "benchmarks"));
	}
}

int suite_expand_benchmarks(const struct catalog *cat, const struct node *list,
			    struct suite_cfg *cfg, struct faults *faults)
{
	bool *chosen = calloc(cat->n_benches + 1, sizeof(*chosen));
	int err = chosen == NULL ? -ENOMEM : 0;

	for (const struct node *item = list->first; item != NULL && err == 0; item = item->next) {
		if (item->kind == NODE_TEXT) {
			choose_benchmarks(cat, item, chosen, faults);
		}
	}
	for (size_t i = 0; i < cat->n_benches && err == 0; i++) {
		if (chosen[i]) {
			err = strs_add(&cfg->benchmarks, cat->benches[i].name);
		}
	}
	free(chosen);
	return err;
}

static int take_matching(const struct str_list *known, const char *pattern, struct str_list *out,
			 size_t *n)
{
	int err = 0;

	for (size_t i = 0; i < known->n && err == 0; i++) {
		if (fnmatch(pattern, known->items[i], 0) == 0) {
			(*n)++;
			err = strs_has(out, known->items[i]) ? 0 : strs_add(out, known->items[i]);
		}
	}
	return err;
}

int suite_take_folders(const struct folder_kind *kind, const struct node *list,
		       struct str_list *out, struct faults *faults)
{
	int err = 0;

	for (const struct node *item = list->first; item != NULL && err == 0; item = item->next) {
		struct hint hint;
		size_t n = 0;

		if (item->kind != NODE_TEXT) {
			continue;
		}
		err = take_matching(kind->known, item->text, out, &n);
		if (n > 0) {
			continue;
		}
		hint_begin(&hint, item->text);
		strs_offer(kind->known, &hint);
		fault_add(faults, item->at, "%s: there is no %s '%s' (%s)", kind->key, kind->item,
			  excerpt_of(item->text).text, hint_finish(&hint, kind->plural));
	}
	return err;
}
