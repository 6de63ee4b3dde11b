/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/power.h"

#include <stddef.h>
#include <stdint.h>

/* DEN 0022, "Function prototypes": what takes an address is called by its 64-bit number. */
#define PSCI_VERSION      0x84000000u
#define PSCI_CPU_ON       0xc4000003u
#define PSCI_SYSTEM_OFF   0x84000008u
#define PSCI_FEATURES     0x8400000au
#define PSCI_MAJOR(value) ((uint32_t)(value) >> 16)

static int64_t psci_call(uint32_t function, uint64_t arg1, uint64_t arg2, uint64_t arg3)
{
	register uint64_t x0 __asm__("x0") = function;
	register uint64_t x1 __asm__("x1") = arg1;
	register uint64_t x2 __asm__("x2") = arg2;
	register uint64_t x3 __asm__("x3") = arg3;

	/* SMCCC: x4 to x17 may change too. */
	__asm__ volatile("smc #0"
			 : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
			 :
			 : "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",
			   "x15", "x16", "x17", "memory");
	return (int64_t)x0;
}

void psci_system_off(uintptr_t base)
{
	(void)base;
	(void)psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
}

/* DEN 0022, "Return error codes" */
static const char *psci_error(int64_t code)
{
	/* Some firmware answers in 32 bits. */
	switch ((int32_t)code) {
	case 0:
		return NULL;
	case -1:
		return "firmware has no PSCI CPU_ON";
	case -2:
		return "there is no such CPU";
	case -3:
		return "firmware denies it";
	case -4:
		return "it is on already";
	case -5:
		return "firmware is starting it already";
	case -6:
		return "firmware failed to start it";
	case -9:
		return "firmware does not accept the entry's address";
	default:
		return "firmware gave an unknown answer to PSCI CPU_ON";
	}
}

const char *psci_cpu_on(uint64_t mpidr, uint64_t entry, uint64_t arg)
{
	int64_t version = psci_call(PSCI_VERSION, 0, 0, 0);

	/* PSCI_FEATURES is there from 1.0 on; before, CPU_ON was not optional. */
	if ((int32_t)version < 0) {
		return "firmware has no PSCI";
	}
	if (PSCI_MAJOR(version) >= 1 && (int32_t)psci_call(PSCI_FEATURES, PSCI_CPU_ON, 0, 0) < 0) {
		return "firmware has no PSCI CPU_ON";
	}
	return psci_error(psci_call(PSCI_CPU_ON, mpidr, entry, arg));
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
