/* SPDX-License-Identifier: Apache-2.0 */
/* What the library does to the hypervisor itself: its interrupts, its registers, its calls out. */
#include <stddef.h>

#include <switch_policy.h>
#include <vcpu/arch.h>
#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "drivers/gicv3.h"
#include "drivers/timer.h"
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(nothing);
PROBE(spin);

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
	served.vector = gicv3_acknowledge();
	__asm__ volatile("mrs %0, daif" : "=r"(served.daif));
	timer_disarm();
	gicv3_end((uint32_t)served.vector);
	/* All that a function may change, changes. */
	__asm__ volatile(
		".irp n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18\n\t"
		"mvn x\\n, xzr\n\t"
		".endr\n\t"
		"mrs x0, nzcv\n\t"
		"mvn x0, x0\n\t"
		"msr nzcv, x0\n\t"
		/* As if it had let others in. */
		"msr elr_el2, xzr\n\t"
		"msr spsr_el2, xzr"
		:
		:
		: "x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
		  "x13", "x14", "x15", "x16", "x17", "x18", "cc", "memory");
	__atomic_store_n(&served.n, served.n + 1, __ATOMIC_RELEASE);
}

#define ALL_REGISTERS                                                                              \
	"0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, "   \
	"24,"                                                                                      \
	" 25, 26, 27, 28"

/*
 * Waits with IRQs unmasked until *@flag is not 0, with 0x5500 + n in every xn and @nzcv; stores what is
 * in x0 to x28, NZCV and SP then into @seen, and SP before into @seen[31]. x30 is @flag, x29 looks at it.
 */
static __attribute__((noinline)) void wait_with_known_registers(uint64_t seen[32], uint64_t nzcv,
								const uint64_t *flag)
{
	register uint64_t *seen_in __asm__("x0") = seen;
	register uint64_t nzcv_in __asm__("x1") = nzcv;
	register const uint64_t *flag_in __asm__("x2") = flag;

	__asm__ volatile("stp x29, x30, [sp, #-32]!\n\t"
			 "str x0, [sp, #16]\n\t"
			 "mov x3, sp\n\t"
			 "str x3, [x0, #31 * 8]\n\t"
			 "mov x30, x2\n\t"
			 "msr nzcv, x1\n\t"
			 ".irp n, " ALL_REGISTERS "\n\t"
			 "mov x\\n, #0x5500 + \\n\n\t"
			 ".endr\n\t"
			 "msr daifclr, #2\n"
			 "1: ldr x29, [x30]\n\t"
			 "cbz x29, 1b\n\t"
			 "msr daifset, #2\n\t"
			 "ldr x29, [sp, #16]\n\t"
			 ".irp n, " ALL_REGISTERS "\n\t"
			 "str x\\n, [x29, #\\n * 8]\n\t"
			 ".endr\n\t"
			 "mrs x0, nzcv\n\t"
			 "str x0, [x29, #29 * 8]\n\t"
			 "mov x0, sp\n\t"
			 "str x0, [x29, #30 * 8]\n\t"
			 "ldp x29, x30, [sp], #32"
			 : "+r"(seen_in), "+r"(nzcv_in), "+r"(flag_in)
			 :
			 : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13",
			   "x14", "x15", "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23",
			   "x24", "x25", "x26", "x27", "x28", "cc", "memory");
}

CORE_TEST(an_interrupt_of_the_host_changes_none_of_its_registers)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();
	uint64_t seen[32];

	check_eq((uint64_t)vcpu_pcpu_set_irq_handler(pcpu, serve), VCPU_OK, "set_irq_handler");
	for (uint64_t flags = 0; flags < 16; flags++) {
		served.n = 0;
		timer_arm(sysreg_read_cntfrq_el0() / 50000);
		wait_with_known_registers(seen, flags << 28, &served.n);
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
	uint64_t vbar, hcr, mdcr, cptr, cnthctl;
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
	struct host_registers before, enabled, other;

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

/* Each call from inside another operation, and what it did. */
static struct vcpu free_vcpu;
static uint64_t n_nested;

static int do_nothing(struct vcpu *vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	return VCPU_OK;
}

static void call_nested(void)
{
	struct vcpu_exit exit;
	const uint64_t nested = (uint64_t)VCPU_ENESTED;

	n_nested++;
	check_eq((uint64_t)vcpu_run(&guest.vcpu, &exit), nested, "vcpu_run");
	check_eq((uint64_t)vcpu_unbind(&guest.vcpu), nested, "vcpu_unbind");
	check_eq((uint64_t)vcpu_bind(&free_vcpu), nested, "vcpu_bind");
	check_eq((uint64_t)vcpu_block(&free_vcpu), nested, "vcpu_block");
	check_eq((uint64_t)vcpu_transition(&free_vcpu, VCPU_STATE_FREE, VCPU_STATE_BLOCKED,
					   do_nothing, NULL),
		 nested, "vcpu_transition");
	check_eq((uint64_t)vcpu_pcpu_disable(arch_pcpu_this()), (uint64_t)VCPU_EBUSY, "disable");
	check_eq(free_vcpu.state, VCPU_STATE_FREE, "state of the other");
}

static bool start_nested(void)
{
	if (!probe_start(&guest, 0)) {
		return false;
	}
	free_vcpu = guest.vcpu;
	free_vcpu.state = VCPU_STATE_FREE;
	n_nested = 0;
	return true;
}

static int op_nested(struct vcpu *vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	call_nested();
	return VCPU_OK;
}

CORE_TEST(an_operation_inside_an_operation_is_refused)
{
	if (!start_nested()) {
		return;
	}
	check_eq((uint64_t)vcpu_transition(&guest.vcpu, VCPU_STATE_READY, VCPU_STATE_RUNNING,
					   op_nested, NULL),
		 VCPU_OK, "vcpu_transition");
	check_eq(n_nested, 1, "operations");
	check_eq((uint64_t)vcpu_transition(&guest.vcpu, VCPU_STATE_RUNNING, VCPU_STATE_READY, NULL,
					   NULL),
		 VCPU_OK, "back to Ready");
	probe_do(&guest, exits_nothing);
	probe_end(&guest);
}

/* HAL=table alone has a place where a test can come between; as vcpu/hal/table/hal_bind.h says. */
struct hal_ops {
	uint32_t (*irq_fetch)(void);
	void (*irq_handle)(uint32_t vector);
	uint64_t (*virt_to_phys)(const void *virt);
	void *(*phys_to_virt)(uint64_t phys);
};
extern const struct hal_ops *hal_ops __asm__("vcpu_hal_ops") __attribute__((weak));

static uint32_t fetch_nested(void)
{
	call_nested();
	return gicv3_acknowledge();
}

CORE_TEST(an_operation_inside_a_call_of_the_hal_is_refused)
{
	const struct hal_ops *original;
	struct hal_ops ops;

	if (&hal_ops == NULL) {
		core_skip("needs HAL=table");
		return;
	}
	if (!start_nested()) {
		return;
	}
	original = hal_ops;
	ops = *original;
	ops.irq_fetch = fetch_nested;
	hal_ops = &ops;
	timer_arm(sysreg_read_cntfrq_el0() / 50000);
	probe_run_once(&guest, exits_spin, VCPU_EXIT_EXTERNAL_INTERRUPT);
	hal_ops = original;
	hal_ops->irq_handle(TIMER_INTID);
	check_eq(n_nested, 1, "calls of the HAL");
	probe_do(&guest, exits_nothing);
	probe_end(&guest);
}
