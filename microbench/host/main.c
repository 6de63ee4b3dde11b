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

static struct vcpu_pcpu pcpu __attribute__((section(".percpu")));

/* The counter must be the same at EL1 and EL2, and reading it must not trap. DDI 0487, CNTHCTL_EL2. */
#define CNTHCTL_EL1PCTEN 1u
#define CPTR_EL2_RES1    0x33ffu /* and nothing trapped */

static void init_el2_traps(void)
{
	sysreg_write_cnthctl_el2(CNTHCTL_EL1PCTEN);
	sysreg_write_cnthp_ctl_el2(0);
	sysreg_write_cptr_el2(CPTR_EL2_RES1);
	sysreg_write_hstr_el2(0);
	/* Keep only HPMN: its reset value is the number of counters there are. */
	sysreg_write_mdcr_el2(sysreg_read_mdcr_el2() & 0x1f);
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
	if (vcpu_pcpu_init(&pcpu, 0, image_emergency_stack_top) != VCPU_OK ||
	    vcpu_pcpu_enable(&pcpu) != VCPU_OK) {
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
