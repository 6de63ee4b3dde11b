/* SPDX-License-Identifier: Apache-2.0 */
/* What the drivers ask of the CPU and the board that they run on. */
#ifndef UNIT_DRIVERS_CPU_H
#define UNIT_DRIVERS_CPU_H

#include <stdint.h>

#define DRIVERS_UART_BASE    0xfeb50000u
#define DRIVERS_LOCAL_BASE   0x40000000u
#define DRIVERS_GPU_IRQ_BASE 0x3f00b200u
#define DRIVERS_PM_BASE      0x3f100000u

/* From here on this CPU is the one that calls. */
void drivers_be_cpu(uint32_t cpu);

#endif
