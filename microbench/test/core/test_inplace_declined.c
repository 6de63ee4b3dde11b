/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exits that nothing answers in place come to the run loop as if nobody had looked at them: behind handlers
 * that change every register they may (inplace/), or without any.
 */
#include <stddef.h>

#include <vcpu/hal.h>
#include <vcpu/inplace.h>
#include <vcpu/sysreg.h>

#include "drivers/timer.h"
#include "host/image.h"
#include "host/string.h"
#include "test/core/core.h"
#include "test/core/inplace.h"
#include "test/core/probe.h"
#include "test/core/rounds.h"

PROBE(nothing);
PROBE(hvc_0);
PROBE(hvc_2);
PROBE(smc_0);
PROBE(smc_8001);
PROBE(wfi);
PROBE(msr_each);
PROBE(mrs_mdscr);
PROBE(ldr_w_each);
PROBE(str_x);
PROBE(a32_ldr);

#define USR_A32 0x10u /* M: AArch32 User mode, A32 */
#define AIF     0x1c0u

/* By a handler that acknowledges it, or by none. */
static bool declined_irq_round(uint64_t round)
{
	rounds_fill(round);
	timer_arm(0);
	if (!probe_run_once(rounds_guest, exits_nothing, VCPU_EXIT_EXTERNAL_INTERRUPT)) {
		return false;
	}
	check_eq(rounds_guest->exit.interrupt.vector, TIMER_INTID, "INTID");
	rounds_check_registers(exits_nothing);
	hal_irq_handle(rounds_guest->exit.interrupt.vector);
	return true;
}

CORE_TEST(an_interrupt_that_is_declined_comes_to_the_run_loop)
{
	rounds_run(64, declined_irq_round);
	check_eq(inplace.n[INPLACE_IRQ], 0, "answers");
}

/* The PC is on the instruction, but behind an HVC. */
static bool declined_round(uint64_t round)
{
	static const struct {
		const unsigned char *label;
		enum vcpu_exit_reason reason;
		uint64_t pc;
	} declined[] = {
		{ exits_hvc_0, VCPU_EXIT_HYPERCALL, 4 },
		{ exits_smc_0, VCPU_EXIT_SMC, 0 },
		{ exits_wfi, VCPU_EXIT_HALT, 0 },
		{ exits_msr_each + (size_t)7 * GUEST_EACH_BYTES, VCPU_EXIT_SYSREG_WRITE, 0 },
		{ exits_mrs_mdscr, VCPU_EXIT_SYSREG_READ, 0 },
		{ exits_ldr_w_each + (size_t)9 * GUEST_EACH_BYTES, VCPU_EXIT_MMIO_READ, 0 },
		{ exits_str_x, VCPU_EXIT_MMIO_WRITE, 0 },
	};
	size_t kind = round % (sizeof(declined) / sizeof(declined[0]));

	rounds_fill(round);
	rounds_set(1, INPLACE_IPA);
	if (!probe_run_once(rounds_guest, declined[kind].label, declined[kind].reason)) {
		return false;
	}
	rounds_check_registers(declined[kind].label + declined[kind].pc);
	return true;
}

CORE_TEST(what_is_declined_has_every_register_of_the_guests)
{
	rounds_run(128, declined_round);
}

/* Every handler answers something; not this. */
CORE_TEST(what_a_handler_does_not_know_is_declined)
{
	inplace.answers = (1u << INPLACE_KINDS) - 1;
	if (!rounds_start() || !guest_bind(rounds_guest)) {
		return;
	}
	rounds_fill(0);
	rounds_set(1, PROBE_NOWHERE);
	probe_run_once(rounds_guest, exits_ldr_w_each, VCPU_EXIT_MMIO_READ);
	rounds_set(1, INPLACE_IPA);
	probe_run_once(rounds_guest, exits_str_x, VCPU_EXIT_MMIO_WRITE);
	probe_run_once(rounds_guest, exits_mrs_mdscr, VCPU_EXIT_SYSREG_READ);
	rounds_set(0, INPLACE_PSCI_VERSION + 1);
	probe_run_once(rounds_guest, exits_hvc_0, VCPU_EXIT_HYPERCALL);
	probe_run_once(rounds_guest, exits_smc_0, VCPU_EXIT_SMC);
	rounds_set(0, INPLACE_PSCI_VERSION);
	probe_run_once(rounds_guest, exits_smc_8001, VCPU_EXIT_SMC);
	for (unsigned int kind = 0; kind < INPLACE_KINDS; kind++) {
		check_eq(inplace.n[kind], 0, "answers");
	}
	probe_end(rounds_guest);
}

/* vcpu_inplace_finish_load() finds out, and declines. */
CORE_TEST(a_load_in_aarch32_is_declined)
{
	if (&inplace_has_handlers == NULL) {
		core_skip("nothing is answered in place");
		return;
	}
	if ((sysreg_read_id_aa64pfr0_el1() & 15) != 2) {
		core_skip("EL0 has no AArch32");
		return;
	}
	inplace.answers = 1u << INPLACE_LOAD;
	if (!rounds_start() || !guest_bind(rounds_guest)) {
		return;
	}
	for (unsigned int reg = 0; reg < 31; reg++) {
		rounds_set(reg, 0x5a5a0000u + reg);
	}
	rounds_set(1, INPLACE_IPA);
	rounds_want.pstate = UINT64_C(0x60000000) | AIF | USR_A32;
	probe_set_pstate(rounds_guest, rounds_want.pstate);
	if (probe_run_once(rounds_guest, exits_a32_ldr, VCPU_EXIT_NESTED_PAGE_FAULT)) {
		rounds_check_registers(exits_a32_ldr);
		check_eq(rounds_guest->exit.fault.ipa, INPLACE_IPA, "IPA");
		check_eq(inplace.n[INPLACE_LOAD], 1, "handler asked for it");
	}
	probe_end(rounds_guest);
}

static bool null_call_round(uint64_t round)
{
	rounds_fill(round);
	return rounds_is_answered(exits_hvc_2);
}

static bool null_call_exit_round(uint64_t round)
{
	rounds_fill(round);
	if (!probe_run_once(rounds_guest, exits_hvc_2, VCPU_EXIT_HYPERCALL)) {
		return false;
	}
	rounds_check_registers(exits_hvc_2 + 4);
	return check_eq(rounds_guest->exit.call.imm, VCPU_VECTOR_NULL_CALL, "immediate");
}

static bool is_same(const char *a, const char *b)
{
	size_t len = strlen(b);

	return strlen(a) == len && memcmp(a, b, len) == 0;
}

/* VECTORS=null-call, or any other. */
CORE_TEST(hvc_2_is_an_exit_unless_the_vectors_answer_it)
{
	bool is_answered_there = is_same(image_identity.vectors, "null-call");

	rounds_run(32, is_answered_there ? null_call_round : null_call_exit_round);
}
