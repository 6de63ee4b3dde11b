/* SPDX-License-Identifier: Apache-2.0 */
/* How a machine is ended. */
#ifndef DRIVERS_POWER_H
#define DRIVERS_POWER_H

/* PSCI SYSTEM_OFF by SMC; returns only where firmware does not know it. DEN 0022, "SYSTEM_OFF". */
void psci_system_off(void);

/* Ends the emulator with @status through semihosting; under none, the HLT is an exception. */
void semihosting_exit(int status);

#endif
