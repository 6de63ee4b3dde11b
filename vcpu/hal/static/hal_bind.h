/* SPDX-License-Identifier: Apache-2.0 */
/* HAL=static: the embedding hypervisor's definitions, inlined where they are called. */
#ifndef HAL_BIND_H
#define HAL_BIND_H

#include <hal_host.h>

static inline uint32_t hal_irq_fetch(void)
{
	return host_irq_fetch();
}

static inline void hal_irq_handle(uint32_t vector)
{
	host_irq_handle(vector);
}

static inline uint64_t hal_virt_to_phys(const void *virt)
{
	return host_virt_to_phys(virt);
}

static inline void *hal_phys_to_virt(uint64_t phys)
{
	return host_phys_to_virt(phys);
}

#endif
