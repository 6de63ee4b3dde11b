/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A kick takes a CPU out of the guest that it runs, or out of its WFI, so that it looks at what
 * another CPU has stored for it. It is a software-generated interrupt without a meaning of its own:
 * who gets one looks at everything that it can be told.
 */
#ifndef HOST_KICK_H
#define HOST_KICK_H

#include <stdint.h>

#define KICK_INTID 1u

/* The calling CPU can be kicked from here on. Kicks that came before are forgotten. */
void kick_enable(void);

/* No kick from here on; one on its way waits for the next kick_enable(). */
void kick_disable(void);

/* What was stored before is visible to CPU @cpu (a number of host/smp.h) once it has taken it. */
void kick_cpu(uint32_t cpu);

#endif
