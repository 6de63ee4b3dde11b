/* SPDX-License-Identifier: Apache-2.0 */
/* HAL=direct: functions of the embedding hypervisor, called by name across a translation unit's
 * border. */
#ifndef HAL_BIND_H
#define HAL_BIND_H

#include <stdint.h>

uint32_t hal_irq_fetch(void);
void hal_irq_handle(uint32_t vector);
uint64_t hal_virt_to_phys(const void *virt);
void *hal_phys_to_virt(uint64_t phys);

#endif
