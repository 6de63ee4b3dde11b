/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The monitor at EL3, of machines that start the image there. What it answers, by SMC with
 * immediate 0 and the function in w0; x0 of any other is EL3_NOT_SUPPORTED, and no register but the
 * results changes.
 */
#ifndef EL3_EL3_H
#define EL3_EL3_H

/* DEN 0028, "Arm Architecture Calls". Answers EL3_SMCCC_1_2 in x0. */
#define EL3_SMCCC_VERSION 0x80000000
#define EL3_SMCCC_1_2     0x10002

/* DEN 0022. VERSION answers EL3_PSCI_1_1; FEATURES whether the function in w1 is one of these: 0,
 * or EL3_NOT_SUPPORTED; SYSTEM_OFF ends the emulator with status 0; CPU_ON starts one of the board's
 * CPUs at EL2, and says -2 where the machine has none of that affinity or it has not come to EL3,
 * -4 where it is on. */
#define EL3_PSCI_VERSION    0x84000000
#define EL3_PSCI_SYSTEM_OFF 0x84000008
#define EL3_PSCI_FEATURES   0x8400000a
#define EL3_PSCI_CPU_ON     0xc4000003
#define EL3_PSCI_1_1        0x10001

/* OEM service calls. ECHO: x0 = 0, and each of x1 to x17 inverted. COUNT: x0 = 0, x1 = how many
 * SMCs of this CPU came to EL3 before, those for COUNT left out. */
#define EL3_ECHO  0xc3000001
#define EL3_COUNT 0xc3000002

#define EL3_NOT_SUPPORTED (-1)

/* Exit status of the emulator after an exception that nobody expected at EL3. */
#define EL3_EXIT_FAULT 71

#ifndef __ASSEMBLER__
#include <stdint.h>

/* Not 0 where the image was entered at EL3: that monitor is the firmware. */
extern uint64_t el3_is_ours;
#endif

#endif
