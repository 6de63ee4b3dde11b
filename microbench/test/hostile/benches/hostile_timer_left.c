/* SPDX-License-Identifier: Apache-2.0 */
/* A guest that falls while the host's timer runs: the interrupt must not reach the next one. */
#include "drivers/timer.h"
#include "measure/bench.h"
#include "measure/clock.h"

static void arm_timer(struct bench_run *run)
{
	(void)run;
	timer_arm(clock_ticks(1000));
}

DEFINE_BENCH(hostile_timer_left) = {
	.name = "hostile/timer_left",
	.payload = "timer_left",
	.expect = { VCPU_EXIT_NOTHING, 0 },
	.arm = arm_timer,
};
