/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with a set of shards, on stderr. */
#ifndef CMD_MERGE_SAY_H
#define CMD_MERGE_SAY_H

#include <stdio.h>

#include "lab/merge.h"

/* One step of a merge: 0, -ENOMEM, or -EINVAL with a line for each fault in @faults. */
typedef int (*merge_step)(struct merge *merge, void *arg, FILE *faults);

/* RC_OK; RC_INCOMPLETE after printing each fault, and that nothing was merged. */
int merge_say(struct merge *merge, merge_step step, void *arg);

#endif
