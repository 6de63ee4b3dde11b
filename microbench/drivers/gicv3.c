/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/gicv3.h"

#include "drivers/mmio.h"

#define GICD_CTLR           0x0000
#define GICD_CTLR_ENABLE_G1 (1u << 1)
#define GICD_CTLR_ENABLES   (1u << 0 | 1u << 1 | 1u << 2)
#define GICD_CTLR_ARE       (1u << 4)
#define GICD_CTLR_RWP       (1u << 31)
#define GICR_CTLR           0x0000
#define GICR_CTLR_RWP       (1u << 3)
#define GICR_TYPER          0x0008
#define GICR_TYPER_VLPIS    (1u << 1)
#define GICR_TYPER_LAST     (1u << 4)
#define GICR_WAKER          0x0014
#define GICR_WAKER_SLEEP    (1u << 1)
#define GICR_WAKER_ASLEEP   (1u << 2)
#define GICR_SGI_FRAME      0x10000
#define GICR_IGROUPR0       (GICR_SGI_FRAME + 0x0080)
#define GICR_ISENABLER0     (GICR_SGI_FRAME + 0x0100)
#define GICR_ICENABLER0     (GICR_SGI_FRAME + 0x0180)
#define GICR_IPRIORITYR     (GICR_SGI_FRAME + 0x0400)
#define GICR_STRIDE_GICV3   0x20000
#define GICR_STRIDE_GICV4   0x40000

#define ID_AA64PFR0_GIC_SHIFT 24

#define ICC_SRE_SYSREGS 0x7 /* SRE, DFB, DIB; not Enable: the guest does not touch ICC_SRE_EL1 */
#define PRIORITY_ALL    0xff
#define PRIORITY_NORMAL 0xa0a0a0a0u

/* Enough for any real GIC; then it is given up: a wrong board must not hang. */
#define POLLS_MAX 1000000u

/* MPIDR_EL1 Aff3.Aff2.Aff1.Aff0 in the form of GICR_TYPER[63:32]. */
static uint32_t affinity(void)
{
	uint64_t mpidr = sysreg_read_mpidr_el1();

	return (uint32_t)(mpidr & 0xffffff) | (uint32_t)(mpidr >> 32 & 0xff) << 24;
}

/* The redistributor of the CPU that asks, 0: none. @base: the first one of all. */
static uintptr_t find_redistributor(uintptr_t base)
{
	for (;;) {
		uint64_t typer = mmio_read_64(base + GICR_TYPER);

		if ((uint32_t)(typer >> 32) == affinity()) {
			return base;
		}
		if ((typer & GICR_TYPER_LAST) != 0) {
			return 0;
		}
		base += (typer & GICR_TYPER_VLPIS) != 0 ? GICR_STRIDE_GICV4 : GICR_STRIDE_GICV3;
	}
}

/* True once the bits in @mask of the register have become 0. */
static bool wait_clear(uintptr_t address, uint32_t mask)
{
	for (uint32_t i = 0; i < POLLS_MAX; i++) {
		if ((mmio_read_32(address) & mask) == 0) {
			return true;
		}
	}
	return false;
}

static bool wake_redistributor(uintptr_t gicr)
{
	mmio_write_32(gicr + GICR_WAKER, mmio_read_32(gicr + GICR_WAKER) & ~GICR_WAKER_SLEEP);
	return wait_clear(gicr + GICR_WAKER, GICR_WAKER_ASLEEP);
}

/* IHI 0069, "GICD_CTLR": ARE changes only while all groups are disabled, and that has taken
 * effect. */
bool gicv3_init_distributor(uintptr_t gicd)
{
	uintptr_t ctlr = gicd + GICD_CTLR;

	mmio_write_32(ctlr, mmio_read_32(ctlr) & ~GICD_CTLR_ENABLES);
	if (!wait_clear(ctlr, GICD_CTLR_RWP)) {
		return false;
	}
	mmio_write_32(ctlr, GICD_CTLR_ARE);
	mmio_write_32(ctlr, GICD_CTLR_ARE | GICD_CTLR_ENABLE_G1);
	return wait_clear(ctlr, GICD_CTLR_RWP);
}

static bool init_private(uintptr_t gicr)
{
	mmio_write_32(gicr + GICR_ICENABLER0, ~0u);
	if (!wait_clear(gicr + GICR_CTLR, GICR_CTLR_RWP)) {
		return false;
	}
	mmio_write_32(gicr + GICR_IGROUPR0, ~0u);
	for (uint32_t i = 0; i < 32; i += 4) {
		mmio_write_32(gicr + GICR_IPRIORITYR + i, PRIORITY_NORMAL);
	}
	return true;
}

static void init_cpu_interface(void)
{
	sysreg_write_icc_sre_el2(ICC_SRE_SYSREGS);
	cpu_isb(); /* the other ICC_* registers exist only once SRE is on */
	sysreg_write_icc_pmr_el1(PRIORITY_ALL);
	sysreg_write_icc_ctlr_el1(0); /* EOImode 0: one write drops priority and deactivates */
	sysreg_write_icc_igrpen1_el1(1);
	cpu_isb();
}

bool gicv3_is_present(void)
{
	return (sysreg_read_id_aa64pfr0_el1() >> ID_AA64PFR0_GIC_SHIFT & 15) != 0;
}

bool gicv3_init_cpu(uintptr_t gicr_base)
{
	uintptr_t gicr = find_redistributor(gicr_base);

	if (gicr == 0 || !wake_redistributor(gicr) || !init_private(gicr)) {
		return false;
	}
	init_cpu_interface();
	return true;
}

void gicv3_enable_private(uintptr_t gicr_base, uint32_t intid)
{
	mmio_write_32(find_redistributor(gicr_base) + GICR_ISENABLER0, 1u << intid);
}

/* IHI 0069, ICC_SGI1R_EL1: 16 CPUs whose Aff0 has the same upper four bits share one write. */
void gicv3_send_sgi(uint64_t mpidr, uint32_t intid)
{
	uint64_t aff0 = mpidr & 0xff;

	sysreg_write_icc_sgi1r_el1((mpidr >> 32 & 0xff) << 48 | (aff0 >> 4) << 44 |
				   (mpidr >> 16 & 0xff) << 32 | (uint64_t)intid << 24 |
				   (mpidr >> 8 & 0xff) << 16 | UINT64_C(1) << (aff0 & 15));
	cpu_isb();
}
