/* SPDX-License-Identifier: Apache-2.0 */
#include "host/hal/host_bind.h"

/* Bound where it is called. */
void host_hal_bind(void)
{
}
