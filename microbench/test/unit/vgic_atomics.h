/* SPDX-License-Identifier: Apache-2.0 */
/* Included before everything else of a source: its atomic operations are steps (vgic_steps.h). */
#ifndef UNIT_VGIC_ATOMICS_H
#define UNIT_VGIC_ATOMICS_H

#include "unit/vgic_steps.h"

/* + makes an int of a bool, and takes qualifiers off. */
#define __atomic_load_n(p, order) ((__typeof__(+*(p)))steps_load((p), sizeof(*(p))))
#define __atomic_store_n(p, v, order)                                                              \
	(steps_store((p), sizeof(*(p)), (order) != __ATOMIC_RELAXED), *(p) = (v))
#define __atomic_exchange_n(p, v, order) steps_exchange((p), (v))
#define __atomic_thread_fence(order)     steps_fence()

#endif
