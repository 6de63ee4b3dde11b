/* SPDX-License-Identifier: Apache-2.0 */
/* What a payload reports, and the run of those that take both stamps themselves. */
#include <vcpu/sysreg.h>

#include "host/displace.h"
#include "measure/bench.h"
#include "measure/counts.h"
#include "wire/guest_abi.h"

static bool is_noise(const struct bench_run *run)
{
	return !run->is_clock_exact && run->bench->is_noise != NULL && run->bench->is_noise(run);
}

/* A guest can report any number. Its stamps must lie between the host's last look at the counter,
 * when it resumed the guest, and now: nothing made up, and no other report between them. */
static bool is_stamped_since_resume(const struct bench_run *run, uint64_t first, uint64_t last)
{
	return run->resumed_at <= first && first <= last && last <= sysreg_read_cntvct_el0();
}

static bool has_exits(const struct bench_run *run)
{
	for (unsigned int i = 0; i < VCPU_EXIT_REASONS; i++) {
		if (run->exits[i] != 0) {
			return true;
		}
	}
	return false;
}

/* All of these come before anything is timed, so that one overhead and one floor hold for every
 * sample. */
static bool is_quiet(const struct bench_run *run, uint64_t first, uint64_t last)
{
	return run->n_reported == 0 && !has_exits(run) && is_stamped_since_resume(run, first, last);
}

static const char *on_frame(struct bench_run *run, uint64_t first, uint64_t last)
{
	if (run->floors > 0 || !is_quiet(run, first, last)) {
		return "payload reported an empty frame that is none";
	}
	if (vcpu_get_gpr(&run->cpu->vcpu, 2) != run->batch) {
		run->has_other_batch = true;
	}
	bench_add_frame(run, last - first);
	if (run->is_counting) {
		counts_add_frame();
	}
	return NULL;
}

static const char *on_floor(struct bench_run *run, uint64_t first, uint64_t last)
{
	uint64_t ticks = last - first;
	bool is_too_short = run->is_clock_exact && ticks < run->overhead;

	if (run->frames != GUEST_FRAMES || run->floors == GUEST_FRAMES ||
	    !is_quiet(run, first, last) || is_too_short) {
		return "payload reported a floor that is none";
	}
	if (run->floors == 0 || ticks < run->floor) {
		run->floor = ticks;
	}
	run->floors++;
	return NULL;
}

static void on_sample(struct bench_run *run, uint64_t first, uint64_t last)
{
	const struct bench *bench = run->bench;
	bool is_right = bench->check == NULL || bench->check(run, vcpu_get_gpr(&run->cpu->vcpu, 2));
	uint32_t at = run->ring.n;

	run->n_reported++;
	if (is_noise(run)) {
		return;
	}
	bench_add_sample(run, last - first, is_right && is_stamped_since_resume(run, first, last));
	if (run->is_counting && run->ring.n > at) {
		counts_add_sample(at);
	}
}

const char *bench_take_report(struct bench_run *run)
{
	uint64_t first = vcpu_get_gpr(&run->cpu->vcpu, 0);
	uint64_t last = vcpu_get_gpr(&run->cpu->vcpu, 1);

	switch (run->exit.call.imm) {
	case GUEST_HVC_FRAME:
		return on_frame(run, first, last);
	case GUEST_HVC_FLOOR:
		return on_floor(run, first, last);
	case GUEST_HVC_SAMPLE:
		on_sample(run, first, last);
		return NULL;
	case GUEST_HVC_READY:
		if (run->bench->arm != NULL) {
			run->bench->arm(run);
		}
		return NULL;
	default:
		return bench_stop_reason(run, VCPU_OK);
	}
}

void bench_displace(const struct bench_run *run)
{
	if (run->is_cold) {
		displace_all();
	}
}

const char *bench_run_guest(struct bench_run *run)
{
	const char *why = NULL;

	while (why == NULL && !bench_is_done(run)) {
		bench_forget_exits(run);
		if (run->is_counting) {
			counts_begin();
		}
		run->resumed_at = sysreg_read_cntvct_el0();
		why = bench_run_to_report(run);
		if (run->is_counting) {
			counts_end();
		}
		/* Before .arm, which may begin what is to be timed. */
		bench_displace(run);
		if (why == NULL) {
			why = bench_take_report(run);
		}
	}
	return why;
}
