/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/ab_side.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/say.h"
#include "config/hint.h"
#include "config/strs.h"
#include "gate/gate.h"
#include "wire/wire.h"

static const struct {
	const char *name; /* as suites call it */
	const char *usual;
	unsigned across;
} axes[N_AB_AXES] = {
	[AB_TOOLCHAIN] = { "toolchain", CELL_TOOLCHAIN_DEFAULT, ACROSS_TOOLCHAIN },
	[AB_HAL] = { "hal", "static", ACROSS_HAL },
	[AB_SWITCH] = { "switch", CELL_SWITCH_DEFAULT, ACROSS_SWITCH },
	[AB_VECTORS] = { "vectors", CELL_VECTORS_DEFAULT, ACROSS_VECTORS },
	[AB_FLAGS] = { "flags", CELL_FLAGS_DEFAULT, ACROSS_FLAGS },
};

static int say_no_memory(void)
{
	fprintf(stderr, "trapline ab: out of memory\n");
	return RC_INCOMPLETE;
}

static enum ab_kind kind_of(const char *text)
{
	size_t len = strlen(text);

	if (len == 0 || strcmp(text, ".") == 0) {
		return AB_TREE;
	}
	if (text[0] == '/' || strncmp(text, "./", 2) == 0 || strncmp(text, "../", 3) == 0 ||
	    strcmp(text, "..") == 0 || (len > 4 && strcmp(text + len - 4, ".elf") == 0)) {
		return AB_IMAGE;
	}
	return strchr(text, '=') != NULL ? AB_CHOICE : AB_REVISION;
}

static const struct str_list *values_of(const struct catalog *cat, enum ab_axis axis)
{
	const struct str_list *const values[N_AB_AXES] = {
		[AB_TOOLCHAIN] = &cat->toolchains, [AB_HAL] = &cat->hals,
		[AB_SWITCH] = &cat->switches,      [AB_VECTORS] = &cat->vectors,
		[AB_FLAGS] = &cat->flags,
	};

	return values[axis];
}

static int say_no_axis(const char *word)
{
	struct hint hint;

	hint_begin(&hint, word);
	for (size_t i = 0; i < N_AB_AXES; i++) {
		hint_offer(&hint, axes[i].name);
	}
	return say_wrong("ab", "'%s=' is no choice (%s)", word, hint_finish(&hint, "have"));
}

static int say_no_value(const char *name, const char *value, const struct str_list *values)
{
	struct hint hint;

	hint_begin(&hint, value);
	strs_offer(values, &hint);
	return say_wrong("ab", "%s: no '%s' (%s)", name, value, hint_finish(&hint, "have"));
}

/* @word: hal=table; changed. */
static int take_choice(const struct inputs *in, char *word, struct ab_side *side)
{
	char *equals = strchr(word, '=');

	if (equals == NULL) {
		return say_wrong("ab", "'%s' in '%s' is no choice (as hal=table)", word,
				 side->text);
	}
	*equals = '\0';
	for (enum ab_axis i = 0; i < N_AB_AXES; i++) {
		if (strcmp(word, axes[i].name) != 0) {
			continue;
		}
		if (!strs_has(values_of(in->cat, i), equals + 1)) {
			return say_no_value(word, equals + 1, values_of(in->cat, i));
		}
		if (side->axes[i] != NULL) {
			return say_wrong("ab", "'%s' chooses %s twice", side->text, word);
		}
		side->axes[i] = strdup(equals + 1);
		return side->axes[i] != NULL ? RC_OK : say_no_memory();
	}
	return say_no_axis(word);
}

static int parse_choices(const struct inputs *in, struct ab_side *side)
{
	char *text = strdup(side->text);
	char *rest = text;
	int rc = text != NULL ? RC_OK : say_no_memory();

	while (rc == RC_OK && rest != NULL) {
		rc = take_choice(in, strsep(&rest, ","), side);
	}
	free(text);
	return rc;
}

