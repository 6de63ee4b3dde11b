/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why vcpu_run() came back. Nothing about the guest has changed yet when an exit is returned: the
 * caller answers it and completes the access with one of the vcpu_finish_*() calls of vcpu.h.
 */
#ifndef VCPU_EXIT_H
#define VCPU_EXIT_H

#include <stdbool.h>
#include <stdint.h>

enum vcpu_exit_reason {
	VCPU_EXIT_NOTHING,            /* no field; run again */
	VCPU_EXIT_HYPERCALL,          /* hypercall: HVC; the PC is already behind it */
	VCPU_EXIT_SMC,                /* smc: trapped SMC; the PC is still on it */
	VCPU_EXIT_MMIO_READ,          /* mmio: load from an address without a mapping */
	VCPU_EXIT_MMIO_WRITE,         /* mmio: store to an address without a mapping */
	VCPU_EXIT_SYSREG_READ,        /* sysreg: trapped MRS */
	VCPU_EXIT_SYSREG_WRITE,       /* sysreg: trapped MSR */
	VCPU_EXIT_EXTERNAL_INTERRUPT, /* interrupt: already fetched through the HAL */
	VCPU_EXIT_NESTED_PAGE_FAULT,  /* fault: stage-2 fault that is no decodable MMIO access */
	VCPU_EXIT_HALT,               /* halt: WFI or WFE; the PC is still on it */
	VCPU_EXIT_FIQ,                /* no field */
	VCPU_EXIT_SERROR,             /* serror */
	VCPU_EXIT_REASONS,
};

/* The arguments stay in the guest's registers: vcpu_get_gpr(). Nothing is copied that nobody reads. */
struct vcpu_exit_call {
	uint16_t imm; /* of the HVC or SMC instruction */
};

struct vcpu_exit_mmio {
	uint64_t ipa;
	uint8_t size_bytes;  /* 1, 2, 4 or 8 */
	uint8_t reg;         /* 0 to 31; 31 is XZR */
	bool reg_is_64bit;   /* the register is Xn, not Wn */
	bool is_sign_extend; /* loads only */
};

/*
 * Register encodings have the form of the ISS of a trapped MSR or MRS with Rt and direction zero,
 * as VCPU_SYSREG_ID() and the TRAP_* constants of <vcpu/sysreg.h>.
 */
struct vcpu_exit_sysreg {
	uint32_t id;
	uint8_t reg; /* 0 to 31; 31 is XZR */
};

struct vcpu_exit_interrupt {
	uint32_t vector; /* what hal_irq_fetch() answered: on a GIC, the INTID */
};

struct vcpu_exit_fault {
	uint64_t va;  /* FAR_EL2; meaningless when !is_va_valid */
	uint64_t ipa; /* meaningless when !is_ipa_valid; of a stage-1 walk the page */
	bool is_va_valid;
	bool is_ipa_valid;
	bool is_write;
	bool is_exec;
	bool is_permission;  /* mapped, but not for this access */
	bool is_stage1_walk; /* the fault is on the guest's own table walk */
	uint8_t status_code; /* DFSC or IFSC */
};

struct vcpu_exit_halt {
	bool is_wfe;
};

struct vcpu_exit_serror {
	uint64_t esr;
};

struct vcpu_exit {
	enum vcpu_exit_reason reason;
	union {
		struct vcpu_exit_call hypercall;
		struct vcpu_exit_call smc;
		struct vcpu_exit_mmio mmio;
		struct vcpu_exit_sysreg sysreg;
		struct vcpu_exit_interrupt interrupt;
		struct vcpu_exit_fault fault;
		struct vcpu_exit_halt halt;
		struct vcpu_exit_serror serror;
	};
};

/* Lower-case name ("mmio_read"), "?" for a value out of range. */
const char *vcpu_exit_reason_str(enum vcpu_exit_reason reason);

#endif
