/* SPDX-License-Identifier: Apache-2.0 */
#include "host/hal/host_bind.h"

#include <vcpu/hal.h>

#include <hal_host.h>

uint32_t hal_irq_fetch(void)
{
	return host_irq_fetch();
}

void hal_irq_handle(uint32_t vector)
{
	host_irq_handle(vector);
}

uint64_t hal_virt_to_phys(const void *virt)
{
	return host_virt_to_phys(virt);
}

void *hal_phys_to_virt(uint64_t phys)
{
	return host_phys_to_virt(phys);
}

/* Bound by the linker. */
void host_hal_bind(void)
{
}
