/* SPDX-License-Identifier: Apache-2.0 */
#include "test/smp/benches/smp_take.h"

#include <stddef.h>

#include "host/console.h"
#include "wire/guest_abi.h"

static const char *on_round(struct bench_run *run)
{
	uint64_t check = vcpu_get_gpr(&run->cpu->vcpu, 2);

	if (run->exit.call.imm != GUEST_HVC_SAMPLE) {
		return bench_stop_reason(run, VCPU_OK);
	}
	if (check != 0) {
		console_str(run->bench->name);
		console_str(": check ");
		console_dec(check);
		console_str(" got ");
		console_hex(vcpu_get_gpr(&run->cpu->vcpu, 3));
		console_str("\n");
		return "a check of the guest did not hold";
	}
	bench_forget_exits(run);
	bench_add_sample(run, 0, true);
	return NULL;
}

const char *smp_take(struct bench_run *run)
{
	const char *why = NULL;

	for (unsigned int i = 0; i < GUEST_FRAMES; i++) {
		bench_add_frame(run, 0);
	}
	while (why == NULL && !bench_is_done(run)) {
		why = bench_run_to_report(run);
		if (why == NULL) {
			why = on_round(run);
		}
	}
	return why;
}
