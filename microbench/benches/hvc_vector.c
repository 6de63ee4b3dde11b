/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A null hypercall answered in the vector (VECTORS=null-call): in assembly, before anything is
 * stored that it does not itself use. From the stamp before the HVC to the stamp behind it, both
 * taken by the guest.
 */
#include <vcpu/inplace.h>

#include "measure/bench.h"
#include "wire/guest_abi.h"

_Static_assert(GUEST_HVC_VECTOR == VCPU_VECTOR_NULL_CALL, "the payload has no <vcpu/inplace.h>");

DEFINE_BENCH(hvc_vector) = {
	.name = "hvc/vector",
	.payload = "hvc_vector",
	.needs = BENCH_NEEDS_VECTOR,
	.expect = { VCPU_EXIT_NOTHING, 0 },
};
