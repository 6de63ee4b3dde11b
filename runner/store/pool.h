/* SPDX-License-Identifier: Apache-2.0 */
/* A run to look at: the boots of each cell as one. */
#ifndef STORE_POOL_H
#define STORE_POOL_H

#include "store/run.h"

/**
 * pool_run - a copy of @run in which each cell is there once
 *
 * Of the boots with a result that can be trusted (or, when there are none, with any): their samples
 * together, in the order of the boots, each for as many operations as the first boot's; the median is the
 * median of the boots' medians, which is what verdicts are about; cell.boot is how many boots they are.
 * Where some boots are without a result the cell is ok and has an error, which says how many.
 * Overhead, floor, PMU and log are the first boot's. No boot with a result: the first one's reason.
 *
 * Returns: 0 with *out for run_free(); -ENOMEM
 */
int pool_run(const struct run *run, struct run **out);

#endif
