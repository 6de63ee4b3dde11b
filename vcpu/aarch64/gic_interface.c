/* SPDX-License-Identifier: Apache-2.0 */
/* What an embedder's interrupt controller sees of a vCPU's interface, in this CPU or in its
 * struct. */
#include <vcpu/arch.h>
#include <vcpu/gic.h>
#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "gic_lr.h"
#include "gic_state.h"
#include "regs.h"

#define PRIORITY_NORMAL 0xa0u

#define INTID_SPI_LAST     1019u
#define INTID_LPI_FIRST    8192u
#define INTID_16_BITS_LAST 0xffffu
#define INTID_24_BITS_LAST 0xffffffu

#define ICH_VTR_ID_BITS(r) FIELD(r, 25, 23) /* 0: 16 */
#define ICH_HCR_CONDITIONS FIELD_MASK(7, 1) /* for maintenance interrupts */

/* @is_in_cpu: list register @n of the vCPU is in this CPU's. */
static uint64_t read_lr(const struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu,
			bool is_in_cpu, unsigned int n)
{
	if (is_in_cpu) {
		return gic_lr_read(pcpu, n);
	}
	return (st->used >> n & 1) != 0 ? st->lr[n] : 0;
}

static void write_lr(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu, bool is_in_cpu,
		     unsigned int n, uint64_t lr)
{
	if (is_in_cpu) {
		gic_lr_write(pcpu, n, lr);
		return;
	}
	st->lr[n] = lr;
	st->used = (st->used & ~(1u << n)) | (gic_lr_is_empty(lr) ? 0 : 1u << n);
}

/* 1020 and above are special or reserved, up to the LPIs, which go as far as the CPU's INTIDs are
 * wide; a GICv2 has none. */
static bool is_intid(const struct vcpu_pcpu *pcpu, uint32_t vector)
{
	if (vector <= INTID_SPI_LAST) {
		return true;
	}
	if (vector < INTID_LPI_FIRST || vector > INTID_24_BITS_LAST || pcpu->gich != 0) {
		return false;
	}
	return vector <= INTID_16_BITS_LAST || ICH_VTR_ID_BITS(sysreg_read_ich_vtr_el2()) != 0;
}

int gic_pend(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu, bool is_loaded,
	     uint32_t vector)
{
	unsigned int free = VCPU_LIST_REGISTERS_MAX;
	unsigned int n_here = pcpu->n_list_registers;
	bool has_waiting = (st->used & ~gic_lr_mask(pcpu)) != 0;
	unsigned int n_all = is_loaded && !has_waiting ? n_here : VCPU_LIST_REGISTERS_MAX;

	if (!is_intid(pcpu, vector)) {
		return VCPU_EINVAL;
	}
	for (unsigned int n = 0; n < n_all; n++) {
		bool is_in_cpu = is_loaded && n < n_here;
		uint64_t lr = read_lr(st, pcpu, is_in_cpu, n);

		if (gic_lr_is_empty(lr)) {
			free = free == VCPU_LIST_REGISTERS_MAX && n < n_here ? n : free;
		} else if (VCPU_GIC_LR_VINTID(lr) == vector) {
			/* Two with one INTID are UNPREDICTABLE. */
			write_lr(st, pcpu, is_in_cpu, n, lr | VCPU_GIC_LR_PENDING);
			return VCPU_OK;
		}
	}
	if (free == VCPU_LIST_REGISTERS_MAX) {
		return VCPU_ENOSPC;
	}
	write_lr(st, pcpu, is_loaded, free,
		 VCPU_GIC_LR_PENDING | VCPU_GIC_LR_GROUP1 | VCPU_GIC_LR_PRIORITY(PRIORITY_NORMAL) |
			 vector);
	return VCPU_OK;
}

static bool is_loaded(const struct vcpu *vcpu, const struct vcpu_pcpu *pcpu)
{
	return vcpu == (pcpu->is_in_operation ? pcpu->aside : pcpu->current);
}

unsigned int vcpu_gic_n_list_registers(void)
{
	return arch_pcpu_this()->n_list_registers;
}

uint64_t vcpu_gic_empty(const struct vcpu *vcpu)
{
	const struct vcpu_pcpu *pcpu = arch_pcpu_this();
	uint64_t empty;

	if (!is_loaded(vcpu, pcpu)) {
		empty = ~(uint64_t)vcpu->arch.gic.used;
	} else if (pcpu->gich != 0) {
		empty = gich_read(pcpu->gich, GICH_ELRSR0);
	} else {
		/* What was written since the exit is in it only then. */
		cpu_isb();
		empty = sysreg_read_ich_elrsr_el2();
	}
	return empty & gic_lr_mask(pcpu);
}

uint64_t vcpu_gic_lr(const struct vcpu *vcpu, unsigned int n)
{
	const struct vcpu_pcpu *pcpu = arch_pcpu_this();

	return read_lr(&vcpu->arch.gic, pcpu, is_loaded(vcpu, pcpu), n);
}

void vcpu_gic_set_lr(struct vcpu *vcpu, unsigned int n, uint64_t lr)
{
	const struct vcpu_pcpu *pcpu = arch_pcpu_this();

	write_lr(&vcpu->arch.gic, pcpu, is_loaded(vcpu, pcpu), n, lr);
}

void vcpu_gic_set_maintenance(struct vcpu *vcpu, uint32_t hcr)
{
	const struct vcpu_pcpu *pcpu = arch_pcpu_this();
	uint64_t *stored = &vcpu->arch.gic.hcr;

	/* EOIcount stays: what the guest has ended that was in no list register. */
	if (!is_loaded(vcpu, pcpu)) {
		*stored = (*stored & ~ICH_HCR_CONDITIONS) | hcr;
	} else if (pcpu->gich != 0) {
		uint32_t old = gich_read(pcpu->gich, GICH_HCR) & ~(uint32_t)ICH_HCR_CONDITIONS;

		gich_write(pcpu->gich, GICH_HCR, old | hcr);
	} else {
		sysreg_write_ich_hcr_el2((sysreg_read_ich_hcr_el2() & ~ICH_HCR_CONDITIONS) | hcr);
	}
}

uint64_t vcpu_gic_vmcr(const struct vcpu *vcpu)
{
	const struct vcpu_pcpu *pcpu = arch_pcpu_this();

	if (!is_loaded(vcpu, pcpu)) {
		return vcpu->arch.gic.vmcr;
	}
	return pcpu->gich != 0 ? gich_read(pcpu->gich, GICH_VMCR) : sysreg_read_ich_vmcr_el2();
}
