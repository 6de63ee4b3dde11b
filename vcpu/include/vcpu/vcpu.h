/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual CPU: identity, affinity, life cycle, run.
 *
 *	Created --setup--> Free --bind--> Ready --run--> Running
 *	                   ^ |  ^          | ^             |
 *	             unblock block +-unbind-+ +----exit-----+
 *	                   | v
 *	                 Blocked
 *
 * A call of the life cycle in any other state is refused with VCPU_EBADSTATE and makes the vCPU
 * Invalid, which it stays: whoever lost track of a vCPU's state must not run it. Other refusals
 * change nothing. None of them is allowed inside another's operation on the same CPU (from a HAL
 * call during vcpu_run(), or from the operation of vcpu_transition()): VCPU_ENESTED.
 *
 * NULL is refused with VCPU_EINVAL, but by the accessors and vcpu_finish_*(), which lie on the way
 * of an exit: they take a vCPU that vcpu_init() has made, and the exit that vcpu_run() returned for
 * it.
 *
 * All calls but vcpu_init() need vcpu_pcpu_init() on the calling CPU first. Not thread safe: one
 * CPU at a time works with a vCPU, and an interrupt handler does not interrupt one that does.
 */
#ifndef VCPU_VCPU_H
#define VCPU_VCPU_H

#include <stdint.h>

#include <vcpu/aarch64.h>
#include <vcpu/exit.h>
#include <vcpu/stage2.h>
#include <vcpu/status.h>

enum vcpu_state {
	VCPU_STATE_CREATED,
	VCPU_STATE_FREE,
	VCPU_STATE_READY,
	VCPU_STATE_RUNNING,
	VCPU_STATE_BLOCKED, /* bound nowhere and waiting for something: not to be bound */
	VCPU_STATE_INVALID,
	VCPU_STATES,
};

#define VCPU_CPU_ANY UINT32_MAX

struct vcpu_config {
	uint32_t vm_id;
	uint32_t vcpu_id;       /* 0: the one that boots its guest */
	uint32_t preferred_cpu; /* for the scheduler; in cpu_set, or VCPU_CPU_ANY. 0: CPU 0 */
	uint64_t cpu_set;       /* bit n: may be bound to physical CPU n; 0: any CPU */
	uint64_t vmpidr;        /* what the guest reads in MPIDR_EL1; bit 31 is set for it */
	uint64_t cntvoff;       /* virtual count = physical count - this */
	uint64_t boot_arg; /* x0 at the first instruction (a device tree's address, by custom) */
};

enum vcpu_flag {
	/* Physical interrupts go to the guest's EL1 and its GIC accesses to the physical CPU
	 * interface: for a CPU that is given wholly to one guest. What it leaves in that interface
	 * (ICC_PMR_EL1, ICC_IGRPEN1_EL1, active priorities) the hypervisor finds after the unbind.
	 * Not together with VCPU_FLAG_VIRTUAL_GIC. */
	VCPU_FLAG_INTERRUPT_PASSTHROUGH = 1u << 0,
	/* The guest owns the EL1 physical timer and counter; else both trap. */
	VCPU_FLAG_TIMER_PASSTHROUGH = 1u << 1,
	/* The guest has a virtual CPU interface, of the kind that the CPU has: system registers,
	 * or GICV's page; else system registers trap. */
	VCPU_FLAG_VIRTUAL_GIC = 1u << 2,
	/* SMCs with immediate 0 that are not PSCI calls go to EL3 and back without an exit of their
	 * own. EL3 takes them for the hypervisor's own: not for a guest that is not trusted as
	 * much. */
	VCPU_FLAG_SMC_FORWARD = 1u << 3,
	/* WFI and WFE do not exit: the CPU sleeps in the guest until an interrupt comes. For a CPU
	 * that nobody else waits for. */
	VCPU_FLAG_WFX_NATIVE = 1u << 4,
	/* FP/SIMD registers are loaded when the guest first uses them after a bind, which then is
	 * an exit (VCPU_EXIT_NOTHING), and not at the bind. Until then the hypervisor's own use
	 * traps. */
	VCPU_FLAG_FP_ON_USE = 1u << 5,
	/* SMCs go to EL3 without a look. EL3 takes them for the hypervisor's own, all of them:
	 * CPU_OFF turns the physical CPU off. For a guest that is trusted as the hypervisor is. */
	VCPU_FLAG_SMC_NATIVE = 1u << 6,
	VCPU_FLAGS_ALL = (1u << 7) - 1,
};

