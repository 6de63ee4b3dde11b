/* SPDX-License-Identifier: Apache-2.0 */
/* The runs that trapline merge is given. */
#ifndef CMD_MERGE_INPUT_H
#define CMD_MERGE_INPUT_H

#include <stddef.h>

struct merge_input {
	char **dirs; /* folders of runs, in the order they were named */
	size_t n;
};

/**
 * merge_input_find - the folders of runs behind the operands of a command line
 *
 * A run's folder, its run.json or its name is that run; a results folder (it has runs/) is all runs in it.
 *
 * Returns: RC_OK; RC_USAGE or RC_INCOMPLETE after printing why; free in either case
 */
int merge_input_find(char *const *operands, int n, struct merge_input *out);
void merge_input_free(struct merge_input *input);

#endif
