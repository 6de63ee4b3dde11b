/* SPDX-License-Identifier: Apache-2.0 */
/* Tests that go wrong on purpose: whoever reads the results must say so. */
#include "host/smp.h"
#include "test/core/core.h"

CORE_TEST(a_that_passes)
{
	check(true, "nothing");
}

CORE_TEST(b_that_fails)
{
	check_eq(2, 1, "the number");
}

/* Down the stack until there is none. */
__attribute__((noinline)) static uint64_t sink(uint64_t depth)
{
	volatile uint64_t here[32] = { depth };

	return depth == 0 ? 0 : sink(depth - 1) + here[0];
}

static void overflow(void *unused)
{
	(void)unused;
	core_note("sum", sink(UINT32_MAX));
}

/* Not on the CPU that prints the results. */
CORE_TEST(c_that_dies)
{
	smp_run_on(1, overflow, NULL);
	smp_wait(1);
}

CORE_TEST(d_that_is_never_run)
{
}
