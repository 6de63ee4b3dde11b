/* SPDX-License-Identifier: Apache-2.0 */
/* What run and list read before they do anything: source tree, suite and its boards. */
#ifndef CMD_INPUTS_H
#define CMD_INPUTS_H

#include "config/config.h"

struct inputs {
	char *root;
	struct catalog *cat;
	struct suite_cfg *suite;   /* NULL unless asked for */
	struct board_cfg **boards; /* those of the suite, once each */
	size_t n_boards;
};

/**
 * inputs_load_catalog - find the source tree and what is in it
 * Returns: RC_OK; RC_USAGE or RC_INCOMPLETE (no memory) after printing why
 */
int inputs_load_catalog(struct inputs *in);

/**
 * inputs_load_suite - read a suite and the boards it names; all faults are printed in one go
 * @suite: a file (it has a / or ends in .yaml), a name in microbench/suites, or NULL: default
 *
 * Returns: as inputs_load_catalog(), which must have been called
 */
int inputs_load_suite(struct inputs *in, const char *suite);
void inputs_free(struct inputs *in);

/* @root and @below as one path, without a leading "./"; caller frees. NULL: no memory. */
char *inputs_path(const char *root, const char *below);
/* The file of a suite named as for inputs_load_suite(); NULL after printing why. Caller frees. */
char *inputs_suite_path(const struct inputs *in, const char *suite);

#endif
