/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/pcpu.h>
#include <vcpu/status.h>

#include "boards/board.h"
#include "drivers/gicv3.h"
#include "drivers/timer.h"
#include "host/console.h"
#include "host/el2_mmu.h"
#include "host/hal/host_bind.h"
#include "host/image.h"
#include "host/panic.h"
#include "host/vm.h"
#include "measure/session.h"

void host_main(unsigned int exception_level);
extern struct vcpu_pcpu host_pcpu;

/* Its emergency stack is there before any code runs: boot.S points TPIDR_EL2 here. */
struct vcpu_pcpu host_pcpu __attribute__((section(".percpu"))) = {
	.emergency_sp = (uintptr_t)image_emergency_stack_top,
};

static void init_el2_traps(void)
{
	sysreg_write_cnthp_ctl_el2(0);
}

void host_main(unsigned int exception_level)
{
	console_init();
	if (exception_level != 2) {
		console_str("trapline: started at EL");
		console_dec(exception_level);
		host_panic("the image must be started at EL2 (QEMU: -M virt,virtualization=on)");
	}
	init_el2_traps();
	host_hal_bind();
	if (vcpu_pcpu_init(&host_pcpu, 0, image_emergency_stack_top) != VCPU_OK ||
	    vcpu_pcpu_enable(&host_pcpu) != VCPU_OK) {
		host_panic("this CPU cannot be enabled");
	}
	el2_mmu_enable();
	if (!gicv3_is_present()) {
		host_panic("this CPU has no GICv3 interface (QEMU: -M virt,gic-version=3)");
	}
	if (!gicv3_init(board.gicd_base, board.gicr_base)) {
		host_panic("no GICv3 redistributor of this CPU answers");
	}
	gicv3_enable_private(TIMER_INTID);
	vm_init_memory();
	if (!session_run()) {
		host_panic("the parameter block in the image is damaged");
	}
	host_end(0);
}
