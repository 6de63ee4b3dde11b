/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The registers that distributors and redistributors have at the same offsets: a bit, two bits or a
 * byte for each interrupt. IHI 0069, "The GIC Distributor register map"; IHI 0048, "Distributor
 * register map".
 */
#include "devices/vgic_host.h"
#include "devices/vgic_model.h"
#include "host/lock.h"

#define BITS_SHIFT     7 /* of a register: 32 words, one bit each for 1024 interrupts */
#define BITS_IGROUPR   1u
#define BITS_ISENABLER 2u
#define BITS_ICENABLER 3u
#define BITS_ISPENDR   4u
#define BITS_ICPENDR   5u
#define BITS_ISACTIVER 6u
#define BITS_ICACTIVER 7u

#define IPRIORITYR     0x0400u
#define IPRIORITYR_END 0x0800u
#define ICFGR          0x0c00u
#define ICFGR_END      0x0d00u

/* NULL: there is nothing of it in this frame. */
static struct vgic_bank *accessed_bank(const struct vgic_access *a, uint32_t n)
{
	return n < a->n_intids / 32 ? vgic_bank(a->cpu->vm, a->owner, n) : NULL;
}

/* Of a GICv2's SGIs pending state is not written here: it has a source. */
static uint32_t writable_pending(const struct vgic_access *a, uint32_t n, uint32_t bits)
{
	return n == 0 && !a->cpu->vm->gic.is_v3 ? bits & ~VGIC_SGIS_MASK : bits;
}

void vgic_set_pending(struct vgic_access *a, uint32_t n, uint32_t bits)
{
	vgic_bank(a->cpu->vm, a->owner, n)->pending |= bits;
	vgic_changed(a->cpu->vm, a->owner, n, bits);
}

/* A line that is high still keeps its interrupt pending. */
void vgic_clear_pending(struct vgic_access *a, uint32_t n, uint32_t bits)
{
	struct vgic_bank *bank = vgic_bank(a->cpu->vm, a->owner, n);

	bank->pending &= ~bits;
	/* A private one may be in a list register that a fast path has filled. */
	if (n != 0) {
		bank->drop_pending |= bits & bank->listed;
	} else if (a->owner->gic.host_cpu != VGIC_NO_CPU) {
		bank->drop_pending |= bits;
	}
	vgic_changed(a->cpu->vm, a->owner, n, bits);
}

static void set_active(struct vgic_access *a, uint32_t n, uint32_t bits)
{
	struct vm *vm = a->cpu->vm;
	struct vgic_bank *bank = vgic_bank(vm, a->owner, n);

	for (uint32_t left = n == 0 ? 0 : bits & ~bank->active & ~bank->listed; left != 0;
	     left &= left - 1) {
		uint32_t i = (uint32_t)__builtin_ctz(left);
		const struct vm_cpu *target = vgic_target(vm, n * 32 + i);

		bank->holder[i] = (uint8_t)(target != NULL ? target : a->cpu)->number;
	}
	bank->active |= bits;
	vgic_changed(vm, a->owner, n, bits);
}

static void clear_active(struct vgic_access *a, uint32_t n, uint32_t bits)
{
	struct vm *vm = a->cpu->vm;
	struct vgic_bank *bank = vgic_bank(vm, a->owner, n);

	/* Before it is nobody's: whoever has it puts it back. */
	if (n != 0) {
		bank->drop_active |= bits & bank->listed;
	} else if (a->owner->gic.host_cpu != VGIC_NO_CPU) {
		bank->drop_active |= bits;
	}
	bank->active &= ~bits;
	vgic_changed(vm, a->owner, n, bits);
}

/* @word: of the bank, a configuration. */
static void configure(struct vgic_access *a, uint32_t n, uint32_t *word, uint32_t value)
{
	uint32_t changed = *word ^ value;

	if (changed == 0) {
		return;
	}
	*word = value;
	if (n == 0) {
		vgic_prepare(a->owner);
	}
	vgic_changed(a->cpu->vm, a->owner, n, changed);
}

static void write_bits(struct vgic_access *a, uint32_t which, uint32_t n, struct vgic_bank *bank)
{
	uint32_t bits = (uint32_t)a->value;

	switch (which) {
	case BITS_IGROUPR:
		configure(a, n, &bank->group1, bits);
		break;
	case BITS_ISENABLER:
		configure(a, n, &bank->enabled, bank->enabled | bits);
		break;
	case BITS_ICENABLER:
		configure(a, n, &bank->enabled, bank->enabled & ~bits);
		break;
	case BITS_ISPENDR:
		vgic_set_pending(a, n, writable_pending(a, n, bits));
		break;
	case BITS_ICPENDR:
		vgic_clear_pending(a, n, writable_pending(a, n, bits));
		break;
	case BITS_ISACTIVER:
		set_active(a, n, bits);
		break;
	default:
		clear_active(a, n, bits);
		break;
	}
}

