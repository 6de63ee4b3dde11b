/* SPDX-License-Identifier: Apache-2.0 */
#include "session/plan.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/placeholder.h"
#include "config/strs.h"
#include "session/desk.h"

const char *clock_name(enum clock_mode clock)
{
	return clock == CLOCK_EXACT ? "exact" : "cntvct";
}

struct builder {
	const char *root;
	const struct suite_cfg *suite;
	struct board_cfg *const *boards;
	size_t n_boards;
	struct plan *plan;
	bool has_rounds; /* some cell is booted more than once */
};

static bool is_image_of(const struct image *image, const struct cell *cell)
{
	const struct cell_key *key = &cell->key;

	return image->layout == cell->layout && strcmp(image->board, key->board) == 0 &&
	       strcmp(image->compiler, key->toolchain) == 0 && strcmp(image->hal, key->hal) == 0 &&
	       strcmp(image->switch_policy, key->switch_policy) == 0 &&
	       strcmp(image->vectors, key->vectors) == 0 && strcmp(image->flags, key->flags) == 0;
}

/* Index of the image, added when it is new; -ENOMEM. A cell's toolchain is its compiler until the
 * build tells the version. */
static long find_image(struct builder *b, const struct board_cfg *board, const struct cell *cell)
{
	const struct cell_key *key = &cell->key;
	const struct image_choice choice = { .board = key->board,
					     .compiler = key->toolchain,
					     .hal = key->hal,
					     .switch_policy = key->switch_policy,
					     .vectors = key->vectors,
					     .flags = key->flags,
					     .layout = cell->layout,
					     .is_flat = board->is_flat };
	struct plan *plan = b->plan;
	struct image *images;

	for (size_t i = 0; i < plan->n_images; i++) {
		if (is_image_of(&plan->images[i], cell)) {
			return (long)i;
		}
	}
	images = reallocarray(plan->images, plan->n_images + 1, sizeof(*images));
	if (images == NULL) {
		return -ENOMEM;
	}
	plan->images = images;
	if (image_init(&images[plan->n_images], b->root, &choice) != 0) {
		return -ENOMEM;
	}
	return (long)plan->n_images++;
}

static const struct board_cfg *find_board(const struct builder *b, const char *name)
{
	for (size_t i = 0; i < b->n_boards; i++) {
		if (strcmp(b->boards[i]->name, name) == 0) {
			return b->boards[i];
		}
	}
	return NULL;
}

static const struct str_list *board_argv(const struct board_cfg *board, enum clock_mode clock)
{
	return clock == CLOCK_EXACT ? &board->exact : &board->cntvct;
}

/* A board that is a program has a command for each clock, one with a console names its clocks. */
static int check_clock(const struct board_cfg *board, enum clock_mode clock, struct mark at,
		       struct diag *d)
{
	const char *name = clock_name(clock);

	if (board_argv(board, clock)->n > 0 || strs_has(&board->clocks, name)) {
		return 0;
	}
	if (board->clocks.n > 0) {
		diag_add(d, at,
			 "board '%s' does not have clock '%s' (add it to 'clocks:' of its "
			 "board.yaml if its counter is that, or choose another clock)",
			 board->name, name);
	} else {
		diag_add(d, at,
			 "board '%s' has no command for clock '%s' (add '%s:' to its board.yaml, "
			 "or choose another clock)",
			 board->name, name, name);
	}
	return -EINVAL;
}

static int check_board(const struct suite_cfg *suite, const struct board_cfg *board, struct diag *d)
{
	struct mark at = { .file = suite->path };

	if (target_find(board->target) == NULL) {
		diag_add(d, at, "board '%s' has target '%s' (have: " TARGET_NAMES ")", board->name,
			 board->target);
		return -EINVAL;
	}
	return check_clock(board, suite->clock, at, d);
}

int plan_check_here(const struct suite_cfg *suite, struct board_cfg *const *boards, size_t n_boards,
		    struct diag *d)
{
	struct mark at = { .file = suite->path };
	int err = 0;

	for (size_t i = 0; i < n_boards; i++) {
		char why[192];

		if (!placeholder_has_env(boards[i], why, sizeof(why))) {
			diag_add(d, at, "board '%s': %s", boards[i]->name, why);
			err = -EINVAL;
		}
	}
	return err;
}

char *plan_boot_name(const struct cell *cell, bool has_rounds)
{
	const struct cell_key *key = &cell->key;
	char suffix[32] = "";
	char *name;

	if (has_rounds) {
		snprintf(suffix, sizeof(suffix), "-boot%u", cell->boot);
	}
	return asprintf(&name, "%s-%s-%s%s", key->board, key->cpu, cell_variant_by(key, '-').text,
			suffix) < 0
		       ? NULL
		       : name;
}

