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

/* The interrupt ends the wait and the run; then the guest goes on behind it. */
CORE_TEST(a_native_wfi_sleeps_until_an_interrupt)
{
	uint64_t begin;

	if (!probe_start(&guest, VCPU_FLAG_WFX_NATIVE)) {
		return;
	}
	for (unsigned int i = 0; i < 5; i++) {
		uint64_t delay = sysreg_read_cntfrq_el0() / 1000;

		begin = sysreg_read_cntpct_el0();
		timer_arm(delay);
		if (!probe_run_once(&guest, exits_wfi, VCPU_EXIT_EXTERNAL_INTERRUPT)) {
			break;
		}
		check_eq(guest.exit.interrupt.vector, TIMER_INTID, "INTID");
		check(sysreg_read_cntpct_el0() - begin >= delay, "it slept as long");
		hal_irq_handle(guest.exit.interrupt.vector);
		probe_is_done(&guest);
	}
	probe_end(&guest);
}

CORE_TEST(a_native_wfi_goes_on_behind_an_interrupt_answered_in_place)
{
	if (&inplace_has_irq_handler == NULL) {
		core_skip("no interrupt is answered in place");
		return;
	}
	inplace.answers = 1u << INPLACE_IRQ;
	if (!probe_start(&guest, VCPU_FLAG_WFX_NATIVE)) {
		return;
	}
	for (unsigned int i = 0; i < 5; i++) {
		timer_arm(sysreg_read_cntfrq_el0() / 1000);
		probe_run_once(&guest, exits_wfi, VCPU_EXIT_HYPERCALL);
	}
	check_eq(inplace.n[INPLACE_IRQ], 5, "answers");
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
