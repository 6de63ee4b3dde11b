/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The model into list registers.
 *
 * When more is active or deliverable than list registers can hold, what comes next in order of
 * priority is in them: that is the order in which a guest takes interrupts and, with one write for
 * priority drop and deactivation, ends them. Each of them then has a maintenance interrupt when it
 * is deactivated (EOI bit), and one is asked for when none is pending any more (NPIE), so that the
 * rest follows. (UIE would let list registers become empty with more to come, which the fast path
 * must not find.) The first of the active ones is always there, as what is ended and in no list
 * register is lost; so is the first of the pending ones, else NPIE would not end.
 *
 * A level-sensitive interrupt whose line is still high when the guest deactivates it is pending
 * again. The CPU knows nothing of lines, so it gets the EOI bit while the line is high: only then
 * is there a maintenance interrupt. Most drivers lower the line before they end the interrupt; that
 * is a change which takes the bit away again.
 */
#include "devices/vgic_list.h"

#include "devices/vgic_host.h"

/* Keys sort as the guest takes interrupts; of the same priority the active one is ended first. */
#define KEY_PRIORITY(p) ((uint32_t)(p) << 16)
#define KEY_PENDING     (1u << 15) /* and not active */
#define KEY_INTID_MASK  LR_INTID_MASK
#define KEY_NONE        UINT32_MAX

struct selection {
	uint32_t keys[LR_MAX];
	uint32_t n;
	uint32_t capacity;
	/* The lowest of all. */
	uint32_t first_pending;
	uint32_t first_active;
	uint32_t n_all;
	uint32_t n_all_pending;
};

void vgic_prepare(struct vm_cpu *cpu)
{
	struct vgic_bank *bank = &cpu->gic.irqs;
	uint32_t good = cpu->gic.is_asleep ? 0 : vgic_deliverable(cpu->vm, bank);
	uint64_t source = cpu->vm->gic.is_v3 ? 0 : (uint64_t)cpu->number << LR_SOURCE_SHIFT;

	uint64_t timer = 0;

	/* One store each: the CPU that runs the guest reads them without the lock. */
	for (uint32_t n = 0; n < VGIC_SGIS; n++) {
		uint64_t lr = make_lr(bank, n) | source | VCPU_GIC_LR_PENDING;

		__atomic_store_n(&cpu->gic.sgi_lr[n], (good >> n & 1) != 0 ? lr : 0,
				 __ATOMIC_RELAXED);
	}
	if ((good >> VGIC_VTIMER & 1) != 0) {
		timer = make_lr(bank, VGIC_VTIMER) | VCPU_GIC_LR_PENDING | VCPU_GIC_LR_HW |
			VCPU_GIC_LR_PINTID(VGIC_VTIMER);
	}
	__atomic_store_n(&cpu->gic.vtimer_lr, timer, __ATOMIC_RELAXED);
	__atomic_store_n(&cpu->gic.is_timer_wanted, timer != 0, __ATOMIC_RELAXED);
}

static void insert(struct selection *s, uint32_t key)
{
	uint32_t i;

	s->n_all++;
	if ((key & KEY_PENDING) != 0) {
		s->n_all_pending++;
		s->first_pending = key < s->first_pending ? key : s->first_pending;
	} else {
		s->first_active = key < s->first_active ? key : s->first_active;
	}
	if (s->n == s->capacity) {
		if (s->n == 0 || key > s->keys[s->n - 1]) {
			return;
		}
		s->n--;
	}
	for (i = s->n++; i > 0 && s->keys[i - 1] > key; i--) {
		s->keys[i] = s->keys[i - 1];
	}
	s->keys[i] = key;
}

