/* SPDX-License-Identifier: Apache-2.0 */
/* What the library does to the hypervisor itself: its interrupts, its registers, its calls out. */
#include <stddef.h>

#include <gic.h>
#include <switch_policy.h>
#include <vcpu/arch.h>
#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "drivers/timer.h"
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(nothing);
PROBE(spin);

/* host_registers.S */
void host_wait(uint64_t seen[32], uint64_t nzcv, const uint64_t *flag);
void host_spoil(void);

static struct guest guest;

/* A handler, and what it was called with. */
static struct {
	uint64_t n;
	struct vcpu_pcpu *pcpu;
	uint64_t vector;
	uint64_t daif;
} served;

static void serve(struct vcpu_pcpu *pcpu)
{
	served.pcpu = pcpu;
	served.vector = gic_acknowledge();
	__asm__ volatile("mrs %0, daif" : "=r"(served.daif));
	timer_disarm();
	gic_end((uint32_t)served.vector);
	host_spoil();
	__atomic_store_n(&served.n, served.n + 1, __ATOMIC_RELEASE);
}

CORE_TEST(an_interrupt_of_the_host_changes_none_of_its_registers)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();
	uint64_t seen[32] = { 0 };

	check_eq((uint64_t)vcpu_pcpu_set_irq_handler(pcpu, serve), VCPU_OK, "set_irq_handler");
	for (uint64_t flags = 0; flags < 16; flags++) {
		served.n = 0;
		timer_arm(sysreg_read_cntfrq_el0() / 50000);
		host_wait(seen, flags << 28, &served.n);
		check_eq(served.n, 1, "calls of the handler");
		check(served.pcpu == pcpu, "with its CPU");
		check_eq(served.vector, TIMER_INTID, "interrupt");
		check_eq(served.daif, 0x3c0, "masks in the handler");
		for (unsigned int reg = 0; reg < 29; reg++) {
			check_eq(seen[reg], 0x5500 + reg, "register");
		}
		check_eq(seen[29], flags << 28, "NZCV");
		check_eq(seen[30], seen[31], "SP");
	}
	vcpu_pcpu_set_irq_handler(pcpu, NULL);
}

CORE_TEST(without_a_handler_of_its_own_the_hal_serves_an_interrupt)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();

	check_eq((uint64_t)vcpu_pcpu_set_irq_handler(pcpu, serve), VCPU_OK, "set_irq_handler");
	check_eq((uint64_t)vcpu_pcpu_set_irq_handler(pcpu, NULL), VCPU_OK, "set_irq_handler");
	served.n = 0;
	timer_arm(0);
	__asm__ volatile("msr daifclr, #2\n\tisb\n\tnop\n\tmsr daifset, #2" : : : "memory");
	check(!timer_is_armed(), "the HAL has served it");
	check_eq(served.n, 0, "calls of the handler that was");
	timer_disarm();
}

/* One that ends a guest's run is an exit and not the handler's. */
CORE_TEST(the_handler_has_no_part_in_a_guests_exit)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();

	if (!probe_start(&guest, 0)) {
		return;
	}
	vcpu_pcpu_set_irq_handler(pcpu, serve);
	served.n = 0;
	timer_arm(sysreg_read_cntfrq_el0() / 50000);
	if (probe_run_once(&guest, exits_spin, VCPU_EXIT_EXTERNAL_INTERRUPT)) {
		hal_irq_handle(guest.exit.interrupt.vector);
	}
	check_eq(served.n, 0, "calls of the handler");
	/* And with a vCPU bound the host's interrupts are the host's. */
	timer_arm(0);
	__asm__ volatile("msr daifclr, #2\n\tisb\n\tnop\n\tmsr daifset, #2" : : : "memory");
	check_eq(served.n, 1, "calls of the handler");
	vcpu_pcpu_set_irq_handler(pcpu, NULL);
	probe_do(&guest, exits_nothing);
	probe_end(&guest);
}

#define HOST_SP_EL0 UINT64_C(0x00001234abcd5670)

