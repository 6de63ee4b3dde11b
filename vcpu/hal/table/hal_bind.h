/* SPDX-License-Identifier: Apache-2.0 */
/* HAL=table: every call goes through a pointer that the embedding hypervisor registered. */
#ifndef HAL_BIND_H
#define HAL_BIND_H

#include <stdint.h>

struct vcpu_hal_ops {
	uint32_t (*irq_fetch)(void);
	void (*irq_handle)(uint32_t vector);
	uint64_t (*virt_to_phys)(const void *virt);
	void *(*phys_to_virt)(uint64_t phys);
};

/* Set once by vcpu_hal_register(), before any other call of the library. */
extern const struct vcpu_hal_ops *vcpu_hal_ops;

/* @ops: every member set; must stay valid for good */
static inline void vcpu_hal_register(const struct vcpu_hal_ops *ops)
{
	vcpu_hal_ops = ops;
}

static inline uint32_t hal_irq_fetch(void)
{
	return vcpu_hal_ops->irq_fetch();
}

static inline void hal_irq_handle(uint32_t vector)
{
	vcpu_hal_ops->irq_handle(vector);
}

static inline uint64_t hal_virt_to_phys(const void *virt)
{
	return vcpu_hal_ops->virt_to_phys(virt);
}

static inline void *hal_phys_to_virt(uint64_t phys)
{
	return vcpu_hal_ops->phys_to_virt(phys);
}

#endif
