/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Exits that are answered in place, by handlers that change every register they may (inplace/): a guest
 * finds in its registers what the answer puts there, and all else as it was. Where an image has no handlers
 * there is nothing to test.
 */
#include <stddef.h>

#include <vcpu/inplace.h>

#include "drivers/timer.h"
#include "test/core/core.h"
#include "test/core/inplace.h"
#include "test/core/probe.h"
#include "test/core/rounds.h"

PROBE(nothing);
PROBE(hvc_0);
PROBE(smc_0);
PROBE(msr_each);
PROBE(ldr_w_each);
PROBE(ldr_x_each);

#define XZR    31u
#define ROUNDS ((uint64_t)32 * 16)

static bool has_handlers(void)
{
	if (&inplace_has_handlers == NULL) {
		core_skip("nothing is answered in place");
	}
	return &inplace_has_handlers != NULL;
}

static bool has_irq_handler(void)
{
	if (&inplace_has_irq_handler == NULL) {
		core_skip("no interrupt is answered in place");
	}
	return &inplace_has_irq_handler != NULL;
}

static void answer(enum inplace_kind kind)
{
	inplace.answers = 1u << kind;
}

static bool hvc_round(uint64_t round)
{
	rounds_fill(round);
	rounds_set(0, INPLACE_PSCI_VERSION);
	rounds_want.x[0] = INPLACE_ANSWER;
	return rounds_is_answered(exits_hvc_0);
}

CORE_TEST(an_hvc_answered_in_place_changes_x0_alone)
{
	if (!has_handlers()) {
		return;
	}
	answer(INPLACE_HVC);
	rounds_run(16, hvc_round);
	check_eq(inplace.n[INPLACE_HVC], 16, "answers");
}

static bool smc_round(uint64_t round)
{
	rounds_fill(round);
	rounds_set(0, INPLACE_PSCI_VERSION);
	rounds_want.x[0] = INPLACE_ANSWER;
	return rounds_is_answered(exits_smc_0);
}

CORE_TEST(an_smc_answered_in_place_changes_x0_alone)
{
	if (!has_handlers()) {
		return;
	}
	answer(INPLACE_SMC);
	rounds_run(16, smc_round);
	check_eq(inplace.n[INPLACE_SMC], 16, "answers");
}

static bool msr_round(uint64_t round)
{
	size_t reg = round % 32;

	rounds_fill(round);
	inplace.written = ~UINT64_C(0);
	return rounds_is_answered(exits_msr_each + reg * GUEST_EACH_BYTES) &&
	       (check_eq(inplace.written, reg == XZR ? 0 : rounds_want.x[reg],
			 "what the MSR wrote") ||
		true);
}

CORE_TEST(an_msr_answered_in_place_has_the_value_of_each_register)
{
	if (!has_handlers()) {
		return;
	}
	answer(INPLACE_MSR);
	rounds_run(ROUNDS, msr_round);
	check_eq(inplace.n[INPLACE_MSR], ROUNDS, "answers");
}

/* Register @reg from @label, of which @mask is loaded. */
static bool load_round(uint64_t round, const unsigned char *label, uint64_t mask)
{
	size_t reg = round % 32;

	rounds_fill(round);
	rounds_set(1, INPLACE_IPA + (round * 8) % 0x1000);
	inplace.loaded = (round + 1) * UINT64_C(0xc2b2ae3d27d4eb4f);
	if (reg != XZR) {
		rounds_want.x[reg] = inplace.loaded & mask;
	}
	return rounds_is_answered(label + reg * GUEST_EACH_BYTES);
}

static bool load_w_round(uint64_t round)
{
	return load_round(round, exits_ldr_w_each, UINT32_MAX);
}

static bool load_x_round(uint64_t round)
{
	return load_round(round, exits_ldr_x_each, UINT64_MAX);
}

CORE_TEST(a_load_answered_in_place_fills_each_register)
{
	if (!has_handlers()) {
		return;
	}
	answer(INPLACE_LOAD);
	rounds_run(ROUNDS, load_w_round);
	check_eq(inplace.n[INPLACE_LOAD], ROUNDS, "answers");
}

CORE_TEST(a_load_of_64_bits_answered_in_place_fills_each_register)
{
	if (!has_handlers()) {
		return;
	}
	answer(INPLACE_LOAD);
	rounds_run(ROUNDS, load_x_round);
	check_eq(inplace.n[INPLACE_LOAD], ROUNDS, "answers");
}

static bool spill_round(uint64_t round)
{
	uint64_t n = round % INPLACE_SPILLED_WORDS;

	rounds_fill(round);
	rounds_set(0, INPLACE_SPILL_CALL | n);
	rounds_want.x[0] = n * (n + 1) / 2;
	return rounds_is_answered(exits_hvc_0);
}

CORE_TEST(a_handler_may_use_the_stack_that_it_has)
{
	if (!has_handlers()) {
		return;
	}
	answer(INPLACE_SPILL);
	rounds_run(64, spill_round);
	check_eq(inplace.n[INPLACE_SPILL], 64, "answers");
	check(rounds_stack_used_bytes() >= INPLACE_SPILLED_WORDS * 8ul, "it was used");
}

static bool pending_irq_round(uint64_t round)
{
	rounds_fill(round);
	rounds_want.pstate &= ~UINT64_C(0x80);
	probe_set_pstate(rounds_guest, rounds_want.pstate);
	timer_arm(0);
	return rounds_is_answered(exits_nothing);
}

CORE_TEST(an_interrupt_answered_in_place_changes_nothing)
{
	if (!has_irq_handler()) {
		return;
	}
	answer(INPLACE_IRQ);
	rounds_run(64, pending_irq_round);
	check_eq(inplace.n[INPLACE_IRQ], 64, "answers");
	check(!timer_is_armed(), "the timer has been served");
}
