/* SPDX-License-Identifier: Apache-2.0 */
/* What the two world-switch benchmarks share: one stamp of each pair is the host's. */
#ifndef MEASURE_WORLD_H
#define MEASURE_WORLD_H

#include "measure/bench.h"

/* The host's own empty frames; the payload takes single stamps and reports none. */
void world_measure_frames(struct bench_run *run);

/* The report a payload makes with its stamp in x0, or why that was not what came. */
const char *world_check_report(struct bench_run *run, int status);

#endif
