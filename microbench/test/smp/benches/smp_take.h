/* SPDX-License-Identifier: Apache-2.0 */
/* What the guests with several CPUs share. A payload looks by itself at what it got, and reports
 * GUEST_HVC_SAMPLE after each round: x2 is 0, or the number of the check that did not hold, x3 what it
 * got instead. */
#ifndef BENCHES_SMP_TAKE_H
#define BENCHES_SMP_TAKE_H

#include "measure/bench.h"

/* A .take: every round must end with x2 = 0. */
const char *smp_take(struct bench_run *run);

#endif
