/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vCPUs 0 and 1 share CPU 0, and 0 has it; vCPU 2 is on CPU 2. All SGIs, SPIs and 0's virtual timer
 * have priority 0x80; SGIs and SPIs are enabled; SPI 40 and 41 are edges, for vCPU 0 and 1.
 */
#ifndef UNIT_VGIC_HANDOVER_H
#define UNIT_VGIC_HANDOVER_H

#include "unit/vgic_fixture.h"

#define HANDOVER_INTIDS 96u

/* What the library's switch says; it comes before whatever it would do. */
extern int handover_status;

/* How often each interrupt has been acknowledged by a vCPU since the start. */
extern uint32_t handover_taken[3][HANDOVER_INTIDS];

struct vm *handover_fixture(void);
int handover_end(void **state);

/* The guest on @cpu acknowledges and ends whatever it is offered; the host's interrupts are taken
 * before and between. */
void handover_take(struct vm *vm, uint32_t cpu);

#endif
