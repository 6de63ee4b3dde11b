/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vtimer_phys.h"

#include <gic.h>
#include <vcpu/sysreg.h>

#include "devices/vgic.h"
#include "host/vm.h"

#define CTL_ENABLE  (1u << 0)
#define CTL_IMASK   (1u << 1)
#define CTL_ISTATUS (1u << 2)
#define CTL_WRITTEN (CTL_ENABLE | CTL_IMASK)

#define ID_CNTPCT VCPU_SYSREG_ID(3, 3, 14, 0, 1)
#define ID_TVAL   VCPU_SYSREG_ID(3, 3, 14, 2, 0)
#define ID_CTL    VCPU_SYSREG_ID(3, 3, 14, 2, 1)
#define ID_CVAL   VCPU_SYSREG_ID(3, 3, 14, 2, 2)

/* The ISB keeps it from being read early. */
static uint64_t count(const struct vm_cpu *cpu)
{
	cpu_isb();
	return sysreg_read_cntpct_el0() - cpu->vm->cntvoff;
}

static bool is_due(const struct vm_cpu *cpu)
{
	return count(cpu) >= cpu->phys_timer.cval;
}

static void stop_physical(void)
{
	sysreg_write_cntp_ctl_el0(0);
	/* Its level has gone before the guest runs or the interrupt ends. */
	cpu_isb();
}

/* A time beyond the end of the count is never. */
static uint64_t physical_cval(const struct vm_cpu *cpu)
{
	uint64_t cval = cpu->phys_timer.cval + cpu->vm->cntvoff;

	return cval < cpu->vm->cntvoff ? UINT64_MAX : cval;
}

static void start_physical(struct vm_cpu *cpu)
{
	struct vtimer_phys *timer = &cpu->phys_timer;

	if (!timer->is_in_use) {
		timer->is_in_use = true;
		gic_enable_private(VTIMER_PHYS_INTID);
	}
	/* CVAL before CTL: an expired compare left from before would fire at once. */
	sysreg_write_cntp_cval_el0(physical_cval(cpu));
	sysreg_write_cntp_ctl_el0(CTL_ENABLE);
}

/* What the guest's registers mean now: is it waited for, or due? */
static void update(struct vm_cpu *cpu)
{
	struct vtimer_phys *timer = &cpu->phys_timer;
	bool is_on = (timer->ctl & CTL_WRITTEN) == CTL_ENABLE;
	bool is_high = is_on && is_due(cpu);

	stop_physical();
	if (is_on && !is_high) {
		start_physical(cpu);
	}
	if (is_high != timer->is_line_high) {
		timer->is_line_high = is_high;
		vgic_set_line(cpu->vm, cpu, VTIMER_PHYS_INTID, is_high);
	}
}

void vtimer_phys_init(struct vm_cpu *cpu)
{
	/* The architecture leaves the value unknown; 0 is due at once, and seen by who forgot
	 * it. */
	cpu->phys_timer = (struct vtimer_phys){ 0 };
}

void vtimer_phys_end(struct vm_cpu *cpu)
{
	if (cpu->phys_timer.is_in_use) {
		stop_physical();
		gic_disable_private(VTIMER_PHYS_INTID);
		cpu->phys_timer.is_in_use = false;
	}
}

static enum exit_action read(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	const struct vtimer_phys *timer = &cpu->phys_timer;
	uint64_t value;

	switch (exit->sysreg.id) {
	case ID_CNTPCT:
		value = count(cpu);
		break;
	case ID_TVAL:
		value = (uint32_t)(timer->cval - count(cpu));
		break;
	case ID_CTL:
		value = timer->ctl;
		/* UNKNOWN while it is off. */
		value |= (value & CTL_ENABLE) != 0 && is_due(cpu) ? CTL_ISTATUS : 0;
		break;
	case ID_CVAL:
		value = timer->cval;
		break;
	default:
		return ACTION_STOP;
	}
	vcpu_finish_sysreg_read(&cpu->vcpu, exit, value);
	return ACTION_RESUME;
}

static enum exit_action write(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	struct vtimer_phys *timer = &cpu->phys_timer;
	uint64_t value = vcpu_get_gpr(&cpu->vcpu, exit->sysreg.reg);

	switch (exit->sysreg.id) {
	case ID_TVAL:
		/* Signed, 32 bits. */
		timer->cval = count(cpu) + (uint64_t)(int64_t)(int32_t)value;
		break;
	case ID_CTL:
		timer->ctl = (uint32_t)value & CTL_WRITTEN;
		break;
	case ID_CVAL:
		timer->cval = value;
		break;
	default:
		return ACTION_STOP;
	}
	update(cpu);
	vcpu_finish_step(&cpu->vcpu);
	return ACTION_RESUME;
}

enum exit_action vtimer_phys_access(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	return exit->reason == VCPU_EXIT_SYSREG_READ ? read(cpu, exit) : write(cpu, exit);
}

void vtimer_phys_on_interrupt(struct vm_cpu *cpu)
{
	stop_physical();
	gic_end(VTIMER_PHYS_INTID);
	update(cpu);
}
