/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Xilinx ZCU102: Zynq UltraScale+, four Cortex-A53. Addresses: UG1085, "System Addresses", and
 * QEMU hw/arm/xlnx-zynqmp.c, which has the same.
 *
 * Each 4 KiB of the GIC's CPU interfaces are there sixteen times in a row: the last of the first, and
 * the first of the next, are the 8 KiB of one that has no such holes.
 */
#include <identity.h>

#include "boards/board.h"
#include "drivers/power.h"
#include "drivers/uart_cadence.h"

static const struct mmio_region devices[] = {
	{ 0xf9010000, 0x00070000 }, /* GIC: distributor, CPU interface, GICH, GICV */
	{ 0xff000000, 0x00001000 }, /* UART 0 */
};

static const uint64_t cpu_mpidrs[] = { 0, 1, 2, 3 };

const struct board board = {
	.uart = &uart_cadence,
	.uart_base = 0xff000000,
	.gicd_base = 0xf9010000,
	.gicc_base = 0xf902f000,
	.gich_base = 0xf9040000,
	.gicv_base = 0xf906f000,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.cpu_mpidrs = cpu_mpidrs,
	.n_cpus = sizeof(cpu_mpidrs) / sizeof(cpu_mpidrs[0]),
	.cpu_on = psci_cpu_on,
	.exit = IDENTITY_EXIT, /* BOARD_EXIT of board.mk */
	.power_off = psci_system_off,
};
