/* SPDX-License-Identifier: Apache-2.0 */
/* QEMU "virt" machine with GICv3. Addresses: QEMU hw/arch/arm/virt.c, base_memmap. */
#include "boards/board.h"
#include "drivers/power.h"
#include "drivers/uart_pl011.h"

static const struct mmio_region devices[] = {
	{ 0x08000000, 0x01000000 }, /* GIC: distributor and redistributors */
	{ 0x09000000, 0x00001000 }, /* UART */
};

/* With a GICv3, up to 16 CPUs form a cluster: Aff0 counts. */
static const uint64_t cpu_mpidrs[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

const struct board board = {
	.uart = &uart_pl011,
	.uart_base = 0x09000000,
	.gicd_base = 0x08000000,
	.gicr_base = 0x080a0000,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.cpu_mpidrs = cpu_mpidrs,
	.n_cpus = sizeof(cpu_mpidrs) / sizeof(cpu_mpidrs[0]),
	.cpu_on = psci_cpu_on,
	.exit = semihosting_exit,
	.power_off = psci_system_off,
};
