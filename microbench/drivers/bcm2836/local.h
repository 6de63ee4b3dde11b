/* SPDX-License-Identifier: Apache-2.0 */
/* Registers around the cores of a BCM2836. Broadcom, "Quad-A7 control", QA7_rev3.4. */
#ifndef BCM2836_LOCAL_H
#define BCM2836_LOCAL_H

#include <stdint.h>

/* Offsets from board.local_base. @cpu: by the number of the core, which is Aff0. Of the controls bits
 * 3:0 are IRQs, 7:4 the same as FIQs. */
#define BCM_TIMER_CONTROL(cpu)    (0x040 + (uintptr_t)(cpu)*4)
#define BCM_MAILBOX_CONTROL(cpu)  (0x050 + (uintptr_t)(cpu)*4)
#define BCM_SOURCE(cpu)           (0x060 + (uintptr_t)(cpu)*4)
#define BCM_MAILBOX_SET(cpu, n)   (0x080 + (uintptr_t)(cpu)*16 + (uintptr_t)(n)*4)
#define BCM_MAILBOX_CLEAR(cpu, n) (0x0c0 + (uintptr_t)(cpu)*16 + (uintptr_t)(n)*4)

#endif
