/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interrupts, FIQs, refused entries. No model of a CPU here has a physical SError to offer: that exit
 * has no test on one; the virtual SError is in test_inject.c.
 */
#include <gic.h>
#include <vcpu/hal.h>

#include "boards/board.h"
#include "drivers/mmio.h"
#include "drivers/timer.h"
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(spin);
PROBE(nothing);
PROBE(identify);
PROBE(show);

static struct guest guest;

CORE_TEST(an_interrupt_ends_the_run_and_has_been_fetched)
{
	if (!probe_start(&guest, 0)) {
		return;
	}
	for (unsigned int i = 0; i < 3; i++) {
		timer_arm(sysreg_read_cntfrq_el0() / 10000);
		if (!probe_run_once(&guest, exits_spin, VCPU_EXIT_EXTERNAL_INTERRUPT)) {
			break;
		}
		check_eq(guest.exit.interrupt.vector, 26, "INTID");
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_spin), "PC");
		hal_irq_handle(guest.exit.interrupt.vector);
	}
	/* Pending when it is entered: nothing of the guest runs. */
	timer_arm(0);
	if (probe_run_once(&guest, exits_nothing, VCPU_EXIT_EXTERNAL_INTERRUPT)) {
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_nothing), "PC");
		hal_irq_handle(guest.exit.interrupt.vector);
	}
	probe_end(&guest);
}

/* IHI 0069. With one security state, Group 0 is whose interrupts are FIQs. */
#define GICD_CTLR_DS     (1u << 6)
#define GICD_CTLR_GROUP0 (1u << 0)
#define ICC_WRITE(reg, v)                                                                          \
	__asm__ volatile("msr " reg ", %0\n\tisb" : : "r"((uint64_t)(v)) : "memory")

static void give_timer_group(bool is_group0)
{
	uintptr_t ctlr = board.gicd_base;
	/* CPU 0's is the first one. */
	uintptr_t groups = board.gicr_base + GICR_IGROUPR0;

	if (is_group0) {
		mmio_write_32(ctlr, mmio_read_32(ctlr) | GICD_CTLR_GROUP0);
		mmio_write_32(groups, ~(1u << TIMER_INTID));
	} else {
		mmio_write_32(groups, ~0u);
		mmio_write_32(ctlr, mmio_read_32(ctlr) & ~GICD_CTLR_GROUP0);
	}
	/* ICC_IGRPEN0_EL1 */
	ICC_WRITE("s3_0_c12_c12_6", is_group0);
}

CORE_TEST(an_fiq_ends_the_run_and_is_left_alone)
{
	uint64_t intid;

	if ((mmio_read_32(board.gicd_base) & GICD_CTLR_DS) == 0) {
		core_skip("the GIC keeps Group 0 for the Secure state");
		return;
	}
	if (!probe_start(&guest, 0)) {
		return;
	}
	give_timer_group(true);
	timer_arm(sysreg_read_cntfrq_el0() / 10000);
	if (probe_run_once(&guest, exits_spin, VCPU_EXIT_FIQ)) {
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_spin), "PC");
	}
	/* Nobody has acknowledged it: ICC_IAR0_EL1 still has it. */
	__asm__ volatile("mrs %0, s3_0_c12_c8_0" : "=r"(intid));
	check_eq(intid, TIMER_INTID, "INTID");
	timer_disarm();
	ICC_WRITE("s3_0_c12_c8_1", intid); /* ICC_EOIR0_EL1 */
	gic_deactivate((uint32_t)intid);
	give_timer_group(false);
	probe_run(&guest, exits_nothing, VCPU_EXIT_HYPERCALL);
	probe_end(&guest);
}

static void check_refused(uint64_t pstate, uint64_t pc, uint64_t class)
{
	vcpu_set_pc(&guest.vcpu, pc);
	probe_set_pstate(&guest, pstate);
	if (!check_eq((uint64_t)vcpu_run(&guest.vcpu, &guest.exit), VCPU_OK, "vcpu_run") ||
	    !check_eq(guest.exit.reason, VCPU_EXIT_FAIL_ENTRY, "exit reason")) {
		return;
	}
	check_eq(guest.exit.fail_entry.esr >> 26, class, "ESR_EL2.EC");
	check_eq(guest.exit.fail_entry.spsr, pstate, "what was refused");
	check_eq(vcpu_pc(&guest.vcpu), pc, "PC");
	check_eq(vcpu_pstate(&guest.vcpu), pstate, "PSTATE");
}

static void check_all_there(void)
{
	for (unsigned int reg = 0; reg < 31; reg++) {
		check_eq(vcpu_get_gpr(&guest.vcpu, reg), 0x100 + reg, "general register");
	}
	probe_set_pstate(&guest, PROBE_DAIF | PROBE_EL1H);
	if (probe_do(&guest, exits_show)) {
		check_eq(vcpu_get_gpr(&guest.vcpu, 10), 0x1001, "TPIDR_EL0");
		check_eq(vcpu_get_gpr(&guest.vcpu, 11), 0x1002, "TPIDRRO_EL0");
		check_eq(vcpu_get_gpr(&guest.vcpu, 12), 0x1003, "TPIDR_EL1");
	}
}

/* The refused ERET has changed the PC, but not the Exception level: what is at the guest's PC for EL2
 * counts first. */
struct refusal {
	uint64_t pc;
	uint64_t class; /* of ESR_EL2 */
};

CORE_TEST(a_refused_entry_is_an_exit_and_nothing_is_lost)
{
	const struct refusal refusals[] = {
		{ probe_at(exits_nothing), 0x21 },         /* Instruction Abort: no such memory */
		{ (uintptr_t)give_timer_group, 0x0e },     /* Illegal Execution state */
		{ (uintptr_t)give_timer_group | 2, 0x22 }, /* PC alignment fault */
	};
	/* M: reserved at EL1 and EL0; EL1 with AArch32's bit; an AArch32 mode that there is not. */
	static const uint64_t bad[] = { 0x6, 0x7, 0x1, 0x2, 0x1c, 0x14 };

	if (!probe_start(&guest, 0) || !probe_do(&guest, exits_identify)) {
		return;
	}
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (unsigned int reg = 0; reg < 31; reg++) {
			vcpu_set_gpr(&guest.vcpu, reg, 0x100 + reg);
		}
		check_refused(UINT64_C(0xa0000000) | PROBE_DAIF | bad[i], refusals[i % 3].pc,
			      refusals[i % 3].class);
		/* Away and back in between, every other time. */
		if (i % 2 != 0 && guest_unbind(&guest)) {
			guest_bind(&guest);
		}
		check_all_there();
	}
	check_eq((uint64_t)vcpu_set_pstate(&guest.vcpu, 0x9), (uint64_t)VCPU_EINVAL, "EL2h");
	check_eq((uint64_t)vcpu_set_pstate(&guest.vcpu, 0xd), (uint64_t)VCPU_EINVAL, "EL3h");
	probe_end(&guest);
}
