/* SPDX-License-Identifier: Apache-2.0 */
/* QEMU "xlnx-versal-virt", two Cortex-A72. Addresses: QEMU include/hw/arm/xlnx-versal.h, as AM011,
 * "High-level Address Map", has them. */
#include "boards/board.h"
#include "drivers/power.h"
#include "drivers/uart_pl011.h"

static const struct mmio_region devices[] = {
	{ 0xf9000000, 0x00200000 }, /* GIC: distributor and redistributors */
	{ 0xff000000, 0x00001000 }, /* UART 0 */
};

static const uint64_t cpu_mpidrs[] = { 0, 1 };

const struct board board = {
	.uart = &uart_pl011,
	.uart_base = 0xff000000,
	.gicd_base = 0xf9000000,
	.gicr_base = 0xf9080000,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.cpu_mpidrs = cpu_mpidrs,
	.n_cpus = sizeof(cpu_mpidrs) / sizeof(cpu_mpidrs[0]),
	.cpu_on = psci_cpu_on,
	.exit = semihosting_exit,
	.power_off = psci_system_off,
};
