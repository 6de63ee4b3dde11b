/* SPDX-License-Identifier: Apache-2.0 */
/* The EL2 physical timer (CNTHP). DDI 0487, "The Generic Timer in AArch64 state". */
#ifndef DRIVERS_TIMER_H
#define DRIVERS_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/sysreg.h>

#define TIMER_INTID 26u /* BSA, "PE timers": Non-secure EL2 physical timer */

#define CNTHP_CTL_ENABLE 1u

/* Fires once @delay_ticks from now. */
static inline void timer_arm(uint64_t delay_ticks)
{
	/* Without the ISB the counter may be read early, and the delay be short by that much. */
	cpu_isb();
	/* CVAL before CTL: an expired compare left from before would fire at once. */
	sysreg_write_cnthp_cval_el2(sysreg_read_cntpct_el0() + delay_ticks);
	sysreg_write_cnthp_ctl_el2(CNTHP_CTL_ENABLE);
}

/* Armed and not yet served. */
static inline bool timer_is_armed(void)
{
	return (sysreg_read_cnthp_ctl_el2() & CNTHP_CTL_ENABLE) != 0;
}

/* The ISB has the timer disabled before the caller ends the interrupt; a GIC that still sees the
 * old level would give it a second time, and the sample would have two exits. */
static inline void timer_disarm(void)
{
	sysreg_write_cnthp_ctl_el2(0);
	cpu_isb();
}

#endif