static int add_boot(struct builder *b, const struct cell *cell, struct plan_boot **out)
{
	const struct cell_key *key = &cell->key;
	struct plan *plan = b->plan;
	struct plan_boot *boots = reallocarray(plan->boots, plan->n_boots + 1, sizeof(*boots));
	const struct board_cfg *board = find_board(b, key->board);
	struct plan_boot *boot;
	long image;

	if (boots == NULL || board == NULL) {
		return boots == NULL ? -ENOMEM : -EINVAL;
	}
	plan->boots = boots;
	image = find_image(b, board, cell);
	boot = &boots[plan->n_boots];
	*boot = (struct plan_boot){
		.board = board,
		.cpu = key->cpu,
		.ops = target_find(board->target),
		.argv = board_argv(board, b->suite->clock),
		.boot = cell->boot,
		.layout = cell->layout,
		.image = (size_t)image,
	};
	boot->name = image >= 0 ? plan_boot_name(cell, b->has_rounds) : NULL;
	if (boot->name == NULL) {
		return -ENOMEM;
	}
	plan->n_boots++;
	*out = boot;
	return 0;
}

static bool boot_measures(const struct plan *plan, const struct plan_boot *boot,
			  const struct cell *cell)
{
	return boot->boot == cell->boot && boot->layout == cell->layout &&
	       strcmp(boot->cpu, cell->key.cpu) == 0 &&
	       is_image_of(&plan->images[boot->image], cell);
}

static int plan_cell(struct builder *b, const struct cell *cell, size_t index)
{
	struct plan_boot *boot = NULL;
	size_t *cells;
	int err = 0;

	for (size_t i = 0; i < b->plan->n_boots && boot == NULL; i++) {
		if (boot_measures(b->plan, &b->plan->boots[i], cell)) {
			boot = &b->plan->boots[i];
		}
	}
	if (boot == NULL) {
		err = add_boot(b, cell, &boot);
	}
	if (boot == NULL) {
		return err;
	}
	cells = reallocarray(boot->cells, boot->n_cells + 1, sizeof(*cells));
	if (cells == NULL) {
		return -ENOMEM;
	}
	boot->cells = cells;
	cells[boot->n_cells++] = index;
	return err;
}

static int round_order(const void *left, const void *right)
{
	const struct plan_boot *a = left;
	const struct plan_boot *b = right;
	int order = (a->boot > b->boot) - (a->boot < b->boot);

	if (order != 0) {
		return order;
	}
	/* Names are unique, and the same in every round up to its number. */
	order = strcmp(a->name, b->name);
	return a->boot % 2 == 0 ? order : -order;
}

int plan_boots(const char *root, const struct suite_cfg *suite, struct board_cfg *const *boards,
	       size_t n_boards, const struct run *run, struct plan **out, struct diag *d)
{
	struct builder b = { .root = root,
			     .suite = suite,
			     .boards = boards,
			     .n_boards = n_boards,
			     .plan = calloc(1, sizeof(*b.plan)) };
	int err = b.plan == NULL ? -ENOMEM : 0;

	for (size_t i = 0; i < n_boards && err != -ENOMEM; i++) {
		err = check_board(suite, boards[i], d) != 0 ? -EINVAL : err;
	}
	for (size_t i = 0; i < run->n_cells; i++) {
		b.has_rounds = run->cells[i].boot > 0 || b.has_rounds;
	}
	for (size_t i = 0; i < run->n_cells && err == 0; i++) {
		err = plan_cell(&b, &run->cells[i], i);
	}
	if (err != 0) {
		plan_free(b.plan);
		return err;
	}
	if (b.has_rounds) {
		qsort(b.plan->boots, b.plan->n_boots, sizeof(*b.plan->boots), round_order);
	}
	*out = b.plan;
	return 0;
}

int plan_leave_boards(struct plan *plan, char *why)
{
	int err = 0;

	for (size_t i = 0; plan != NULL && i < plan->n_boots; i++) {
		char text[TARGET_WHY_MAX];
		int failed = desk_leave(plan->boots[i].desk, text);

		plan->boots[i].desk = NULL;
		if (failed != 0) {
			snprintf(why, TARGET_WHY_MAX, "board '%.40s' was left on: %.180s",
				 plan->boots[i].board->name, text);
			err = failed;
		}
	}
	return err;
}

void plan_free(struct plan *plan)
{
	char why[TARGET_WHY_MAX];

	if (plan == NULL) {
		return;
	}
	plan_leave_boards(plan, why);
	for (size_t i = 0; i < plan->n_images; i++) {
		image_free(&plan->images[i]);
	}
	for (size_t i = 0; i < plan->n_boots; i++) {
		free(plan->boots[i].name);
		free(plan->boots[i].cells);
		free(plan->boots[i].left_out);
		free(plan->boots[i].unasked);
	}
	free(plan->images);
	free(plan->boots);
	free(plan);
}
