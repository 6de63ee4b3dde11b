/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vgic_host.h"

#include <gic.h>
#include <vcpu/sysreg.h>

#include "devices/vgic.h"
#include "host/kick.h"
#include "host/smp.h"

#define CNTV_CTL_ENABLE  (1u << 0)
#define CNTV_CTL_IMASK   (1u << 1)
#define CNTV_CTL_ISTATUS (1u << 2)

uint32_t vgic_host_this_cpu(void)
{
	return smp_this_cpu();
}

void vgic_host_kick(uint32_t host_cpu)
{
	kick_cpu(host_cpu);
}

void vgic_host_yield(void)
{
	__asm__ volatile("yield");
}

void vgic_host_enable(uint32_t intid)
{
	gic_enable_private(intid);
}

void vgic_host_disable(uint32_t intid)
{
	gic_disable_private(intid);
}

void vgic_host_set_active(uint32_t intid, bool is_active)
{
	gic_set_active_private(intid, is_active);
}

void vgic_host_drop(uint32_t intid)
{
	gic_drop(intid);
}

void vgic_host_end(uint32_t intid)
{
	gic_end(intid);
}

void vgic_host_take_maintenance(void)
{
	static bool is_taken[HOST_CPUS_MAX];
	uint32_t cpu = smp_this_cpu();

	if (!is_taken[cpu]) {
		is_taken[cpu] = true;
		gic_enable_private(VGIC_MAINTENANCE);
	}
}

bool vgic_host_is_vtimer_high(void)
{
	uint64_t ctl = sysreg_read_cntv_ctl_el0();

	return (ctl & (CNTV_CTL_ENABLE | CNTV_CTL_IMASK | CNTV_CTL_ISTATUS)) ==
	       (CNTV_CTL_ENABLE | CNTV_CTL_ISTATUS);
}
