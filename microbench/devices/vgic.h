/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtual interrupt controller: a GICv3 (distributor, one redistributor a vCPU, system-register CPU
 * interface in hardware) or a GICv2 (distributor; the CPU interface is the hardware's, mapped into
 * the guest), whichever the board has. IHI 0069, IHI 0048.
 *
 * An interrupt's state is in this model, or, while it is in a list register, there: the CPU changes
 * it. vgic_fold() takes all of a vCPU's list registers back into the model, vgic_flush() puts what
 * is to be delivered into them; every change of a loaded vCPU's interrupts is one between those
 * two. A vCPU that another CPU runs is changed in the model and kicked: its CPU folds and flushes.
 *
 * List register VGIC_LR_TIMER is the virtual timer's alone, so that its interrupt can be delivered
 * without looking for room.
 */
#ifndef DEVICES_VGIC_H
#define DEVICES_VGIC_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/exit.h>

#include "host/action.h"

#define VGIC_SGIS        16u
#define VGIC_PRIVATE     32u
#define VGIC_SPIS        64u /* INTID 32 and up */
#define VGIC_VTIMER      27u /* BSA, "PE timers" */
#define VGIC_MAINTENANCE 25u
#define VGIC_LR_TIMER    0u

struct vm;
struct vm_cpu;

struct vgic_irq {
	uint8_t priority;
	uint8_t list_register; /* where it is, VGIC_IN_MODEL: nowhere */
	bool is_enabled;
	bool is_group1;
	bool is_edge;
	bool is_pending; /* latched: by an edge, by a write of ISPENDR, an SGI */
	bool is_line_high;
	bool is_active;
	uint8_t sources;   /* of a GICv2's SGI: bit n, CPU interface n has sent it */
	uint8_t targets;   /* of a GICv2's SPI: GICD_ITARGETSR */
	uint64_t affinity; /* of a GICv3's SPI: GICD_IROUTER */
};

#define VGIC_IN_MODEL 0xffu

/* Of one vCPU. */
struct vgic_cpu {
	/*
	 * For whoever delivers without the model's lock: what to write into a list register for each
	 * SGI that this vCPU sends itself, and for its virtual timer. 0: not deliverable as things
	 * are, the model decides. Made anew by every change of what they depend on.
	 */
	uint64_t sgi_lr[VGIC_SGIS];
	uint64_t vtimer_lr;
	struct vgic_irq irqs[VGIC_PRIVATE];
	bool has_news; /* changed by another CPU since the last flush */
};

/* Of one guest. */
struct vgic {
	uint32_t lock;
	uint32_t ctlr; /* GICD_CTLR */
	bool is_v3;
	struct vgic_irq spis[VGIC_SPIS];
};

/* Reset state. @is_v3: else a GICv2. Before any vCPU of @vm is bound. */
void vgic_init(struct vm *vm, bool is_v3);
/* Of one vCPU, whenever it is turned on. */
void vgic_init_cpu(struct vm_cpu *cpu);

/* The vCPU has been bound to this CPU, is about to be unbound: the physical side of its virtual
 * timer (enable, active state) becomes what the guest has made of it, and nobody's again. */
void vgic_after_bind(struct vm_cpu *cpu);
void vgic_before_unbind(struct vm_cpu *cpu);

/* Is this an address of the distributor or a redistributor? */
bool vgic_is_there(const struct vm *vm, uint64_t ipa);

/* Answers an access to one, VCPU_EXIT_MMIO_READ or _WRITE, and completes it. What a register does
 * not have is read as zero and ignored, as the architecture says. */
enum exit_action vgic_access(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* Completes a guest's write of ICC_SGI1R_EL1, VCPU_EXIT_SEND_IPI. */
enum exit_action vgic_send_sgi(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* A virtual device's line changes. @intid: of a PPI of @cpu, or of an SPI (@cpu may be NULL). An
 * edge-triggered one is pending when its line goes up. From any CPU. */
void vgic_set_line(struct vm *vm, struct vm_cpu *cpu, uint32_t intid, bool is_high);

/* Physical interrupt @vector took the CPU out of this bound vCPU, and the host has dropped its
 * priority: the virtual timer's, a maintenance interrupt, or a kick. True: it was one of them. */
bool vgic_on_interrupt(struct vm_cpu *cpu, uint32_t vector);

/* Is there something that the vCPU would take once it does not mask it: may it be woken? */
bool vgic_has_pending(struct vm_cpu *cpu);

/* Must be bound here, or nowhere. */
void vgic_fold(struct vm_cpu *cpu);
void vgic_flush(struct vm_cpu *cpu);

#endif
