/* SPDX-License-Identifier: Apache-2.0 */
/* A function that writes past its array, before its guest runs. */
#include "measure/bench.h"

/* Known to no optimiser. */
static volatile unsigned int n_bytes = 40;

static __attribute__((noinline)) const char *write_past(struct bench_run *run)
{
	volatile char bytes[16];

	(void)run;
	for (unsigned int i = 0; i < n_bytes; i++) {
		bytes[i] = 'x';
	}
	return bytes[0] == 'x' ? NULL : "it_wrote_nothing";
}

DEFINE_BENCH(smash_stack) = {
	.name = "smash/stack",
	.payload = "hvc_return",
	.expect = { VCPU_EXIT_HYPERCALL, 1 },
	.prepare = write_past,
};