struct vcpu_setup {
	uint64_t entry_ipa;    /* first instruction: guest-physical, 4-byte aligned */
	struct stage2 *memory; /* the guest's; several vCPUs share one */
	uint32_t flags;        /* enum vcpu_flag */
};

struct vcpu {
	struct arch_vcpu arch;
	enum vcpu_state state;
	uint32_t vm_id;
	uint32_t vcpu_id;
	uint32_t preferred_cpu;
	uint64_t cpu_set;
};

/**
 * vcpu_init - make a vCPU in caller-provided memory; its state is Created
 *
 * Also one that was there before, whatever became of it: this is how a vCPU is reset, and the only
 * way out of Invalid. It must not be bound to any CPU. There is nothing to destroy: the memory of a
 * vCPU that is not bound may be used for something else.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL  a NULL pointer, @vcpu not 16-byte aligned, or @config's preferred CPU not
 *                       in its CPU set
 */
int vcpu_init(struct vcpu *vcpu, const struct vcpu_config *config);

/**
 * vcpu_setup - give a Created vCPU its first instruction and its memory; it becomes Free
 * Returns: VCPU_OK
 *          VCPU_EINVAL    a NULL pointer, memory not made, an entry that is not aligned, an unknown
 *                         flag, or flags that exclude each other
 *          VCPU_EBADSTATE not Created
 */
int vcpu_setup(struct vcpu *vcpu, const struct vcpu_setup *setup);

/**
 * vcpu_bind - load a Free vCPU into this physical CPU; it becomes Ready
 *
 * While it is bound the FP/SIMD registers and pointer-authentication keys are the guest's, in the
 * hypervisor too; with SWITCH=lazy SP_EL0 as well. FP/SIMD registers and keys stay so until another
 * vCPU is bound.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL    NULL, its CPU set forbids this CPU, or its memory has been destroyed
 *          VCPU_EBUSY     another vCPU is bound here
 *          VCPU_EUNSUPPORTED it has a virtual GIC, and this CPU has no interface for one; or it is
 *                            in AArch32 state, which this CPU does not have
 *          VCPU_EBADSTATE not Free; or the CPU is not enabled, and the vCPU stays Free
 */
int vcpu_bind(struct vcpu *vcpu);

/* Stores the state of a Ready vCPU back into it; it becomes Free. One that became Invalid while
 * bound here stays Invalid, but leaves the CPU. VCPU_OK, VCPU_EINVAL (NULL), VCPU_EBADSTATE. */
int vcpu_unbind(struct vcpu *vcpu);

/**
 * vcpu_switch - unbind @from and bind @to on this CPU, in one step
 *
 * @from is Ready and bound here, and becomes Free; @to is Free, and becomes Ready.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL, VCPU_EUNSUPPORTED  as vcpu_bind() of @to, or the two are one; nothing
 *          changes
 *          VCPU_EBADSTATE  the one that is not in the state above becomes Invalid, the other stays
 *          VCPU_ENESTED    inside another operation
 */
int vcpu_switch(struct vcpu *from, struct vcpu *to);

/* A Free vCPU that waits becomes Blocked, a Blocked one Free. VCPU_OK, VCPU_EINVAL,
 * VCPU_EBADSTATE. */
int vcpu_block(struct vcpu *vcpu);
int vcpu_unblock(struct vcpu *vcpu);

