/* SPDX-License-Identifier: Apache-2.0 */
/* A vCPU with a virtual GIC on CPUs with list registers of any number. Bits: IHI 0069, "AArch64
 * System register descriptions of the virtual registers". */
#ifndef TEST_GIC_FIXTURE_H
#define TEST_GIC_FIXTURE_H

#include <fake_cpu.h>

#include "test/fixture.h"

/* ICH_LR<n>_EL2: State 63:62, 0b01 pending, 0b10 active; Group 60; Priority 55:48; vINTID 31:0. */
#define LR_PENDING(intid) (UINT64_C(0x50a0000000000000) | (intid))
#define LR_ACTIVE(intid)  (UINT64_C(0x90a0000000000000) | (intid))
#define LR_BOTH(intid)    (UINT64_C(0xd0a0000000000000) | (intid))
#define LR_EMPTY(intid)   (UINT64_C(0x10a0000000000000) | (intid))

extern const enum fake_reg gic_lrs[16];

/* The fixture on a CPU with @n_lrs list registers and 5 to 7 @preemption_bits; its vCPU is in
 * @state. */
struct fixture *gic_fixture(unsigned int n_lrs, unsigned int preemption_bits,
			    enum vcpu_state state);

/* Another CPU with @n_lrs list registers, enabled and current; they are UNKNOWN. */
void gic_fixture_move(struct fixture *f, struct vcpu_pcpu *pcpu, uint32_t cpu_id,
		      unsigned int n_lrs);

#endif
