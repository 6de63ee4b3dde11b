/* SPDX-License-Identifier: Apache-2.0 */
/* Tests that go wrong on purpose: whoever reads the results must say so. */
#include "host/panic.h"
#include "test/core/core.h"

CORE_TEST(a_that_passes)
{
	check(true, "nothing");
}

CORE_TEST(b_that_fails)
{
	check_eq(2, 1, "the number");
}

CORE_TEST(c_that_dies)
{
	host_panic("on purpose");
}

CORE_TEST(d_that_is_never_run)
{
}
