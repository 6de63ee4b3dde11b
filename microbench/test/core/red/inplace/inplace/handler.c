/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/inplace.h>

void vcpu_inplace_hvc(uint64_t x0, uint64_t esr)
{
	if (esr == VCPU_INPLACE_ESR_HVC) {
		/* Nothing is there. */
		x0 = *(volatile uint64_t *)UINT64_C(0xdead000000);
	}
	vcpu_inplace_decline(x0, esr);
}
