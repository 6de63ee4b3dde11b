/* SPDX-License-Identifier: Apache-2.0 */
/* QEMU "virt" machine with GICv2. Addresses: QEMU hw/arch/arm/virt.c, base_memmap. */
#include "boards/board.h"
#include "drivers/power.h"
#include "drivers/uart_pl011.h"

static const struct mmio_region devices[] = {
	{ 0x08000000, 0x00050000 }, /* GIC: distributor, CPU interface, GICH, GICV */
	{ 0x09000000, 0x00001000 }, /* UART */
};

/* A GICv2 has no more than 8 CPUs: Aff0 counts. */
static const uint64_t cpu_mpidrs[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

const struct board board = {
	.uart = &uart_pl011,
	.uart_base = 0x09000000,
	.gicd_base = 0x08000000,
	.gicc_base = 0x08010000,
	.gich_base = 0x08030000,
	.gicv_base = 0x08040000,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.cpu_mpidrs = cpu_mpidrs,
	.n_cpus = sizeof(cpu_mpidrs) / sizeof(cpu_mpidrs[0]),
	.cpu_on = psci_cpu_on,
	.exit = semihosting_exit,
	.power_off = psci_system_off,
};
