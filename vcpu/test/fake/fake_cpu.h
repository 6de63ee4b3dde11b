/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A strict CPU for host unit tests. It logs every access and barrier in order
 * ("r:hcr_el2;w:hcr_el2;isb;"), and a read of a register that nobody has set fails the test:
 * silence is not zero. ICH_ELRSR_EL2 follows the list registers at each ISB and each exception. It
 * also stands in for the library's assembly: vcpu_enter() plays scripted exits, fp_save() and
 * fp_restore() move fake_fp, and fail where CPTR_EL2 may still trap them.
 */
#ifndef FAKE_FAKE_CPU_H
#define FAKE_FAKE_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/aarch64.h>

#include "aarch64/trap.h"

enum fake_reg {
#define SYSREG_RO(name, ...)           FAKE_##name,
#define SYSREG_WO(name, ...)           FAKE_##name,
#define SYSREG_RW(name, ...)           FAKE_##name,
#define SYSREG_EL1(feature, name, ...) FAKE_##name,
#include <vcpu/sysreg.def>
	FAKE_REGS,
};

/* What a guest does next. @kind is the row of the vector table: 0 synchronous, 1 IRQ, 2 FIQ, 3
 * SError; 4 is an ERET that the CPU refused. Sets the syndrome registers that the architecture
 * writes for it and makes the others UNKNOWN. */
struct fake_exit {
	unsigned int kind;
	uint64_t esr;
	uint64_t far;         /* aborts, PC alignment, watchpoints */
	uint64_t hpfar;       /* aborts only */
	bool is_acknowledged; /* IRQs: in place, which found @vector and declined */
	uint32_t vector;
	void (*guest)(
		struct vcpu_ctx *ctx); /* looks at and changes what the guest sees; may be NULL */
};

/* The FP/SIMD registers. */
extern struct vcpu_fp_state fake_fp;

/* No register set, empty log, no scripted exit. Every test begins with it. */
void fake_reset(void);

/* Give a register a value, or look at it, without a row in the log. A look at an unset one
 * fails. */
void fake_set(enum fake_reg reg, uint64_t value);
uint64_t fake_get(enum fake_reg reg);
void fake_forget(enum fake_reg reg); /* UNKNOWN from here on */

/* The register's bits in @mask are fixed: a write of the library does not change them. */
void fake_fix(enum fake_reg reg, uint64_t mask);

const char *fake_log(void);
void fake_log_clear(void);

void fake_script_exit(const struct fake_exit *exit); /* copied, played in order */

/* What vcpu_enter() plays: the guest of the next scripted exit, and its exception. */
enum trap_kind fake_play_exit(struct vcpu_ctx *ctx);

/* What the next "at s1e1r" leaves in PAR_EL1, once; without it PAR_EL1 is UNKNOWN. */
void fake_script_par(uint64_t par);

/* EL3: called with x0 to x17 of each SMC of the library; without one an SMC fails the test. */
void fake_script_firmware(void (*firmware)(uint64_t x[18]));

/* For <cpu/access.h> and other stand-ins. */
uint64_t fake_cpu_read(enum fake_reg reg);
void fake_cpu_write(enum fake_reg reg, uint64_t value);
void fake_cpu_note(const char *event); /* a row "event;" */
void fake_cpu_translate(uint64_t va);  /* a row "at_s1e1r:0x8000;" */

#endif
