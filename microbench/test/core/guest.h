/* SPDX-License-Identifier: Apache-2.0 */
/* A guest of a test: an address space, code in it, one vCPU. */
#ifndef CORE_GUEST_H
#define CORE_GUEST_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/stage2.h>
#include <vcpu/vcpu.h>

#include "test/core/guests/guest.h"

/* A file of guests/: GUEST_CODE(state) declares guest_code_state. */
struct guest_code {
	const unsigned char *start;
	const unsigned char *end;
};

#define GUEST_CODE(ident)                                                                          \
	extern const unsigned char guest_##ident[];                                                \
	extern const unsigned char guest_##ident##_end[];                                          \
	static const struct guest_code guest_code_##ident = { guest_##ident, guest_##ident##_end }

struct guest_config {
	struct vcpu_config vcpu;
	uint32_t flags;        /* enum vcpu_flag */
	unsigned int ipa_bits; /* 0: 39, or what the CPU has if that is less */
	unsigned int levels;   /* 0: as few as can be */
};

struct guest {
	struct vcpu vcpu;
	struct vcpu_exit exit; /* the last one */
	struct stage2 memory;
	struct ptable_pool pool;
	unsigned char *ram; /* what the guest has at GUEST_IPA */
	uint64_t n_interrupts;
};

/* Once, before any other. */
void guest_init(void);

/* Those of all guests. */
struct vmid_pool *guest_vmids(void);

/**
 * guest_start - load @code into fresh memory at GUEST_IPA, and make a vCPU that is Free
 *
 * What it needs is the test's memory. False: the library refused, and the test has failed.
 */
bool guest_start(struct guest *guest, const struct guest_code *code,
		 const struct guest_config *config);

/* Its address space alone, with @code in it: for guests of several vCPUs. */
bool guest_make_memory(struct guest *guest, const struct guest_code *code,
		       const struct guest_config *config);

/* At the end; the vCPU is bound nowhere. */
void guest_destroy(struct guest *guest);

/* Binds or unbinds on the calling CPU. False: the library refused, and the test has failed. */
bool guest_bind(struct guest *guest);
bool guest_unbind(struct guest *guest);

/* Runs the bound guest to its next exit that is somebody else's: interrupts are served and counted.
 * False: the library refused, and the test has failed. */
bool guest_run(struct guest *guest);

/* The test fails: such an exit was not expected. False. */
bool guest_show_exit(const struct guest *guest);

/* As guest_run(), until guests/state.S has made another exit and found all registers as they were.
 * Otherwise the test fails, with what was wrong. */
bool guest_run_state(struct guest *guest);

/* Interrupts the calling CPU in @delay_us; guest_run() does it again behind each one. 0: no more. */
void guest_tick(uint64_t delay_us);

#endif
