/* SPDX-License-Identifier: Apache-2.0 */
/* What a CPU has decides what must trap: control bits of a feature that is not there are RES0, and
 * registers UNDEFINED. Field positions: DDI 0487, the page of each ID register. */
#include "pcpu_features.h"

#include <vcpu/aarch64.h>
#include <vcpu/sysreg.h>

#include "gic_gich.h"
#include "regs.h"

#define HCR_GUEST                                                                                  \
	(HCR_VM | HCR_SWIO | HCR_PTW | HCR_FMO | HCR_IMO | HCR_AMO | HCR_FB | HCR_BSU_IS |         \
	 HCR_TWI | HCR_TWE | HCR_TID3 | HCR_TSC | HCR_TIDCP | HCR_TACR | HCR_RW)

#define PFR0_EL3(r)        FIELD(r, 15, 12)
#define PFR0_GIC(r)        FIELD(r, 27, 24)
#define PFR0_RAS(r)        FIELD(r, 31, 28)
#define PFR0_MPAM(r)       FIELD(r, 43, 40)
#define PFR0_AMU(r)        FIELD(r, 47, 44)
#define PFR1_MTE(r)        FIELD(r, 11, 8)
#define PFR1_MPAM_FRAC(r)  FIELD(r, 19, 16) /* version 0.1 is 0 in PFR0 */
#define PFR1_SME(r)        FIELD(r, 27, 24)
#define ISAR1_PAUTH(r)     (FIELD(r, 11, 4) | FIELD(r, 31, 24)) /* APA, API, GPA, GPI */
#define ISAR2_PAUTH(r)     FIELD(r, 15, 8)                      /* GPA3, APA3 */
#define MMFR0_FGT(r)       FIELD(r, 59, 56)
#define MMFR1_LO(r)        FIELD(r, 19, 16)
#define MMFR1_HCX(r)       FIELD(r, 43, 40)
#define DFR0_TRACE(r)      FIELD(r, 7, 4)
#define DFR0_PMU(r)        FIELD(r, 11, 8) /* 15: none of Arm's */
#define DFR0_PMSVER(r)     FIELD(r, 35, 32)
#define DFR0_TRACE_FILT(r) FIELD(r, 43, 40)

#define ICC_SRE_SRE    BIT(0)
#define ICC_SRE_ENABLE BIT(3)

#define ICH_VTR_LIST_REGS(r) FIELD(r, 4, 0)   /* minus one */
#define ICH_VTR_PRE_BITS(r)  FIELD(r, 28, 26) /* minus one */

#define PFR0_EL0(r)      FIELD(r, 3, 0)
#define PFR0_EL0_AARCH32 2u

#define MPAM2_TRAP_EL0 BIT(49)
#define MPAM2_TRAP_EL1 BIT(48)

static uint32_t find_core_features(uint64_t pfr0)
{
	uint64_t pfr1 = sysreg_read_id_aa64pfr1_el1();
	uint64_t isar1 = sysreg_read_id_aa64isar1_el1();
	uint64_t isar2 = sysreg_read_id_aa64isar2_el1();
	uint32_t features = 0;

	if (ISAR1_PAUTH(isar1) != 0 || ISAR2_PAUTH(isar2) != 0) {
		features |= VCPU_FEATURE_PAUTH;
	}
	if (PFR0_RAS(pfr0) != 0) {
		features |= VCPU_FEATURE_RAS;
	}
	if (PFR1_SME(pfr1) != 0) {
		features |= VCPU_FEATURE_SME;
	}
	if (PFR0_EL3(pfr0) != 0) {
		features |= VCPU_FEATURE_EL3;
	}
	if (PFR0_EL0(pfr0) == PFR0_EL0_AARCH32) {
		features |= VCPU_FEATURE_AARCH32;
	}
	return features;
}

/* Firmware may keep the system registers to itself: then SRE does not stick. IHI 0069,
 * ICC_SRE_EL2. */
static bool turn_gic_on(uint64_t pfr0)
{
	uint64_t sre;

	if (PFR0_GIC(pfr0) == 0) {
		return false;
	}
	sre = sysreg_read_icc_sre_el2();
	/* Enable 0: a guest's access to ICC_SRE_EL1 traps. */
	sysreg_write_icc_sre_el2((sre | ICC_SRE_SRE) & ~ICC_SRE_ENABLE);
	cpu_isb();
	return (sysreg_read_icc_sre_el2() & ICC_SRE_SRE) != 0;
}

static uint8_t list_registers(uint64_t n)
{
	return (uint8_t)(n > VCPU_LIST_REGISTERS_MAX ? VCPU_LIST_REGISTERS_MAX : n);
}

