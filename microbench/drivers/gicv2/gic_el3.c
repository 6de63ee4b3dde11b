/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/gic_el3.h"

#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "drivers/gicd.h"

#define GICD_CTLR_ENABLE    (1u << 0)      /* Group 0, as the Secure state sees it */
#define GICD_TYPER_CPUS(r)  ((r) >> 5 & 7) /* one less than there are */
#define GICD_TYPER_SECURITY (1u << 10)
#define GICD_SGIR           0x0f00
#define GICC_CTLR           0x0000
#define GICC_CTLR_ENABLE    (1u << 0)
#define GICC_PMR            0x0004
#define GICC_IAR            0x000c
#define GICC_EOIR           0x0010
#define GICC_IAR_INTID(r)   ((r)&0x3ff)

/* Beside a GICv3 nothing is where the board says. EL2 is told so. */
static bool is_present(void)
{
	return ID_AA64PFR0_GIC(sysreg_read_id_aa64pfr0_el1()) == 0;
}

static bool has_two_states(void)
{
	return (mmio_read_32(board.gicd_base + GICD_TYPER) & GICD_TYPER_SECURITY) != 0;
}

/* All interrupts are Group 1, which is the Non-secure state's. IHI 0048, "GICD_IGROUPR<n>" */
void gic_el3_init(void)
{
	uintptr_t gicd = board.gicd_base;
	uintptr_t lines;

	if (!is_present()) {
		return;
	}
	if (has_two_states()) {
		lines = GICD_TYPER_LINES(mmio_read_32(gicd + GICD_TYPER));
		for (uintptr_t n = 1; n <= lines; n++) {
			mmio_write_32(gicd + GICD_IGROUPR + n * 4, ~0u);
		}
	}
	mmio_write_32(gicd + GICD_CTLR, mmio_read_32(gicd + GICD_CTLR) | GICD_CTLR_ENABLE);
}

/* These registers are each CPU's own. The Non-secure state can set no mask that is higher than half
 * of what is allowed here. */
void gic_el3_init_cpu(uint32_t cpu)
{
	(void)cpu;
	if (!is_present()) {
		return;
	}
	if (has_two_states()) {
		mmio_write_32(board.gicd_base + GICD_IGROUPR, ~0u);
	}
	mmio_write_32(board.gicc_base + GICC_PMR, GIC_PRIORITY_ALL);
}

/* An interrupt that is pending ends a WFI, whatever masks it. Of Group 0 while a CPU sleeps: EL2 of
 * another CPU cannot send it, nor end it. */
void gic_el3_sleep(uint32_t cpu)
{
	uintptr_t gicd = board.gicd_base;
	uintptr_t gicc = board.gicc_base;
	uint32_t iar = 0;

	(void)cpu;
	if (!is_present()) {
		gic_el3_sleep_for_good();
	}
	if (has_two_states()) {
		mmio_write_32(gicd + GICD_IGROUPR, ~(1u << GIC_EL3_WAKE_INTID));
	}
	mmio_write_32(gicd + GICD_ISENABLER, 1u << GIC_EL3_WAKE_INTID);
	mmio_write_32(gicc + GICC_CTLR, GICC_CTLR_ENABLE);
	while (GICC_IAR_INTID(iar) != GIC_EL3_WAKE_INTID) {
		cpu_dsb_sy();
		__asm__ volatile("wfi" : : : "memory");
		iar = mmio_read_32(gicc + GICC_IAR);
	}
	mmio_write_32(gicc + GICC_EOIR, iar);
	mmio_write_32(gicc + GICC_CTLR, 0);
	if (has_two_states()) {
		mmio_write_32(gicd + GICD_IGROUPR, ~0u);
	}
	cpu_dsb_sy();
}

/* IHI 0048, "GICD_SGIR": to the CPUs of the list in bits 23:16, as Group 0. */
void gic_el3_wake(uint32_t cpu)
{
	/* What it is to find is there before it looks. */
	cpu_dsb_sy();
	mmio_write_32(board.gicd_base + GICD_SGIR, 1u << (16 + cpu) | GIC_EL3_WAKE_INTID);
}

/* CPUs of the board have the numbers of their interfaces. */
bool gic_el3_has_cpu(uint32_t cpu)
{
	return is_present() && cpu <= GICD_TYPER_CPUS(mmio_read_32(board.gicd_base + GICD_TYPER));
}
