/* SPDX-License-Identifier: Apache-2.0 */
/* Instead of drivers/mmio.h: the registers are a test's model. Included first everywhere. */
#ifndef UNIT_DRIVERS_MMIO_H
#define UNIT_DRIVERS_MMIO_H

#define DRIVERS_MMIO_H /* that one is not read */

#include <stdint.h>

/* Of the model that the test has; an address that it does not know fails the test. */
uint32_t mmio_read_32(uintptr_t address);
void mmio_write_32(uintptr_t address, uint32_t value);

#endif