uint32_t vgic_waiting(const struct vm_cpu *cpu, uint32_t n)
{
	struct vm *vm = cpu->vm;
	const struct vgic_bank *bank = n == 0 ? &cpu->gic.irqs : &vm->gic.spis[n - 1];
	uint32_t bits =
		vgic_pending(bank) & vgic_deliverable(vm, bank) & ~bank->active & ~bank->listed;
	uint32_t mine = 0;

	if (cpu->gic.is_asleep) {
		return 0;
	}
	if (n == 0) {
		return bits;
	}
	for (; bits != 0; bits &= bits - 1) {
		uint32_t i = (uint32_t)__builtin_ctz(bits);

		mine |= vgic_target(vm, n * 32 + i) == cpu ? 1u << i : 0;
	}
	return mine;
}

static uint32_t active_of(const struct vm_cpu *cpu, const struct vgic_bank *bank, uint32_t n)
{
	uint32_t bits = bank->active & ~bank->listed;
	uint32_t mine = 0;

	if (n == 0) {
		return bits;
	}
	for (; bits != 0; bits &= bits - 1) {
		uint32_t i = (uint32_t)__builtin_ctz(bits);

		mine |= bank->holder[i] == cpu->number ? 1u << i : 0;
	}
	return mine;
}

static void select_from(struct selection *s, struct vm_cpu *cpu, uint32_t n)
{
	const struct vgic_bank *bank = vgic_bank(cpu->vm, cpu, n);
	uint32_t active = active_of(cpu, bank, n);
	uint32_t bits = active | vgic_waiting(cpu, n);

	if (n == 0) {
		bits &= ~(1u << VGIC_VTIMER);
	}
	for (; bits != 0; bits &= bits - 1) {
		uint32_t i = (uint32_t)__builtin_ctz(bits);
		uint32_t key = KEY_PRIORITY(bank->priority[i]) | (n * 32 + i);

		insert(s, (active >> i & 1) != 0 ? key : key | KEY_PENDING);
	}
}

/* Takes @key, the first of its kind, in for the last one. It is missing only when all are of the
 * other kind. */
static void ensure(struct selection *s, uint32_t key)
{
	if (key != KEY_NONE && s->n > 1 && key > s->keys[s->n - 1]) {
		s->keys[s->n - 1] = key;
	}
}

/* State of an SGI of a GICv2. Active from one source and pending from another cannot be in one list
 * register: what waits follows when this has ended. */
static uint64_t list_sgi_v2(struct vgic_cpu *gic, uint32_t intid, bool is_active)
{
	uint32_t bit = 1u << intid;
	uint64_t lr = 0;

	if (!is_active) {
		gic->source[intid] = (uint8_t)__builtin_ctz(gic->sources[intid]);
		gic->sources[intid] &= (uint8_t)(gic->sources[intid] - 1);
		gic->irqs.listed_pending |= bit;
		lr = VCPU_GIC_LR_PENDING;
	}
	if (gic->sources[intid] != 0) {
		lr |= VCPU_GIC_LR_EOI;
	} else {
		gic->irqs.pending &= ~bit;
	}
	return lr | (uint64_t)gic->source[intid] << LR_SOURCE_SHIFT;
}

/* Pending state of any other. Active here and meant for another CPU: that one gets it when it has
 * ended here. @is_alone: pending without being active, or not at all, as its end is to be seen. */
static uint64_t list_pending(struct vm_cpu *cpu, struct vgic_bank *bank, uint32_t intid,
			     bool is_alone)
{
	uint32_t bit = 1u << (intid % 32);
	bool is_mine = intid < VGIC_PRIVATE || vgic_target(cpu->vm, intid) == cpu;
	uint64_t lr = 0;

	if ((vgic_pending(bank) & vgic_deliverable(cpu->vm, bank) & bit) == 0) {
		return 0;
	}
	if (!is_mine || (bank->line & ~bank->edge & bit) != 0) {
		lr = VCPU_GIC_LR_EOI;
	}
	if (!is_mine || cpu->gic.is_asleep || (is_alone && (bank->active & bit) != 0)) {
		return lr;
	}
	bank->listed_pending |= bank->pending & bit;
	bank->pending &= ~bit;
	return lr | VCPU_GIC_LR_PENDING;
}

