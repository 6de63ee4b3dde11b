/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HAL of the unit tests. Interrupts come from a script; physical addresses are not pointers,
 * but an arena's: tables hold 48-bit addresses and a host pointer may be none. <vcpu/hal.h> says
 * what each host_*() must do.
 */
#ifndef HAL_HAL_HOST_H
#define HAL_HAL_HOST_H

#include <stddef.h>
#include <stdint.h>

/* Binds the library to this HAL and forgets interrupts and arena. One file a binding. */
void hal_test_reset(void);

/* For the files that bind. */
void hal_test_clear(void);

/* The next hal_irq_fetch() answers @vector; a fetch without one fails the test. */
void hal_test_raise(uint32_t vector);

/* Called inside the next hal_irq_fetch(), once: a host that calls the library from there. */
void hal_test_on_fetch(void (*hook)(void));

/* [@base, @base + @size_bytes) has the physical addresses from @phys on. No other can be
 * translated. */
void hal_test_arena(void *base, size_t size_bytes, uint64_t phys);

uint32_t host_irq_fetch(void); /* a row "irq_fetch;" in the log of the fake CPU */
void host_irq_handle(uint32_t vector);
uint64_t host_virt_to_phys(const void *virt);
void *host_phys_to_virt(uint64_t phys);

#endif