static void find_gic(struct vcpu_pcpu *pcpu)
{
	uint64_t vtr = sysreg_read_ich_vtr_el2();

	pcpu->features |= VCPU_FEATURE_GICV3;
	pcpu->n_list_registers = list_registers(ICH_VTR_LIST_REGS(vtr) + 1);
	/* 5, 6 or 7 preemption bits: 1, 2 or 4 registers a group. */
	pcpu->n_active_priorities = (uint8_t)(1u << (ICH_VTR_PRE_BITS(vtr) + 1 - 5));
	pcpu->is_plain = pcpu->n_active_priorities == 1 &&
			 (pcpu->features & (VCPU_FEATURE_SME | VCPU_FEATURE_PAUTH)) == 0;
	pcpu->all_empty = (uint16_t)((1u << pcpu->n_list_registers) - 1);
}

/* Both groups' active priorities are in one register, however many bits there are. */
void pcpu_find_gich(struct vcpu_pcpu *pcpu, uintptr_t gich)
{
	pcpu->gich = gich;
	pcpu->is_plain = false;
	pcpu->features |= VCPU_FEATURE_GICV2;
	pcpu->n_list_registers = list_registers(GICH_VTR_LIST_REGS(gich_read(gich, GICH_VTR)) + 1);
}

static uint64_t find_guest_hcr(uint32_t features)
{
	uint64_t hcr = HCR_GUEST;

	if ((features & VCPU_FEATURE_PAUTH) != 0) {
		hcr |= HCR_APK | HCR_API;
	}
	if ((features & VCPU_FEATURE_RAS) != 0) {
		hcr |= HCR_TERR;
	}
	if (MMFR1_LO(sysreg_read_id_aa64mmfr1_el1()) != 0) {
		hcr |= HCR_TLOR;
	}
	if (PFR1_MTE(sysreg_read_id_aa64pfr1_el1()) > 1) {
		hcr |= HCR_TID5; /* ATA is 0: the rest of MTE traps */
	}
	return hcr;
}

void pcpu_find_features(struct vcpu_pcpu *pcpu)
{
	uint64_t pfr0 = sysreg_read_id_aa64pfr0_el1();

	pcpu->features = find_core_features(pfr0);
	if (turn_gic_on(pfr0)) {
		find_gic(pcpu);
	}
	pcpu->guest_hcr = find_guest_hcr(pcpu->features);
}

uint64_t pcpu_guest_mdcr(uint64_t host_mdcr)
{
	uint64_t dfr0 = sysreg_read_id_aa64dfr0_el1();
	uint64_t mdcr = MDCR_TDA | MDCR_TDOSA | MDCR_TDRA;

	if (DFR0_PMU(dfr0) != 0 && DFR0_PMU(dfr0) != 15) {
		mdcr |= MDCR_TPMCR | MDCR_TPM;
	}
	/* E2PB and E2TB are 0: EL1 reaches neither profiling nor trace buffer. */
	if (DFR0_PMSVER(dfr0) != 0) {
		mdcr |= MDCR_TPMS;
	}
	if (DFR0_TRACE_FILT(dfr0) != 0) {
		mdcr |= MDCR_TTRF;
	}
	return (host_mdcr & MDCR_HPMN) | mdcr;
}

uint64_t pcpu_guest_cptr(void)
{
	uint64_t cptr = CPTR_RES1 | CPTR_TZ | CPTR_TSM;

	if (DFR0_TRACE(sysreg_read_id_aa64dfr0_el1()) != 0) {
		cptr |= CPTR_TTA;
	}
	if (PFR0_AMU(sysreg_read_id_aa64pfr0_el1()) != 0) {
		cptr |= CPTR_TAM;
	}
	return cptr;
}

/* Fine-grained traps: bits of features that came after them trap when 0, all others do not. */
static void clear_fine_grained_traps(uint64_t version)
{
	if (version == 0) {
		return;
	}
	sysreg_write_hfgrtr_el2(0);
	sysreg_write_hfgwtr_el2(0);
	sysreg_write_hfgitr_el2(0);
	sysreg_write_hdfgrtr_el2(0);
	sysreg_write_hdfgwtr_el2(0);
	if (PFR0_AMU(sysreg_read_id_aa64pfr0_el1()) != 0) {
		sysreg_write_hafgrtr_el2(0);
	}
	if (version > 1) {
		sysreg_write_hfgrtr2_el2(0);
		sysreg_write_hfgwtr2_el2(0);
		sysreg_write_hfgitr2_el2(0);
		sysreg_write_hdfgrtr2_el2(0);
		sysreg_write_hdfgwtr2_el2(0);
	}
}

void pcpu_trap_newer_features(void)
{
	sysreg_write_hstr_el2(0);
	clear_fine_grained_traps(MMFR0_FGT(sysreg_read_id_aa64mmfr0_el1()));
	if (MMFR1_HCX(sysreg_read_id_aa64mmfr1_el1()) != 0) {
		sysreg_write_hcrx_el2(0);
	}
	if (PFR0_MPAM(sysreg_read_id_aa64pfr0_el1()) != 0 ||
	    PFR1_MPAM_FRAC(sysreg_read_id_aa64pfr1_el1()) != 0) {
		sysreg_write_mpam2_el2(sysreg_read_mpam2_el2() | MPAM2_TRAP_EL0 | MPAM2_TRAP_EL1);
	}
}
