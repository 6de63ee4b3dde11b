/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A GICv3 as the architecture tells of it: each interrupt has its states, each CPU is offered the
 * first in order of priority. No list registers, no fold or flush.
 * Source: IHI 0069, "Interrupt handling state machine"; IHI 0048, "GICD_ISPENDR<n>", logic of the
 * pending status of a level-sensitive interrupt
 */
#ifndef UNIT_VGIC_REFERENCE_H
#define UNIT_VGIC_REFERENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "unit/vgic_fixture.h"

#define REF_INTIDS 96u
#define REF_ANY    0xffu /* of route: any CPU */

struct ref_irq {
	bool is_enabled;
	bool is_group1;
	bool is_edge;
	bool is_latched;
	bool is_line_high;
	bool is_active;
	uint8_t priority;
	uint8_t route;  /* of an SPI: a CPU, or REF_ANY */
	uint8_t holder; /* of an active SPI: who has acknowledged it */
};

struct ref_gic {
	uint32_t n_cpus;
	uint32_t ctlr;
	bool is_asleep[MACHINE_CPUS];
	struct ref_irq private[MACHINE_CPUS][32];
	struct ref_irq shared[REF_INTIDS]; /* from 32 */
};

void ref_init(struct ref_gic *gic, uint32_t n_cpus);

/* As CPU @n sees INTID @intid. */
struct ref_irq *ref_irq(struct ref_gic *gic, uint32_t n, uint32_t intid);

bool ref_is_pending(struct ref_gic *gic, uint32_t n, uint32_t intid);
bool ref_is_active(struct ref_gic *gic, uint32_t n, uint32_t intid);

/* What CPU @n is offered, with the priority mask and the running priority of its interface. */
uint32_t ref_offered(struct ref_gic *gic, uint32_t n);

void ref_acknowledge(struct ref_gic *gic, uint32_t n, uint32_t intid);
void ref_end(struct ref_gic *gic, uint32_t n, uint32_t intid);

/* Whom an SPI goes to, MACHINE_CPUS: nobody. */
uint32_t ref_target(const struct ref_gic *gic, const struct ref_irq *irq);

#endif
