/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DRIVERS_MMIO_H
#define DRIVERS_MMIO_H

#include <stdint.h>

static inline uint32_t mmio_read_32(uintptr_t address)
{
	return *(volatile uint32_t *)address;
}

static inline uint64_t mmio_read_64(uintptr_t address)
{
	return *(volatile uint64_t *)address;
}

static inline void mmio_write_32(uintptr_t address, uint32_t value)
{
	*(volatile uint32_t *)address = value;
}

static inline void mmio_write_64(uintptr_t address, uint64_t value)
{
	*(volatile uint64_t *)address = value;
}

#endif
