/* SPDX-License-Identifier: Apache-2.0 */
/* What the virtual interrupt controller needs of the host. Interrupts are private ones of the
 * calling CPU. */
#ifndef DEVICES_VGIC_HOST_H
#define DEVICES_VGIC_HOST_H

#include <stdbool.h>
#include <stdint.h>

uint32_t vgic_host_this_cpu(void);

/* What was stored before is visible to that CPU once it has left its guest. */
void vgic_host_kick(uint32_t host_cpu);

/* Another CPU is to do something first. */
void vgic_host_yield(void);

void vgic_host_enable(uint32_t intid);
void vgic_host_disable(uint32_t intid);
void vgic_host_set_active(uint32_t intid, bool is_active);

/* Of an interrupt that has been acknowledged: drops its priority, and also deactivates it. */
void vgic_host_drop(uint32_t intid);
void vgic_host_end(uint32_t intid);

/* From here on this CPU takes VGIC_MAINTENANCE. */
void vgic_host_take_maintenance(void);

/* Is the output of the bound guest's virtual timer high?
 * Source: DDI 0487, CNTV_CTL_EL0 */
bool vgic_host_is_vtimer_high(void);

#endif
