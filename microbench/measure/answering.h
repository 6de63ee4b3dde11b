/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A run loop for benchmarks that answer some exits themselves, before the host's dispatch sees
 * them. Inline, so that the benchmark's answer is no call through a pointer.
 */
#ifndef MEASURE_ANSWERING_H
#define MEASURE_ANSWERING_H

#include <stddef.h>

#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "host/dispatch.h"
#include "measure/bench.h"

/* What answers an exit at @run->exit; ACTION_STOP: leaves it to the host's dispatch. */
typedef enum exit_action (*bench_answer)(struct bench_run *run);

__attribute__((always_inline)) static inline const char *bench_run_answering_to_report(
	struct bench_run *run, bench_answer answer)
{
	for (;;) {
		int status = vcpu_run(&run->cpu->vcpu, &run->exit);
		enum exit_action action;

		if (status != VCPU_OK) {
			return bench_stop_reason(run, status);
		}
		run->exits[run->exit.reason]++;
		action = answer(run);
		if (action == ACTION_STOP) {
			action = dispatch_exit(run->cpu, &run->exit);
		}
		if (action == ACTION_STOP) {
			return bench_stop_reason(run, VCPU_OK);
		}
		if (action == ACTION_REPORT) {
			run->exits[VCPU_EXIT_HYPERCALL]--; /* the report itself */
			return NULL;
		}
	}
}

/* As bench_run_guest(). */
__attribute__((always_inline)) static inline const char *bench_run_answering(struct bench_run *run,
									     bench_answer answer)
{
	const char *why = NULL;

	while (why == NULL && !bench_is_done(run)) {
		bench_forget_exits(run);
		run->resumed_at = sysreg_read_cntvct_el0();
		why = bench_run_answering_to_report(run, answer);
		/* Before .arm, which may begin what is to be timed. */
		bench_displace(run);
		if (why == NULL) {
			why = bench_take_report(run);
		}
	}
	return why;
}

#endif
