/* SPDX-License-Identifier: Apache-2.0 */
/* The two passes of a merge by boards among themselves. */
#ifndef LAB_BY_BOARD_PRIVATE_H
#define LAB_BY_BOARD_PRIVATE_H

#include "lab/by_board.h"

struct by_board_shard {
	char **boards; /* by name */
	size_t n;
};

/* A name in the staging folder that is gone in the end: .heading-3, .piece-3-rpi4. NULL: no memory. */
char *by_board_path(const struct by_board *b, const char *what, size_t shard, const char *board);

#endif
