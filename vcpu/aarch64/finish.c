/* SPDX-License-Identifier: Apache-2.0 */
/* Completing an access for the guest once its exit is answered. */
#include <vcpu/vcpu.h>

#include "regs.h"

static uint64_t mask_bytes(uint64_t value, unsigned int size_bytes)
{
	return size_bytes < 8 ? value & (BIT(size_bytes * 8) - 1) : value;
}

static uint64_t sign_extend(uint64_t value, unsigned int size_bytes)
{
	uint64_t sign = BIT(size_bytes * 8 - 1);

	return (value ^ sign) - sign;
}

void vcpu_finish_mmio_read_extended(struct vcpu *vcpu, const struct vcpu_exit *exit, uint64_t value)
{
	const struct vcpu_exit_mmio *mmio = &exit->mmio;
	unsigned int size_bytes = vcpu_mmio_size_bytes(mmio);

	value = mask_bytes(value, size_bytes);
	if (mmio->is_sign_extend) {
		value = sign_extend(value, size_bytes);
	}
	if (!mmio->reg_is_64bit) {
		value = (uint32_t)value;
	}
	(void)vcpu_set_gpr(vcpu, mmio->reg, value);
	vcpu_finish_step(vcpu);
}

uint64_t vcpu_mmio_write_value(const struct vcpu *vcpu, const struct vcpu_exit *exit)
{
	return mask_bytes(vcpu_get_gpr(vcpu, exit->mmio.reg), vcpu_mmio_size_bytes(&exit->mmio));
}

/* A trapped SMC leaves the PC on the instruction; an HVC is done when EL2 sees it. */
static bool is_on_instruction(const struct vcpu_exit *exit)
{
	switch (exit->reason) {
	case VCPU_EXIT_SMC:
		return true;
	case VCPU_EXIT_CPU_UP:
		return exit->cpu_up.is_smc;
	case VCPU_EXIT_CPU_DOWN:
		return exit->cpu_down.is_smc;
	case VCPU_EXIT_SYSTEM_DOWN:
		return exit->system_down.is_smc;
	default:
		return false;
	}
}

void vcpu_finish_call(struct vcpu *vcpu, const struct vcpu_exit *exit, uint64_t value)
{
	vcpu_set_return_value(vcpu, value);
	if (is_on_instruction(exit)) {
		vcpu_finish_step(vcpu);
	}
}