/**
 * vcpu_transition - an embedding hypervisor's own step of the life cycle
 * @op: called in state @from, may be NULL; answers VCPU_OK, or a status that refuses the step
 *
 * The calls above are transitions with the library's own operations. What @op leaves behind must be
 * what the new state means: a vCPU that is Ready and not bound here does not run.
 *
 * Returns: VCPU_OK        the vCPU is in state @to
 *          VCPU_ENESTED   inside another operation
 *          VCPU_EBADSTATE it is not in state @from, or the picture above has no such arrow
 *          VCPU_EINVAL    NULL, or no state
 *          what @op answered: the vCPU is still in state @from
 */
int vcpu_transition(struct vcpu *vcpu, enum vcpu_state from, enum vcpu_state to,
		    int (*op)(struct vcpu *vcpu, void *arg), void *arg);

/**
 * vcpu_run - run a Ready vCPU until its next exit
 * @exit: written only when VCPU_OK is returned
 *
 * The caller has interrupts masked (PSTATE.DAIF); a pending one ends the run at once.
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL    a NULL pointer
 *          VCPU_EBADSTATE not Ready, or not bound to this CPU
 */
int vcpu_run(struct vcpu *vcpu, struct vcpu_exit *exit);

/* The vCPU that is bound to this CPU, NULL: none. */
struct vcpu *vcpu_current(void);

/* ESR_EL2 as the last exit of this CPU's guest left it: for messages. */
uint64_t vcpu_last_esr(void);

static inline bool vcpu_is_bootstrap(const struct vcpu *vcpu)
{
	return vcpu->vcpu_id == 0;
}

/* General registers of a guest that is not running. @reg: 0 to 31; 31 is XZR: reads 0, keeps 0.
 * Above: reads 0; VCPU_EINVAL, and nothing changes. */
static inline uint64_t vcpu_get_gpr(const struct vcpu *vcpu, unsigned int reg)
{
	return reg < 31 ? vcpu->arch.ctx.x[reg] : 0;
}

static inline int vcpu_set_gpr(struct vcpu *vcpu, unsigned int reg, uint64_t value)
{
	if (reg > 31) {
		return VCPU_EINVAL;
	}
	vcpu->arch.ctx.x[reg] = value;
	return VCPU_OK;
}

/* What a call (HVC, SMC) answers in x0. */
static inline void vcpu_set_return_value(struct vcpu *vcpu, uint64_t value)
{
	vcpu->arch.ctx.x[0] = value;
}

static inline uint64_t vcpu_pc(const struct vcpu *vcpu)
{
	return vcpu->arch.ctx.elr;
}

static inline void vcpu_set_pc(struct vcpu *vcpu, uint64_t pc)
{
	vcpu->arch.ctx.elr = pc;
}

/* As SPSR_EL2 has it. */
static inline uint64_t vcpu_pstate(const struct vcpu *vcpu)
{
	return vcpu->arch.ctx.spsr;
}

/**
 * vcpu_set_pstate - give a guest that is not running another PSTATE, in the form of SPSR_EL2
 *
 * A mode that this CPU does not have is accepted here, with DAIF set, and refused by the CPU:
 * VCPU_EXIT_FAIL_ENTRY.
 *
 * Returns: VCPU_OK, VCPU_EINVAL (NULL, or a mode of EL2 or EL3: that would run the guest there)
 */
int vcpu_set_pstate(struct vcpu *vcpu, uint64_t pstate);

/* Complete the instruction that caused the exit without executing it: MMIO write, SMC, sysreg, IPI
 * and halt exits, once answered. */
static inline void vcpu_finish_step(struct vcpu *vcpu)
{
	vcpu_ctx_step(&vcpu->arch.ctx);
}

/**
 * vcpu_finish_call - answer a call in x0, and step past it where the PC is still on it
 * @exit: HYPERCALL, SMC, CPU_UP, CPU_DOWN or SYSTEM_DOWN, as vcpu_run() returned it for @vcpu
 */
void vcpu_finish_call(struct vcpu *vcpu, const struct vcpu_exit *exit, uint64_t value);

