/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interrupts as fast as a guest takes them: its virtual timer, always due, fires again as soon as
 * the guest has ended the last one, GUEST_STORM times in a row. From the first instruction of the
 * guest's own vector to the same of the next interrupt; the guest's handler is in it. The median is
 * the sustained rate, the largest sample the worst gap.
 */
#include <stddef.h>

#include <vcpu/status.h>

#include "host/cache.h"
#include "inplace/answers.h"
#include "measure/bench.h"
#include "measure/world.h"
#include "wire/guest_abi.h"

/* The guest writes them with its MMU off. */
static const volatile uint64_t *read_notes(const struct vm *vm)
{
	const unsigned char *notes = vm->ram + (GUEST_STORM_IPA - GUEST_RAM_IPA);

	cache_invalidate(notes, notes + GUEST_STORM * sizeof(uint64_t));
	return (const volatile uint64_t *)(const void *)notes;
}

static void add_samples(struct bench_run *run)
{
	const volatile uint64_t *stamps = read_notes(run->vm);
	uint32_t n_each = bench_expected(run->bench).n;

	/* Each gap has its part of them. */
	if (run->exits[VCPU_EXIT_EXTERNAL_INTERRUPT] == n_each * GUEST_STORM) {
		run->exits[VCPU_EXIT_EXTERNAL_INTERRUPT] = n_each;
	}
	for (unsigned int i = 1; i < GUEST_STORM && !bench_is_done(run); i++) {
		bench_add_sample(run, stamps[i] - stamps[i - 1], stamps[i] > stamps[i - 1]);
	}
}

/* To the payload's next READY: behind its preparations first, behind a storm each time after
 * that. */
static const char *run_to_ready(struct bench_run *run)
{
	const char *why;

	bench_displace(run);
	bench_forget_exits(run);
	why = bench_run_to_report(run);
	if (why == NULL && run->exit.call.imm != GUEST_HVC_READY) {
		why = bench_stop_reason(run, VCPU_OK);
	}
	return why;
}

static const char *take(struct bench_run *run)
{
	const char *why = world_start(run);

	if (why == NULL) {
		why = run_to_ready(run);
	}
	while (why == NULL && !bench_is_done(run)) {
		why = run_to_ready(run);
		if (why == NULL) {
			add_samples(run);
		}
	}
	return why;
}

DEFINE_BENCH(irq_storm) = {
	.name = "irq/storm",
	.payload = "irq_storm",
	.needs = BENCH_NEEDS_GICV3,
	.expect = { VCPU_EXIT_EXTERNAL_INTERRUPT, 1 },
	.in_place = &inplace_answers_irq,
	.take = take,
};
