/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The CPUs. CPU 0 is the one that the boot loader started; it starts the others when they are
 * needed and gives them one function at a time to run. In between they sleep.
 */
#ifndef HOST_SMP_H
#define HOST_SMP_H

#include <stdint.h>

#include <vcpu/pcpu.h>

#include "host/image.h"
#include "host/stack.h"

typedef void (*smp_fn)(void *arg);

enum smp_state {
	SMP_OFF,
	SMP_STARTING,
	SMP_IDLE,
	SMP_BUSY,
};

/* Aligned, so that no CPU's state shares a cache line with another's. */
struct host_cpu {
	struct vcpu_pcpu pcpu; /* first: TPIDR_EL2 points here */
	smp_fn fn;
	void *arg;
	uint32_t state; /* enum smp_state; whoever changes it wakes those that wait for it */
} __attribute__((aligned(64)));

extern struct host_cpu host_cpus[HOST_CPUS_MAX];

static inline void *smp_emergency_stack_top(uint32_t cpu)
{
	return image_stacks + ((uintptr_t)cpu + 1) * STACK_STRIDE_BYTES;
}

/* The number of the CPU that asks. */
uint32_t smp_this_cpu(void);

/**
 * smp_start - start CPU @number of the board, and return once it is ready for work
 *
 * Only from CPU 0. One that was started before stays as it is.
 *
 * Returns: NULL, or why it cannot be started
 */
const char *smp_start(uint32_t number);

/**
 * smp_run_on - let CPU @number call @fn(@arg), with interrupts masked; returns at once
 *
 * What was written before the call is visible to @fn. Panics when it was not started or has not
 * ended what it was given before.
 */
void smp_run_on(uint32_t number, smp_fn fn, void *arg);

/* Returns once CPU @number has ended what it was given; what that wrote is visible then. */
void smp_wait(uint32_t number);

#endif
