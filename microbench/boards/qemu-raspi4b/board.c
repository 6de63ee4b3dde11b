/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QEMU "raspi4b", which is a Raspberry Pi 4 Model B. Addresses: QEMU hw/arm/bcm2838.c,
 * hw/arm/bcm2838_peripherals.c, include/hw/arm/raspi_platform.h; Broadcom, "BCM2711 ARM
 * Peripherals", low peripheral mode, 1.2, 6.5.1; of the GIC-400, Arm, DDI 0471, "GIC-400 memory
 * map"; the spin table: Linux, bcm2711.dtsi, cpu-release-addr. Firmware of metal turns SMC off
 * (armstub8, SCR_EL3.SMD).
 */
#include <identity.h>

#include "boards/board.h"
#include "drivers/bcm2835_pm.h"
#include "drivers/power.h"
#include "drivers/spin_table.h"
#include "drivers/uart_pl011.h"

static const struct mmio_region devices[] = {
	{ 0x00000000, 0x00001000 }, /* first page of RAM: the spin table */
	{ 0xfe100000, 0x00001000 }, /* power management */
	{ 0xfe201000, 0x00001000 }, /* UART */
	{ 0xff840000, 0x00008000 }, /* GIC */
};

static const uint64_t cpu_mpidrs[] = { 0, 1, 2, 3 };

const struct board board = {
	.uart = &uart_pl011,
	.uart_base = 0xfe201000,
	.gicd_base = 0xff841000,
	.gicc_base = 0xff842000,
	.gich_base = 0xff844000,
	.gicv_base = 0xff846000,
	.pm_base = 0xfe100000,
	.spin_table = 0x000000d8,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.cpu_mpidrs = cpu_mpidrs,
	.n_cpus = sizeof(cpu_mpidrs) / sizeof(cpu_mpidrs[0]),
	.cpu_on = spin_table_cpu_on,
	.is_cpu_awake = true,
	.exit = IDENTITY_EXIT, /* BOARD_EXIT of board.mk */
	.power_off = bcm2835_pm_off,
};
