/* SPDX-License-Identifier: Apache-2.0 */
/* Virtual interrupts through the list registers, as the guest's GICv3 interface shows them. */
#include <vcpu/sysreg.h>

#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(nothing);
PROBE(gic_on);
PROBE(unmask_irq);
PROBE(irq_read);
PROBE(irq_end);
PROBE(sre_read);
PROBE(sre_write);

#define PSTATE_I 0x80u
#define SPURIOUS 1023u
#define IDLE     0xffu /* ICC_RPR_EL1: nothing is active */
#define PRIORITY 0xa0u
#define LPI      8192u

static struct guest guest;

static int inject(uint32_t vector)
{
	return vcpu_inject_interrupt(&guest.vcpu, vector);
}

static bool start(void)
{
	return probe_start(&guest, VCPU_FLAG_VIRTUAL_GIC) && probe_do(&guest, exits_gic_on);
}

/* The guest, with IRQs unmasked behind the exit that it is at, takes @vector, and ends it. */
static bool takes(uint32_t vector)
{
	probe_set_pstate(&guest, PROBE_DAIF | PROBE_EL1H);
	vcpu_set_pc(&guest.vcpu, probe_at(exits_unmask_irq));
	if (!guest_run(&guest) ||
	    !check_eq(guest.exit.call.imm, GUEST_HVC_FAULT, "HVC of the handler") ||
	    !check_eq(vcpu_get_gpr(&guest.vcpu, 3), 0x280, "vector offset")) {
		return false;
	}
	check_eq(vcpu_get_gpr(&guest.vcpu, 1), probe_at(exits_unmask_irq) + 4, "ELR_EL1");
	check_eq(vcpu_get_gpr(&guest.vcpu, 4) & 0x3cf, (PROBE_DAIF & ~PSTATE_I) | PROBE_EL1H,
		 "SPSR");
	if (!probe_do(&guest, exits_irq_read)) {
		return false;
	}
	check_eq(vcpu_get_gpr(&guest.vcpu, 5), PRIORITY, "running priority");
	return check_eq(vcpu_get_gpr(&guest.vcpu, 2), vector, "ICC_IAR1_EL1") &&
	       probe_do(&guest, exits_irq_end) &&
	       check_eq(vcpu_get_gpr(&guest.vcpu, 5), IDLE, "running priority behind its end");
}

static bool has_none(void)
{
	probe_set_pstate(&guest, PROBE_DAIF | PROBE_EL1H);
	return probe_do(&guest, exits_unmask_irq) && probe_do(&guest, exits_irq_read) &&
	       check_eq(vcpu_get_gpr(&guest.vcpu, 2), SPURIOUS, "ICC_IAR1_EL1 with nothing there");
}

CORE_TEST(an_injected_interrupt_is_taken_and_ended)
{
	static const uint32_t vectors[] = { 0, 15, 27, 32, 1019, LPI, 65535 };

	if (!start()) {
		return;
	}
	has_none();
	for (unsigned int i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		check_eq((uint64_t)inject(vectors[i]), VCPU_OK, "vcpu_inject_interrupt");
		if (!takes(vectors[i])) {
			break;
		}
	}
	/* One that is pending already is there once. */
	check_eq((uint64_t)inject(40), VCPU_OK, "first");
	check_eq((uint64_t)inject(40), VCPU_OK, "again");
	takes(40);
	has_none();
	check_eq((uint64_t)inject(1020), (uint64_t)VCPU_EINVAL, "a special INTID");
	check_eq((uint64_t)inject(LPI - 1), (uint64_t)VCPU_EINVAL, "no INTID");
	probe_end(&guest);
}

CORE_TEST(an_interrupt_injected_while_not_bound_is_taken_when_it_is)
{
	static struct guest other;

	if (!start() || !guest_unbind(&guest)) {
		return;
	}
	check_eq((uint64_t)inject(50), VCPU_OK, "vcpu_inject_interrupt");
	/* It is not the next one's. */
	if (probe_start(&other, VCPU_FLAG_VIRTUAL_GIC) && probe_do(&other, exits_gic_on) &&
	    probe_do(&other, exits_unmask_irq) && probe_do(&other, exits_irq_read)) {
		check_eq(vcpu_get_gpr(&other.vcpu, 2), SPURIOUS, "ICC_IAR1_EL1 of another guest");
	}
	probe_end(&other);
	if (guest_bind(&guest)) {
		takes(50);
		has_none();
	}
	probe_end(&guest);
}

CORE_TEST(no_more_interrupts_than_list_registers_wait)
{
	/* ICH_VTR_EL2.ListRegs, one less than there are */
	uint32_t n = (uint32_t)(sysreg_read_ich_vtr_el2() & 31) + 1;

	if (!start()) {
		return;
	}
	for (uint32_t i = 0; i < n; i++) {
		check_eq((uint64_t)inject(100 + i), VCPU_OK, "one for each list register");
	}
	check_eq((uint64_t)inject(100 + n), (uint64_t)VCPU_ENOSPC, "one more");
	check_eq((uint64_t)inject(100), VCPU_OK, "one that is there");
	/* Away and back, all of them. */
	if (guest_unbind(&guest) && guest_bind(&guest)) {
		for (uint32_t i = 0; i < n; i++) {
			takes(100 + i);
		}
	}
	has_none();
	check_eq((uint64_t)inject(100 + n), VCPU_OK, "once there is room");
	takes(100 + n);
	probe_end(&guest);
}

CORE_TEST(a_vcpu_without_a_virtual_gic_takes_no_interrupt)
{
	if (!probe_start(&guest, 0)) {
		return;
	}
	check_eq((uint64_t)inject(40), (uint64_t)VCPU_EUNSUPPORTED, "vcpu_inject_interrupt");
	probe_run(&guest, exits_gic_on, VCPU_EXIT_SYSREG_WRITE);
	probe_run(&guest, exits_irq_read, VCPU_EXIT_SYSREG_READ);
	probe_end(&guest);
}

/* ICC_SRE_EL1: QEMU 7.2 lets the guest have it, as what the library answers otherwise. */
CORE_TEST(the_system_register_interface_cannot_be_turned_off)
{
	if (!start()) {
		return;
	}
	vcpu_set_gpr(&guest.vcpu, 2, 0);
	if (probe_do(&guest, exits_sre_write) && probe_do(&guest, exits_sre_read)) {
		check_eq(vcpu_get_gpr(&guest.vcpu, 2), 7, "SRE, DFB and DIB");
	}
	probe_end(&guest);
}
