/* SPDX-License-Identifier: Apache-2.0 */
#include "gic_lr.h"

#include <vcpu/sysreg.h>

uint64_t gic_lr_read(const struct vcpu_pcpu *pcpu, unsigned int n)
{
#define READ_LR(k)                                                                                 \
	case k:                                                                                    \
		return sysreg_read_ich_lr##k##_el2();
	if (pcpu->gich != 0) {
		return gich_lr_read(pcpu->gich, n);
	}
	switch (n) {
		GIC_FOR_EACH_LR_0_TO_3(READ_LR)
		GIC_FOR_EACH_LR_4_TO_15(READ_LR)
	default:
		return 0;
	}
}

void gic_lr_write(const struct vcpu_pcpu *pcpu, unsigned int n, uint64_t lr)
{
#define WRITE_LR(k)                                                                                \
	case k:                                                                                    \
		sysreg_write_ich_lr##k##_el2(lr);                                                  \
		break;
	if (pcpu->gich != 0) {
		gich_lr_write(pcpu->gich, n, lr);
		return;
	}
	switch (n) {
		GIC_FOR_EACH_LR_0_TO_3(WRITE_LR)
		GIC_FOR_EACH_LR_4_TO_15(WRITE_LR)
	default:
		break;
	}
}
