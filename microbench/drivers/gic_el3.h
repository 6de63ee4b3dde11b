/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What firmware does with the interrupt controller: for an image that is its own (el3/), at EL3 with
 * the MMU off. Each driver's folder has these. CPUs are numbered as in host/smp.h.
 */
#ifndef DRIVERS_GIC_EL3_H
#define DRIVERS_GIC_EL3_H

#include <stdbool.h>
#include <stdint.h>

/* Once, on the first CPU: all interrupts are EL2's. Says nothing where that cannot be: who drives it
 * at EL2 finds out. */
void gic_el3_init(void);

/* The calling CPU, @cpu: all of its interrupts are EL2's. */
void gic_el3_init_cpu(uint32_t cpu);

/* The calling CPU, @cpu, whose part has been initialised, sleeps until gic_el3_wake() is called for
 * it, or has been; not before, or EL2 would find that interrupt pending. */
void gic_el3_sleep(uint32_t cpu);

/* By another CPU. @cpu need not sleep yet. */
void gic_el3_wake(uint32_t cpu);

/* Whether the machine has CPU @cpu of the board. */
bool gic_el3_has_cpu(uint32_t cpu);

#endif
