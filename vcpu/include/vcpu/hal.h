/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the embedding hypervisor provides. How it is bound is chosen by an include path and is one
 * of the things that are measured; no caller knows which.
 *
 *	HAL=static	<hal_host.h> of the embedding hypervisor defines host_*() inline; every
 *			call below becomes its body
 *	HAL=direct	the embedding hypervisor defines the functions below, in one translation
 *			unit of its own
 *	HAL=direct-lto	the same, and the link optimises across translation units
 *	HAL=table	vcpu_hal_register() takes a struct of function pointers; every call below
 *			goes through it
 *
 * uint32_t hal_irq_fetch(void)
 *	Acknowledge the highest-priority pending physical interrupt and name it. Called once for each
 *	interrupt that took the CPU out of a guest, with interrupts masked. One that has gone meanwhile
 *	is the GIC's special INTID (1023), which becomes the exit's vector as any other.
 * void hal_irq_handle(uint32_t vector)
 *	Serve and complete an interrupt that hal_irq_fetch() named; nothing for a special INTID.
 * uint64_t hal_virt_to_phys(const void *virt), void *hal_phys_to_virt(uint64_t phys)
 *	Translate between the hypervisor's own addresses and physical ones, for table memory.
 */
#ifndef VCPU_HAL_H
#define VCPU_HAL_H

#include <stdint.h>

#include <hal_bind.h>

#endif
