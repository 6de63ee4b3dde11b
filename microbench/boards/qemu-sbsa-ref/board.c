/* SPDX-License-Identifier: Apache-2.0 */
/* QEMU "sbsa-ref" machine. Addresses: QEMU hw/arm/sbsa-ref.c, sbsa_ref_memmap. */
#include "boards/board.h"
#include "drivers/power.h"
#include "drivers/uart_pl011.h"

static const struct mmio_region devices[] = {
	{ 0x40060000, 0x00400000 }, /* GIC: distributor, redistributors of 31 CPUs */
	{ 0x60000000, 0x00001000 }, /* UART */
};

/* Up to 8 CPUs form a cluster: Aff0 counts. */
static const uint64_t cpu_mpidrs[] = { 0, 1, 2, 3, 4, 5, 6, 7 };

const struct board board = {
	.uart = &uart_pl011,
	.uart_base = 0x60000000,
	.gicd_base = 0x40060000,
	.gicr_base = 0x40080000,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.cpu_mpidrs = cpu_mpidrs,
	.n_cpus = sizeof(cpu_mpidrs) / sizeof(cpu_mpidrs[0]),
	.cpu_on = psci_cpu_on,
	.exit = semihosting_exit,
	.power_off = psci_system_off,
};
