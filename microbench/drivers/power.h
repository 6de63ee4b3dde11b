/* SPDX-License-Identifier: Apache-2.0 */
/* How a machine is ended, and how its CPUs are started. */
#ifndef DRIVERS_POWER_H
#define DRIVERS_POWER_H

#include <stdint.h>

/* PSCI SYSTEM_OFF by SMC; returns only where firmware does not know it. @base: unused; other ways
 * to end a machine have registers. DEN 0022, "SYSTEM_OFF". */
void psci_system_off(uintptr_t base);

/**
 * psci_cpu_on - start a CPU by SMC, at this CPU's exception level with its MMU off
 * @mpidr: affinity of the CPU to start
 * @entry: physical address of its first instruction
 * @arg:   x0 there
 *
 * Returns: NULL, or why firmware refuses
 * Source: DEN 0022, "CPU_ON", "PSCI_FEATURES"
 */
const char *psci_cpu_on(uint64_t mpidr, uint64_t entry, uint64_t arg);

/* Ends the emulator with @status through semihosting; under none, the HLT is an exception. */
void semihosting_exit(int status);

#endif
