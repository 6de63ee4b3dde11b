/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One physical CPU as the library sees it. TPIDR_EL2 points at its struct vcpu_pcpu; an embedding
 * hypervisor with a per-CPU area of its own makes this its first member.
 */
#ifndef VCPU_PCPU_H
#define VCPU_PCPU_H

#include <stdbool.h>
#include <stdint.h>

struct vcpu;

struct vcpu_pcpu {
	struct vcpu *current;  /* the vCPU bound here, NULL: none */
	uint64_t emergency_sp; /* top of a stack that nothing but a fatal exception uses */
	uint64_t host_vbar;    /* VBAR_EL2 before vcpu_pcpu_enable() */
	uint64_t host_hcr;     /* HCR_EL2 before vcpu_pcpu_enable() */
	uint64_t host_mdcr;    /* MDCR_EL2 */
	uint64_t host_cptr;    /* CPTR_EL2 */
	uint32_t cpu_id;
	bool is_enabled;
};

/* What an exception taken from EL2 itself found; all that a dump can tell. */
struct vcpu_fault_frame {
	uint64_t x[31];
	uint64_t sp;
	uint64_t elr;
	uint64_t spsr;
	uint64_t esr;
	uint64_t far;
	uint64_t vector; /* slot of the vector table, 0 to 15 */
	uint64_t reserved;
};

/**
 * vcpu_pcpu_init - make @pcpu this CPU's and point TPIDR_EL2 at it
 * @emergency_stack_top: 16-byte aligned, at least 4 KiB below it
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL  a NULL pointer, or the stack's top is not aligned
 */
int vcpu_pcpu_init(struct vcpu_pcpu *pcpu, uint32_t cpu_id, void *emergency_stack_top);

/**
 * vcpu_pcpu_enable - take the vectors and turn virtualisation on, on this CPU
 *
 * Saves VBAR_EL2, HCR_EL2, MDCR_EL2 and CPTR_EL2, installs the library's vectors, and sets what guests
 * run under: stage 2 on, EL1 is AArch64, physical IRQ, FIQ and SError come to EL2; SMC, WFx, debug,
 * performance monitors, trace, SVE and SME trap; FP/SIMD does not, at EL2 either.
 *
 * Returns: VCPU_OK, VCPU_EBADSTATE when already enabled
 */
int vcpu_pcpu_enable(struct vcpu_pcpu *pcpu);

/* Puts all four back. VCPU_OK, VCPU_EBADSTATE (not enabled), VCPU_EBUSY (vCPU bound). */
int vcpu_pcpu_disable(struct vcpu_pcpu *pcpu);

/* Provided by the embedding hypervisor: an exception came from EL2 itself. Must not return. */
void vcpu_host_fault(const struct vcpu_fault_frame *frame) __attribute__((noreturn));

#endif
