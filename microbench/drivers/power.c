/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/power.h"

#include <stdint.h>

#define PSCI_SYSTEM_OFF 0x84000008u

void psci_system_off(void)
{
	register uint64_t function __asm__("x0") = PSCI_SYSTEM_OFF;

	/* SMCCC: x4 to x17 may change too. */
	__asm__ volatile("smc #0"
			 : "+r"(function)
			 :
			 : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11",
			   "x12", "x13", "x14", "x15", "x16", "x17", "memory");
}

/* Arm, "Semihosting for AArch32 and AArch64": SYS_EXIT_EXTENDED, ADP_Stopped_ApplicationExit. */
#define SYS_EXIT_EXTENDED            0x20
#define ADP_STOPPED_APPLICATION_EXIT 0x20026

void semihosting_exit(int status)
{
	uint64_t block[2] = { ADP_STOPPED_APPLICATION_EXIT, (uint64_t)(int64_t)status };
	register uint64_t operation __asm__("x0") = SYS_EXIT_EXTENDED;
	register uint64_t *argument __asm__("x1") = block;

	__asm__ volatile("hlt #0xf000" : "+r"(operation) : "r"(argument) : "memory");
}
