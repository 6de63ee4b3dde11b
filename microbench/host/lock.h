/* SPDX-License-Identifier: Apache-2.0 */
/* A lock between CPUs: 0 is free. All code at EL2 runs with interrupts masked, so that nobody who
 * holds one is interrupted by another taker on the same CPU. */
#ifndef HOST_LOCK_H
#define HOST_LOCK_H

#include <stdint.h>

/* Acquire: what the last holder stored is visible behind it. */
static inline void lock_take(uint32_t *lock)
{
	while (__atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE) != 0) {
		/* Looking does not take the cache line away from the holder, as an exchange
		 * does. */
		while (__atomic_load_n(lock, __ATOMIC_RELAXED) != 0) {
		}
	}
}

/* Release: what was stored under the lock is visible to the next holder. */
static inline void lock_give(uint32_t *lock)
{
	__atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}

#endif
