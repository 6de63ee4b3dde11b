/* SPDX-License-Identifier: Apache-2.0 */
#include <hal_host.h>

/* Bound where it is called. */
void hal_test_reset(void)
{
	hal_test_clear();
}
