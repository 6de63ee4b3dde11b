/* SPDX-License-Identifier: Apache-2.0 */
/* A GICv3's distributor. IHI 0069, "The GIC Distributor register descriptions". Affinity routing is
 * always on, so private interrupts have nothing here. */
#include "devices/vgic_model.h"
#include "host/lock.h"

#define GICD_CTLR       0x0000u
#define GICD_TYPER      0x0004u
#define GICD_IIDR       0x0008u
#define GICD_SETSPI_NSR 0x0040u
#define GICD_CLRSPI_NSR 0x0048u
#define GICD_IROUTER    0x6100u /* of INTID 32 */
#define GICD_PIDR2      0xffe8u

#define CTLR_ARE (1u << 4)
#define CTLR_DS  (1u << 6)
#define CTLR_RWP (1u << 31)

#define TYPER_MBIS       (1u << 16)
#define TYPER_ID_BITS(n) (((n)-1) << 19)

/* Up to 4 CPUs: Aff3 and Aff0 above 15 are never needed (A3V, RSS). No LPIs, no extended ranges. */
#define TYPER (TYPER_ID_BITS(10u) | TYPER_MBIS | (VGIC_BANKS - 1))

/* Architecture revision 3; the rest is Arm's JEP106 code, as in IIDR. */
#define PIDR2 0x3bu

static void access_ctlr(struct vgic_access *a)
{
	struct vm *vm = a->cpu->vm;
	uint32_t ctlr = (uint32_t)a->value & (VGIC_CTLR_GROUP0 | VGIC_CTLR_GROUP1);

	if (!a->is_write) {
		a->value = vgic_peek(&vm->gic.ctlr) | CTLR_ARE | CTLR_DS |
			   (vgic_is_write_pending(a->cpu) ? CTLR_RWP : 0);
		return;
	}
	lock_take(&vm->gic.lock);
	if (ctlr != vm->gic.ctlr) {
		vm->gic.ctlr = ctlr;
		vgic_all_changed(vm);
	}
	lock_give(&vm->gic.lock);
}

/* A message instead of a wire: of an edge-triggered one it is pending, of a level-sensitive one the
 * line goes up, or down. */
static void access_message(struct vgic_access *a, bool is_set)
{
	uint32_t intid = (uint32_t)a->value & 0x3ff;
	uint32_t n = intid / 32;
	uint32_t bit = 1u << (intid % 32);
	struct vgic_bank *bank = vgic_bank(a->cpu->vm, NULL, n);

	if (!a->is_write || bank == NULL) {
		return;
	}
	lock_take(&a->cpu->vm->gic.lock);
	if ((bank->edge & bit) == 0) {
		bank->line = is_set ? bank->line | bit : bank->line & ~bit;
		vgic_changed(a->cpu->vm, NULL, n, bit);
	} else if (is_set) {
		vgic_set_pending(a, n, bit);
	} else {
		vgic_clear_pending(a, n, bit);
	}
	lock_give(&a->cpu->vm->gic.lock);
}

/* @mask: of the bits that are written. */
static void route(struct vgic_access *a, uint32_t spi, uint64_t bits, uint64_t mask)
{
	struct vm *vm = a->cpu->vm;
	uint64_t router;

	mask &= VGIC_ROUTER_ANY | VGIC_ROUTER_AFFINITY;
	lock_take(&vm->gic.lock);
	router = (vm->gic.router[spi] & ~mask) | (bits & mask);
	if (router != vm->gic.router[spi]) {
		__atomic_store_n(&vm->gic.router[spi], router, __ATOMIC_RELAXED);
		vgic_changed(vm, NULL, spi / 32 + 1, 1u << (spi % 32));
	}
	lock_give(&vm->gic.lock);
}

/* 64 bits, or either half. */
static void access_router(struct vgic_access *a, uint32_t spi)
{
	uint32_t shift = a->offset % 8 * 8;
	uint64_t mask = a->size_bytes == 8 ? ~UINT64_C(0) : UINT64_C(0xffffffff) << shift;

	if (a->is_write) {
		route(a, spi, a->value << shift, mask);
		return;
	}
	a->value =
		(__atomic_load_n(&a->cpu->vm->gic.router[spi], __ATOMIC_RELAXED) & mask) >> shift;
}

static void access_word(struct vgic_access *a)
{
	switch (a->offset) {
	case GICD_CTLR:
		access_ctlr(a);
		break;
	case GICD_TYPER:
		a->value = TYPER;
		break;
	case GICD_IIDR:
		a->value = VGIC_IIDR;
		break;
	case GICD_PIDR2:
		a->value = PIDR2;
		break;
	default:
		break;
	}
}

void vgic_access_dist(struct vgic_access *a)
{
	if (vgic_access_irqs(a)) {
		return;
	}
	if (a->offset == GICD_SETSPI_NSR || a->offset == GICD_CLRSPI_NSR) {
		if (a->size_bytes == 2 || a->size_bytes == 4) {
			access_message(a, a->offset == GICD_SETSPI_NSR);
		}
		return;
	}
	if (a->offset >= GICD_IROUTER && a->offset < GICD_IROUTER + 8 * VGIC_SPIS) {
		if (a->size_bytes >= 4) {
			access_router(a, (a->offset - GICD_IROUTER) / 8);
		}
		return;
	}
	if (a->size_bytes == 4) {
		access_word(a);
	}
}
