/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One physical CPU as the library sees it. TPIDR_EL2 points at its struct vcpu_pcpu; an embedding
 * hypervisor with a per-CPU area of its own makes this its first member, and puts all of them into
 * a section of their own.
 *
 * Not for use by two CPUs: each calls these for itself.
 */
#ifndef VCPU_PCPU_H
#define VCPU_PCPU_H

#include <stdbool.h>
#include <stdint.h>

#define VCPU_CPUS_MAX 64u

struct vcpu;
struct vcpu_pcpu;

/* Optional parts of a CPU that the library moves, hides or traps. */
enum vcpu_feature {
	VCPU_FEATURE_AARCH32 = 1u << 0, /* EL0 can be in AArch32 state */
	VCPU_FEATURE_PAUTH = 1u << 1,   /* pointer authentication: keys move */
	VCPU_FEATURE_RAS = 1u << 2,     /* deferred virtual SErrors move, error records trap */
	VCPU_FEATURE_SME = 1u << 3,     /* TPIDR2_EL0 moves, the rest traps */
	VCPU_FEATURE_GICV3 = 1u << 4,   /* system-register interface: list registers move */
	VCPU_FEATURE_CNTP = 1u << 5,    /* of a vCPU: it owns the physical timer, which moves */
	VCPU_FEATURE_EL3 = 1u << 6,     /* an SMC reaches firmware */
	VCPU_FEATURE_GICV2 = 1u << 8,   /* memory-mapped interface: vcpu_pcpu_set_gich() */
};

typedef void (*vcpu_irq_handler)(struct vcpu_pcpu *pcpu);

struct vcpu_pcpu {
	struct vcpu *current;  /* the vCPU bound here, NULL: none, or in an operation */
	uint64_t emergency_sp; /* top of a stack that nothing but a fatal exception uses */
	vcpu_irq_handler irq_handler;
	uint64_t host_vbar; /* these five: before vcpu_pcpu_enable() */
	uint64_t host_hcr;
	uint64_t host_mdcr;
	uint64_t host_cptr;
	uint64_t host_cnthctl;
	uint64_t host_sp_el0; /* before the bound vCPU's was loaded */
	uint64_t guest_hcr; /* HCR_EL2 for a guest on this CPU; a vCPU's own bits are added to it */
	uint64_t guest_cptr;
	uint32_t cpu_id;
	uint32_t features; /* enum vcpu_feature */
	uint8_t n_list_registers;
	uint8_t n_active_priorities; /* of each group */
	/* Its GIC has system registers, one of active priorities for each group; it has no SME,
	 * PAUTH. */
	bool is_plain;
	uint16_t all_empty; /* ICH_ELRSR_EL2 when every list register is empty */
	bool is_enabled;
	bool is_in_operation;    /* vcpu_transition() calls out */
	bool is_running_by_word; /* @current is Running by vcpu_transition(), not by vcpu_run() */
	struct vcpu *aside;      /* in an operation: what @current is outside of it */
	uintptr_t gich;          /* of vcpu_pcpu_set_gich(), 0: none */
};

/* What an exception taken from EL2 itself found; all that a dump can tell. */
struct vcpu_fault_frame {
	uint64_t x[31];
	uint64_t sp;
	uint64_t elr;
	uint64_t spsr;
	uint64_t esr;
	uint64_t far;
	uint64_t vector; /* slot of the vector table, 0 to 15 */
	uint64_t reserved;
};

/**
 * vcpu_pcpu_init - make @pcpu this CPU's, find out what the CPU has, and point TPIDR_EL2 at @pcpu
 * @cpu_id: below VCPU_CPUS_MAX; the bit of a vCPU's CPU set
 * @emergency_stack_top: 16-byte aligned, at least 4 KiB below it
 *
 * Its interrupt handler is one that fetches and handles through the HAL. Once for each CPU: never
 * while it is enabled.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL  a NULL pointer, the stack's top is not aligned, or @cpu_id is out of range
 *          VCPU_EUNSUPPORTED  HCR_EL2.E2H is 1: EL2's registers have another layout then
 */
int vcpu_pcpu_init(struct vcpu_pcpu *pcpu, uint32_t cpu_id, void *emergency_stack_top);

/**
 * vcpu_pcpu_enable - take the vectors and turn virtualisation on, on this CPU
 *
 * Saves VBAR_EL2, HCR_EL2, MDCR_EL2, CPTR_EL2 and CNTHCTL_EL2, installs the library's vectors, and
 * sets what guests run under: stage 2 on, EL1 is AArch64, physical IRQ, FIQ and SError come to EL2;
 * SMC, WFx, and everything that the library does not move between guests trap, with what this CPU
 * has of debug, performance and activity monitors, trace, profiling, SVE, SME, MTE, RAS, MPAM,
 * LORegions. FP/SIMD does not trap, at EL2 either. ID_* registers trap, and tell of nothing that
 * traps; REVIDR_EL1, AIDR_EL1 and those of the caches are the CPU's own.
 *
 * Returns: VCPU_OK, VCPU_EINVAL (NULL), VCPU_EBADSTATE when already enabled
 */
int vcpu_pcpu_enable(struct vcpu_pcpu *pcpu);

/**
 * vcpu_pcpu_disable - put all five back
 *
 * What traps newer features stays (HCRX_EL2, fine-grained traps, MPAM2_EL2, HSTR_EL2,
 * ICC_SRE_EL2.Enable), and EL1's registers are the last guest's: whoever gives this CPU to an EL1
 * of its own sets them first.
 *
 * Returns: VCPU_OK, VCPU_EINVAL (NULL), VCPU_EBADSTATE (not enabled), VCPU_EBUSY (a vCPU is bound,
 *          or inside an operation)
 */
int vcpu_pcpu_disable(struct vcpu_pcpu *pcpu);

/**
 * vcpu_pcpu_set_gich - this CPU's virtual CPU interface is a GICv2's
 * @gich: its control registers, GICH_HCR the first of them, as mapped at EL2: Device memory
 *
 * Before vcpu_pcpu_enable(). Guests with VCPU_FLAG_VIRTUAL_GIC can then be bound here; the
 * embedding hypervisor maps GICV where they look for their CPU interface.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL      NULL, or no multiple of 4 KiB
 *          VCPU_EBADSTATE   already enabled
 *          VCPU_EUNSUPPORTED this CPU has the system registers of a GICv3, which are used
 */
int vcpu_pcpu_set_gich(struct vcpu_pcpu *pcpu, uintptr_t gich);

static inline bool vcpu_pcpu_is_enabled(const struct vcpu_pcpu *pcpu)
{
	return pcpu->is_enabled;
}

/**
 * vcpu_pcpu_set_irq_handler - who serves an IRQ that is taken while this CPU runs the hypervisor
 * itself
 * @handler: called on the interrupted stack with interrupts masked; NULL: the HAL's again
 *
 * Such an interrupt is taken only where the hypervisor has unmasked IRQs (PSTATE.I), never while
 * vcpu_run() is on its way. One that ends a guest's run is an exit instead.
 *
 * Returns: VCPU_OK, VCPU_EINVAL (@pcpu is NULL)
 */
int vcpu_pcpu_set_irq_handler(struct vcpu_pcpu *pcpu, vcpu_irq_handler handler);

/* Most levels of stage-2 table that a guest can have on this CPU: 3 or 4. */
unsigned int vcpu_pcpu_max_stage2_levels(void);

/* Provided by the embedding hypervisor: an exception came from EL2 itself. Must not return. */
void vcpu_host_fault(const struct vcpu_fault_frame *frame) __attribute__((noreturn));

#endif
