/* SPDX-License-Identifier: Apache-2.0 */
#include "drivers/bcm2835_pm.h"

#include "drivers/mmio.h"

/*
 * No manual describes them. Source: Linux, drivers/watchdog/bcm2835_wdt.c; QEMU,
 * hw/misc/bcm2835_powermgt.c
 */
#define PM_RSTC        0x1c
#define PM_RSTS        0x20
#define PM_WDOG        0x24
#define PM_PASSWORD    0x5a000000u /* without it a write is ignored */
#define PM_RSTC_CONFIG 0x30u
#define PM_RSTC_RESET  0x20u
#define PM_RSTS_HALT   0x555u /* partition 63, in every other bit: firmware does not start again */
#define PM_WDOG_TICKS  10u    /* of 15 us */

void bcm2835_pm_off(uintptr_t base)
{
	mmio_write_32(base + PM_RSTS, PM_PASSWORD | mmio_read_32(base + PM_RSTS) | PM_RSTS_HALT);
	mmio_write_32(base + PM_WDOG, PM_PASSWORD | PM_WDOG_TICKS);
	mmio_write_32(base + PM_RSTC, PM_PASSWORD |
					      (mmio_read_32(base + PM_RSTC) & ~PM_RSTC_CONFIG) |
					      PM_RSTC_RESET);
}
