/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/vgic_reference.h"

#include <string.h>

void ref_init(struct ref_gic *gic, uint32_t n_cpus)
{
	memset(gic, 0, sizeof(*gic));
	gic->n_cpus = n_cpus;
	gic->ctlr = 3;
	for (uint32_t intid = 0; intid < REF_INTIDS; intid++) {
		for (uint32_t n = 0; n < n_cpus; n++) {
			ref_irq(gic, n, intid)->is_group1 = true;
			ref_irq(gic, n, intid)->is_edge = intid < 16;
		}
	}
}

struct ref_irq *ref_irq(struct ref_gic *gic, uint32_t n, uint32_t intid)
{
	return intid < 32 ? &gic->private[n][intid] : &gic->shared[intid];
}

/* The virtual timer's line is of the CPU itself. */
static bool is_line_high(const struct ref_irq *irq, uint32_t n, uint32_t intid)
{
	return intid == 27 ? machine[n].is_timer_high : irq->is_line_high;
}

bool ref_is_pending(struct ref_gic *gic, uint32_t n, uint32_t intid)
{
	const struct ref_irq *irq = ref_irq(gic, n, intid);

	return irq->is_latched || (!irq->is_edge && is_line_high(irq, n, intid));
}

bool ref_is_active(struct ref_gic *gic, uint32_t n, uint32_t intid)
{
	return ref_irq(gic, n, intid)->is_active;
}

uint32_t ref_target(const struct ref_gic *gic, const struct ref_irq *irq)
{
	if (irq->route != REF_ANY) {
		return irq->route < gic->n_cpus ? irq->route : MACHINE_CPUS;
	}
	for (uint32_t n = 0; n < gic->n_cpus; n++) {
		if (!gic->is_asleep[n]) {
			return n;
		}
	}
	return MACHINE_CPUS;
}

static bool is_candidate(struct ref_gic *gic, uint32_t n, uint32_t intid)
{
	const struct ref_irq *irq = ref_irq(gic, n, intid);
	const struct machine_cpu *cpu = &machine[n];
	uint32_t group = irq->is_group1 ? 2 : 1;

	return ref_is_pending(gic, n, intid) && !irq->is_active && irq->is_enabled &&
	       (gic->ctlr & group) != 0 && (cpu->vmcr & group) != 0 &&
	       (intid < 32 || ref_target(gic, irq) == n) &&
	       irq->priority < (cpu->vmcr >> 24 & 0xff) &&
	       (cpu->n_running == 0 || irq->priority < cpu->running[cpu->n_running - 1]);
}

uint32_t ref_offered(struct ref_gic *gic, uint32_t n)
{
	uint32_t best = NO_INTID;

	for (uint32_t intid = 0; intid < REF_INTIDS && !gic->is_asleep[n]; intid++) {
		if (is_candidate(gic, n, intid) &&
		    (best == NO_INTID ||
		     ref_irq(gic, n, intid)->priority < ref_irq(gic, n, best)->priority)) {
			best = intid;
		}
	}
	return best;
}

void ref_acknowledge(struct ref_gic *gic, uint32_t n, uint32_t intid)
{
	struct ref_irq *irq = ref_irq(gic, n, intid);

	irq->is_active = true;
	irq->is_latched = false;
	irq->holder = (uint8_t)n;
}

void ref_end(struct ref_gic *gic, uint32_t n, uint32_t intid)
{
	struct ref_irq *irq = ref_irq(gic, n, intid);

	if (irq->holder == n) {
		irq->is_active = false;
	}
}
