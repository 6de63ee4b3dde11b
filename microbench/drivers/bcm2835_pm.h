/* SPDX-License-Identifier: Apache-2.0 */
/* Power management and watchdog of the Raspberry Pi's chips, BCM2835 to BCM2711. */
#ifndef DRIVERS_BCM2835_PM_H
#define DRIVERS_BCM2835_PM_H

#include <stdint.h>

/* Resets the chip, by registers at @base, with what tells its firmware to stay off; returns before that
 * has happened. */
void bcm2835_pm_off(uintptr_t base);

#endif
