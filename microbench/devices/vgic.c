/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/vgic.h"

#include <vcpu/gic.h>

#include "devices/vgic_host.h"
#include "devices/vgic_model.h"
#include "devices/vgic_switch.h"
#include "host/lock.h"
#include "host/string.h"
#include "wire/guest_abi.h"

/* IHI 0069, "ICH_VMCR_EL2"; a GICv2's has these fields at the same places. */
#define VMCR_GROUP0           (1u << 0)
#define VMCR_GROUP1           (1u << 1)
#define VMCR_PRIORITY_MASK(r) ((r) >> 24 & 0xff)

_Static_assert(VM_CPUS_MAX <= sizeof(((struct vgic_cpu *)0)->asked_folds) / sizeof(uint32_t),
	       "a place for each");
_Static_assert(VM_CPUS_MAX <= 8, "a GICv2 has 8 CPU interfaces");

static void reset_cpu(struct vm_cpu *cpu)
{
	struct vgic_cpu *gic = &cpu->gic;
	uint32_t folds = gic->folds;

	memset(gic, 0, sizeof(*gic));
	/* Who waits for the next one sees that it has been. */
	gic->folds = folds + 1;
	gic->irqs.edge = VGIC_SGIS_MASK;
	gic->irqs.group1 = cpu->vm->gic.is_v3 ? ~0u : 0;
	gic->host_cpu = VGIC_NO_CPU;
	/* FIPA is IPA[51:12] from bit 4 on. DDI 0487, HPFAR_EL2. */
	gic->dist_hpfar = GUEST_GICD_IPA >> 8;
	vgic_prepare(cpu);
}

void vgic_init_cpu(struct vm_cpu *cpu)
{
	if (!cpu->vm->gic.is_there) {
		memset(cpu->gic.sgi_lr, 0, sizeof(cpu->gic.sgi_lr));
		cpu->gic.vtimer_lr = 0;
		cpu->gic.dist_hpfar = VGIC_NO_HPFAR;
		return;
	}
	lock_take(&cpu->vm->gic.lock);
	reset_cpu(cpu);
	cpu->gic.is_on = true;
	lock_give(&cpu->vm->gic.lock);
}

void vgic_stop_cpu(struct vm_cpu *cpu)
{
	struct vm *vm = cpu->vm;

	if (!vm->gic.is_there) {
		return;
	}
	lock_take(&vm->gic.lock);
	cpu->gic.is_on = false;
	for (uint32_t n = 1; n < VGIC_BANKS; n++) {
		vgic_changed(vm, NULL, n, ~0u);
	}
	lock_give(&vm->gic.lock);
}

void vgic_init(struct vm *vm, bool is_v3)
{
	memset(&vm->gic, 0, sizeof(vm->gic));
	vm->gic.is_there = true;
	vm->gic.is_v3 = is_v3;
	for (uint32_t n = 0; n < VGIC_SPIS / 32; n++) {
		vm->gic.spis[n].group1 = is_v3 ? ~0u : 0;
	}
	memset(vm->gic.targets, 1, sizeof(vm->gic.targets));
	for (uint32_t n = 0; n < vm->n_cpus; n++) {
		reset_cpu(&vm->cpus[n]);
	}
}

void vgic_init_none(struct vm *vm)
{
	memset(&vm->gic, 0, sizeof(vm->gic));
	for (uint32_t n = 0; n < vm->n_cpus; n++) {
		memset(&vm->cpus[n].gic, 0, sizeof(vm->cpus[n].gic));
		vm->cpus[n].gic.host_cpu = VGIC_NO_CPU;
	}
}

void vgic_after_bind(struct vm_cpu *cpu)
{
	struct vgic *gic = &cpu->vm->gic;

	if (!gic->is_there) {
		return;
	}
	lock_take(&gic->lock);
	__atomic_store_n(&cpu->gic.host_cpu, vgic_host_this_cpu(), __ATOMIC_RELAXED);
	cpu->gic.lists_empty = (UINT64_C(1) << vcpu_gic_n_list_registers()) - 1;
	/* Nothing is listed; what others have done to it since it was folded last is settled. */
	vgic_fold(cpu);
	vgic_flush(cpu);
	lock_give(&gic->lock);
}

void vgic_before_unbind(struct vm_cpu *cpu)
{
	struct vgic *gic = &cpu->vm->gic;

	if (!gic->is_there || cpu->gic.host_cpu == VGIC_NO_CPU) {
		return;
	}
	lock_take(&gic->lock);
	if (!vgic_has_nothing_in_hand(&cpu->gic, vcpu_gic_empty(&cpu->vcpu))) {
		vgic_fold(cpu);
		__atomic_store_n(&cpu->gic.has_news, true, __ATOMIC_RELAXED);
	}
	__atomic_store_n(&cpu->gic.host_cpu, VGIC_NO_CPU, __ATOMIC_RELAXED);
	lock_give(&gic->lock);
	vgic_timer_release(cpu);
}

void vgic_sync(struct vm_cpu *cpu)
{
	lock_take(&cpu->vm->gic.lock);
	vgic_refresh(cpu);
	lock_give(&cpu->vm->gic.lock);
}

