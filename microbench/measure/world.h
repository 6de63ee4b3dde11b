/* SPDX-License-Identifier: Apache-2.0 */
/* What the two world-switch benchmarks share: one stamp of each pair is the host's. */
#ifndef MEASURE_WORLD_H
#define MEASURE_WORLD_H

#include "measure/bench.h"

/* Measures the host's own empty frames (the payload takes single stamps and reports none), and runs
 * the guest to its loop. NULL, or why it did not get there. */
const char *world_start(struct bench_run *run);

/* Counts the exit that ended vcpu_run() as the only one since the last call, and holds it against
 * the report that payload `stamp` makes. NULL, or why that was not what came. */
const char *world_count_report(struct bench_run *run, int status);

#endif
