/* SPDX-License-Identifier: Apache-2.0 */
/* The AArch64 part of a vCPU. Its fields belong to the library; they are here for sizeof. */
#ifndef VCPU_AARCH64_H
#define VCPU_AARCH64_H

#include <stdint.h>

/* Moved at every exit and entry. SP_EL2 points at it while the guest runs. */
struct vcpu_ctx {
	uint64_t x[31];
	uint64_t elr;
	uint64_t spsr;
	uint64_t host_sp;
};

/* Moved at bind and unbind. */
struct vcpu_el1_state {
#define SYSREG_EL1(name, ...) uint64_t name;
#include <vcpu/sysreg.def>
};

struct vcpu_fp_state {
	uint8_t q[32][16];
	uint64_t fpsr;
	uint64_t fpcr;
};

struct arch_vcpu {
	struct vcpu_ctx ctx __attribute__((aligned(16)));
	struct vcpu_fp_state fp __attribute__((aligned(16)));
	struct vcpu_el1_state el1;
	uint64_t vtcr;
	uint64_t vttbr;
};

#endif
