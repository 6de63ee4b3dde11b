/* SPDX-License-Identifier: Apache-2.0 */
#include "gic_state.h"

#include <vcpu/sysreg.h>

#include "gic_lr.h"

/* Those in @used, which become empty: nobody's may stay valid for the next vCPU. */
static void save_lrs(struct vcpu_gic_state *st, uint32_t used)
{
#define SAVE_LR(n)                                                                                 \
	if ((used >> (n)&1) != 0) {                                                                \
		st->lr[n] = sysreg_read_ich_lr##n##_el2();                                         \
		sysreg_write_ich_lr##n##_el2(0);                                                   \
	}
	if (used == 0) {
		return;
	}
	GIC_FOR_EACH_LR_0_TO_3(SAVE_LR)
	if (used >> 4 != 0) {
		GIC_FOR_EACH_LR_4_TO_15(SAVE_LR)
	}
}

/* The others are empty, as gic_save() and gic_reset() leave them. */
static void restore_lrs(const struct vcpu_gic_state *st, uint32_t used)
{
#define RESTORE_LR(n)                                                                              \
	if ((used >> (n)&1) != 0) {                                                                \
		sysreg_write_ich_lr##n##_el2(st->lr[n]);                                           \
	}
	if (used == 0) {
		return;
	}
	GIC_FOR_EACH_LR_0_TO_3(RESTORE_LR)
	if (used >> 4 != 0) {
		GIC_FOR_EACH_LR_4_TO_15(RESTORE_LR)
	}
}

/* 1, 2 or 4 registers a group. */
static void save_active_priorities(struct vcpu_gic_state *st, unsigned int n)
{
	st->ap0r[0] = sysreg_read_ich_ap0r0_el2();
	st->ap1r[0] = sysreg_read_ich_ap1r0_el2();
	if (n > 1) {
		st->ap0r[1] = sysreg_read_ich_ap0r1_el2();
		st->ap1r[1] = sysreg_read_ich_ap1r1_el2();
	}
	if (n > 2) {
		st->ap0r[2] = sysreg_read_ich_ap0r2_el2();
		st->ap1r[2] = sysreg_read_ich_ap1r2_el2();
		st->ap0r[3] = sysreg_read_ich_ap0r3_el2();
		st->ap1r[3] = sysreg_read_ich_ap1r3_el2();
	}
}

/* All of Group 0 first: another order is UNPREDICTABLE. IHI 0069, ICH_AP0R<n>_EL2. */
static void restore_active_priorities(const struct vcpu_gic_state *st, unsigned int n)
{
	sysreg_write_ich_ap0r0_el2(st->ap0r[0]);
	if (n > 1) {
		sysreg_write_ich_ap0r1_el2(st->ap0r[1]);
	}
	if (n > 2) {
		sysreg_write_ich_ap0r2_el2(st->ap0r[2]);
		sysreg_write_ich_ap0r3_el2(st->ap0r[3]);
	}
	sysreg_write_ich_ap1r0_el2(st->ap1r[0]);
	if (n > 1) {
		sysreg_write_ich_ap1r1_el2(st->ap1r[1]);
	}
	if (n > 2) {
		sysreg_write_ich_ap1r2_el2(st->ap1r[2]);
		sysreg_write_ich_ap1r3_el2(st->ap1r[3]);
	}
}

void gic_save(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu)
{
	uint32_t mask = gic_lr_mask(pcpu);
	uint32_t used;

	if (pcpu->gich != 0) {
		gich_save(st, pcpu);
		return;
	}
	/* ICH_ELRSR_EL2 would not know of what was written since the exit. */
	cpu_isb();
	used = ~(uint32_t)sysreg_read_ich_elrsr_el2() & mask;
	st->used = (st->used & ~mask) | used;
	save_lrs(st, used);
	st->vmcr = sysreg_read_ich_vmcr_el2();
	save_active_priorities(st, pcpu->n_active_priorities);
	st->hcr = sysreg_read_ich_hcr_el2();
	/* Nothing of it may interrupt the hypervisor from now on. */
	sysreg_write_ich_hcr_el2(ICH_HCR_TRAPS);
}

/* The last CPU may have had more list registers: what was in those moves down while there is
 * room. */
__attribute__((noinline)) static void fit_into(struct vcpu_gic_state *st, unsigned int n_here)
{
	unsigned int free = 0;

	for (unsigned int n = n_here; n < VCPU_LIST_REGISTERS_MAX; n++) {
		if ((st->used >> n & 1) == 0) {
			continue;
		}
		while (free < n_here && (st->used >> free & 1) != 0) {
			free++;
		}
		if (free == n_here) {
			return;
		}
		st->lr[free] = st->lr[n];
		st->used = (st->used | 1u << free) & ~(1u << n);
	}
}

void gic_restore(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu)
{
	uint32_t mask = gic_lr_mask(pcpu);

	if ((st->used & ~mask) != 0) {
		fit_into(st, pcpu->n_list_registers);
	}
	if (pcpu->gich != 0) {
		gich_restore(st, pcpu);
		return;
	}
	sysreg_write_ich_vmcr_el2(st->vmcr);
	restore_lrs(st, st->used & mask);
	restore_active_priorities(st, pcpu->n_active_priorities);
	sysreg_write_ich_hcr_el2(st->hcr);
}

void gic_reset(const struct vcpu_pcpu *pcpu)
{
	if (pcpu->gich != 0) {
		gich_reset(pcpu);
		return;
	}
	sysreg_write_ich_hcr_el2(ICH_HCR_TRAPS);
	for (unsigned int n = 0; n < pcpu->n_list_registers; n++) {
		gic_lr_write(pcpu, n, 0);
	}
}