CORE_TEST(sp_el0_of_the_host_is_there_when_it_is_to_be)
{
	/* <vcpu/vcpu.h>, vcpu_bind(): with lazy the guest's while it is bound. */
	uint64_t while_bound = switch_keeps_loaded() ? 0 : HOST_SP_EL0;

	if (!probe_start(&guest, 0) || !guest_unbind(&guest)) {
		return;
	}
	sysreg_write_sp_el0(HOST_SP_EL0);
	if (!guest_bind(&guest)) {
		return;
	}
	check_eq(sysreg_read_sp_el0(), while_bound, "behind bind");
	probe_do(&guest, exits_nothing);
	check_eq(sysreg_read_sp_el0(), while_bound, "behind an exit");
	guest_unbind(&guest);
	check_eq(sysreg_read_sp_el0(), HOST_SP_EL0, "behind unbind");
	guest_destroy(&guest);
}

struct host_registers {
	uint64_t vbar;
	uint64_t hcr;
	uint64_t mdcr;
	uint64_t cptr;
	uint64_t cnthctl;
};

static struct host_registers read_host(void)
{
	return (struct host_registers){
		.vbar = sysreg_read_vbar_el2(),
		.hcr = sysreg_read_hcr_el2(),
		.mdcr = sysreg_read_mdcr_el2(),
		.cptr = sysreg_read_cptr_el2(),
		.cnthctl = sysreg_read_cnthctl_el2(),
	};
}

static void write_host(const struct host_registers *host)
{
	sysreg_write_vbar_el2(host->vbar);
	sysreg_write_hcr_el2(host->hcr);
	sysreg_write_mdcr_el2(host->mdcr);
	sysreg_write_cptr_el2(host->cptr);
	sysreg_write_cnthctl_el2(host->cnthctl);
	cpu_isb();
}

static void check_host(const struct host_registers *want)
{
	struct host_registers got = read_host();

	check_eq(got.vbar, want->vbar, "VBAR_EL2");
	check_eq(got.hcr, want->hcr, "HCR_EL2");
	check_eq(got.mdcr, want->mdcr, "MDCR_EL2");
	check_eq(got.cptr, want->cptr, "CPTR_EL2");
	check_eq(got.cnthctl, want->cnthctl, "CNTHCTL_EL2");
}

CORE_TEST(a_disabled_cpu_has_the_hosts_registers_back)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();
	struct host_registers before;
	struct host_registers enabled;
	struct host_registers other;

	if (!probe_start(&guest, 0)) {
		return;
	}
	check_eq((uint64_t)vcpu_pcpu_disable(pcpu), (uint64_t)VCPU_EBUSY, "with a vCPU bound");
	guest_unbind(&guest);
	enabled = read_host();
	check_eq((uint64_t)vcpu_pcpu_disable(pcpu), VCPU_OK, "disable");
	check_eq((uint64_t)vcpu_pcpu_disable(pcpu), (uint64_t)VCPU_EBADSTATE, "disable again");
	check(!vcpu_pcpu_is_enabled(pcpu), "is disabled");
	before = read_host();
	/* A host with other ones: HCR_EL2.RW and TGE, MDCR_EL2.TDA, CPTR_EL2.TTA, CNTHCTL_EL2.EVNTEN. */
	write_host(&(struct host_registers){
		.vbar = 0x40205000,
		.hcr = UINT64_C(1) << 31 | 1 << 27,
		.mdcr = before.mdcr ^ 1 << 9,
		.cptr = before.cptr ^ 1 << 20,
		.cnthctl = before.cnthctl ^ 1 << 2,
	});
	other = read_host();
	check_eq((uint64_t)vcpu_pcpu_enable(pcpu), VCPU_OK, "enable");
	check_eq((uint64_t)vcpu_pcpu_enable(pcpu), (uint64_t)VCPU_EBADSTATE, "enable again");
	check_eq(sysreg_read_vbar_el2(), enabled.vbar, "VBAR_EL2 of the library");
	check_eq(sysreg_read_hcr_el2(), enabled.hcr, "HCR_EL2 of the library");
	check_eq((uint64_t)vcpu_pcpu_disable(pcpu), VCPU_OK, "disable");
	check_host(&other);
	write_host(&before);
	check_eq((uint64_t)vcpu_pcpu_enable(pcpu), VCPU_OK, "enable");
	/* Everything is as it was: the guest goes on. */
	if (guest_bind(&guest)) {
		probe_do(&guest, exits_nothing);
	}
	probe_end(&guest);
}
