/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "drivers/timer.h"
#include "host/smp.h"
#include "measure/judge.h"
#include "measure/self_check.h"

#define ISR_I     (1u << 7) /* DDI 0487, "ISR_EL1": an IRQ is pending */
#define DELAY_US  5u
#define POLLS_MAX 10000000u
#define ROUNDS    256u

struct self_check_result self_check_ticks(const struct self_check_context *context)
{
	struct self_check_result result = { .outcome = SELF_CHECK_FAILED };

	if (context->clock->step_ticks == 0) {
		result.what = "the counter stands still";
	} else if (!judge_frequency(context->clock->cntfrq_hz)) {
		result.what = "CNTFRQ_EL0 says";
		result.seen = context->clock->cntfrq_hz;
		result.unit = "Hz";
	} else {
		result.outcome = SELF_CHECK_PASSED;
	}
	return result;
}

/* All CPUs advance the one exact clock. */
struct self_check_result self_check_alone(const struct self_check_context *context)
{
	struct self_check_result result = { .outcome = SELF_CHECK_PASSED };

	if (!context->clock->is_exact) {
		result.outcome = SELF_CHECK_NOT_MADE;
	} else if (context->settings->is_loaded) {
		result.outcome = SELF_CHECK_FAILED;
		result.what = "instructions of the CPU that makes the load are counted too";
	}
	return result;
}

/* Bounded by polls and not by time: the counter may be what does not work. */
bool self_check_try_timer(void)
{
	uint32_t intid;

	timer_arm(clock_ticks(DELAY_US));
	for (uint32_t i = 0; i < POLLS_MAX && (sysreg_read_isr_el1() & ISR_I) == 0; i++) {
	}
	if ((sysreg_read_isr_el1() & ISR_I) == 0) {
		timer_disarm();
		return false;
	}
	intid = hal_irq_fetch();
	hal_irq_handle(intid);
	return intid == TIMER_INTID;
}

/* Two CPUs read the counter in turn. */
struct turns {
	uint32_t turn; /* even: CPU 0's; release and acquire */
	uint64_t last; /* what the other one read */
	uint32_t n_backwards;
};

static void take_turns(struct turns *turns, uint32_t first)
{
	for (uint32_t turn = first; turn < 2 * ROUNDS; turn += 2) {
		uint64_t now;

		while (__atomic_load_n(&turns->turn, __ATOMIC_ACQUIRE) != turn) {
			__asm__ volatile("wfe" : : : "memory");
		}
		now = clock_now();
		turns->n_backwards += now < turns->last;
		turns->last = now;
		__atomic_store_n(&turns->turn, turn + 1, __ATOMIC_RELEASE);
		cpu_dsb_sy();
		__asm__ volatile("sev" : : : "memory");
	}
}

static void take_odd_turns(void *turns)
{
	take_turns(turns, 1);
}

struct self_check_result self_check_cpus(const struct self_check_context *context)
{
	struct self_check_result result = { .outcome = SELF_CHECK_NOT_MADE };
	static struct turns turns;

	(void)context;
	if (smp_start(1) != NULL) {
		return result;
	}
	smp_run_on(1, take_odd_turns, &turns);
	take_turns(&turns, 0);
	smp_wait(1);
	result.outcome = SELF_CHECK_PASSED;
	if (turns.n_backwards != 0) {
		result.outcome = SELF_CHECK_FAILED;
		result.what = "between two CPUs it went back";
		result.seen = turns.n_backwards;
		result.unit = "times";
	}
	return result;
}
