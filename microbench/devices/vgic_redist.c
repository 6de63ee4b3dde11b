/* SPDX-License-Identifier: Apache-2.0 */
/* A GICv3's redistributors, two frames of 64 KiB each, one redistributor a vCPU. Any vCPU may
 * access any of them. IHI 0069, "The GIC Redistributor register descriptions". */
#include "devices/vgic_model.h"
#include "host/lock.h"
#include "wire/guest_abi.h"

#define FRAME_SIZE   0x10000u
#define GICR_CTLR    0x0000u
#define GICR_IIDR    0x0004u
#define GICR_TYPER   0x0008u
#define GICR_WAKER   0x0014u
#define GICR_PIDR2   0xffe8u
#define TYPER_LAST   (1u << 4)
#define WAKER_SLEEP  (1u << 1)
#define WAKER_ASLEEP (1u << 2)
#define CTLR_RWP     (1u << 3)
#define PIDR2        0x3bu /* as the distributor's */

static uint64_t typer_of(const struct vm_cpu *owner)
{
	bool is_last = owner->number == owner->vm->n_cpus - 1;

	return (uint64_t)owner->number << 32 | owner->number << 8 | (is_last ? TYPER_LAST : 0);
}

/* Asleep, it gives its CPU nothing. */
static void access_waker(struct vgic_access *a)
{
	struct vgic_cpu *gic = &a->owner->gic;
	bool is_asleep = (a->value & WAKER_SLEEP) != 0;

	lock_take(&a->cpu->vm->gic.lock);
	if (!a->is_write) {
		a->value = gic->is_asleep ? WAKER_SLEEP | WAKER_ASLEEP : 0;
	} else if (is_asleep != gic->is_asleep) {
		gic->is_asleep = is_asleep;
		/* An SPI for any of them may be another's now. */
		vgic_all_changed(a->cpu->vm);
	}
	lock_give(&a->cpu->vm->gic.lock);
}

static void access_frame(struct vgic_access *a)
{
	if (a->offset == GICR_TYPER || a->offset == GICR_TYPER + 4) {
		uint64_t typer = typer_of(a->owner) >> (a->offset - GICR_TYPER) * 8;

		a->value = a->size_bytes == 8 ? typer : a->size_bytes == 4 ? (uint32_t)typer : 0;
		return;
	}
	if (a->size_bytes != 4) {
		return;
	}
	switch (a->offset) {
	case GICR_CTLR:
		a->value = vgic_is_write_pending(a->cpu) ? CTLR_RWP : 0;
		break;
	case GICR_IIDR:
		a->value = VGIC_IIDR;
		break;
	case GICR_WAKER:
		access_waker(a);
		break;
	case GICR_PIDR2:
		a->value = PIDR2;
		break;
	default:
		break;
	}
}

void vgic_access_redist(struct vgic_access *a)
{
	uint32_t offset = a->offset;

	a->owner = &a->cpu->vm->cpus[offset / GUEST_GICR_STRIDE];
	a->n_intids = VGIC_PRIVATE;
	a->offset = offset % FRAME_SIZE;
	if (offset % GUEST_GICR_STRIDE < FRAME_SIZE) {
		access_frame(a);
	} else {
		(void)vgic_access_irqs(a);
	}
}
