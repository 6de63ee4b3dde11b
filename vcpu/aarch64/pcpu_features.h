/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AARCH64_PCPU_FEATURES_H
#define AARCH64_PCPU_FEATURES_H

#include <vcpu/pcpu.h>

/* Reads this CPU's ID registers into @pcpu: features, list registers, HCR_EL2 for guests. Turns the
 * GIC's system-register interface on for EL2 where there is one. */
void pcpu_find_features(struct vcpu_pcpu *pcpu);

/* The same of the GICv2 virtual interface at @gich. */
void pcpu_find_gich(struct vcpu_pcpu *pcpu, uintptr_t gich);

/* MDCR_EL2 and CPTR_EL2 for guests, with what this CPU has. @host_mdcr: its HPMN is kept. */
uint64_t pcpu_guest_mdcr(uint64_t host_mdcr);
uint64_t pcpu_guest_cptr(void);

/* Registers that trap newer features where they exist, and are UNKNOWN after reset: all of them
 * trap. */
void pcpu_trap_newer_features(void);

#endif
