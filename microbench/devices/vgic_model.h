/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the virtual interrupt controller share. All of it under the guest's lock, but
 * for reads of what is no more than one word. */
#ifndef DEVICES_VGIC_MODEL_H
#define DEVICES_VGIC_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "devices/vgic.h"
#include "host/vm.h"

#define VGIC_BANKS     (VGIC_INTIDS / 32)
#define VGIC_SGIS_MASK ((1u << VGIC_SGIS) - 1)

#define VGIC_CTLR_GROUP0 (1u << 0)
#define VGIC_CTLR_GROUP1 (1u << 1)

#define VGIC_ROUTER_ANY      (UINT64_C(1) << 31)
#define VGIC_ROUTER_AFFINITY UINT64_C(0xffffff) /* GICD_TYPER.A3V is 0 */

/* The architecture demands 16 levels at least, list registers of a GICv2 have 32. */
#define VGIC_PRIORITY_MASK 0xf8u

/* Under the lock; or one word of what may change at any time. */
static inline uint32_t vgic_peek(const uint32_t *word)
{
	return __atomic_load_n(word, __ATOMIC_RELAXED);
}

/* Bank @n, of which 0 is private: @owner's. NULL: there is no such. */
static inline struct vgic_bank *vgic_bank(struct vm *vm, struct vm_cpu *owner, uint32_t n)
{
	if (n == 0) {
		return owner != NULL ? &owner->gic.irqs : NULL;
	}
	return n < VGIC_BANKS ? &vm->gic.spis[n - 1] : NULL;
}

/* Pending in the model: latched, or level-sensitive with its line high. */
static inline uint32_t vgic_pending(const struct vgic_bank *bank)
{
	return bank->pending | (bank->line & ~bank->edge);
}

/* What a guest reads, once whoever has them in list registers has folded. */
static inline uint32_t vgic_shown_pending(const struct vgic_bank *bank)
{
	return vgic_pending(bank) | bank->listed_pending;
}

static inline uint32_t vgic_shown_active(const struct vgic_bank *bank)
{
	return bank->active | bank->listed_active;
}

/* Enabled, and so is their group. */
static inline uint32_t vgic_deliverable(const struct vm *vm, const struct vgic_bank *bank)
{
	uint32_t groups = 0;

	if ((vm->gic.ctlr & VGIC_CTLR_GROUP0) != 0) {
		groups |= ~bank->group1;
	}
	if ((vm->gic.ctlr & VGIC_CTLR_GROUP1) != 0) {
		groups |= bank->group1;
	}
	return bank->enabled & groups;
}

/* vgic_route.c: who gets an interrupt */

/* Whom SPI @intid is for, as things are. NULL: nobody. */
struct vm_cpu *vgic_target(struct vm *vm, uint32_t intid);

/* Something of @cpu has changed in the model: it is folded and flushed, here or where it runs. */
void vgic_refresh(struct vm_cpu *cpu);

/* So have interrupts @bits of bank @n (0: @owner's): whoever has them, or is to have them. */
void vgic_changed(struct vm *vm, struct vm_cpu *owner, uint32_t n, uint32_t bits);

/* GICD_CTLR has changed. */
void vgic_all_changed(struct vm *vm);

/* GICD_CTLR.RWP for @cpu: does another vCPU still run with what was before? */
bool vgic_is_write_pending(const struct vm_cpu *cpu);

/*
 * For a read of the state of interrupts @bits of a bank: @cpu's own list registers are seen in it
 * at once. False: others have to fold first, and have been told; the guest is to read again.
 */
bool vgic_has_seen(struct vm_cpu *cpu, struct vm_cpu *owner, uint32_t n, uint32_t bits,
		   uint64_t ipa);

/* vgic_list.c: list registers */

/* What the fast paths may write; by every change of enables, groups and priorities. */
void vgic_prepare(struct vm_cpu *cpu);

/* Both only for one that is bound here. */
void vgic_fold(struct vm_cpu *cpu);
void vgic_flush(struct vm_cpu *cpu);

/* Deliverable interrupts of bank @n that are for @cpu and neither active nor in a list register. */
uint32_t vgic_waiting(const struct vm_cpu *cpu, uint32_t n);

/* vgic_timer.c: the physical side of the virtual timer */

/* Its list register has been taken back: @lr was in it, 0 if it was empty. */
void vgic_timer_fold(struct vm_cpu *cpu, uint64_t lr);

/* What belongs into its list register; the physical side is made to fit. */
uint64_t vgic_timer_flush(struct vm_cpu *cpu);

/* The physical side is nobody's again. */
void vgic_timer_release(struct vm_cpu *cpu);

/* vgic_sgi.c */

/* @source sends SGI @sgi to @target, either group. */
void vgic_pend_sgi(struct vm_cpu *target, const struct vm_cpu *source, uint32_t sgi);

/* Registers. An access as the guest makes it; @value is what it writes, or what it will read. */
struct vgic_access {
	struct vm_cpu *cpu;
	struct vm_cpu *owner; /* of the private interrupts that are meant; NULL: none are */
	uint32_t n_intids;    /* that this frame has registers for */
	uint64_t ipa;
	uint32_t offset; /* in the frame */
	uint32_t size_bytes;
	bool is_write;
	bool must_wait; /* not answered: to be made again */
	uint64_t value;
};

/* vgic_bits.c: what distributors and redistributors have in common, at the same offsets. False: it
 * is none of that. */
bool vgic_access_irqs(struct vgic_access *a);

/* Bits of a write to the registers that set and clear; @n: the bank. */
void vgic_set_pending(struct vgic_access *a, uint32_t n, uint32_t bits);
void vgic_clear_pending(struct vgic_access *a, uint32_t n, uint32_t bits);

void vgic_access_dist(struct vgic_access *a);   /* GICv3 */
void vgic_access_redist(struct vgic_access *a); /* offset: from the first one's base */
void vgic_access_v2(struct vgic_access *a);

#endif
