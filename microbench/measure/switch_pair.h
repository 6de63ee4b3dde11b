/* SPDX-License-Identifier: Apache-2.0 */
/* What the benchmarks share that switch from one vCPU to another on the same CPU. Payload
 * `switch_state`. */
#ifndef MEASURE_SWITCH_PAIR_H
#define MEASURE_SWITCH_PAIR_H

#include "measure/bench.h"

/* What a hypervisor does that goes from one vCPU to another on this CPU. */
bool switch_pair_switch(struct vm_cpu *from, struct vm_cpu *to);

/*
 * Takes the samples: from the stamp of a vCPU before its HVC, over switch_pair_switch(), to the
 * first stamp of the other; then the same the other way round. @other: not bound; @run's own is, at
 * its first READY, and is bound again at the end. NULL, or why there can be no result.
 */
const char *switch_pair_take(struct bench_run *run, struct vm_cpu *other);

#endif
