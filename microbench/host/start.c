/* SPDX-License-Identifier: Apache-2.0 */
#include "host/start.h"

#include <vcpu/pcpu.h>
#include <vcpu/status.h>

#include "boards/board.h"
#include "drivers/gicv3.h"
#include "drivers/timer.h"
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
	if (vcpu_pcpu_init(pcpu, cpu, smp_emergency_stack_top(cpu)) != VCPU_OK ||
	    vcpu_pcpu_enable(pcpu) != VCPU_OK) {
		host_panic("this CPU cannot be enabled");
	}
}

static void require_gicv3(void)
{
	if (!gicv3_is_present()) {
		host_panic("this CPU has no GICv3 interface (QEMU: -M virt,gic-version=3)");
	}
}

static void init_private_interrupts(void)
{
	if (!gicv3_init_cpu(board.gicr_base)) {
		host_panic("no GICv3 redistributor of this CPU answers");
	}
	gicv3_enable_private(board.gicr_base, TIMER_INTID);
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
	require_gicv3();
	if (!gicv3_init_distributor(board.gicd_base)) {
		host_panic("the GICv3 distributor does not answer");
	}
	init_private_interrupts();
}

void host_start_cpu(uint32_t cpu)
{
	enable_cpu(cpu);
	require_gicv3();
	init_private_interrupts();
}
