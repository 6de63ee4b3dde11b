/* SPDX-License-Identifier: Apache-2.0 */
/* A machine with faults for the self-checks to find: the counter of CPU 1 is a second late, and the
 * timer's interrupt is not enabled. */
#include <gic.h>

#include "drivers/timer.h"
#include "host/displace.h"
#include "host/smp.h"
#include "measure/clock.h"

uint64_t __real_clock_now(void);
uint64_t __wrap_clock_now(void);
void __real_displace_init(void);
void __wrap_displace_init(void);

uint64_t __wrap_clock_now(void)
{
	return __real_clock_now() - (smp_this_cpu() != 0 ? sysreg_read_cntfrq_el0() : 0);
}

/* Called once, before the checks. */
void __wrap_displace_init(void)
{
	gic_disable_private(TIMER_INTID);
	__real_displace_init();
}
