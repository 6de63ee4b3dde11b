/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a guest sees of its CPU at one instruction. It is given to the guest while it "runs" on the
 * fake CPU, and looked at when it runs the next time: what is where in between is the library's own
 * affair.
 */
#ifndef TEST_GUEST_H
#define TEST_GUEST_H

#include <stdint.h>

#include <fake_cpu.h>
#include <vcpu/vcpu.h>

struct guest {
	uint64_t x[31];
	uint64_t pc;
	uint64_t pstate; /* in the form of SPSR_EL2 */
	uint64_t elr_el1;
	uint64_t spsr_el1;
	uint64_t esr_el1;
	uint64_t far_el1;
	uint64_t vbar_el1;
	uint64_t sctlr_el1;
	uint64_t par_el1;
};

/* Runs a Ready vCPU whose guest makes @guest of its CPU, and then leaves as @script says (but for
 * its hook). */
void guest_run(struct vcpu *vcpu, const struct guest *guest, const struct fake_exit *script,
	       struct vcpu_exit *exit);

/* Runs a Ready vCPU once more, and tells what its guest found. */
void guest_look(struct vcpu *vcpu, struct guest *guest);

/* Field by field; a difference fails the test with its name. */
void guest_assert_same(const struct guest *got, const struct guest *want);

/* xorshift64*, so that a failure can be repeated. */
uint64_t guest_random(uint64_t *seed);

/* Anything that a guest at @mode (SPSR_EL2.M[4:0]) can have: every PSTATE bit of that state at
 * random, no other. */
void guest_random_state(struct guest *guest, uint64_t mode, uint64_t *seed);

#define GUEST_EL0T    0x00u
#define GUEST_EL1T    0x04u
#define GUEST_EL1H    0x05u
#define GUEST_EL0_A32 0x10u /* User mode */

#endif