/* The virtual timer's line is seen here even while its interrupt is not enabled. */
static uint32_t line_of_timer(const struct vgic_access *a, uint32_t n)
{
	bool is_here = n == 0 && a->owner == a->cpu;

	return is_here && vgic_host_is_vtimer_high() ? 1u << VGIC_VTIMER : 0;
}

static void read_state(struct vgic_access *a, uint32_t which, uint32_t n, struct vgic_bank *bank)
{
	a->must_wait = !vgic_has_seen(a->cpu, a->owner, n, ~0u, a->ipa);
	a->value = which >= BITS_ISACTIVER ? vgic_shown_active(bank)
					   : vgic_shown_pending(bank) | line_of_timer(a, n);
}

static void access_bits(struct vgic_access *a, uint32_t which, uint32_t n)
{
	struct vgic_bank *bank = accessed_bank(a, n);

	if (bank == NULL || a->size_bytes != 4) {
		return;
	}
	if (!a->is_write && which == BITS_IGROUPR) {
		a->value = vgic_peek(&bank->group1);
		return;
	}
	if (!a->is_write && which <= BITS_ICENABLER) {
		a->value = vgic_peek(&bank->enabled);
		return;
	}
	lock_take(&a->cpu->vm->gic.lock);
	if (a->is_write) {
		write_bits(a, which, n, bank);
	} else {
		read_state(a, which, n, bank);
	}
	lock_give(&a->cpu->vm->gic.lock);
}

static void write_priorities(struct vgic_access *a, uint32_t intid, struct vgic_bank *bank)
{
	uint32_t changed = 0;

	lock_take(&a->cpu->vm->gic.lock);
	for (uint32_t i = 0; i < a->size_bytes; i++) {
		uint8_t priority = (uint8_t)(a->value >> 8 * i & VGIC_PRIORITY_MASK);
		uint8_t *place = &bank->priority[(intid + i) % 32];

		changed |= priority != *place ? 1u << ((intid + i) % 32) : 0;
		*place = priority;
	}
	if (changed != 0) {
		if (intid < VGIC_PRIVATE) {
			vgic_prepare(a->owner);
		}
		vgic_changed(a->cpu->vm, a->owner, intid / 32, changed);
	}
	lock_give(&a->cpu->vm->gic.lock);
}

static void access_priorities(struct vgic_access *a, uint32_t intid)
{
	struct vgic_bank *bank = accessed_bank(a, intid / 32);

	if (bank == NULL || (a->size_bytes != 1 && a->size_bytes != 4)) {
		return;
	}
	if (a->is_write) {
		write_priorities(a, intid, bank);
		return;
	}
	for (uint32_t i = 0; i < a->size_bytes; i++) {
		a->value |= (uint64_t)bank->priority[(intid + i) % 32] << 8 * i;
	}
}

/* Two bits each, of which the upper one says edge-triggered. @shift: of the first one's in
 * @edge. */
static uint32_t config_of(uint32_t edge, uint32_t shift)
{
	uint32_t config = 0;

	for (uint32_t i = 0; i < 16; i++) {
		config |= (edge >> (shift + i) & 1) << (2 * i + 1);
	}
	return config;
}

static uint32_t edge_of(uint32_t config, uint32_t shift)
{
	uint32_t edge = 0;

	for (uint32_t i = 0; i < 16; i++) {
		edge |= (config >> (2 * i + 1) & 1) << (shift + i);
	}
	return edge;
}

/* Fixed for private interrupts: SGIs are edge-triggered by nature, and every PPI here is
 * level-sensitive. */
static void access_config(struct vgic_access *a, uint32_t intid)
{
	struct vgic_bank *bank = accessed_bank(a, intid / 32);
	uint32_t shift = intid % 32;

	if (bank == NULL || a->size_bytes != 4) {
		return;
	}
	if (!a->is_write) {
		a->value = config_of(vgic_peek(&bank->edge), shift);
		return;
	}
	if (intid >= VGIC_PRIVATE) {
		lock_take(&a->cpu->vm->gic.lock);
		configure(a, intid / 32, &bank->edge,
			  (bank->edge & ~(0xffffu << shift)) | edge_of((uint32_t)a->value, shift));
		lock_give(&a->cpu->vm->gic.lock);
	}
}

bool vgic_access_irqs(struct vgic_access *a)
{
	uint32_t which = a->offset >> BITS_SHIFT;

	if (which >= BITS_IGROUPR && which <= BITS_ICACTIVER) {
		access_bits(a, which, (a->offset & ((1u << BITS_SHIFT) - 1)) / 4);
		return true;
	}
	if (a->offset >= IPRIORITYR && a->offset < IPRIORITYR_END) {
		access_priorities(a, a->offset - IPRIORITYR);
		return true;
	}
	if (a->offset >= ICFGR && a->offset < ICFGR_END) {
		access_config(a, (a->offset - ICFGR) * 4);
		return true;
	}
	return false;
}
