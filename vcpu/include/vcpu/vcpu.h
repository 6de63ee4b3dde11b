/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual CPU: identity, affinity, life cycle, run.
 *
 *	Created --setup--> Free --bind--> Ready --run--> Running
 *	                    ^              | ^             |
 *	                    +----unbind----+ +----exit-----+
 *
 * A call in any other state is refused with VCPU_EBADSTATE and makes the vCPU Invalid, which it
 * stays: whoever lost track of a vCPU's state must not run it. Not thread safe: one CPU at a time
 * works with a vCPU.
 */
#ifndef VCPU_VCPU_H
#define VCPU_VCPU_H

#include <stdint.h>

#include <vcpu/aarch64.h>
#include <vcpu/exit.h>
#include <vcpu/status.h>

enum vcpu_state {
	VCPU_STATE_CREATED,
	VCPU_STATE_FREE,
	VCPU_STATE_READY,
	VCPU_STATE_RUNNING,
	VCPU_STATE_INVALID,
};

struct vcpu_config {
	uint32_t vm_id;
	uint32_t vcpu_id;
	uint64_t cpu_set;  /* bit n: may be bound to physical CPU n; 0: any CPU */
	uint64_t vmpidr;   /* what the guest reads in MPIDR_EL1; bit 31 is set for it */
	uint64_t boot_arg; /* x0 at the first instruction (a device tree's address, by custom) */
};

struct vcpu {
	struct arch_vcpu arch;
	enum vcpu_state state;
	uint32_t vm_id;
	uint32_t vcpu_id;
	uint64_t cpu_set;
};

/**
 * vcpu_init - make a vCPU in caller-provided memory that is bound nowhere; its state is Created
 * Returns: VCPU_OK
 *          VCPU_EINVAL  a NULL pointer
 */
int vcpu_init(struct vcpu *vcpu, const struct vcpu_config *config);

/**
 * vcpu_setup - give a Created vCPU its first instruction and its memory; it becomes Free
 * @entry_ipa: guest-physical, 4-byte aligned
 * @vtcr:      from stage2_vtcr()
 * @vttbr:     from stage2_vttbr(), VMID included
 *
 * Returns: VCPU_OK
 *          VCPU_EINVAL    @entry_ipa is not aligned; the vCPU is unchanged
 *          VCPU_EBADSTATE not Created
 */
int vcpu_setup(struct vcpu *vcpu, uint64_t entry_ipa, uint64_t vtcr, uint64_t vttbr);

/**
 * vcpu_bind - load a Free vCPU into this physical CPU; it becomes Ready
 * Returns: VCPU_OK
 *          VCPU_EINVAL    its CPU set forbids this CPU; unchanged
 *          VCPU_EBUSY     another vCPU is bound here; unchanged
 *          VCPU_EBADSTATE not Free, or the CPU is not enabled
 */
int vcpu_bind(struct vcpu *vcpu);

/* Stores the state of a Ready vCPU back into it; it becomes Free. One that became Invalid while bound
 * here stays Invalid, but leaves the CPU. VCPU_OK, VCPU_EBADSTATE. */
int vcpu_unbind(struct vcpu *vcpu);

/**
 * vcpu_run - run a Ready vCPU until its next exit
 * @exit: written only when VCPU_OK is returned
 *
 * The caller has interrupts masked (PSTATE.DAIF); a pending one ends the run at once.
 *
 * Returns: VCPU_OK
 *          VCPU_EBADSTATE   not Ready, or bound to another CPU
 *          VCPU_EUNKNOWN_EC the guest caused an exception that has no decoder: vcpu_last_esr();
 *                           the vCPU is Ready, its PC at the instruction
 *          VCPU_EAARCH32    the same, for one that its EL0 caused in AArch32 state: nothing here
 *                           steps over an instruction of A32 or T32
 */
int vcpu_run(struct vcpu *vcpu, struct vcpu_exit *exit);

/* ESR_EL2 as the last exit left it: for messages about VCPU_EUNKNOWN_EC. */
uint64_t vcpu_last_esr(void);

/* General registers of a guest that is not running. @reg: 0 to 31; 31 is XZR: reads 0, keeps 0. */
static inline uint64_t vcpu_get_gpr(const struct vcpu *vcpu, unsigned int reg)
{
	return reg < 31 ? vcpu->arch.ctx.x[reg] : 0;
}

static inline void vcpu_set_gpr(struct vcpu *vcpu, unsigned int reg, uint64_t value)
{
	if (reg < 31) {
		vcpu->arch.ctx.x[reg] = value;
	}
}

#define VCPU_SPSR_SS    (UINT64_C(1) << 21)
#define VCPU_SPSR_BTYPE (UINT64_C(3) << 10)

static inline uint64_t vcpu_pc(const struct vcpu *vcpu)
{
	return vcpu->arch.ctx.elr;
}

/**
 * vcpu_finish_step - complete the instruction that caused the exit without executing it
 *
 * For SMC, sysreg and halt exits, once answered. As at any instruction's end, PSTATE.SS goes (a guest
 * that single-steps itself takes its exception next) and BTYPE is 0.
 * Source: DDI 0487, "Software Step exceptions"; "PSTATE.BTYPE"
 */
static inline void vcpu_finish_step(struct vcpu *vcpu)
{
	vcpu->arch.ctx.elr += 4;
	vcpu->arch.ctx.spsr &= ~(VCPU_SPSR_SS | VCPU_SPSR_BTYPE);
}

/**
 * vcpu_finish_mmio_read - give a trapped load its value and step past it
 * @exit:  the VCPU_EXIT_MMIO_READ that vcpu_run() returned for @vcpu
 * @value: device data, right-aligned; bytes above exit->mmio.size_bytes are ignored
 *
 * Register 31 is XZR: the value is dropped.
 * Source: DDI 0487, ESR_EL2, "ISS encoding for an exception from a Data Abort"
 */
void vcpu_finish_mmio_read(struct vcpu *vcpu, const struct vcpu_exit *exit, uint64_t value);

/* What a trapped store wrote, right-aligned, bytes above exit->mmio.size_bytes zero. */
uint64_t vcpu_mmio_write_value(const struct vcpu *vcpu, const struct vcpu_exit *exit);

/* Gives a trapped MRS its value and steps past it. */
static inline void vcpu_finish_sysreg_read(struct vcpu *vcpu, const struct vcpu_exit *exit,
					   uint64_t value)
{
	vcpu_set_gpr(vcpu, exit->sysreg.reg, value);
	vcpu_finish_step(vcpu);
}

#endif