/* For the sizes and extensions that vcpu_finish_mmio_read() does not do itself. */
void vcpu_finish_mmio_read_extended(struct vcpu *vcpu, const struct vcpu_exit *exit,
				    uint64_t value);

/**
 * vcpu_finish_mmio_read - give a trapped load its value and step past it
 * @exit:  the VCPU_EXIT_MMIO_READ that vcpu_run() returned for @vcpu
 * @value: device data, right-aligned; bytes above the access's size are ignored
 *
 * Register 31 is XZR: the value is dropped.
 * Source: DDI 0487, ESR_EL2, "ISS encoding for an exception from a Data Abort"
 */
static inline void vcpu_finish_mmio_read(struct vcpu *vcpu, const struct vcpu_exit *exit,
					 uint64_t value)
{
	if (!vcpu_mmio_is_word(&exit->mmio)) {
		vcpu_finish_mmio_read_extended(vcpu, exit, value);
		return;
	}
	vcpu_finish_step(vcpu);
	vcpu->arch.ctx.x[exit->mmio.syndrome >> 16 & 31] = (uint32_t)value;
}

/* What a trapped store wrote, right-aligned, bytes above the access's size zero. */
uint64_t vcpu_mmio_write_value(const struct vcpu *vcpu, const struct vcpu_exit *exit);

/* Gives a trapped MRS its value and steps past it. */
static inline void vcpu_finish_sysreg_read(struct vcpu *vcpu, const struct vcpu_exit *exit,
					   uint64_t value)
{
	(void)vcpu_set_gpr(vcpu, exit->sysreg.reg, value);
	vcpu_finish_step(vcpu);
}

/*
 * Exceptions for a guest that is not running: bound to this CPU (Ready), or to none (Free,
 * Blocked). It takes them when it next runs, as if its current instruction had caused them:
 * ELR_EL1, SPSR_EL1, ESR_EL1, FAR_EL1, PSTATE and the vector are what the architecture says. Behind
 * an HVC the current instruction is the next one: to refuse the HVC itself, set the PC back by 4.
 * Source: DDI 0487, "Exception entry"; shared pseudocode, AArch64.TakeException()
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL    NULL
 *          VCPU_EBADSTATE in another state; nothing changes, the state neither
 */

/* Unknown reason: what an instruction that does not exist causes. */
int vcpu_inject_undef(struct vcpu *vcpu);

/* Synchronous External abort of a data access at @va, or of the instruction fetch there. */
int vcpu_inject_abort(struct vcpu *vcpu, uint64_t va, bool is_exec);

/* A virtual SError, taken once the guest does not mask it. @iss: ESR_EL1.ISS of it, 25 bits, where
 * the CPU has RAS; else it must be 0 (VCPU_EUNSUPPORTED). */
int vcpu_inject_serror(struct vcpu *vcpu, uint64_t iss);

/**
 * vcpu_inject_interrupt - make a virtual interrupt pending
 * @vector: INTID, 0 to 1019, or 8192 and above; delivered as Group 1 with priority 0xa0
 *
 * Goes into a free list register, or into the one that holds @vector already. A vCPU that brought
 * more of them than this CPU has list registers gets the rest when it is bound next.
 *
 * Returns: as above, and
 *          VCPU_EINVAL       no such INTID on this CPU
 *          VCPU_EUNSUPPORTED the vCPU was set up without VCPU_FLAG_VIRTUAL_GIC
 *          VCPU_ENOSPC       every list register is in use
 */
int vcpu_inject_interrupt(struct vcpu *vcpu, uint32_t vector);

/**
 * vcpu_forward_smc - issue the guest's SMC at EL2 and give it the answer; steps past it
 *
 * x0 to x17 go to EL3 and come back (SMC Calling Convention 1.2). For a vCPU that stopped on
 * VCPU_EXIT_SMC.
 *
 * Returns: VCPU_OK, VCPU_EINVAL (NULL), VCPU_EUNSUPPORTED (this CPU has no EL3), VCPU_EBADSTATE
 *          (not bound here)
 */
int vcpu_forward_smc(struct vcpu *vcpu);

#endif
