/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/gic_el3.h"

#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "drivers/gicd.h"
#include "drivers/gicv3/gicr.h"

#define GICD_CTLR_ENABLES (1u << 0 | 1u << 1 | 1u << 2)
#define GICD_CTLR_ARE_S   (1u << 4)
#define GICD_CTLR_ARE_NS  (1u << 5)
#define GICD_CTLR_DS      (1u << 6)
#define GICD_CTLR_RWP     (1u << 31)

/* Enough for any real GIC; then it is given up. */
#define POLLS_MAX 0x100000u

/* IHI 0069, "ICC_SRE_EL3": SRE, DFB, DIB; Enable: EL2 may write ICC_SRE_EL2. */
#define ICC_SRE_ALL 0xf

/* Without it EL2 is told so. */
static bool is_present(void)
{
	return ID_AA64PFR0_GIC(sysreg_read_id_aa64pfr0_el1()) != 0;
}

static void write_ctlr(uint32_t value)
{
	uintptr_t ctlr = board.gicd_base + GICD_CTLR;

	mmio_write_32(ctlr, value);
	for (uint32_t i = 0; i < POLLS_MAX; i++) {
		if ((mmio_read_32(ctlr) & GICD_CTLR_RWP) == 0) {
			break;
		}
	}
}

/* One Security state: EL2 owns all interrupts. That may be changed while all groups are disabled, and
 * as affinity routing may, which both have to agree on first. IHI 0069, "GICD_CTLR" */
void gic_el3_init(void)
{
	uintptr_t ctlr = board.gicd_base + GICD_CTLR;

	if (!is_present()) {
		return;
	}
	write_ctlr(mmio_read_32(ctlr) & ~GICD_CTLR_ENABLES);
	if ((mmio_read_32(ctlr) & GICD_CTLR_DS) == 0) {
		write_ctlr(mmio_read_32(ctlr) | GICD_CTLR_ARE_S | GICD_CTLR_ARE_NS);
	}
	/* With one state there is one ARE, where ARE_S is. */
	write_ctlr(mmio_read_32(ctlr) | GICD_CTLR_DS | GICD_CTLR_ARE_S);
	cpu_dsb_sy();
}

void gic_el3_init_cpu(uint32_t cpu)
{
	(void)cpu;
	if (is_present()) {
		__asm__ volatile("msr S3_6_C12_C12_5, %0" : : "r"(UINT64_C(ICC_SRE_ALL)));
		cpu_isb();
	}
}

/* Without affinity routing, which the first CPU turns on, what is written to a redistributor's
 * second frame is lost. */
static bool is_routing(void)
{
	for (uint32_t i = 0; i < POLLS_MAX; i++) {
		if ((mmio_read_32(board.gicd_base + GICD_CTLR) & GICD_CTLR_ARE_S) != 0) {
			return true;
		}
	}
	return false;
}

/* An interrupt that is pending ends a WFI, whatever masks it. */
void gic_el3_sleep(uint32_t cpu)
{
	uintptr_t gicr = is_present() ? gicr_find(board.cpu_mpidrs[cpu]) : 0;
	uint64_t intid;

	if (gicr == 0 || !is_routing()) {
		gic_el3_sleep_for_good();
	}
	mmio_write_32(gicr + GICR_WAKER, mmio_read_32(gicr + GICR_WAKER) & ~GICR_WAKER_SLEEP);
	for (uint32_t i = 0; i < POLLS_MAX; i++) {
		if ((mmio_read_32(gicr + GICR_WAKER) & GICR_WAKER_ASLEEP) == 0) {
			break;
		}
	}
	mmio_write_32(gicr + GICR_IGROUPR0, ~0u);
	mmio_write_32(gicr + GICR_ISENABLER0, 1u << GIC_EL3_WAKE_INTID);
	sysreg_write_icc_pmr_el1(GIC_PRIORITY_ALL);
	sysreg_write_icc_igrpen1_el1(1);
	cpu_isb();
	cpu_dsb_sy();
	do {
		__asm__ volatile("wfi" : : : "memory");
		intid = sysreg_read_icc_iar1_el1();
		cpu_dsb_sy();
		if (intid < GICR_PRIVATE_INTIDS) {
			sysreg_write_icc_eoir1_el1(intid);
		}
	} while (intid != GIC_EL3_WAKE_INTID);
	mmio_write_32(gicr + GICR_ICENABLER0, 1u << GIC_EL3_WAKE_INTID);
	cpu_dsb_sy();
}

/* Not through ICC_SGI1R_EL1: which group that is of is the Security state's of who writes. */
void gic_el3_wake(uint32_t cpu)
{
	/* What it is to find is there before it looks. */
	cpu_dsb_sy();
	mmio_write_32(gicr_find(board.cpu_mpidrs[cpu]) + GICR_ISPENDR0, 1u << GIC_EL3_WAKE_INTID);
}

bool gic_el3_has_cpu(uint32_t cpu)
{
	return is_present() && gicr_find(board.cpu_mpidrs[cpu]) != 0;
}
