/* SPDX-License-Identifier: Apache-2.0 */
/* The bench host's side of the HAL. <vcpu/hal.h> says what each must do. */
#ifndef HAL_HAL_HOST_H
#define HAL_HAL_HOST_H

#include <stdint.h>

#include <gic.h>

#include "drivers/timer.h"

/* Not the timer's: a panic, an ended interrupt, or nothing. */
void host_irq_other(uint32_t vector);

static inline uint32_t host_irq_fetch(void)
{
	return gic_acknowledge();
}

static inline void host_irq_handle(uint32_t vector)
{
	if (vector != TIMER_INTID) {
		host_irq_other(vector);
		return;
	}
	timer_disarm();
	gic_end(vector);
}

/* Identity: el2_mmu.c maps everything at its physical address. */
static inline uint64_t host_virt_to_phys(const void *virt)
{
	return (uintptr_t)virt;
}

static inline void *host_phys_to_virt(uint64_t phys)
{
	return (void *)(uintptr_t)phys;
}

#endif
