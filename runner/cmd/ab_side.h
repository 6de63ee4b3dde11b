/* SPDX-License-Identifier: Apache-2.0 */
/* What OLD and NEW of trapline ab may be: this tree, a revision of it, an image, or a choice of how images are
 * built. */
#ifndef CMD_AB_SIDE_H
#define CMD_AB_SIDE_H

#include <signal.h>

#include "cmd/inputs.h"
#include "session/image_file.h"
#include "session/plan.h"
#include "session/worktree.h"

enum ab_kind {
	AB_TREE,     /* "." or "" */
	AB_CHOICE,   /* hal=table,toolchain=clang: this tree, built so */
	AB_IMAGE,    /* begins with / ./ or ../, or ends in .elf */
	AB_REVISION, /* all else */
};

enum ab_axis {
	AB_TOOLCHAIN,
	AB_HAL,
	AB_SWITCH,
	AB_VECTORS,
	AB_FLAGS,
	N_AB_AXES,
};

struct ab_side {
	const char *text; /* as given */
	enum ab_kind kind;
	char *axes[N_AB_AXES];   /* the only value; NULL: the suite's; owned */
	struct worktree tree;    /* AB_REVISION */
	struct image_file image; /* AB_IMAGE */
	const char *root;        /* sources that its images are built of */
	struct suite_cfg suite;  /* as this side has it; its lists are borrowed */
	struct board_ref *boards;
	struct suite_cells *include; /* of the suite */
};

/**
 * ab_side_parse - tell what an operand is, and read or check out what it names
 * @side: zeroed
 *
 * Returns: RC_OK; RC_USAGE: there is no such revision, image or choice; RC_INCOMPLETE; after printing why
 */
int ab_side_parse(const struct inputs *in, const char *text, const volatile sig_atomic_t *stop,
		  struct ab_side *side);

/**
 * ab_sides_settle - what each side measures of the suite, knowing the other
 * @across: ACROSS_* of what differs between them
 *
 * What one side alone chooses is the usual value on the other, or the image's when that one is an image. An
 * image restricts the suite, and what it includes, to its board.
 *
 * Returns: as ab_side_parse()
 */
int ab_sides_settle(const struct inputs *in, struct ab_side sides[2], unsigned *across);

/* The planned images of a side that is one image are it. RC_OK or RC_INCOMPLETE. */
int ab_side_use_image(const struct ab_side *side, struct plan *plan, struct run *run);

void ab_side_free(struct ab_side *side, const struct inputs *in);

#endif
