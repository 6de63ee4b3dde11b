/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of a folder become when figures are accepted; internal to runner/gate/baseline*.c. */
#ifndef GATE_BASELINE_MERGE_H
#define GATE_BASELINE_MERGE_H

#include "gate/baseline_get.h"
#include "gate/gate.h"

enum baseline_place { /* what has been done to the file's name */
	PLACE_OLD,
	PLACE_MADE,     /* there was none */
	PLACE_SWAPPED,  /* the old file has the name of the new one */
	PLACE_REPLACED, /* there is no way back */
};

struct baseline_group { /* one file */
	char *name;
	struct baseline_file file; /* as it is to be written, when there are lines */
	char **lines;              /* one for each cell that changed or is new */
	size_t n_lines;
	size_t n_new;
	size_t n_changed;
	size_t n_kept;
	enum baseline_place place;
};

struct baseline_groups {
	struct baseline_group *items;
	size_t n;
};

/**
 * baseline_merge - the files of @dir with the cells of @set in them; nothing is written
 * @set:    its cells are moved out of it
 * @change: the accept, without cells
 *
 * A cell that does not apply goes where the cells of its board and image are, or nowhere.
 *
 * Returns: 0; -EINVAL: boots of an exact cell differ; -errno with @err filled. @out is to be freed with 0 only
 */
int baseline_merge(const char *dir, struct figure_set *set, const struct baseline_change *change,
		   struct baseline_groups *out, struct store_err *err);
void baseline_groups_free(struct baseline_groups *groups);

/* "hvc/return: 99 -> 101", "irq/exit: new"; caller frees. NULL: no memory. */
char *baseline_describe(const struct gate_row *row);
/* Appends @change to the group's file, with what the group's lines say. 0 or -ENOMEM. */
int baseline_add_change(struct baseline_group *group, const struct baseline_change *change);

#endif
