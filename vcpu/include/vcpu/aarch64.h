/* SPDX-License-Identifier: Apache-2.0 */
/* The AArch64 part of a vCPU. Its fields belong to the library; they are here for sizeof. */
#ifndef VCPU_AARCH64_H
#define VCPU_AARCH64_H

#include <stdbool.h>
#include <stdint.h>

/* Below the context, for what is answered in place: <vcpu/inplace.h>. */
#define VCPU_INPLACE_STACK_BYTES 256u

/* Moved at every exit and entry. SP_EL2 points at it while the guest runs. */
struct vcpu_ctx {
	uint64_t x[32]; /* 31 is XZR: takes what is written to it, and is never read */
	uint64_t elr;
	uint64_t spsr;
	uint64_t host_sp;
};

#define VCPU_SPSR_SS    (UINT64_C(1) << 21)
#define VCPU_SPSR_BTYPE (UINT64_C(3) << 10)
#define VCPU_SPSR_NRW   (UINT64_C(1) << 4) /* AArch32 */

/*
 * Past the current instruction without executing it. As at any instruction's end, PSTATE.SS goes (a
 * guest that single-steps itself takes its exception next) and BTYPE is 0.
 * Source: DDI 0487, "Software Step exceptions"; "PSTATE.BTYPE"
 */
static inline void vcpu_ctx_step(struct vcpu_ctx *ctx)
{
	ctx->elr += 4;
	ctx->spsr &= ~(VCPU_SPSR_SS | VCPU_SPSR_BTYPE);
}

/* Moved at bind and unbind (SWITCH=eager moves most of it at every exit and entry too). By name,
 * and in the order of sysreg.def. */
enum vcpu_el1_register {
#define SYSREG_EL1(feature, name, ...) VCPU_EL1_##name,
#include <vcpu/sysreg.def>
	VCPU_EL1_REGISTERS,
};

struct vcpu_el1_state {
	union {
		uint64_t reg[VCPU_EL1_REGISTERS];
		struct {
#define SYSREG_EL1(feature, name, ...) uint64_t name;
#include <vcpu/sysreg.def>
		};
	};
};

struct vcpu_fp_state {
	uint64_t fpsr;
	uint64_t fpcr;
	uint8_t q[32][16];
};

/* The virtual CPU interface. Moved at bind and unbind. */
#define VCPU_LIST_REGISTERS_MAX    16u
#define VCPU_ACTIVE_PRIORITIES_MAX 4u
struct vcpu_gic_state {
	uint64_t hcr;
	uint64_t vmcr;
	uint64_t ap0r[VCPU_ACTIVE_PRIORITIES_MAX];
	uint64_t ap1r[VCPU_ACTIVE_PRIORITIES_MAX];
	uint64_t lr[VCPU_LIST_REGISTERS_MAX];
	/* Bit n: lr[n] holds something. While they are in the CPU: of those alone that it has no
	 * list registers for. */
	uint32_t used;
};

/* Registers that the seeds' list has and no guest owns; only SWITCH=eager moves them. */
struct vcpu_seed_state {
	uint64_t actlr_el1;
	uint64_t pmcr_el0;
	uint64_t cntvct_el0;
	uint64_t cntp_tval_el0;
	uint64_t cntv_tval_el0;
};

struct stage2;

struct arch_vcpu {
	uint8_t inplace_stack[VCPU_INPLACE_STACK_BYTES] __attribute__((aligned(16)));
	struct vcpu_ctx ctx __attribute__((aligned(16)));
	struct vcpu_fp_state fp __attribute__((aligned(16)));
	struct vcpu_el1_state el1;
	struct vcpu_gic_state gic;
	struct vcpu_seed_state seed;
	struct stage2 *memory;
	uint32_t number;       /* of this vCPU, from 1; set up anew it gets another */
	uint64_t self_sgi;     /* ICC_SGI1R_EL1 that names this vCPU alone, SGI 0 */
	uint32_t flags;        /* enum vcpu_flag */
	uint32_t features;     /* enum vcpu_feature: what is in el1 while it is not loaded */
	uint64_t hcr_off;      /* of vcpu_pcpu's guest_hcr, what its flags turn off */
	uint32_t own_features; /* enum vcpu_feature: what it has besides the CPU's */
	bool is_fp_loaded; /* in the CPU while it is bound; false: not before the guest uses them */
};

#endif
