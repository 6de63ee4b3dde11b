/* SPDX-License-Identifier: Apache-2.0 */
/* A handler that faults (inplace/handler.c): the report says where. */
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(hvc_0);

static struct guest guest;

CORE_TEST(a_that_dies_in_a_handler)
{
	if (probe_start(&guest, 0)) {
		vcpu_set_gpr(&guest.vcpu, 19, 0x1919191919);
		probe_do(&guest, exits_hvc_0);
	}
}

CORE_TEST(b_that_is_never_run)
{
}
