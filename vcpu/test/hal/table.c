/* SPDX-License-Identifier: Apache-2.0 */
#include <hal_host.h>

#include <vcpu/hal.h>

static const struct vcpu_hal_ops ops = {
	.irq_fetch = host_irq_fetch,
	.irq_handle = host_irq_handle,
	.virt_to_phys = host_virt_to_phys,
	.phys_to_virt = host_phys_to_virt,
};

void hal_test_reset(void)
{
	hal_test_clear();
	vcpu_hal_register(&ops);
}
