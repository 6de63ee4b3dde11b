/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/gicv3/gic.h"

#include <stddef.h>

#include "boards/board.h"
#include "drivers/gicd.h"

#define GICD_CTLR_ENABLE_G1 (1u << 1)
#define GICD_CTLR_ENABLES   (1u << 0 | 1u << 1 | 1u << 2)
#define GICD_CTLR_ARE       (1u << 4)
#define GICD_CTLR_RWP       (1u << 31)
#define GICD_IROUTER        0x6000

#define ID_AA64PFR0_GIC_SHIFT 24

#define ICC_SRE_SYSREGS  0x7 /* SRE, DFB, DIB; not Enable: the guest does not touch ICC_SRE_EL1 */
#define ICC_CTLR_EOIMODE (1u << 1) /* ICC_EOIR1_EL1 drops the priority, ICC_DIR_EL1 deactivates */

/* Enough for any real GIC; then it is given up: a wrong board must not hang. */
#define POLLS_MAX 1000000u

uintptr_t gic_redistributors[HOST_CPUS_MAX];

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

static bool is_present(void)
{
	return (sysreg_read_id_aa64pfr0_el1() >> ID_AA64PFR0_GIC_SHIFT & 15) != 0;
}

static const char *const no_interface =
	"this CPU has no GICv3 interface (QEMU: -M virt,gic-version=3)";

/* ARE changes only while all groups are disabled, and that has taken effect. Seen from the
 * Non-secure state of two, or with one Security state, Group 1's enable and ARE have the same
 * place. IHI 0069, "GICD_CTLR" */
const char *gic_init_distributor(void)
{
	uintptr_t gicd = board.gicd_base;
	uintptr_t ctlr = gicd + GICD_CTLR;

	if (!is_present()) {
		return no_interface;
	}
	mmio_write_32(ctlr, mmio_read_32(ctlr) & ~GICD_CTLR_ENABLES);
	if (!wait_clear(ctlr, GICD_CTLR_RWP)) {
		return "the GICv3 distributor does not answer";
	}
	mmio_write_32(ctlr, GICD_CTLR_ARE);
	gicd_disable_spis();
	mmio_write_32(ctlr, GICD_CTLR_ARE | GICD_CTLR_ENABLE_G1);
	return wait_clear(ctlr, GICD_CTLR_RWP) ? NULL : "the GICv3 distributor does not answer";
}

static bool init_private(uintptr_t gicr)
{
	mmio_write_32(gicr + GICR_ICENABLER0, ~0u);
	if (!wait_clear(gicr + GICR_CTLR, GICR_CTLR_RWP)) {
		return false;
	}
	mmio_write_32(gicr + GICR_ICACTIVER0, ~0u);
	/* With two Security states firmware has chosen, and this is ignored. */
	mmio_write_32(gicr + GICR_IGROUPR0, ~0u);
	for (uint32_t i = 0; i < 32; i += 4) {
		mmio_write_32(gicr + GICR_IPRIORITYR + i, GIC_PRIORITY_NORMALS);
	}
	return true;
}

static void init_cpu_interface(void)
{
	sysreg_write_icc_sre_el2(ICC_SRE_SYSREGS);
	cpu_isb(); /* the other ICC_* registers exist only once SRE is on */
	sysreg_write_icc_pmr_el1(GIC_PRIORITY_ALL);
	sysreg_write_icc_ctlr_el1(ICC_CTLR_EOIMODE);
	sysreg_write_icc_igrpen1_el1(1);
	/* The redistributor has the mask once a DSB is behind it, and that behind an ISB. IHI 0069,
	 * "Observability of the effects of accesses to the GIC registers" */
	cpu_isb();
	cpu_dsb_sy();
}

const char *gic_init_cpu(uint32_t cpu)
{
	uintptr_t gicr;

	if (!is_present()) {
		return no_interface;
	}
	gicr = gicr_find(sysreg_read_mpidr_el1());
	if (gicr == 0 || !wake_redistributor(gicr) || !init_private(gicr)) {
		return "no GICv3 redistributor of this CPU answers";
	}
	gic_redistributors[cpu] = gicr;
	init_cpu_interface();
	return NULL;
}

/* IHI 0069, ICC_SGI1R_EL1: 16 CPUs whose Aff0 has the same upper four bits share one write. */
void gic_send_sgi(uint32_t cpu, uint32_t intid)
{
	uint64_t mpidr = board.cpu_mpidrs[cpu];
	uint64_t aff0 = mpidr & 0xff;

	sysreg_write_icc_sgi1r_el1((mpidr >> 32 & 0xff) << 48 | (aff0 >> 4) << 44 |
				   (mpidr >> 16 & 0xff) << 32 | (uint64_t)intid << 24 |
				   (mpidr >> 8 & 0xff) << 16 | UINT64_C(1) << (aff0 & 15));
	/* Without it the write may wait for as long as the CPU likes. */
	cpu_isb();
}

void gic_enable_spi(uint32_t intid, uint32_t cpu, bool is_edge)
{
	/* Its configuration changes only while it is disabled. IHI 0069, "GICD_ICFGR<n>" */
	gic_disable_spi(intid);
	gicd_set_field(GICD_IGROUPR, intid, 1, 1);
	gicd_set_field(GICD_IPRIORITYR, intid, 8, GIC_PRIORITY_NORMAL);
	gicd_set_field(GICD_ICFGR, intid, 2, is_edge ? 2 : 0);
	/* As MPIDR_EL1 has the affinity; Interrupt_Routing_Mode, bit 31, 0. */
	mmio_write_64(board.gicd_base + GICD_IROUTER + (uintptr_t)intid * 8, board.cpu_mpidrs[cpu]);
	gicd_set_bit(GICD_ISENABLER, intid);
}

void gic_disable_spi(uint32_t intid)
{
	gicd_set_bit(GICD_ICENABLER, intid);
	(void)wait_clear(board.gicd_base + GICD_CTLR, GICD_CTLR_RWP);
}

void gic_set_pending_spi(uint32_t intid)
{
	gicd_set_bit(GICD_ISPENDR, intid);
}
