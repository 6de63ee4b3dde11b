/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Boards with a Rockchip RK3588 (Radxa Rock 5B and others whose console is UART2), started by
 * U-Boot at EL2 above TF-A. Addresses and affinities: Linux, rk3588-base.dtsi (gic,
 * serial@feb50000, cpus).
 *
 * There is no model of it: what was tried is in docs/boards/rk3588.md.
 */
#include "boards/board.h"
#include "drivers/power.h"
#include "drivers/uart_8250.h"

static const struct mmio_region devices[] = {
	{ 0xfe600000, 0x00010000 }, /* GIC-600: distributor */
	{ 0xfe680000, 0x00100000 }, /* and eight redistributors */
	{ 0xfeb50000, 0x00001000 }, /* UART2 */
};

/* Four Cortex-A55, of which the first one boots, and four Cortex-A76: Aff1 counts. */
static const uint64_t cpu_mpidrs[] = { 0x000, 0x100, 0x200, 0x300, 0x400, 0x500, 0x600, 0x700 };

const struct board board = {
	.uart = &uart_8250,
	.uart_base = 0xfeb50000,
	.gicd_base = 0xfe600000,
	.gicr_base = 0xfe680000,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.cpu_mpidrs = cpu_mpidrs,
	.n_cpus = sizeof(cpu_mpidrs) / sizeof(cpu_mpidrs[0]),
	.cpu_on = psci_cpu_on,
	.power_off = psci_system_off,
};
