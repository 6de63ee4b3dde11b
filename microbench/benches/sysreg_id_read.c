/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trapped ID register: read of ID_AA64PFR0_EL1, answered by the library, which tells of nothing
 * that traps; the run loop gets an exit with nothing to do, and resumes. From the stamp before the
 * MRS to the stamp behind it, both taken by the guest.
 */
#include "measure/bench.h"

/* DDI 0487, ID_AA64PFR0_EL1: EL1 in bits 7 to 4, 1: AArch64 only; EL2 in bits 11 to 8, 0: none. */
#define EL2_EL1_FIELDS 0xff0u
#define EL1_IN_AARCH64 0x010u

static bool is_of_a_guest(struct bench_run *run, uint64_t answer)
{
	(void)run;
	return (answer & EL2_EL1_FIELDS) == EL1_IN_AARCH64;
}

DEFINE_BENCH(sysreg_id_read) = {
	.name = "sysreg/id_read",
	.payload = "sysreg_id_read",
	.expect = { VCPU_EXIT_NOTHING, 1 },
	.check = is_of_a_guest,
};
