/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/handler.h"

void handler_start(struct handler *handler, struct vm *vm, smp_fn run)
{
	*handler = (struct handler){ .vm = vm };
	smp_run_on(HANDLER_CPU, run, handler);
}

void handler_stop(struct handler *handler)
{
	__atomic_store_n(&handler->is_stopping, true, __ATOMIC_RELEASE);
	kick_cpu(HANDLER_CPU);
	smp_wait(HANDLER_CPU);
}

bool handler_is_due(const struct bench_run *run, const struct handler *handler)
{
	if (run->exit.reason != VCPU_EXIT_HYPERCALL || run->exit.call.imm != GUEST_HVC_SAMPLE) {
		return false;
	}
	/* An event between the look and the WFE is kept, and the WFE falls through. */
	while (__atomic_load_n(&handler->n_handled, __ATOMIC_ACQUIRE) != handler->n_sent) {
		__asm__ volatile("wfe" : : : "memory");
	}
	return true;
}
