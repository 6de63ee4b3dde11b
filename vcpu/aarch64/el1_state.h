/* SPDX-License-Identifier: Apache-2.0 */
#ifndef AARCH64_EL1_STATE_H
#define AARCH64_EL1_STATE_H

#include <stdint.h>

#include <switch_policy.h>
#include <vcpu/aarch64.h>
#include <vcpu/pcpu.h>
#include <vcpu/sysreg.h>

#include "regs.h"

/*
 * Rows of FIXED, ALWAYS, RAS and LAST move two at a time: the first of a pair is taken, and stored
 * together with the second; loaded together with it, and given. A pair is two rows whose numbers
 * differ in bit 0 alone.
 */
#define IS_FIRST(name) (VCPU_EL1_##name % 2 == 0)

enum {
	N_FIXED = VCPU_EL1_hcr_el2,
	N_FIXED_AND_ALWAYS = VCPU_EL1_vsesr_el2,
	N_WITH_RAS = VCPU_EL1_sctlr_el1,
};
_Static_assert(N_FIXED % 2 == 0 && N_FIXED_AND_ALWAYS % 2 == 0 && N_WITH_RAS % 2 == 0,
	       "no pair is of two features");

/* What few CPUs or vCPUs have: the rows of these. */
#define EL1_OPTIONAL (VCPU_FEATURE_SME | VCPU_FEATURE_PAUTH | VCPU_FEATURE_CNTP)
void el1_save_optional(struct vcpu_el1_state *st, uint32_t features);
void el1_restore_optional(const struct vcpu_el1_state *st, uint32_t features);

#define SAVE_PAIR(name)                                                                            \
	if (IS_FIRST(name)) {                                                                      \
		first = sysreg_take_##name();                                                      \
	} else {                                                                                   \
		uint64_t second = sysreg_take_##name();                                            \
		st->reg[VCPU_EL1_##name & ~1u] = first;                                            \
		st->reg[VCPU_EL1_##name] = second;                                                 \
	}
#define SAVE_FIXED(name)
#define SAVE_ALWAYS(name) SAVE_PAIR(name)
/* Nearly every CPU since Armv8.2 has it. */
#define SAVE_RAS(name)                                                                             \
	if (__builtin_expect((features & VCPU_FEATURE_RAS) != 0, 1)) {                             \
		SAVE_PAIR(name)                                                                    \
	}
#define SAVE_SME(name)
#define SAVE_PAUTH(name)
#define SAVE_CNTP(name)
#define SAVE_LAST(name) SAVE_PAIR(name)

/* Every SYSREG_EL1 row of sysreg.def that is not of EL1_OPTIONAL, in its order.
 * Inline: bind, unbind and switch are what they consist of. */
static inline __attribute__((always_inline)) void el1_save(struct vcpu_el1_state *st,
							   uint32_t features)
{
	uint64_t first = 0;

	st = (struct vcpu_el1_state *)(uintptr_t)cpu_base(st);
	cpu_barrier();
#define SYSREG_EL1(feature, name, ...) SAVE_##feature(name)
#include <vcpu/sysreg.def>
	cpu_barrier();
}

/*
 * Cortex-A57 erratum 1319537, Cortex-A72 1319367: a speculative AT may walk with half of one
 * guest's registers and half of another's, and what it finds stays in the TLB. With both EPD bits
 * set there is nothing to walk, and with stage 1 on there are no walks of stage 2 alone.
 */
static inline void el1_stop_walks(void)
{
	sysreg_write_tcr_el1(TCR_EL1_EPD1 | TCR_EL1_EPD0);
	cpu_isb();
	sysreg_write_sctlr_el1(SCTLR_EL1_RESET | SCTLR_EL1_M);
	cpu_isb();
}

#define GIVE_PAIR(name)                                                                            \
	if (IS_FIRST(name)) {                                                                      \
		uint64_t first = st->reg[VCPU_EL1_##name];                                         \
		second = st->reg[VCPU_EL1_##name | 1u];                                            \
		cpu_hold(&first, &second);                                                         \
		sysreg_give_##name(first);                                                         \
	} else {                                                                                   \
		sysreg_give_##name(second);                                                        \
	}
#define GIVE_FIXED(name)  GIVE_PAIR(name)
#define GIVE_ALWAYS(name) GIVE_PAIR(name)
#define GIVE_RAS(name)                                                                             \
	if (__builtin_expect((features & VCPU_FEATURE_RAS) != 0, 1)) {                             \
		GIVE_PAIR(name)                                                                    \
	}
#define GIVE_SME(name)
#define GIVE_PAUTH(name)
#define GIVE_CNTP(name)
#define GIVE_LAST(name)

/* The same, behind el1_stop_walks(): walks of the guest's tables are off until all of it is there.
 * Ends without a barrier: the ERET is one. */
static inline __attribute__((always_inline)) void el1_restore(const struct vcpu_el1_state *st,
							      uint32_t features)
{
	uint64_t second = 0;
	uint64_t sctlr;
	uint64_t tcr;

	st = cpu_base(st);
	cpu_barrier();
#define SYSREG_EL1(feature, name, ...) GIVE_##feature(name)
#include <vcpu/sysreg.def>
	sctlr = st->sctlr_el1;
	tcr = st->tcr_el1;
	cpu_hold(&sctlr, &tcr);
	cpu_isb();
	sysreg_write_sctlr_el1(sctlr);
	cpu_isb();
	sysreg_write_tcr_el1(tcr);
}

/* One register of a guest that is not running: in the CPU where it stays there between exits. */
#define EL1_READ(arch, is_loaded, name)                                                            \
	((is_loaded) && switch_keeps_loaded() ? sysreg_read_##name() : (arch)->el1.name)

#define EL1_WRITE(arch, is_loaded, name, value)                                                    \
	do {                                                                                       \
		if ((is_loaded) && switch_keeps_loaded()) {                                        \
			sysreg_write_##name(value);                                                \
		} else {                                                                           \
			(arch)->el1.name = (value);                                                \
		}                                                                                  \
	} while (0)

#endif
