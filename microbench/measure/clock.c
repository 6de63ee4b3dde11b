/* SPDX-License-Identifier: Apache-2.0 */
#include "measure/clock.h"

#include <vcpu/sysreg.h>

/* Two stamps around @n no-operations. Once is enough: an exact clock is never off. */
#define NOPS_TICKS(n)                                                                              \
	__extension__({                                                                            \
		uint64_t from_ = clock_stamp();                                                    \
		__asm__ volatile(".rept " #n "\n nop\n .endr" : : : "memory");                     \
		clock_stamp() - from_;                                                             \
	})

uint64_t clock_now(void)
{
	cpu_isb();
	return sysreg_read_cntpct_el0();
}

/* Enough for a counter of 1 MHz to be seen moving a few times. */
#define STEP_READS 65536u

static uint64_t find_step(void)
{
	uint64_t smallest = 0;
	uint64_t before = clock_stamp();

	for (unsigned int i = 0; i < STEP_READS; i++) {
		uint64_t now = clock_stamp();
		uint64_t step = now - before;

		before = now;
		if (step != 0 && (smallest == 0 || step < smallest)) {
			smallest = step;
		}
	}
	return smallest;
}

void clock_check(struct clock_check *out)
{
	/* volatile: nothing that is done with one of them may come between the stamps of the
	 * next. */
	volatile uint64_t frame = NOPS_TICKS(0);
	volatile uint64_t short_run = NOPS_TICKS(100);
	volatile uint64_t long_run = NOPS_TICKS(1000);

	/* The frame itself is ISB and MRS. */
	out->is_exact = frame == 2 && short_run == 102 && long_run == 1002;
	out->frame_ticks = frame;
	out->step_ticks = out->is_exact ? 1 : find_step();
	out->cntfrq_hz = sysreg_read_cntfrq_el0();
}

uint64_t clock_ticks(uint64_t delay_us)
{
	uint64_t ticks = sysreg_read_cntfrq_el0() * delay_us / 1000000;

	return ticks > 0 ? ticks : 1;
}
