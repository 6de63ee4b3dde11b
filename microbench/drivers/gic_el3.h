/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What firmware does with the interrupt controller: for an image that is its own (el3/), at EL3 with
 * the MMU off. Each driver's folder has these. CPUs are numbered as in host/smp.h.
 */
#ifndef DRIVERS_GIC_EL3_H
#define DRIVERS_GIC_EL3_H

#include <stdbool.h>
#include <stdint.h>

/* The software-generated interrupt that wakes, on a GIC. */
#define GIC_EL3_WAKE_INTID 15u

/* DDI 0487, "ID_AA64PFR0_EL1", GIC: system registers of a GICv3 or later; 0: none. */
#define ID_AA64PFR0_GIC(r) ((r) >> 24 & 15)

/* Once, on the first CPU: all interrupts are EL2's. Says nothing where that cannot be: who drives it
 * at EL2 finds out. */
void gic_el3_init(void);

/* The calling CPU, @cpu: all of its interrupts are EL2's. */
void gic_el3_init_cpu(uint32_t cpu);

/* Where there is nothing to wake a CPU. */
static inline void gic_el3_sleep_for_good(void)
{
	for (;;) {
		__asm__ volatile("wfi" : : : "memory");
	}
}

/* The calling CPU, @cpu, whose part has been initialised, sleeps until gic_el3_wake() is called for
 * it, or has been; not before, or EL2 would find that interrupt pending. It may also wake up for
 * nothing, where something was left pending; then it is asked to sleep again. */
void gic_el3_sleep(uint32_t cpu);

/* By another CPU. @cpu need not sleep yet. */
void gic_el3_wake(uint32_t cpu);

/* Whether the machine has CPU @cpu of the board. */
bool gic_el3_has_cpu(uint32_t cpu);

#endif
