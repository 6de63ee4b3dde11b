/* SPDX-License-Identifier: Apache-2.0 */
#include "gic_state.h"

#include <vcpu/status.h>
#include <vcpu/sysreg.h>

#include "regs.h"

#define LR_STATE_PENDING BIT(62)
#define LR_STATE_MASK    (BIT(63) | BIT(62))
#define LR_GROUP1        BIT(60)
#define LR_PRIORITY(p)   ((uint64_t)(p) << 48)
#define LR_VINTID_MASK   FIELD_MASK(31, 0)
#define PRIORITY_NORMAL  0xa0u

#define INTID_SPI_LAST     1019u
#define INTID_LPI_FIRST    8192u
#define INTID_16_BITS_LAST 0xffffu
#define INTID_24_BITS_LAST 0xffffffu

#define ICH_VTR_ID_BITS(r) FIELD(r, 25, 23) /* 0: 16 */

/* Registers are named by number: a loop needs a function for each. */
#define FOR_EACH_LR(each)                                                                          \
	each(0) each(1) each(2) each(3) each(4) each(5) each(6) each(7) each(8) each(9) each(10)   \
		each(11) each(12) each(13) each(14) each(15)
#define FOR_EACH_AP(each) each(0) each(1) each(2) each(3)

void gic_save(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu)
{
	uint64_t empty;

	/* ICH_ELRSR_EL2 would not know of what gic_pend() wrote since the exit. */
	cpu_isb();
	/* An empty one may hold what an interrupt left: only its state counts. */
	empty = sysreg_read_ich_elrsr_el2();
	st->vmcr = sysreg_read_ich_vmcr_el2();
#define SAVE_LR(n)                                                                                 \
	if ((n) < pcpu->n_list_registers) {                                                        \
		st->lr[n] = ((empty >> (n)) & 1) != 0 ? 0 : sysreg_read_ich_lr##n##_el2();         \
	}
	FOR_EACH_LR(SAVE_LR)
#define SAVE_AP(n)                                                                                 \
	if ((n) < pcpu->n_active_priorities) {                                                     \
		st->ap0r[n] = sysreg_read_ich_ap0r##n##_el2();                                     \
		st->ap1r[n] = sysreg_read_ich_ap1r##n##_el2();                                     \
	}
	FOR_EACH_AP(SAVE_AP)
	st->hcr = sysreg_read_ich_hcr_el2();
	/* Nothing of it may interrupt the hypervisor from now on. */
	sysreg_write_ich_hcr_el2(ICH_HCR_TRAPS);
}

/* The last CPU may have had more list registers: what was in those moves down while there is
 * room. */
static void fit_into(struct vcpu_gic_state *st, unsigned int n_list_registers)
{
	unsigned int free = 0;

	st->has_waiting = false;
	for (unsigned int n = n_list_registers; n < VCPU_LIST_REGISTERS_MAX; n++) {
		if ((st->lr[n] & LR_STATE_MASK) == 0) {
			continue;
		}
		while (free < n_list_registers && (st->lr[free] & LR_STATE_MASK) != 0) {
			free++;
		}
		if (free == n_list_registers) {
			st->has_waiting = true;
			return;
		}
		st->lr[free] = st->lr[n];
		st->lr[n] = 0;
	}
}

void gic_restore(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu)
{
	fit_into(st, pcpu->n_list_registers);
	sysreg_write_ich_vmcr_el2(st->vmcr);
#define RESTORE_LR(n)                                                                              \
	if ((n) < pcpu->n_list_registers) {                                                        \
		sysreg_write_ich_lr##n##_el2(st->lr[n]);                                           \
	}
	FOR_EACH_LR(RESTORE_LR)
	/* All of Group 0 first: another order is UNPREDICTABLE. IHI 0069, ICH_AP0R<n>_EL2. */
#define RESTORE_AP0(n)                                                                             \
	if ((n) < pcpu->n_active_priorities) {                                                     \
		sysreg_write_ich_ap0r##n##_el2(st->ap0r[n]);                                       \
	}
	FOR_EACH_AP(RESTORE_AP0)
#define RESTORE_AP1(n)                                                                             \
	if ((n) < pcpu->n_active_priorities) {                                                     \
		sysreg_write_ich_ap1r##n##_el2(st->ap1r[n]);                                       \
	}
	FOR_EACH_AP(RESTORE_AP1)
	sysreg_write_ich_hcr_el2(st->hcr);
}

static uint64_t lr_read(const struct vcpu_gic_state *st, bool is_loaded, unsigned int n)
{
#define READ_LR(k)                                                                                 \
	case k:                                                                                    \
		return sysreg_read_ich_lr##k##_el2();
	if (is_loaded) {
		switch (n) {
			FOR_EACH_LR(READ_LR)
		default:
			return 0;
		}
	}
	return st->lr[n];
}

static void lr_write(struct vcpu_gic_state *st, bool is_loaded, unsigned int n, uint64_t value)
{
#define WRITE_LR(k)                                                                                \
	case k:                                                                                    \
		sysreg_write_ich_lr##k##_el2(value);                                               \
		break;
	if (is_loaded) {
		switch (n) {
			FOR_EACH_LR(WRITE_LR)
		default:
			break;
		}
		return;
	}
	st->lr[n] = value;
}

/* 1020 and above are special or reserved, up to the LPIs, which go as far as the CPU's INTIDs are
 * wide. */
static bool is_intid(uint32_t vector)
{
	if (vector <= INTID_SPI_LAST) {
		return true;
	}
	if (vector < INTID_LPI_FIRST || vector > INTID_24_BITS_LAST) {
		return false;
	}
	return vector <= INTID_16_BITS_LAST || ICH_VTR_ID_BITS(sysreg_read_ich_vtr_el2()) != 0;
}

int gic_pend(struct vcpu_gic_state *st, const struct vcpu_pcpu *pcpu, bool is_loaded,
	     uint32_t vector)
{
	unsigned int free = VCPU_LIST_REGISTERS_MAX;
	unsigned int n_here = pcpu->n_list_registers;
	unsigned int n_all = is_loaded && !st->has_waiting ? n_here : VCPU_LIST_REGISTERS_MAX;

	if (!is_intid(vector)) {
		return VCPU_EINVAL;
	}
	for (unsigned int n = 0; n < n_all; n++) {
		bool is_in_cpu = is_loaded && n < n_here;
		uint64_t lr = lr_read(st, is_in_cpu, n);

		if ((lr & LR_STATE_MASK) == 0) {
			free = free == VCPU_LIST_REGISTERS_MAX && n < n_here ? n : free;
		} else if ((lr & LR_VINTID_MASK) == vector) {
			/* Two with one INTID are UNPREDICTABLE. */
			lr_write(st, is_in_cpu, n, lr | LR_STATE_PENDING);
			return VCPU_OK;
		}
	}
	if (free == VCPU_LIST_REGISTERS_MAX) {
		return VCPU_ENOSPC;
	}
	lr_write(st, is_loaded, free,
		 LR_STATE_PENDING | LR_GROUP1 | LR_PRIORITY(PRIORITY_NORMAL) | vector);
	return VCPU_OK;
}
