/* SPDX-License-Identifier: Apache-2.0 */
/* What a vCPU does itself that others are stopped for: WFI and WFE (VCPU_FLAG_WFX_NATIVE). */
#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "drivers/timer.h"
#include "test/core/core.h"
#include "test/core/inplace.h"
#include "test/core/probe.h"

PROBE(wfi);
PROBE(sev_wfe);

static struct guest guest;

#define TIMES 5u
#define TRIES 100u

/* The interrupt ends the wait and the run; then the guest goes on behind it. One that comes too early, on a
 * machine that is slow just then, finds the guest still before it. */
CORE_TEST(a_native_wfi_sleeps_until_an_interrupt)
{
	uint64_t delay = sysreg_read_cntfrq_el0() / 1000;
	unsigned int n_slept = 0;

	if (!probe_start(&guest, VCPU_FLAG_WFX_NATIVE)) {
		return;
	}
	for (unsigned int i = 0; i < TRIES && n_slept < TIMES; i++) {
		uint64_t begin = sysreg_read_cntpct_el0();

		timer_arm(delay);
		if (!probe_run_once(&guest, exits_wfi, VCPU_EXIT_EXTERNAL_INTERRUPT)) {
			break;
		}
		check_eq(guest.exit.interrupt.vector, TIMER_INTID, "INTID");
		check(sysreg_read_cntpct_el0() - begin >= delay, "it slept as long");
		hal_irq_handle(guest.exit.interrupt.vector);
		if (vcpu_pc(&guest.vcpu) != probe_at(exits_wfi)) {
			n_slept++;
			probe_is_done(&guest);
		}
	}
	check_eq(n_slept, TIMES, "waits");
	probe_end(&guest);
}

CORE_TEST(a_native_wfi_goes_on_behind_an_interrupt_answered_in_place)
{
	if (&inplace_has_irq_handler == NULL) {
		core_skip("no interrupt is answered in place");
		return;
	}
	inplace.answers = 1u << INPLACE_IRQ;
	/* Again and again: one may come before the wait. */
	inplace.tick_ticks = sysreg_read_cntfrq_el0() / 1000;
	if (!probe_start(&guest, VCPU_FLAG_WFX_NATIVE)) {
		return;
	}
	timer_arm(inplace.tick_ticks);
	for (unsigned int i = 0; i < TIMES; i++) {
		probe_run_once(&guest, exits_wfi, VCPU_EXIT_HYPERCALL);
	}
	timer_disarm();
	check(inplace.n[INPLACE_IRQ] >= TIMES, "each wait had its interrupt");
	probe_end(&guest);
}

/* An event is there already: the wait has none. */
CORE_TEST(a_native_wfe_is_no_exit)
{
	if (!probe_start(&guest, VCPU_FLAG_WFX_NATIVE)) {
		return;
	}
	probe_run_once(&guest, exits_sev_wfe, VCPU_EXIT_HYPERCALL);
	probe_end(&guest);
}

CORE_TEST(wfx_is_native_to_those_that_asked_for_it_alone)
{
	if (!probe_start(&guest, VCPU_FLAG_WFX_NATIVE) || !guest_unbind(&guest)) {
		return;
	}
	guest_destroy(&guest);
	if (!probe_start(&guest, 0)) {
		return;
	}
	probe_run_once(&guest, exits_wfi, VCPU_EXIT_HALT);
	probe_end(&guest);
}
