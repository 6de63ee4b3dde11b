/* SPDX-License-Identifier: Apache-2.0 */
/* A lock that CPUs wait for: 0 is free. Whoever takes it must not be interrupted by another
 * taker. */
#ifndef AARCH64_LOCK_H
#define AARCH64_LOCK_H

#include <stdint.h>

static inline void lock_take(uint32_t *lock)
{
	while (__atomic_exchange_n(lock, 1, __ATOMIC_ACQUIRE) != 0) {
		/* Looking does not take the cache line away from the holder, as an exchange
		 * does. */
		while (__atomic_load_n(lock, __ATOMIC_RELAXED) != 0) {
		}
	}
}

static inline void lock_give(uint32_t *lock)
{
	__atomic_store_n(lock, 0, __ATOMIC_RELEASE);
}

#endif
