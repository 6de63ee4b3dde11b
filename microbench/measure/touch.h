/* SPDX-License-Identifier: Apache-2.0 */
/* For benchmarks of what the host does between two runs of a guest: both stamps are the host's, and
 * payload `touch` shows that the guest still has its memory. world_start() comes first. */
#ifndef MEASURE_TOUCH_H
#define MEASURE_TOUCH_H

#include "measure/bench.h"

/* Has the guest store at @ipa, which must not fault. Forgets the exits. NULL, or why that was not
 * what it did. */
const char *touch(struct bench_run *run, uint64_t ipa);

#endif
