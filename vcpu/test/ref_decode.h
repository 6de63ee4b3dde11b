/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A second opinion on what a guest's exceptions are answered with: slow, and written from the bit
 * patterns of the Arm ARM, the GIC and the PSCI specification alone, with nothing of the library
 * but the shape of its answer.
 */
#ifndef TEST_REF_DECODE_H
#define TEST_REF_DECODE_H

#include <stdbool.h>
#include <stdint.h>

#include <fake_cpu.h>
#include <vcpu/exit.h>

#include "test/guest.h"

/* What an answer depends on besides the guest's registers. */
struct ref_cpu {
	bool has_gic;        /* the vCPU has a virtual GIC */
	bool is_forwarding;  /* its SMCs go to an EL3 that is there */
	bool is_fp_awaited;  /* its FP/SIMD registers come at their first use, and have not */
	uint64_t mpidr;      /* of the vCPU */
	uint64_t par;        /* what AT S1E1R leaves in PAR_EL1 */
	uint64_t id_regs[9]; /* of the CPU, in the order of ref_id_regs */
	uint32_t vector;     /* the interrupt that is pending */
};

/* EL3's answer to a call that is forwarded: for both sides. */
void ref_firmware(uint64_t x[18]);

/**
 * ref_answer - what vcpu_run() has to make of an exception
 * @guest:   as it took the exception; left as it goes on
 * @kind:    0 synchronous, 1 IRQ, 2 FIQ, 3 SError, 4 illegal ERET
 * @out:     the exit
 */
void ref_answer(const struct ref_cpu *cpu, struct guest *guest, const struct fake_exit *exception,
		struct vcpu_exit *out);

/* DEN 0022. False where the call is none of those that have an exit of their own; @out is untouched
 * then. */
bool ref_psci(const struct guest *guest, bool is_smc, struct vcpu_exit *out);

/* The same answer, field by field; fields that <vcpu/exit.h> calls meaningless do not count. */
bool ref_is_same(const struct vcpu_exit *a, const struct vcpu_exit *b);

#endif
