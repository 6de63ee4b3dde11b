/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must be true of the machine for its figures to mean anything, found out in the same boot. A
 * check that fails names itself and the benchmarks that it spoils; nothing stops. One that cannot
 * be made here is not made, and says nothing.
 */
#ifndef MEASURE_SELF_CHECK_H
#define MEASURE_SELF_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "measure/bench.h"
#include "measure/clock.h"
#include "measure/trial.h"
#include "wire/guest_abi.h"
#include "wire/wire.h"

enum self_check_outcome {
	SELF_CHECK_PASSED,
	SELF_CHECK_FAILED,
	SELF_CHECK_NOT_MADE,
};

/* What was seen, in words: @what, and where it has a unit, @seen and @unit. */
struct self_check_result {
	enum self_check_outcome outcome;
	const char *what;
	uint64_t seen;
	const char *unit;
};

/* What payload self_check did, when it was run once. */
struct self_check_guest {
	uint32_t n_frames;
	uint64_t frames[GUEST_FRAMES];
	bool has_exit_in_frame; /* another than the report */
	bool has_calls;         /* it got to */
	uint64_t calls_ticks;   /* GUEST_CHECK_CALLS null hypercalls */
	bool was_interrupted;   /* by the timer, as an exit */
};

struct self_check_context {
	const struct clock_check *clock;
	const struct trial_settings *settings;
	bool is_timer_alive; /* its interrupt becomes pending, and is the one it should be */
	struct self_check_guest guest;
};

/* Makes all that can be made here, and sends what came of them. No vCPU may be bound. */
void self_check_all(struct wire_writer *w, const struct clock_check *clock,
		    const struct trial_settings *settings);

/* self_check_guest.c: in a guest */
void self_check_run_guest(struct self_check_context *context);
struct self_check_result self_check_traps(const struct self_check_context *context);
struct self_check_result self_check_frames(const struct self_check_context *context);
struct self_check_result self_check_step_batched(const struct self_check_context *context);
struct self_check_result self_check_step_singly(const struct self_check_context *context);
struct self_check_result self_check_timer(const struct self_check_context *context);

/* self_check_host.c: by the host alone */
struct self_check_result self_check_ticks(const struct self_check_context *context);
struct self_check_result self_check_alone(const struct self_check_context *context);
struct self_check_result self_check_cpus(const struct self_check_context *context);
bool self_check_try_timer(void);

#endif
