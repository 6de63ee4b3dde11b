/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled to assembly only; the build turns every .ascii "->NAME value" line into a #define. */
#include <stddef.h>

#include <vcpu/aarch64.h>
#include <vcpu/inplace.h>
#include <vcpu/pcpu.h>
#include <vcpu/vcpu.h>

#include "regs.h"
#include "trap.h"

#define EMIT(name, value)          __asm__ volatile("\n.ascii \"->" #name " %0\"" : : "i"(value))
#define OFFSET(name, type, member) EMIT(name, offsetof(struct type, member))

_Static_assert(offsetof(struct vcpu_ctx, x) == 0, "the vector stores x0 at SP");
_Static_assert(offsetof(struct vcpu_ctx, spsr) == offsetof(struct vcpu_ctx, elr) + 8,
	       "stp elr, spsr");
_Static_assert(offsetof(struct vcpu_fault_frame, x) == 0, "host_fault stores x1 at 8");
_Static_assert(offsetof(struct vcpu_fault_frame, spsr) ==
		       offsetof(struct vcpu_fault_frame, elr) + 8,
	       "stp elr, spsr");
_Static_assert(offsetof(struct vcpu_fault_frame, far) == offsetof(struct vcpu_fault_frame, esr) + 8,
	       "stp esr, far");
_Static_assert(sizeof(struct vcpu_fault_frame) % 16 == 0, "the emergency stack stays aligned");
_Static_assert(offsetof(struct vcpu_fp_state, fpsr) == 0, "stp fpsr, fpcr, [x0]");
_Static_assert(offsetof(struct vcpu_fp_state, q) % 16 == 0, "stp q0, q1");
_Static_assert(offsetof(struct vcpu_fp_state, fpcr) == offsetof(struct vcpu_fp_state, fpsr) + 8,
	       "stp fpsr, fpcr");
_Static_assert(offsetof(struct vcpu_ctx, elr) <= 504, "stp immediate reaches the whole context");
_Static_assert(offsetof(struct arch_vcpu, ctx) == VCPU_INPLACE_STACK_BYTES &&
		       offsetof(struct vcpu, arch) == 0,
	       "the in-place stack is what lies below the context");

void asm_offsets(void);
void asm_offsets(void)
{
	OFFSET(CTX_X0, vcpu_ctx, x);
	OFFSET(CTX_X30, vcpu_ctx, x[30]);
	OFFSET(CTX_ELR, vcpu_ctx, elr);
	OFFSET(CTX_HOST_SP, vcpu_ctx, host_sp);

	OFFSET(FP_Q, vcpu_fp_state, q);

	EMIT(CTX_TPIDRRO_EL0,
	     offsetof(struct arch_vcpu, el1.tpidrro_el0) - offsetof(struct arch_vcpu, ctx));
	OFFSET(VCPU_CTX, vcpu, arch.ctx);

	OFFSET(PCPU_CURRENT, vcpu_pcpu, current);
	OFFSET(PCPU_EMERGENCY_SP, vcpu_pcpu, emergency_sp);
	OFFSET(PCPU_IRQ_HANDLER, vcpu_pcpu, irq_handler);

	OFFSET(FAULT_SP, vcpu_fault_frame, sp);
	OFFSET(FAULT_ELR, vcpu_fault_frame, elr);
	OFFSET(FAULT_ESR, vcpu_fault_frame, esr);
	OFFSET(FAULT_VECTOR, vcpu_fault_frame, vector);
	EMIT(FAULT_SIZE, sizeof(struct vcpu_fault_frame));

	EMIT(ESR_EC_LSB, ESR_EC_SHIFT);
	EMIT(ESR_IS_MRS_LSB, 0);
	EMIT(ESR_RT_LSB, 5);
	EMIT(ESR_SRT_LSB, 16);
	EMIT(SPSR_NRW_LSB, __builtin_ctzll(SPSR_NRW));
	EMIT(SPSR_BTYPE, SPSR_BTYPE);
	EMIT(VCPU_VECTOR_NULL_CALL, VCPU_VECTOR_NULL_CALL);

	EMIT(KIND_SYNC, TRAP_KIND_SYNC);
	EMIT(KIND_IRQ, TRAP_KIND_IRQ);
	EMIT(KIND_FIQ, TRAP_KIND_FIQ);
	EMIT(KIND_SERROR, TRAP_KIND_SERROR);
	EMIT(KIND_FAIL_ENTRY, TRAP_KIND_FAIL_ENTRY);
	EMIT(SPSR_IL_LSB, __builtin_ctzll(SPSR_IL));
	EMIT(SOURCE_CURRENT_SP_EL0, TRAP_SOURCE_CURRENT_SP_EL0);
	EMIT(SOURCE_CURRENT_SP_ELX, TRAP_SOURCE_CURRENT_SP_ELX);
	EMIT(SOURCE_LOWER_AARCH32, TRAP_SOURCE_LOWER_AARCH32);
}
