/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest's TLB invalidation, which does not trap: TLBI VMALLE1IS and the DSB that completes it.
 * From the stamp before the TLBI to the stamp behind the DSB, both taken by the guest: what the
 * machine takes, and so the floor of everything that invalidates a TLB.
 */
#include "measure/bench.h"

DEFINE_BENCH(tlb_guest_tlbi) = {
	.name = "tlb/guest_tlbi",
	.payload = "tlb_guest_tlbi",
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
