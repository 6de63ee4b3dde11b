/* SPDX-License-Identifier: Apache-2.0 */
/*
 * QEMU "raspi3b", which is a Raspberry Pi 3 Model B. It has no GIC. Addresses: QEMU
 * include/hw/arm/raspi_platform.h, hw/arm/bcm2836.c, hw/arm/raspi.c (SPINTABLE_ADDR); Broadcom,
 * "Quad-A7 control", QA7_rev3.4.
 */
#include "boards/board.h"
#include "drivers/bcm2835_pm.h"
#include "drivers/power.h"
#include "drivers/spin_table.h"
#include "drivers/uart_pl011.h"

static const struct mmio_region devices[] = {
	{ 0x00000000, 0x00001000 }, /* first page of RAM: the spin table */
	{ 0x3f00b000, 0x00001000 }, /* the GPU's interrupts */
	{ 0x3f100000, 0x00001000 }, /* power management */
	{ 0x3f201000, 0x00001000 }, /* UART */
	{ 0x40000000, 0x00001000 }, /* the cores' interrupts */
};

static const uint64_t cpu_mpidrs[] = { 0, 1, 2, 3 };

const struct board board = {
	.uart = &uart_pl011,
	.uart_base = 0x3f201000,
	.local_base = 0x40000000,
	.gpu_irq_base = 0x3f00b200,
	.pm_base = 0x3f100000,
	.spin_table = 0x000000d8,
	.devices = devices,
	.n_devices = sizeof(devices) / sizeof(devices[0]),
	.cpu_mpidrs = cpu_mpidrs,
	.n_cpus = sizeof(cpu_mpidrs) / sizeof(cpu_mpidrs[0]),
	.cpu_on = spin_table_cpu_on,
	.is_cpu_awake = true,
	.exit = semihosting_exit,
	.power_off = bcm2835_pm_off,
};
