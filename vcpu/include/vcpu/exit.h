/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why vcpu_run() came back. Nothing about the guest has changed yet when an exit is returned,
 * unless it is VCPU_EXIT_NOTHING: the caller answers it and completes the access with one of the
 * vcpu_finish_*() calls of vcpu.h.
 */
#ifndef VCPU_EXIT_H
#define VCPU_EXIT_H

#include <stdbool.h>
#include <stdint.h>

enum vcpu_exit_reason {
	VCPU_EXIT_NOTHING,            /* no field; the library answered it: run again */
	VCPU_EXIT_HYPERCALL,          /* call: HVC; the PC is already behind it */
	VCPU_EXIT_SMC,                /* call: trapped SMC; the PC is still on it */
	VCPU_EXIT_MMIO_READ,          /* mmio: load from an address without a mapping */
	VCPU_EXIT_MMIO_WRITE,         /* mmio: store to an address without a mapping */
	VCPU_EXIT_SYSREG_READ,        /* sysreg: trapped MRS */
	VCPU_EXIT_SYSREG_WRITE,       /* sysreg: trapped MSR */
	VCPU_EXIT_EXTERNAL_INTERRUPT, /* interrupt: already fetched through the HAL */
	VCPU_EXIT_NESTED_PAGE_FAULT,  /* fault: stage-2 fault that is no decodable MMIO access */
	VCPU_EXIT_HALT,               /* halt: WFI or WFE; the PC is still on it */
	VCPU_EXIT_CPU_UP,             /* cpu_up: PSCI CPU_ON (immediate 0); vcpu_finish_call() */
	VCPU_EXIT_CPU_DOWN,           /* cpu_down: PSCI CPU_OFF; does not return to the guest */
	VCPU_EXIT_SYSTEM_DOWN, /* system_down: PSCI SYSTEM_OFF, SYSTEM_RESET, SYSTEM_RESET2 */
	VCPU_EXIT_SEND_IPI,    /* ipi: write to ICC_SGI1R_EL1; the PC is still on it */
	VCPU_EXIT_FAIL_ENTRY,  /* fail_entry: the CPU refused to enter the guest */
	VCPU_EXIT_FIQ,         /* no field */
	VCPU_EXIT_SERROR,      /* serror: physical; may be of who ran here before */
	VCPU_EXIT_REASONS,
};

/* The arguments stay in the guest's registers: vcpu_get_gpr(). Nothing is copied that nobody
 * reads. */
struct vcpu_exit_call {
	uint16_t imm; /* of the HVC or SMC instruction; 0 by the SMC Calling Convention */
};

/* Fields lie as in the syndrome, so that decoding it is one store.
 * Source: DDI 0487, ESR_EL2, "ISS encoding for an exception from a Data Abort" */
struct vcpu_exit_mmio {
	uint64_t ipa;
	union {
		uint32_t syndrome;
		struct {
			uint32_t : 15;
			uint32_t reg_is_64bit : 1;   /* the register is Xn, not Wn */
			uint32_t reg : 5;            /* 0 to 31; 31 is XZR */
			uint32_t is_sign_extend : 1; /* loads only */
			uint32_t size_log2 : 2;      /* of bytes: 0 to 3 */
			uint32_t : 8;
		};
	};
};

static inline unsigned int vcpu_mmio_size_bytes(const struct vcpu_exit_mmio *mmio)
{
	return 1u << mmio->size_log2;
}

/* A load of 4 bytes into Wn or, which is the same, zero-extended into Xn; or a store of 4. */
static inline bool vcpu_mmio_is_word(const struct vcpu_exit_mmio *mmio)
{
	/* SAS and SSE at once: of bit-fields each is a load of its own. */
	return (mmio->syndrome >> 21 & 7) == 4;
}

/*
 * Register encodings have the form of the ISS of a trapped MSR or MRS with Rt and direction zero,
 * as VCPU_SYSREG_ID() makes them: VCPU_SYSREG_ID(3, 3, 9, 13, 0) is PMCCNTR_EL0. <vcpu/sysreg.h>
 * has TRAP_* constants for the registers that the library itself uses.
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

/* PSCI arguments, as wide as the call's convention: an SMC32 call's upper halves are zero.
 * Source: DEN 0022, "CPU_ON", "CPU_OFF", "SYSTEM_OFF", "SYSTEM_RESET", "SYSTEM_RESET2" */
struct vcpu_exit_cpu_up {
	uint64_t target; /* MPIDR_EL1 of the CPU to start */
	uint64_t entry_ipa;
	uint64_t arg; /* x0 of its first instruction */
	bool is_smc;
};

struct vcpu_exit_cpu_down {
	bool is_smc;
};

struct vcpu_exit_system_down {
	bool is_reset;
	bool is_smc;
	uint32_t
		reset_type; /* of SYSTEM_RESET2: 0 warm; bit 31 vendor-specific. 0 for the others */
	uint64_t cookie;    /* of SYSTEM_RESET2 */
};

/* Source: IHI 0069, ICC_SGI1R_EL1 */
struct vcpu_exit_ipi {
	uint64_t target; /* MPIDR_EL1 form: Aff3 to Aff1; Aff0 is the first of the 16 in aux_list */
	uint16_t aux_list; /* bit n: the CPU whose Aff0 is target's Aff0 + n */
	uint8_t vector;    /* SGI, 0 to 15 */
	bool is_to_all;    /* to all but self; target and aux_list mean nothing */
	bool is_to_self;   /* target and aux_list name the sender and nobody else */
};

/* The CPU's own verdict on the state that it was to enter the guest with. vcpu_set_pstate() with a
 * mode that this CPU does not have is how a hypervisor gets here.
 * Source: DDI 0487, "Illegal exception returns from AArch64 state" */
struct vcpu_exit_fail_entry {
	/* ESR_EL2 of the exception that stopped the entry: Illegal Execution state, or what the
	 * guest's PC causes as an address of EL2, where nothing of it was executed */
	uint64_t esr;
	uint64_t spsr; /* PSTATE that was refused */
};

struct vcpu_exit_serror {
	uint64_t esr;
};

struct vcpu_exit {
	enum vcpu_exit_reason reason;
	union {
		struct vcpu_exit_call call;
		struct vcpu_exit_mmio mmio;
		struct vcpu_exit_sysreg sysreg;
		struct vcpu_exit_interrupt interrupt;
		struct vcpu_exit_fault fault;
		struct vcpu_exit_halt halt;
		struct vcpu_exit_cpu_up cpu_up;
		struct vcpu_exit_cpu_down cpu_down;
		struct vcpu_exit_system_down system_down;
		struct vcpu_exit_ipi ipi;
		struct vcpu_exit_fail_entry fail_entry;
		struct vcpu_exit_serror serror;
	};
};

/* Lower-case name ("mmio_read"), "?" for a value out of range. */
const char *vcpu_exit_reason_str(enum vcpu_exit_reason reason);

#endif
