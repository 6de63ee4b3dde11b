/* SPDX-License-Identifier: Apache-2.0 */
#include "test/ref_decode.h"

static bool is_same_mmio(const struct vcpu_exit_mmio *a, const struct vcpu_exit_mmio *b)
{
	return a->ipa == b->ipa && a->size_log2 == b->size_log2 && a->reg == b->reg &&
	       a->reg_is_64bit == b->reg_is_64bit && a->is_sign_extend == b->is_sign_extend;
}

static bool is_same_fault(const struct vcpu_exit_fault *a, const struct vcpu_exit_fault *b)
{
	return a->is_va_valid == b->is_va_valid && a->is_ipa_valid == b->is_ipa_valid &&
	       (!a->is_va_valid || a->va == b->va) && (!a->is_ipa_valid || a->ipa == b->ipa) &&
	       a->is_write == b->is_write && a->is_exec == b->is_exec &&
	       a->is_permission == b->is_permission && a->is_stage1_walk == b->is_stage1_walk &&
	       a->status_code == b->status_code;
}

static bool is_same_ipi(const struct vcpu_exit_ipi *a, const struct vcpu_exit_ipi *b)
{
	return a->vector == b->vector && a->is_to_all == b->is_to_all &&
	       a->is_to_self == b->is_to_self &&
	       (a->is_to_all || (a->target == b->target && a->aux_list == b->aux_list));
}

static bool is_same_cpu_up(const struct vcpu_exit_cpu_up *a, const struct vcpu_exit_cpu_up *b)
{
	return a->target == b->target && a->entry_ipa == b->entry_ipa && a->arg == b->arg &&
	       a->is_smc == b->is_smc;
}

static bool is_same_system_down(const struct vcpu_exit_system_down *a,
				const struct vcpu_exit_system_down *b)
{
	return a->is_reset == b->is_reset && a->is_smc == b->is_smc &&
	       a->reset_type == b->reset_type && a->cookie == b->cookie;
}

bool ref_is_same(const struct vcpu_exit *a, const struct vcpu_exit *b)
{
	if (a->reason != b->reason) {
		return false;
	}
	switch (a->reason) {
	case VCPU_EXIT_NOTHING:
	case VCPU_EXIT_FIQ:
		return true;
	case VCPU_EXIT_HYPERCALL:
	case VCPU_EXIT_SMC:
		return a->call.imm == b->call.imm;
	case VCPU_EXIT_MMIO_READ:
	case VCPU_EXIT_MMIO_WRITE:
		return is_same_mmio(&a->mmio, &b->mmio);
	case VCPU_EXIT_SYSREG_READ:
	case VCPU_EXIT_SYSREG_WRITE:
		return a->sysreg.id == b->sysreg.id && a->sysreg.reg == b->sysreg.reg;
	case VCPU_EXIT_EXTERNAL_INTERRUPT:
		return a->interrupt.vector == b->interrupt.vector;
	case VCPU_EXIT_NESTED_PAGE_FAULT:
		return is_same_fault(&a->fault, &b->fault);
	case VCPU_EXIT_HALT:
		return a->halt.is_wfe == b->halt.is_wfe;
	case VCPU_EXIT_CPU_UP:
		return is_same_cpu_up(&a->cpu_up, &b->cpu_up);
	case VCPU_EXIT_CPU_DOWN:
		return a->cpu_down.is_smc == b->cpu_down.is_smc;
	case VCPU_EXIT_SYSTEM_DOWN:
		return is_same_system_down(&a->system_down, &b->system_down);
	case VCPU_EXIT_SEND_IPI:
		return is_same_ipi(&a->ipi, &b->ipi);
	case VCPU_EXIT_FAIL_ENTRY:
		return a->fail_entry.esr == b->fail_entry.esr &&
		       a->fail_entry.spsr == b->fail_entry.spsr;
	case VCPU_EXIT_SERROR:
		return a->serror.esr == b->serror.esr;
	default:
		return false;
	}
}
