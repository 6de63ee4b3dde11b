/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A merge for labs: an ordinary run for each board, worked on by processes of their own. None of them holds more
 * than one shard, or one board; this process holds what stands above the cells of each shard, and no cell.
 */
#ifndef LAB_BY_BOARD_H
#define LAB_BY_BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "lab/jobs.h"
#include "lab/lab.h"
#include "lab/merge.h"

struct by_board {
	char *const *dirs; /* runs of the shards; not owned */
	size_t n_dirs;
	bool is_partial;
	unsigned at_once;              /* processes */
	char *staging;                 /* folder of the lab while it is made */
	struct merge merge;            /* headings and environments alone */
	size_t *dir_of;                /* for each part, its index in dirs */
	struct by_board_shard *shards; /* in the order of dirs */
	char **boards;                 /* of all shards, by name */
	size_t n_boards;
	struct job_result *results; /* of the boards: numbers as below */
};

enum { /* numbers of a board's result */
	BY_BOARD_CELLS,
	BY_BOARD_OK,
	BY_BOARD_NA,
	BY_BOARD_FAILED,
};

/**
 * by_board_scan - read and check every shard, and lay apart what it has of each board
 * @faults: a line for each shard that cannot be read
 *
 * b->staging is there. Returns: 0; -EINVAL: one cannot be read, and b->is_partial is false, or none can; -errno
 * with @err filled
 */
int by_board_scan(struct by_board *b, FILE *faults, struct store_err *err);

/**
 * by_board_join - a run in b->staging for each board, and its LAB_FILE; after merge_check() of b->merge
 * @faults: a line for each board whose parts do not belong together, or which could not be written
 *
 * Returns: as by_board_scan()
 */
int by_board_join(struct by_board *b, const char *id, FILE *faults, struct store_err *err);
void by_board_free(struct by_board *b);

#endif
