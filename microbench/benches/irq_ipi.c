/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An interrupt from one virtual CPU to another that spins on another physical CPU: write of
 * ICC_SGI1R_EL1, which is returned to the run loop; the virtual GIC makes the interrupt pending and
 * kicks the other CPU out of its guest, where the virtual GIC puts it into a list register, and the
 * guest is resumed and takes it. From the first vCPU's stamp before the write to the second one's,
 * the first instruction of its vector. Of the sender's way back to its guest, what comes before
 * that.
 *
 * In exact mode one clock counts the instructions of both CPUs, and they run by turns: all of the
 * sender's, until its guest waits, and then the other's.
 *
 * The exits expected are the sender's. The receiver's one, by the kick, is known by the place that
 * it left: its loop, where it has no other.
 */
#include "measure/bench.h"

#define SGI 1u

static void forget_place(struct bench_run *run)
{
	run->vm->cpus[1].interrupted_pc = 0;
}

/* The payload names the receiver's loop. What its CPU stored before it entered the guest is visible
 * here by the barriers of both guests. */
static bool is_it(struct bench_run *run, uint64_t answer)
{
	const struct vcpu *vcpu = &run->cpu->vcpu;
	uint64_t pc = run->vm->cpus[1].interrupted_pc;

	return answer == SGI && pc >= vcpu_get_gpr(vcpu, 3) && pc < vcpu_get_gpr(vcpu, 4);
}

DEFINE_BENCH(irq_ipi) = {
	.name = "irq/ipi",
	.payload = "irq_ipi",
	.vm = { .n_cpus = 2 },
	.needs = BENCH_NEEDS_GICV3 | BENCH_NEEDS_CPU_1,
	.expect = { VCPU_EXIT_SEND_IPI, 1 },
	.arm = forget_place,
	.check = is_it,
};
