/* SPDX-License-Identifier: Apache-2.0 */
/* GICv3 as the host at EL2 uses it: one security state, Group 1, system-register interface. IHI
 * 0069. */
#ifndef DRIVERS_GICV3_H
#define DRIVERS_GICV3_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/sysreg.h>

#define GIC_INTID_SPECIAL 1020u /* this and above: nothing was pending, nothing to end */

/* Whether this CPU has the system-register interface; without it, nothing below may be called. */
bool gicv3_is_present(void);

/* Once, before any CPU's part. False: it does not answer. */
bool gicv3_init_distributor(uintptr_t gicd_base);

/* This CPU's redistributor and CPU interface. @gicr_base: the first of all redistributors. False:
 * none has this CPU's affinity, or something in it does not answer. */
bool gicv3_init_cpu(uintptr_t gicr_base);

/* Enables a private interrupt (0 to 31) of this CPU, behind gicv3_init_cpu(). */
void gicv3_enable_private(uintptr_t gicr_base, uint32_t intid);

/* Software-generated interrupt @intid (0 to 15) for the CPU with affinity @mpidr. What was stored
 * before is visible to whoever takes it only behind a DSB, which is the caller's. */
void gicv3_send_sgi(uint64_t mpidr, uint32_t intid);

/* IHI 0069, "ICC_IAR1_EL1": that the interrupt is active is visible to others only behind a DSB.
 * Nobody looks: the host reads no GIC state back, and only this CPU takes its private
 * interrupts. */
static inline uint32_t gicv3_acknowledge(void)
{
	return (uint32_t)sysreg_read_icc_iar1_el1();
}

static inline void gicv3_end(uint32_t intid)
{
	sysreg_write_icc_eoir1_el1(intid);
}

#endif