static uint64_t list(struct vm_cpu *cpu, uint32_t intid, bool is_too_much)
{
	struct vgic_bank *bank = bank_of(cpu, intid);
	uint32_t bit = 1u << (intid % 32);
	bool is_active = (bank->active & bit) != 0;
	uint64_t lr = make_lr(bank, intid) | (is_too_much ? VCPU_GIC_LR_EOI : 0);

	lr |= is_v2_sgi(cpu, intid) ? list_sgi_v2(&cpu->gic, intid, is_active)
				    : list_pending(cpu, bank, intid, is_too_much);
	if (is_active) {
		lr |= VCPU_GIC_LR_ACTIVE;
		bank->active &= ~bit;
		bank->listed_active |= bit;
	}
	bank->listed |= bit;
	bank->holder[intid % 32] = (uint8_t)cpu->number;
	return lr;
}

static void fill(struct vm_cpu *cpu, uint32_t n, uint32_t intid, uint64_t lr)
{
	vcpu_gic_set_lr(&cpu->vcpu, n, lr);
	cpu->gic.filled |= 1u << n;
	cpu->gic.listed_intid[n] = (uint8_t)intid;
}

static void set_maintenance(struct vm_cpu *cpu, uint32_t maintenance, bool has_eoi)
{
	if (maintenance != 0 || has_eoi) {
		vgic_host_take_maintenance();
	}
	if (maintenance != cpu->gic.maintenance) {
		cpu->gic.maintenance = maintenance;
		vcpu_gic_set_maintenance(&cpu->vcpu, maintenance);
	}
}

static void fill_all(struct vm_cpu *cpu, struct selection *s)
{
	bool is_too_much = s->n_all > s->n;
	uint32_t n_pending = 0;
	bool has_eoi = false;

	ensure(s, s->first_pending);
	ensure(s, s->first_active);
	for (uint32_t i = 0; i < s->n; i++) {
		uint32_t intid = s->keys[i] & KEY_INTID_MASK;
		uint64_t lr = list(cpu, intid, is_too_much);

		n_pending += (s->keys[i] & KEY_PENDING) != 0;
		has_eoi = has_eoi || (lr & VCPU_GIC_LR_EOI) != 0;
		fill(cpu, VGIC_LR_FIRST + i, intid, lr);
	}
	set_maintenance(cpu, n_pending != 0 && s->n_all_pending > n_pending ? VCPU_GIC_HCR_NPIE : 0,
			has_eoi);
}

static void select_and_fill(struct vm_cpu *cpu)
{
	struct selection s;

	s.n = 0;
	s.n_all = 0;
	s.n_all_pending = 0;
	s.capacity = vcpu_gic_n_list_registers() - VGIC_LR_FIRST;
	s.first_pending = KEY_NONE;
	s.first_active = KEY_NONE;
	for (uint32_t n = 0; n < VGIC_BANKS; n++) {
		select_from(&s, cpu, n);
	}
	fill_all(cpu, &s);
}

/* Is there nothing, for whomever? */
static bool is_idle(const struct vm_cpu *cpu)
{
	const struct vgic *gic = &cpu->vm->gic;
	uint32_t any = vgic_pending(&cpu->gic.irqs) | cpu->gic.irqs.active | cpu->gic.maintenance;

	for (uint32_t n = 0; n < VGIC_BANKS - 1; n++) {
		const struct vgic_bank *bank = &gic->spis[n];

		any |= (vgic_pending(bank) | bank->active) & ~bank->listed;
	}
	return any == 0;
}

void vgic_flush(struct vm_cpu *cpu)
{
	uint64_t timer_lr = vgic_timer_flush(cpu);

	if (timer_lr != 0) {
		fill(cpu, VGIC_LR_TIMER, VGIC_VTIMER, timer_lr);
	}
	if (!is_idle(cpu)) {
		select_and_fill(cpu);
	}
}
