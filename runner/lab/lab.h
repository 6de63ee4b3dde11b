/* SPDX-License-Identifier: Apache-2.0 */
/* The folder of a lab: lab.json, and an ordinary run for each board; docs/sharding.md. */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include <stdbool.h>
#include <stddef.h>

#include "store/store.h"

#define LAB_FILE   "lab.json"
#define LAB_SCHEMA 1

struct lab_board {
	char *name;
	char *run; /* its folder, below the lab's: runs/20261121T081500Z-rpi4 */
	size_t n_cells;
};

struct lab {
	char *dir; /* of the lab; not in the file */
	char *id;
	char *suite;
	char *started;
	char *plan; /* digest that its shards had */
	size_t n_shards;
	size_t *lost; /* shards that were not there, by number */
	size_t n_lost;
	struct lab_board *boards; /* by name */
	size_t n;
};

bool lab_is(const char *dir); /* whether @dir has a LAB_FILE */
/* 0 or -errno with @err filled. */
int lab_load(const char *dir, struct lab *out, struct store_err *err);
int lab_write(const struct lab *lab, struct store_err *err);
void lab_free(struct lab *lab);
/* The folder of a board's run; caller frees. NULL: no memory. */
char *lab_run_dir(const struct lab *lab, size_t board);

#endif
