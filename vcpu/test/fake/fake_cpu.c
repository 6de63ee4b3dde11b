/* SPDX-License-Identifier: Apache-2.0 */
#include "fake_cpu.h"

#include <vcpu/arch.h>

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "aarch64/trap.h"

#define EXITS_MAX 16u
#define CPTR_TFP  0x400u /* DDI 0487, CPTR_EL2 with E2H 0: EL2's FP/SIMD too */

static const char *const reg_names[FAKE_REGS] = {
#define SYSREG_RO(name, ...)           [FAKE_##name] = #name,
#define SYSREG_WO(name, ...)           [FAKE_##name] = #name,
#define SYSREG_RW(name, ...)           [FAKE_##name] = #name,
#define SYSREG_EL1(feature, name, ...) [FAKE_##name] = #name,
#include <vcpu/sysreg.def>
};

static struct {
	uint64_t value[FAKE_REGS];
	uint64_t fixed[FAKE_REGS];
	bool is_set[FAKE_REGS];
	char log[16384];
	size_t log_len;
	struct fake_exit exits[EXITS_MAX];
	size_t n_exits;
	size_t next_exit;
	bool has_par;
	uint64_t par;
	void (*firmware)(uint64_t x[18]);
	bool is_fp_trapped; /* as of the last context synchronization */
} cpu;

struct vcpu_fp_state fake_fp;

const char vcpu_vectors[2048] __attribute__((aligned(2048))) = "vectors";

/* Not fail_msg(): a test can expect a mock_assert() and so prove that the fake is strict. Static:
 * cmocka keeps the pointer. */
static void refuse(const char *what, const char *name)
{
	static char text[sizeof(cpu.log) + 128];

	(void)snprintf(text, sizeof(text), "%s %s after \"%s\"", what, name, cpu.log);
	mock_assert(0, text, __FILE__, __LINE__);
}

static void append(const char *prefix, const char *text)
{
	size_t room = sizeof(cpu.log) - cpu.log_len;
	int len = snprintf(cpu.log + cpu.log_len, room, "%s%s;", prefix, text);

	if (len < 0 || (size_t)len >= room) {
		refuse("log is full at", text);
		return;
	}
	cpu.log_len += (size_t)len;
}

void fake_reset(void)
{
	memset(&cpu, 0, sizeof(cpu));
	memset(&fake_fp, 0, sizeof(fake_fp));
}

void fake_set(enum fake_reg reg, uint64_t value)
{
	cpu.value[reg] = value;
	cpu.is_set[reg] = true;
}

uint64_t fake_get(enum fake_reg reg)
{
	if (!cpu.is_set[reg]) {
		refuse("read of a register that was never set:", reg_names[reg]);
	}
	return cpu.value[reg];
}

void fake_forget(enum fake_reg reg)
{
	cpu.is_set[reg] = false;
}

void fake_fix(enum fake_reg reg, uint64_t mask)
{
	cpu.fixed[reg] = mask;
}

void fake_script_par(uint64_t par)
{
	cpu.par = par;
	cpu.has_par = true;
}

void fake_script_firmware(void (*firmware)(uint64_t x[18]))
{
	cpu.firmware = firmware;
}

const char *fake_log(void)
{
	return cpu.log;
}

void fake_log_clear(void)
{
	cpu.log_len = 0;
	cpu.log[0] = '\0';
}

void fake_script_exit(const struct fake_exit *exit)
{
	if (cpu.next_exit == cpu.n_exits) {
		cpu.next_exit = 0;
		cpu.n_exits = 0;
	}
	if (cpu.n_exits == EXITS_MAX) {
		refuse("too many", "scripted exits");
		return;
	}
	cpu.exits[cpu.n_exits++] = *exit;
}

uint64_t fake_cpu_read(enum fake_reg reg)
{
	append("r:", reg_names[reg]);
	return fake_get(reg);
}

void fake_cpu_write(enum fake_reg reg, uint64_t value)
{
	append("w:", reg_names[reg]);
	fake_set(reg, (value & ~cpu.fixed[reg]) | (cpu.value[reg] & cpu.fixed[reg]));
}

/* ICH_ELRSR_EL2 tells of the list registers as they were at the last context synchronization: bit n
 * is 1 when State, 63:62, is 0b00 and neither HW, 61, nor EOI, 41, makes an EOI of it. IHI 0069. */
static void synchronize_elrsr(void)
{
	for (unsigned int n = 0; n < 16; n++) {
		static const enum fake_reg lrs[] = {
			FAKE_ich_lr0_el2,  FAKE_ich_lr1_el2,  FAKE_ich_lr2_el2,  FAKE_ich_lr3_el2,
			FAKE_ich_lr4_el2,  FAKE_ich_lr5_el2,  FAKE_ich_lr6_el2,  FAKE_ich_lr7_el2,
			FAKE_ich_lr8_el2,  FAKE_ich_lr9_el2,  FAKE_ich_lr10_el2, FAKE_ich_lr11_el2,
			FAKE_ich_lr12_el2, FAKE_ich_lr13_el2, FAKE_ich_lr14_el2, FAKE_ich_lr15_el2,
		};
		uint64_t lr = cpu.value[lrs[n]];
		bool is_empty = lr >> 62 == 0 && ((lr >> 61 & 1) != 0 || (lr >> 41 & 1) == 0);

		if (cpu.is_set[lrs[n]]) {
			cpu.value[FAKE_ich_elrsr_el2] &= ~(UINT64_C(1) << n);
			cpu.value[FAKE_ich_elrsr_el2] |= (uint64_t)is_empty << n;
		}
	}
}

