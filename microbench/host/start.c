/* SPDX-License-Identifier: Apache-2.0 */
#include "host/start.h"

#include <stdbool.h>
#include <stddef.h>

#include <gic.h>
#include <vcpu/pcpu.h>
#include <vcpu/status.h>

#include "boards/board.h"
#include "drivers/timer.h"
#include "el3/el3.h"
#include "host/console.h"
#include "host/el2_mmu.h"
#include "host/hal/host_bind.h"
#include "host/panic.h"
#include "host/smp.h"

static void enable_cpu(uint32_t cpu)
{
	struct vcpu_pcpu *pcpu = &host_cpus[cpu].pcpu;

	/* Firmware may have used it. */
	sysreg_write_cnthp_ctl_el2(0);
	if (vcpu_pcpu_init(pcpu, cpu, smp_emergency_stack_top(cpu)) != VCPU_OK) {
		host_panic("this CPU cannot be used");
	}
	if (board.gich_base != 0 && vcpu_pcpu_set_gich(pcpu, board.gich_base) != VCPU_OK) {
		host_panic("this CPU has a GICv3 interface (QEMU: -M virt,gic-version=2)");
	}
	if (vcpu_pcpu_enable(pcpu) != VCPU_OK) {
		host_panic("this CPU cannot be enabled");
	}
}

static void require(const char *why_not)
{
	if (why_not != NULL) {
		host_panic(why_not);
	}
}

static void init_private_interrupts(uint32_t cpu)
{
	require(gic_init_cpu(cpu));
	gic_enable_private(TIMER_INTID);
}

/* Those that firmware left looking for something to do would be counted while CPU 0 is measured, or
 * take from its memory. Whether one came is asked by who needs it. */
static void take_cpus_in(void)
{
	bool is_awake = board.is_cpu_awake && el3_is_ours == 0;

	for (uint32_t n = 1; is_awake && n < board.n_cpus; n++) {
		(void)smp_start(n);
	}
}

void host_start(unsigned int exception_level)
{
	console_init();
	if (exception_level != 2) {
		console_str("trapline: started at EL");
		console_dec(exception_level);
		host_panic("the image must be started at EL2 (QEMU: -M virt,virtualization=on)");
	}
	host_hal_bind();
	enable_cpu(0);
	el2_mmu_enable();
	require(gic_init_distributor());
	init_private_interrupts(0);
	take_cpus_in();
}

void host_start_cpu(uint32_t cpu)
{
	enable_cpu(cpu);
	init_private_interrupts(cpu);
}
