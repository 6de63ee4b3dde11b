/* SPDX-License-Identifier: Apache-2.0 */
/* A GICv2's distributor, without the Security Extensions. Private interrupts are those of the CPU
 * that asks. IHI 0048, "Distributor register descriptions". */
#include "devices/vgic_model.h"
#include "host/lock.h"

#define GICD_CTLR      0x000u
#define GICD_TYPER     0x004u
#define GICD_IIDR      0x008u
#define GICD_ITARGETSR 0x800u
#define GICD_SGIR      0xf00u
#define GICD_CPENDSGIR 0xf10u
#define GICD_SPENDSGIR 0xf20u
#define GICD_SGIR_END  0xf30u
#define GICD_ICPIDR2   0xfe8u

#define TYPER_CPU_NUMBER_SHIFT 5

#define SGIR_LIST(v)   ((uint32_t)(v) >> 16 & 0xff)
#define SGIR_FILTER(v) ((uint32_t)(v) >> 24 & 3)
#define FILTER_LIST    0u
#define FILTER_OTHERS  1u
#define FILTER_SELF    2u

/* Architecture revision 2; the rest is Arm's JEP106 code, as in IIDR. */
#define PIDR2 0x2bu

static void write_ctlr(struct vgic_access *a)
{
	struct vm *vm = a->cpu->vm;
	uint32_t ctlr = (uint32_t)a->value & (VGIC_CTLR_GROUP0 | VGIC_CTLR_GROUP1);

	lock_take(&vm->gic.lock);
	if (ctlr != vm->gic.ctlr) {
		vm->gic.ctlr = ctlr;
		vgic_all_changed(vm);
	}
	lock_give(&vm->gic.lock);
}

static void write_sgir(struct vgic_access *a)
{
	struct vm *vm = a->cpu->vm;
	uint32_t all = (1u << vm->n_cpus) - 1;
	uint32_t self = 1u << a->cpu->number;
	uint32_t numbers = 0;

	switch (SGIR_FILTER(a->value)) {
	case FILTER_LIST:
		numbers = SGIR_LIST(a->value) & all;
		break;
	case FILTER_OTHERS:
		numbers = all & ~self;
		break;
	case FILTER_SELF:
		numbers = self;
		break;
	default:
		break;
	}
	lock_take(&vm->gic.lock);
	for (; numbers != 0; numbers &= numbers - 1) {
		vgic_pend_sgi(&vm->cpus[__builtin_ctz(numbers)], a->cpu, a->value & 15);
	}
	lock_give(&vm->gic.lock);
}

static void write_sources(struct vgic_access *a, uint32_t sgi, bool is_set)
{
	struct vgic_cpu *gic = &a->cpu->gic;
	uint8_t all = (uint8_t)((1u << a->cpu->vm->n_cpus) - 1);

	for (uint32_t i = 0; i < a->size_bytes; i++) {
		uint8_t sources = (uint8_t)(a->value >> 8 * i) & all;

		if (sources == 0) {
			continue;
		}
		if (is_set) {
			gic->sources[sgi + i] |= sources;
		} else {
			gic->sources[sgi + i] &= (uint8_t)~sources;
			gic->drop_sources[sgi + i] |= sources;
			gic->irqs.drop_pending |= 1u << (sgi + i);
		}
		gic->irqs.pending &= ~(1u << (sgi + i));
		gic->irqs.pending |= gic->sources[sgi + i] != 0 ? 1u << (sgi + i) : 0;
	}
	vgic_refresh(a->cpu);
}

static void read_sources(struct vgic_access *a, uint32_t sgi)
{
	const struct vgic_cpu *gic = &a->cpu->gic;

	vgic_refresh(a->cpu);
	for (uint32_t i = 0; i < a->size_bytes; i++) {
		uint32_t n = sgi + i;
		uint32_t listed = (gic->irqs.listed_pending >> n & 1) << gic->source[n];

		a->value |= (uint64_t)(gic->sources[n] | listed) << 8 * i;
	}
}

static void access_sources(struct vgic_access *a, uint32_t base)
{
	lock_take(&a->cpu->vm->gic.lock);
	if (a->is_write) {
		write_sources(a, a->offset - base, base == GICD_SPENDSGIR);
	} else {
		read_sources(a, a->offset - base);
	}
	lock_give(&a->cpu->vm->gic.lock);
}

static void write_target(struct vm *vm, uint32_t intid, uint8_t targets)
{
	if (intid < VGIC_PRIVATE || targets == vm->gic.targets[intid - VGIC_PRIVATE]) {
		return;
	}
	vm->gic.targets[intid - VGIC_PRIVATE] = targets;
	vgic_changed(vm, NULL, intid / 32, 1u << (intid % 32));
}

/* Of private interrupts, who asks. With one CPU all of it is read as zero; IHI 0048,
 * "GICD_ITARGETSR<n>". */
static void access_targets(struct vgic_access *a, uint32_t intid)
{
	struct vm *vm = a->cpu->vm;
	uint8_t all = (uint8_t)((1u << vm->n_cpus) - 1);

	if (vm->n_cpus == 1 || intid >= VGIC_INTIDS) {
		return;
	}
	lock_take(&vm->gic.lock);
	for (uint32_t i = 0; i < a->size_bytes; i++) {
		if (a->is_write) {
			write_target(vm, intid + i, (uint8_t)(a->value >> 8 * i) & all);
		} else {
			uint32_t targets = intid < VGIC_PRIVATE
						   ? 1u << a->cpu->number
						   : vm->gic.targets[intid + i - VGIC_PRIVATE];

			a->value |= (uint64_t)targets << 8 * i;
		}
	}
	lock_give(&vm->gic.lock);
}

static void read_word(struct vgic_access *a)
{
	const struct vm *vm = a->cpu->vm;

	switch (a->offset) {
	case GICD_CTLR:
		a->value = vgic_peek(&vm->gic.ctlr);
		break;
	case GICD_TYPER:
		a->value = (vm->n_cpus - 1) << TYPER_CPU_NUMBER_SHIFT | (VGIC_BANKS - 1);
		break;
	case GICD_IIDR:
		a->value = VGIC_IIDR;
		break;
	case GICD_ICPIDR2:
		a->value = PIDR2;
		break;
	default:
		break;
	}
}

static bool access_bytes(struct vgic_access *a)
{
	if (a->offset >= GICD_ITARGETSR && a->offset < GICD_ITARGETSR + 0x400) {
		access_targets(a, a->offset - GICD_ITARGETSR);
		return true;
	}
	if (a->offset >= GICD_CPENDSGIR && a->offset < GICD_SGIR_END) {
		access_sources(a, a->offset < GICD_SPENDSGIR ? GICD_CPENDSGIR : GICD_SPENDSGIR);
		return true;
	}
	return false;
}

void vgic_access_v2(struct vgic_access *a)
{
	a->owner = a->cpu;
	if (vgic_access_irqs(a) || (a->size_bytes != 1 && a->size_bytes != 4) || access_bytes(a) ||
	    a->size_bytes != 4) {
		return;
	}
	if (!a->is_write) {
		read_word(a);
	} else if (a->offset == GICD_CTLR) {
		write_ctlr(a);
	} else if (a->offset == GICD_SGIR) {
		write_sgir(a);
	}
}