static int parse_image(struct ab_side *side)
{
	char why[IMAGE_FAULT_MAX] = "";
	int err = image_file_open(side->text, &side->image, why);

	if (err != 0) {
		say_wrong("ab", "%s", why);
		return err == -ENOMEM ? RC_INCOMPLETE : RC_USAGE;
	}
	side->axes[AB_TOOLCHAIN] = strdup(side->image.compiler);
	side->axes[AB_HAL] = strdup(side->image.hal);
	side->axes[AB_SWITCH] = strdup(side->image.switch_policy);
	side->axes[AB_VECTORS] = strdup(side->image.vectors);
	side->axes[AB_FLAGS] = strdup(side->image.flags);
	for (size_t i = 0; i < N_AB_AXES; i++) {
		if (side->axes[i] == NULL) {
			return say_no_memory();
		}
	}
	return RC_OK;
}

/* The protocol that the sources at @top speak; 0: they do not say. */
static unsigned find_protocol(const char *top)
{
	static const char define[] = "#define WIRE_PROTO";
	unsigned protocol = 0;
	char *path = NULL;
	char line[256];
	FILE *file;

	if (asprintf(&path, "%s/microbench/wire/wire.h", top) < 0) {
		return 0;
	}
	file = fopen(path, "re");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
		if (strncmp(line, define, strlen(define)) == 0) {
			protocol = (unsigned)strtoul(line + strlen(define), NULL, 10);
			break;
		}
	}
	if (file != NULL) {
		fclose(file);
	}
	free(path);
	return protocol;
}

static int parse_revision(const struct inputs *in, const volatile sig_atomic_t *stop,
			  struct ab_side *side)
{
	char why[WORKTREE_WHY_MAX];
	unsigned protocol;
	int err = worktree_open(in->root, side->text, stop, &side->tree, why);

	if (err != 0) {
		say_wrong("ab", "%s%s", why,
			  err == -EINVAL ? " (an image is given as ./FILE, a choice as hal=table)"
					 : "");
		return err == -EINVAL ? RC_USAGE : RC_INCOMPLETE;
	}
	side->root = side->tree.path;
	protocol = find_protocol(side->root);
	if (protocol < WIRE_OLDEST_PROTO || protocol > WIRE_PROTO) {
		return say_wrong(
			"ab",
			"'%s': its images speak protocol %u, and this program %u to %u (measure it "
			"with the program of that revision)",
			side->text, protocol, WIRE_OLDEST_PROTO, WIRE_PROTO);
	}
	return RC_OK;
}

int ab_side_parse(const struct inputs *in, const char *text, const volatile sig_atomic_t *stop,
		  struct ab_side *side)
{
	side->text = text;
	side->kind = kind_of(text);
	side->root = in->root;
	switch (side->kind) {
	case AB_TREE:
		return RC_OK;
	case AB_CHOICE:
		return parse_choices(in, side);
	case AB_IMAGE:
		return parse_image(side);
	case AB_REVISION:
		return parse_revision(in, stop, side);
	}
	return RC_USAGE;
}

static struct str_list *axis_of(struct suite_cfg *suite, enum ab_axis axis)
{
	struct str_list *const lists[N_AB_AXES] = {
		[AB_TOOLCHAIN] = &suite->toolchain,  [AB_HAL] = &suite->hal,
		[AB_SWITCH] = &suite->switch_policy, [AB_VECTORS] = &suite->vectors,
		[AB_FLAGS] = &suite->flags,
	};

	return lists[axis];
}

/* Where what a suite includes has it. */
static struct str_list *axis_of_include(struct suite_cells *cells, enum ab_axis axis)
{
	static const enum cell_field fields[N_AB_AXES] = {
		[AB_TOOLCHAIN] = FIELD_TOOLCHAIN, [AB_HAL] = FIELD_HAL,
		[AB_SWITCH] = FIELD_SWITCH,       [AB_VECTORS] = FIELD_VECTORS,
		[AB_FLAGS] = FIELD_FLAGS,
	};

	return &cells->lists[fields[axis]];
}

/* One value in place of the suite's list. */
static int choose(struct ab_side *side)
{
	struct suite_cfg *suite = &side->suite;

	side->include = calloc(suite->n_include + 1, sizeof(*side->include));
	if (side->include == NULL) {
		return say_no_memory();
	}
	for (size_t i = 0; i < suite->n_include; i++) {
		side->include[i] = suite->include[i];
	}
	suite->include = side->include;
	for (enum ab_axis axis = 0; axis < N_AB_AXES; axis++) {
		const struct str_list one = { .items = &side->axes[axis], .n = 1 };

		if (side->axes[axis] == NULL) {
			continue;
		}
		*axis_of(suite, axis) = one;
		for (size_t i = 0; i < suite->n_include; i++) {
			*axis_of_include(&side->include[i], axis) = one;
		}
	}
	return RC_OK;
}

