/* SPDX-License-Identifier: Apache-2.0 */
/* QEMU "virt" machine with GICv3. Addresses: QEMU hw/arch/arm/virt.c, base_memmap. */
#include "boards/board.h"
#include "drivers/power.h"
#include "drivers/uart_pl011.h"

static const struct mmio_region devices[] = {
	{ 0x08000000, 0x01000000 }, /* GIC: distributor and redistributors */
	{ 0x09000000, 0x00001000 }, /* UART */
};

const struct board board = {
	.uart = &uart_pl011,
	.uart_base = 0x09000000,
	.gicd_base = 0x08000000,
	.gicr_base = 0x080a0000,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.exit = semihosting_exit,
	.power_off = psci_system_off,
};
