/* SPDX-License-Identifier: Apache-2.0 */
#include "host/hal/host_bind.h"

#include <vcpu/hal.h>

#include <hal_host.h>

static const struct vcpu_hal_ops ops = {
	.irq_fetch = host_irq_fetch,
	.irq_handle = host_irq_handle,
	.virt_to_phys = host_virt_to_phys,
	.phys_to_virt = host_phys_to_virt,
};

void host_hal_bind(void)
{
	vcpu_hal_register(&ops);
}
