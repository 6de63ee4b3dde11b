/* SPDX-License-Identifier: Apache-2.0 */
/* A suite of one cell. */
#ifndef CMD_BISECT_SUITE_H
#define CMD_BISECT_SUITE_H

#include "cmd/inputs.h"

/* Whether the suite has the cell called @name. RC_OK; an enum rc after printing what would be right. */
int bisect_suite_check(const struct inputs *in, const char *name);

/**
 * bisect_suite_write - @dir/suite.yaml: that cell alone, with the suite's samples and warmup
 *
 * What is as usual is left out, so that revisions from before there was a choice can be measured too.
 *
 * Returns: RC_OK, or an enum rc after printing why
 */
int bisect_suite_write(const struct inputs *in, const char *name, const char *dir);

#endif
