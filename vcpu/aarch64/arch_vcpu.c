/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/arch.h>
#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "el1_state.h"
#include "exit_decode.h"
#include "regs.h"
#include "trap.h"

/* SCTLR_EL1 with every optional thing off. Source: DDI 0487, SCTLR_EL1, bits that are RES1 where no
 * extension gives them a meaning: 29, 28, 23, 22, 20, 11. */
#define SCTLR_EL1_RESET (BIT(29) | BIT(28) | BIT(23) | BIT(22) | BIT(20) | BIT(11))

void arch_vcpu_init(struct arch_vcpu *arch, const struct vcpu_config *config)
{
	*arch = (struct arch_vcpu){ 0 };
	arch->ctx.x[0] = config->boot_arg;
	arch->ctx.spsr = SPSR_EL1H | SPSR_DAIF;
	arch->el1.vpidr_el2 = sysreg_read_midr_el1();
	arch->el1.vmpidr_el2 = config->vmpidr | VMPIDR_RES1;
	arch->el1.sctlr_el1 = SCTLR_EL1_RESET;
}

void arch_vcpu_set_entry(struct arch_vcpu *arch, uint64_t entry_ipa)
{
	arch->ctx.elr = entry_ipa;
}

void arch_vcpu_set_stage2(struct arch_vcpu *arch, uint64_t vtcr, uint64_t vttbr)
{
	arch->vtcr = vtcr;
	arch->vttbr = vttbr;
}

void arch_vcpu_bind(struct arch_vcpu *arch)
{
	sysreg_write_vtcr_el2(arch->vtcr);
	sysreg_write_vttbr_el2(arch->vttbr);
	el1_restore(&arch->el1);
	fp_restore(&arch->fp);
	/* No ISB: the ERET into the guest synchronizes all of it. */
}

void arch_vcpu_unbind(struct arch_vcpu *arch)
{
	fp_save(&arch->fp);
	el1_save(&arch->el1);
	/* Saved as it was; left on, it would interrupt whoever runs here next. */
	sysreg_write_cntv_ctl_el0(0);
	/* VMID 0, which no guest has: whatever is walked speculatively from here on is not cached as the
	 * guest's. HCR_EL2.VM stays on; nothing enters EL1 before the next bind. */
	sysreg_write_vttbr_el2(0);
	cpu_isb();
}

static int run_sync(struct vcpu_exit *exit)
{
	uint64_t esr = sysreg_read_esr_el2();

	if (exit_is_abort(esr)) {
		/* Not as arguments: their order would be the compiler's. */
		uint64_t far = sysreg_read_far_el2();
		uint64_t hpfar = sysreg_read_hpfar_el2();

		exit_decode_abort(esr, far, hpfar, exit);
		return VCPU_OK;
	}
	return exit_decode_sync(esr, exit);
}

int arch_vcpu_run(struct arch_vcpu *arch, struct vcpu_exit *exit)
{
	enum trap_kind kind = vcpu_enter(&arch->ctx);

	/* The frequent ones first. */
	if (kind == TRAP_KIND_SYNC) {
		return run_sync(exit);
	}
	if (kind == TRAP_KIND_IRQ) {
		exit->reason = VCPU_EXIT_EXTERNAL_INTERRUPT;
		exit->interrupt.vector = hal_irq_fetch();
		return VCPU_OK;
	}
	if (kind == TRAP_KIND_SYNC_AARCH32) {
		return VCPU_EAARCH32;
	}
	if (kind == TRAP_KIND_FIQ) {
		exit->reason = VCPU_EXIT_FIQ;
		return VCPU_OK;
	}
	exit->reason = VCPU_EXIT_SERROR;
	exit->serror.esr = sysreg_read_esr_el2();
	return VCPU_OK;
}

uint64_t vcpu_last_esr(void)
{
	return sysreg_read_esr_el2();
}

static uint64_t mask_bytes(uint64_t value, unsigned int size_bytes)
{
	return size_bytes < 8 ? value & (BIT(size_bytes * 8) - 1) : value;
}

static uint64_t sign_extend(uint64_t value, unsigned int size_bytes)
{
	uint64_t sign = BIT(size_bytes * 8 - 1);

	return (value ^ sign) - sign;
}

void vcpu_finish_mmio_read(struct vcpu *vcpu, const struct vcpu_exit *exit, uint64_t value)
{
	const struct vcpu_exit_mmio *mmio = &exit->mmio;

	value = mask_bytes(value, mmio->size_bytes);
	if (mmio->is_sign_extend) {
		value = sign_extend(value, mmio->size_bytes);
	}
	if (!mmio->reg_is_64bit) {
		value = (uint32_t)value;
	}
	vcpu_set_gpr(vcpu, mmio->reg, value);
	vcpu_finish_step(vcpu);
}

uint64_t vcpu_mmio_write_value(const struct vcpu *vcpu, const struct vcpu_exit *exit)
{
	return mask_bytes(vcpu_get_gpr(vcpu, exit->mmio.reg), exit->mmio.size_bytes);
}
