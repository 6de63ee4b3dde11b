/* SPDX-License-Identifier: Apache-2.0 */
#include "host/smp.h"

#include <stddef.h>

#include <gic.h>
#include <vcpu/arch.h>
#include <vcpu/hal.h>
#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "drivers/power.h"
#include "el3/el3.h"
#include "host/cache.h"
#include "host/console.h"
#include "host/el2_mmu.h"
#include "host/panic.h"
#include "host/start.h"

#define START_TIMEOUT_MS 5000u
#define SMP_INTID        0u /* SGI: there is work */

/* What a CPU needs before its MMU is on: its first instructions read it with the cache off. */
struct smp_boot {
	struct vcpu_pcpu *pcpu;
	void *stack_top;
	struct el2_mmu mmu;
};
_Static_assert(offsetof(struct smp_boot, pcpu) == 0, "ldp pcpu, stack_top");
_Static_assert(offsetof(struct smp_boot, stack_top) == 8, "ldp pcpu, stack_top");
_Static_assert(offsetof(struct smp_boot, mmu.mair) == 16, "ldp mair, tcr");
_Static_assert(offsetof(struct smp_boot, mmu.tcr) == 24, "ldp mair, tcr");
_Static_assert(offsetof(struct smp_boot, mmu.ttbr0) == 32, "ldp ttbr0, sctlr");
_Static_assert(offsetof(struct smp_boot, mmu.sctlr) == 40, "ldp ttbr0, sctlr");
_Static_assert(offsetof(struct host_cpu, pcpu) == 0, "TPIDR_EL2 is a struct vcpu_pcpu's address");

extern const char smp_entry[];             /* boot.S */
void smp_cpu_main(struct vcpu_pcpu *pcpu); /* called there */

/* CPU 0's emergency stack is there before any code runs: boot.S points TPIDR_EL2 here. */
struct host_cpu host_cpus[HOST_CPUS_MAX] __attribute__((section(".percpu"))) = {
	[0] = {
		.pcpu.emergency_sp = (uintptr_t)image_stacks + STACK_STRIDE_BYTES,
		.state = SMP_BUSY,
	},
};

uint32_t smp_this_cpu(void)
{
	return arch_pcpu_this()->cpu_id;
}

static uint32_t get_state(const struct host_cpu *cpu)
{
	return __atomic_load_n(&cpu->state, __ATOMIC_ACQUIRE);
}

static void set_state(struct host_cpu *cpu, enum smp_state state)
{
	__atomic_store_n(&cpu->state, state, __ATOMIC_RELEASE);
	/* The store must have happened before what wakes who looks for it. */
	cpu_dsb_ish();
	__asm__ volatile("sev" : : : "memory");
}

/* The interrupt is taken here and not by a guest that the work runs: it is the message. */
static void wait_for_work(const struct host_cpu *cpu)
{
	uint32_t intid;

	do {
		/* Masked, but it wakes; one that came before lets the WFI fall through. */
		__asm__ volatile("wfi" : : : "memory");
		intid = hal_irq_fetch();
		if (intid == SMP_INTID) {
			gic_end(intid);
		} else {
			hal_irq_handle(intid);
		}
	} while (intid != SMP_INTID);
	/* It may be here before what was stored ahead of it. */
	while (get_state(cpu) != SMP_BUSY) {
	}
}

/* Here with the MMU on. Never returns: boot.S has nowhere to return to. */
void smp_cpu_main(struct vcpu_pcpu *pcpu)
{
	struct host_cpu *cpu = (struct host_cpu *)(void *)pcpu;

	host_start_cpu((uint32_t)(cpu - host_cpus));
	gic_enable_private(SMP_INTID);
	for (;;) {
		set_state(cpu, SMP_IDLE);
		wait_for_work(cpu);
		cpu->fn(cpu->arg);
	}
}

static const char *wait_until_idle(const struct host_cpu *cpu)
{
	uint64_t start = sysreg_read_cntpct_el0();
	uint64_t limit = sysreg_read_cntfrq_el0() / 1000 * START_TIMEOUT_MS;

	while (get_state(cpu) != SMP_IDLE) {
		if (sysreg_read_cntpct_el0() - start > limit) {
			return "firmware took CPU_ON, but the CPU does not come";
		}
		/* An emulator that runs one CPU at a time goes on with the next. */
		__asm__ volatile("yield" : : : "memory");
	}
	return NULL;
}

static const char *cpu_on(uint64_t mpidr, uint64_t entry, uint64_t arg)
{
	if (el3_is_ours != 0) {
		return psci_cpu_on(mpidr, entry, arg);
	}
	return board.cpu_on != NULL ? board.cpu_on(mpidr, entry, arg)
				    : "nothing starts CPUs of this board";
}

const char *smp_start(uint32_t number)
{
	/* Each CPU's own: one that was not waited for until it came finds what it was started with. */
	static struct smp_boot boots[HOST_CPUS_MAX] __attribute__((aligned(64)));
	struct smp_boot *boot;
	struct host_cpu *cpu;
	const char *why;

	if (number >= HOST_CPUS_MAX || number >= board.n_cpus) {
		return "the board has no such CPU";
	}
	boot = &boots[number];
	cpu = &host_cpus[number];
	if (cpu->state != SMP_OFF) {
		return cpu->state == SMP_STARTING ? "it did not come when it was started" : NULL;
	}
	cpu->pcpu.emergency_sp = (uintptr_t)smp_emergency_stack_top(number);
	cpu->state = SMP_STARTING;
	boot->pcpu = &cpu->pcpu;
	boot->stack_top = (char *)smp_emergency_stack_top(number) - STACK_EMERGENCY_BYTES;
	boot->mmu = *el2_mmu_registers();
	cache_clean(cpu, cpu + 1);
	cache_clean(boot, boot + 1);

	console_share();
	why = cpu_on(board.cpu_mpidrs[number], (uintptr_t)smp_entry, (uintptr_t)boot);
	if (why != NULL) {
		cpu->state = SMP_OFF;
		return why;
	}
	return wait_until_idle(cpu);
}

void smp_run_on(uint32_t number, smp_fn fn, void *arg)
{
	struct host_cpu *cpu = &host_cpus[number % HOST_CPUS_MAX];

	if (number >= HOST_CPUS_MAX || get_state(cpu) != SMP_IDLE) {
		host_panic("work for a CPU that is not idle");
	}
	cpu->fn = fn;
	cpu->arg = arg;
	set_state(cpu, SMP_BUSY);
	gic_send_sgi(number, SMP_INTID);
}

void smp_wait(uint32_t number)
{
	/* An event between the look and the WFE is kept, and the WFE falls through. */
	while (get_state(&host_cpus[number]) != SMP_IDLE) {
		__asm__ volatile("wfe" : : : "memory");
	}
}
