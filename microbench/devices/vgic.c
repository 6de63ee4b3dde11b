/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vgic.h"

#define SGI1R_TARGET_LIST UINT64_C(0xffff)
#define SGI1R_IRM         (UINT64_C(1) << 40) /* to all but self: with one vCPU, to nobody */

bool vgic_send_sgi(uint64_t value)
{
	return (value & SGI1R_IRM) != 0 || (value & SGI1R_TARGET_LIST) == 0;
}