static int say_no_board(const struct ab_side *side, const char *board)
{
	return say_wrong("ab",
			 "%s is for board '%s', which %s does not measure (choose another --suite)",
			 side->text, board, side->suite.path);
}

/* Those of @from that are @board, to @to; how many. */
static size_t copy_board(const struct board_ref *from, size_t n, const char *board,
			 struct board_ref *to)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(from[i].board, board) == 0) {
			to[kept++] = from[i];
		}
	}
	return kept;
}

static size_t count_boards(const struct suite_cfg *suite)
{
	size_t n = suite->n_boards;

	for (size_t i = 0; i < suite->n_include; i++) {
		n += suite->include[i].n_boards;
	}
	return n;
}

/* Keeps of the suite's boards, and of those that it includes cells of, the one of the image, on either side. */
static int keep_board(struct ab_side *side, const struct ab_side *image)
{
	struct suite_cfg *suite = &side->suite;
	struct board_ref *to = calloc(count_boards(suite) + 1, sizeof(*to));
	size_t n;

	side->boards = to;
	if (to == NULL) {
		return say_no_memory();
	}
	n = copy_board(suite->boards, suite->n_boards, image->image.board, to);
	suite->boards = to;
	suite->n_boards = n;
	for (size_t i = 0; i < suite->n_include; i++) {
		struct suite_cells *cells = &side->include[i];

		cells->n_boards =
			copy_board(cells->boards, cells->n_boards, image->image.board, to + n);
		cells->boards = to + n;
		n += cells->n_boards;
	}
	return n > 0 ? RC_OK : say_no_board(image, image->image.board);
}

static int settle_axes(struct ab_side sides[2], unsigned *across)
{
	for (size_t i = 0; i < N_AB_AXES; i++) {
		for (size_t s = 0; s < 2; s++) {
			const struct ab_side *other = &sides[1 - s];
			const char *value =
				other->kind == AB_IMAGE ? other->axes[i] : axes[i].usual;

			if (sides[s].axes[i] == NULL && other->axes[i] != NULL) {
				sides[s].axes[i] = strdup(value);
				if (sides[s].axes[i] == NULL) {
					return say_no_memory();
				}
			}
		}
		if (sides[0].axes[i] != NULL && strcmp(sides[0].axes[i], sides[1].axes[i]) != 0) {
			*across |= axes[i].across;
		}
	}
	return RC_OK;
}

int ab_sides_settle(const struct inputs *in, struct ab_side sides[2], unsigned *across)
{
	int rc;

	/* Compilers are part of what two builds may differ in. */
	*across = ACROSS_TOOLCHAIN;
	rc = settle_axes(sides, across);
	for (size_t s = 0; s < 2 && rc == RC_OK; s++) {
		const struct ab_side *own = sides[s].kind == AB_IMAGE ? &sides[s] : &sides[1 - s];

		sides[s].suite = *in->suite;
		rc = choose(&sides[s]);
		if (rc == RC_OK && own->kind == AB_IMAGE) {
			rc = keep_board(&sides[s], own);
		}
	}
	if (rc == RC_OK && sides[0].kind == AB_IMAGE && sides[1].kind == AB_IMAGE &&
	    strcmp(sides[0].image.board, sides[1].image.board) != 0) {
		*across |= ACROSS_BOARD;
	}
	return rc;
}

int ab_side_use_image(const struct ab_side *side, struct plan *plan, struct run *run)
{
	if (side->kind != AB_IMAGE) {
		return RC_OK;
	}
	for (size_t i = 0; i < plan->n_images; i++) {
		if (image_file_use(&side->image, &plan->images[i]) != 0) {
			return say_no_memory();
		}
	}
	for (size_t i = 0; i < run->n_cells; i++) {
		run->cells[i].layout = side->image.layout;
	}
	return RC_OK;
}

void ab_side_free(struct ab_side *side, const struct inputs *in)
{
	if (side->tree.path != NULL) {
		worktree_close(&side->tree, in->root);
	}
	image_file_free(&side->image);
	for (size_t i = 0; i < N_AB_AXES; i++) {
		free(side->axes[i]);
	}
	free(side->boards);
	free(side->include);
	*side = (struct ab_side){ 0 };
}