static void synchronize(void)
{
	synchronize_elrsr();
	cpu.is_fp_trapped = (cpu.value[FAKE_cptr_el2] & CPTR_TFP) != 0;
}

void fake_cpu_note(const char *event)
{
	if (strcmp(event, "isb") == 0) {
		synchronize();
	}
	append("", event);
}

void fake_cpu_translate(uint64_t va)
{
	char row[32];

	(void)snprintf(row, sizeof(row), "at_s1e1r:%#" PRIx64, va);
	append("", row);
	fake_forget(FAKE_par_el1);
	if (cpu.has_par) {
		fake_set(FAKE_par_el1, cpu.par);
		cpu.has_par = false;
	}
}

void smc_call(uint64_t x[18])
{
	append("", "smc");
	if (cpu.firmware == NULL) {
		refuse("no firmware for", "smc_call()");
		return;
	}
	cpu.firmware(x);
}

/* ESR_EL2 is written for all but interrupts, FAR_EL2 for aborts, PC alignment faults and
 * watchpoints, HPFAR_EL2 for aborts. Source: DDI 0487, "Exception entry"; ESR_EL2, FAR_EL2,
 * HPFAR_EL2 */
static void take_exception(const struct fake_exit *exit)
{
	uint64_t ec = exit->esr >> 26 & 0x3f;
	bool is_abort = exit->kind == 0 && (ec == 0x20 || ec == 0x24);

	fake_forget(FAKE_esr_el2);
	fake_forget(FAKE_far_el2);
	fake_forget(FAKE_hpfar_el2);
	if (exit->kind != 1 && exit->kind != 2) {
		fake_set(FAKE_esr_el2, exit->esr);
	}
	if (is_abort || (exit->kind == 0 && (ec == 0x22 || ec == 0x34))) {
		fake_set(FAKE_far_el2, exit->far);
	}
	if (is_abort) {
		fake_set(FAKE_hpfar_el2, exit->hpfar);
	}
}

enum trap_kind fake_play_exit(struct vcpu_ctx *ctx)
{
	const struct fake_exit *exit = &cpu.exits[cpu.next_exit];

	append("", "enter");
	if (cpu.next_exit == cpu.n_exits) {
		refuse("no exit is scripted for", "vcpu_enter()");
		return TRAP_KIND_SYNC;
	}
	cpu.next_exit++;
	synchronize();
	if (exit->guest != NULL) {
		exit->guest(ctx);
	}
	synchronize();
	take_exception(exit);
	return (enum trap_kind)exit->kind;
}

void vcpu_enter(struct arch_vcpu *arch, struct vcpu_exit *exit)
{
	struct vcpu_ctx *ctx = &arch->ctx;
	const struct fake_exit *script = &cpu.exits[cpu.next_exit];
	enum trap_kind kind = fake_play_exit(ctx);
	uint64_t esr;

	/* As the vectors of an embedding hypervisor whose handlers answer nothing. */
	switch (kind) {
	case TRAP_KIND_SYNC:
		esr = sysreg_read_esr_el2();
		if ((esr >> 31 & 1) != 0) {
			vcpu_left_abort(ctx, exit, esr, ctx->spsr);
		} else {
			vcpu_left_sync(ctx, exit, esr);
		}
		return;
	case TRAP_KIND_IRQ:
		if (script->is_acknowledged) {
			vcpu_left_irq(ctx, exit, script->vector);
		} else {
			vcpu_left_irq_pending(ctx, exit);
		}
		return;
	default:
		vcpu_left_rare(ctx, exit, kind);
		return;
	}
}

/* The library's own, in enter.S, is weak too: a switch policy may have another. */
__attribute__((weak)) void arch_vcpu_run(struct arch_vcpu *arch, struct vcpu_exit *exit)
{
	vcpu_enter(arch, exit);
}

/* Old or new: which of the two a write of CPTR_EL2 lets through until the next ISB is the CPU's
 * choice. */
static void use_fp(const char *event)
{
	append("", event);
	if (cpu.is_fp_trapped || (cpu.value[FAKE_cptr_el2] & CPTR_TFP) != 0) {
		refuse("FP/SIMD traps in", event);
	}
}

void fp_save(struct vcpu_fp_state *fp)
{
	use_fp("fp_save");
	*fp = fake_fp;
}

int fp_switch(struct vcpu_fp_state *from, const struct vcpu_fp_state *to)
{
	fp_save(from);
	fp_restore(to);
	return VCPU_OK;
}

void fp_restore(const struct vcpu_fp_state *fp)
{
	use_fp("fp_restore");
	fake_fp = *fp;
}
