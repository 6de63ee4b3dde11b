/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/gicv2/gic.h"

#include <stddef.h>

#define GICD_CTLR_ENABLE     (1u << 0)
#define GICD_ITARGETSR       0x0800
#define GICD_SGIR            0x0f00
#define GICC_CTLR            0x0000
#define GICC_CTLR_ENABLE     (1u << 0)
#define GICC_CTLR_EOIMODE    (1u << 9) /* GICC_EOIR drops the priority, GICC_DIR deactivates */
#define GICC_PMR             0x0004
#define GICC_IIDR            0x00fc
#define GICC_IIDR_VERSION(r) ((r) >> 16 & 15)

uint32_t gic_sgis[HOST_CPUS_MAX][GIC_SGIS];

/* By which bit the distributor knows each CPU. */
static uint32_t cpu_masks[HOST_CPUS_MAX];

/* Bit 0 enables Group 0 of one Security state, and Group 1 as the Non-secure one of two sees it.
 * IHI 0048, "GICD_CTLR" */
const char *gic_init_distributor(void)
{
	uintptr_t gicd = board.gicd_base;

	if (GICC_IIDR_VERSION(mmio_read_32(board.gicc_base + GICC_IIDR)) != 2) {
		return "this machine has no GICv2 (QEMU: -M virt,gic-version=2)";
	}
	mmio_write_32(gicd + GICD_CTLR, 0);
	gicd_disable_spis();
	mmio_write_32(gicd + GICD_CTLR, GICD_CTLR_ENABLE);
	return NULL;
}

/* Each target of a private interrupt is the CPU that looks. Where there is but one CPU the register
 * is zero. IHI 0048, "GICD_ITARGETSR<n>" */
static uint32_t find_cpu_mask(void)
{
	for (uintptr_t n = 0; n < 8; n++) {
		uint32_t targets = mmio_read_32(board.gicd_base + GICD_ITARGETSR + n * 4);

		targets |= targets >> 16;
		targets |= targets >> 8;
		if ((targets & 0xff) != 0) {
			return targets & 0xff;
		}
	}
	return 1;
}

const char *gic_init_cpu(uint32_t cpu)
{
	uintptr_t gicd = board.gicd_base;
	uintptr_t gicc = board.gicc_base;

	mmio_write_32(gicd + GICD_ICENABLER, ~0u);
	mmio_write_32(gicd + GICD_ICACTIVER, ~0u);
	/* With two Security states firmware has chosen, and this is ignored. */
	mmio_write_32(gicd + GICD_IGROUPR, 0);
	for (uint32_t i = 0; i < 32; i += 4) {
		mmio_write_32(gicd + GICD_IPRIORITYR + i, GIC_PRIORITY_NORMALS);
	}
	cpu_masks[cpu] = find_cpu_mask();
	mmio_write_32(gicc + GICC_PMR, GIC_PRIORITY_ALL);
	mmio_write_32(gicc + GICC_CTLR, GICC_CTLR_ENABLE | GICC_CTLR_EOIMODE);
	return NULL;
}

/* IHI 0048, "GICD_SGIR": the list of targets is in bits 23:16. */
void gic_send_sgi(uint32_t cpu, uint32_t intid)
{
	mmio_write_32(board.gicd_base + GICD_SGIR, cpu_masks[cpu] << 16 | intid);
}

void gic_enable_spi(uint32_t intid, uint32_t cpu, bool is_edge)
{
	/* Its configuration changes only while it is disabled. IHI 0048, "GICD_ICFGR<n>" */
	gic_disable_spi(intid);
	gicd_set_field(GICD_IGROUPR, intid, 1, 0);
	gicd_set_field(GICD_IPRIORITYR, intid, 8, GIC_PRIORITY_NORMAL);
	gicd_set_field(GICD_ITARGETSR, intid, 8, cpu_masks[cpu]);
	gicd_set_field(GICD_ICFGR, intid, 2, is_edge ? 2 : 0);
	gicd_set_bit(GICD_ISENABLER, intid);
}

void gic_disable_spi(uint32_t intid)
{
	gicd_set_bit(GICD_ICENABLER, intid);
	cpu_dsb_sy();
}

void gic_set_pending_spi(uint32_t intid)
{
	gicd_set_bit(GICD_ISPENDR, intid);
}
