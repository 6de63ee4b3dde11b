/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A YAML file as a tree in which every node knows its place. Only what our files need: one
 * document of texts, lists and mappings; no anchors, aliases or tags.
 */
#ifndef CONFIG_TREE_H
#define CONFIG_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/fault.h"

/* Levels of lists and mappings; our files use two. */
#define TREE_DEPTH_MAX 8u

enum node_kind {
	NODE_BAD, /* a fault says why: checks pass over it */
	NODE_TEXT,
	NODE_LIST,
	NODE_MAP,
};

struct node {
	enum node_kind kind;
	struct mark at;
	char *text;         /* NODE_TEXT */
	bool plain;         /* NODE_TEXT: written without quotes */
	struct node *first; /* NODE_LIST: its items; NODE_MAP: key, value, key, value, ... */
	struct node *next;
	size_t n; /* how many follow first */
};

struct tree {
	struct node *root; /* NULL: the file holds nothing */
	bool broken;       /* not read to its end: what is missing may stand in the rest */
};

/**
 * tree_parse - read YAML text
 * @file: named by the marks, so must outlive the tree and the faults
 *
 * Faults of syntax are added to @faults; what was read before one is in @out.
 *
 * Returns: 0 or -ENOMEM; @out is to be freed in either case
 */
int tree_parse(const char *file, const char *text, size_t len, struct tree *out,
	       struct faults *faults);
void tree_free(struct tree *tree);

#endif
