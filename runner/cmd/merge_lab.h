/* SPDX-License-Identifier: Apache-2.0 */
/* trapline merge --by-board: the folder of a lab. */
#ifndef CMD_MERGE_LAB_H
#define CMD_MERGE_LAB_H

#include <stdbool.h>
#include <stdint.h>

#include "cmd/merge_input.h"

/**
 * merge_lab - make labs/ID below @out of the runs of all shards
 * @out:     NULL: results in the source tree
 * @at_once: processes; 0: as many as there are CPUs
 *
 * It appears by one rename. Returns: an enum rc, after printing what came out or why nothing did
 */
int merge_lab(const struct merge_input *input, const char *out, bool is_partial, uint32_t at_once);

#endif