bool vgic_is_there(const struct vm *vm, uint64_t ipa)
{
	if (!vm->gic.is_there) {
		return false;
	}
	if (!vm->gic.is_v3) {
		return ipa - GUEST_GICD_IPA < GUEST_GICD_V2_SIZE;
	}
	return ipa - GUEST_GICD_IPA < GUEST_GICD_SIZE ||
	       ipa - GUEST_GICR_IPA < (uint64_t)vm->n_cpus * GUEST_GICR_STRIDE;
}

static void access_frame(struct vgic_access *a)
{
	bool is_dist = a->ipa < GUEST_GICR_IPA;

	a->offset = (uint32_t)(a->ipa - (is_dist ? GUEST_GICD_IPA : GUEST_GICR_IPA));
	if (!a->cpu->vm->gic.is_v3) {
		vgic_access_v2(a);
	} else if (is_dist) {
		vgic_access_dist(a);
	} else {
		vgic_access_redist(a);
	}
}

enum exit_action vgic_access(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	struct vgic_access a = {
		.cpu = cpu,
		.n_intids = VGIC_INTIDS,
		.ipa = exit->mmio.ipa,
		.size_bytes = vcpu_mmio_size_bytes(&exit->mmio),
		.is_write = exit->reason == VCPU_EXIT_MMIO_WRITE,
	};

	if (a.is_write) {
		a.value = vcpu_mmio_write_value(&cpu->vcpu, exit);
	}
	if (a.is_write || a.ipa != cpu->gic.asked_ipa) {
		cpu->gic.asked = 0;
	}
	/* No register is across its alignment. */
	if (a.ipa % a.size_bytes == 0) {
		access_frame(&a);
	}
	if (a.must_wait) {
		vgic_host_yield();
		return ACTION_RESUME;
	}
	if (a.is_write) {
		vcpu_finish_step(&cpu->vcpu);
	} else {
		vcpu_finish_mmio_read(&cpu->vcpu, exit, a.value);
	}
	return ACTION_RESUME;
}

static void move_line(struct vm *vm, struct vm_cpu *cpu, uint32_t intid, bool is_high)
{
	struct vgic_bank *bank = vgic_bank(vm, cpu, intid / 32);
	uint32_t bit = 1u << (intid % 32);

	if (is_high == ((bank->line & bit) != 0)) {
		return;
	}
	bank->line ^= bit;
	if ((bank->edge & bit) != 0) {
		if (!is_high) {
			return;
		}
		bank->pending |= bit;
	}
	vgic_changed(vm, cpu, intid / 32, bit);
}

void vgic_set_line(struct vm *vm, struct vm_cpu *cpu, uint32_t intid, bool is_high)
{
	lock_take(&vm->gic.lock);
	move_line(vm, cpu, intid, is_high);
	lock_give(&vm->gic.lock);
}

static void on_timer(struct vm_cpu *cpu)
{
	/* The last one has ended, else this one had not come. */
	vgic_fold(cpu);
	cpu->gic.is_timer_active = true;
	/* Behind a switch it may be what the last guest's timer left on its way. */
	if (vgic_host_is_vtimer_high()) {
		cpu->gic.irqs.line |= 1u << VGIC_VTIMER;
	}
	vgic_flush(cpu);
}

bool vgic_on_interrupt(struct vm_cpu *cpu, uint32_t vector)
{
	struct vgic *gic = &cpu->vm->gic;

	if (!gic->is_there) {
		return false;
	}
	if (vector == VGIC_VTIMER) {
		vgic_host_drop(vector);
		lock_take(&gic->lock);
		on_timer(cpu);
		lock_give(&gic->lock);
		return true;
	}
	if (vector == VGIC_MAINTENANCE) {
		/* Its reason goes first: it is level-sensitive. */
		vgic_sync(cpu);
		vgic_host_end(vector);
		return true;
	}
	if (__atomic_load_n(&cpu->gic.has_news, __ATOMIC_RELAXED)) {
		vgic_sync(cpu);
	}
	return false;
}

static bool passes(const struct vm_cpu *cpu, uint32_t n, uint64_t vmcr)
{
	const struct vgic_bank *bank = n == 0 ? &cpu->gic.irqs : &cpu->vm->gic.spis[n - 1];
	uint32_t bits = vgic_waiting(cpu, n);

	for (; bits != 0; bits &= bits - 1) {
		uint32_t i = (uint32_t)__builtin_ctz(bits);
		uint64_t group = bank->group1 >> i & 1 ? VMCR_GROUP1 : VMCR_GROUP0;

		if ((vmcr & group) != 0 && bank->priority[i] < VMCR_PRIORITY_MASK(vmcr)) {
			return true;
		}
	}
	return false;
}

bool vgic_has_pending(struct vm_cpu *cpu)
{
	bool is_bound = cpu->gic.host_cpu != VGIC_NO_CPU;
	bool has = false;
	uint64_t vmcr;

	if (!cpu->vm->gic.is_there) {
		return false;
	}
	vmcr = vcpu_gic_vmcr(&cpu->vcpu);
	lock_take(&cpu->vm->gic.lock);
	if (is_bound) {
		vgic_fold(cpu);
	}
	for (uint32_t n = 0; n < VGIC_BANKS; n++) {
		has = has || passes(cpu, n, vmcr);
	}
	if (is_bound) {
		vgic_flush(cpu);
	}
	lock_give(&cpu->vm->gic.lock);
	return has;
}
