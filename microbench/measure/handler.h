/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The half of a virtual device that is on another CPU: a handler that sleeps in the host of CPU 1
 * until CPU 0 wakes it with a message. For benchmarks that need BENCH_NEEDS_CPU_1.
 */
#ifndef MEASURE_HANDLER_H
#define MEASURE_HANDLER_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/sysreg.h>

#include "host/kick.h"
#include "host/sleep.h"
#include "host/smp.h"
#include "measure/bench.h"
#include "wire/guest_abi.h"

#define HANDLER_CPU 1u

struct handler {
	struct vm *vm;
	uint64_t message;
	/* What it leaves for CPU 0: the benchmark's stamp, and the message as it had it. */
	uint64_t stamp;
	uint64_t got;
	/* Messages sent, by CPU 0, and handled. Each a release, behind the fields above. */
	uint32_t n_sent;
	uint32_t n_handled;
	uint32_t is_stopping;
};

/* Lets @run on CPU 1, an smp_fn with @handler, have its messages from here on. */
void handler_start(struct handler *handler, struct vm *vm, smp_fn run);

/* Returns once it has ended. */
void handler_stop(struct handler *handler);

/* When the guest reports a sample, and not else: returns once the last message has been handled. */
bool handler_is_due(const struct bench_run *run, const struct handler *handler);

/* From CPU 0, which has seen the message before handled. */
static inline void handler_wake(struct handler *handler, uint64_t message)
{
	handler->message = message;
	__atomic_store_n(&handler->n_sent, handler->n_sent + 1, __ATOMIC_RELEASE);
	kick_cpu(HANDLER_CPU);
}

/* On CPU 1, which can be kicked: sleeps until there is a message. False: it is to end. */
static inline bool handler_wait(const struct handler *handler)
{
	/* A kick that comes between a look and the sleep ends the sleep at once. */
	while (__atomic_load_n(&handler->n_sent, __ATOMIC_ACQUIRE) == handler->n_handled) {
		if (__atomic_load_n(&handler->is_stopping, __ATOMIC_ACQUIRE) != 0) {
			return false;
		}
		sleep_until_interrupt();
	}
	return true;
}

/* On CPU 1, behind all of it. */
static inline void handler_done(struct handler *handler)
{
	__atomic_store_n(&handler->n_handled, handler->n_handled + 1, __ATOMIC_RELEASE);
	/* The store must have happened before what wakes who looks for it. */
	cpu_dsb_ish();
	__asm__ volatile("sev" : : : "memory");
}

#endif
