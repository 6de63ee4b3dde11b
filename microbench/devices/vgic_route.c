/* SPDX-License-Identifier: Apache-2.0 */
/* Whom an interrupt is for, and who has to be told that it has changed. */
#include "devices/vgic_host.h"
#include "devices/vgic_model.h"
#include "devices/vgic_switch.h"

/* One of several that can take it: the first that runs. */
static struct vm_cpu *first_awake(struct vm *vm, uint32_t numbers)
{
	for (uint32_t n = 0; n < vm->n_cpus; n++) {
		struct vm_cpu *cpu = &vm->cpus[n];

		if ((numbers >> n & 1) != 0 && cpu->gic.is_on && !cpu->gic.is_asleep) {
			return cpu;
		}
	}
	return NULL;
}

struct vm_cpu *vgic_target(struct vm *vm, uint32_t intid)
{
	uint32_t spi = intid - VGIC_PRIVATE;
	uint64_t affinity;

	if (!vm->gic.is_v3) {
		return first_awake(vm, vm->gic.targets[spi]);
	}
	if ((vm->gic.router[spi] & VGIC_ROUTER_ANY) != 0) {
		return first_awake(vm, ~0u);
	}
	affinity = vm->gic.router[spi] & VGIC_ROUTER_AFFINITY;
	return affinity < vm->n_cpus ? &vm->cpus[affinity] : NULL;
}

void vgic_refresh(struct vm_cpu *cpu)
{
	uint32_t host_cpu;

	if (vgic_peek(&cpu->gic.host_cpu) == vgic_host_this_cpu()) {
		vgic_fold(cpu);
		vgic_flush(cpu);
		return;
	}
	/* One kick tells of any number of changes. */
	if (vgic_has_news(&cpu->gic)) {
		return;
	}
	__atomic_store_n(&cpu->gic.has_news, true, __ATOMIC_RELAXED);
	/* Whoever binds it now without the lock sees the news, or is seen:
	 * vgic_switch_quietly(). */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	host_cpu = vgic_peek(&cpu->gic.host_cpu);
	if (host_cpu != VGIC_NO_CPU) {
		vgic_host_kick(host_cpu);
	}
}

static uint32_t holders(const struct vgic_bank *bank, uint32_t bits)
{
	uint32_t numbers = 0;

	for (; bits != 0; bits &= bits - 1) {
		numbers |= 1u << bank->holder[__builtin_ctz(bits)];
	}
	return numbers;
}

static uint32_t targets(struct vm *vm, uint32_t n, uint32_t bits)
{
	uint32_t numbers = 0;

	for (; bits != 0; bits &= bits - 1) {
		struct vm_cpu *cpu = vgic_target(vm, n * 32 + (uint32_t)__builtin_ctz(bits));

		numbers |= cpu != NULL ? 1u << cpu->number : 0;
	}
	return numbers;
}

void vgic_changed(struct vm *vm, struct vm_cpu *owner, uint32_t n, uint32_t bits)
{
	struct vgic_bank *bank = vgic_bank(vm, owner, n);
	uint32_t numbers;

	if (n == 0) {
		vgic_refresh(owner);
		return;
	}
	/* Whoever has it puts it back, and tells the target itself. */
	numbers = holders(bank, bits & (bank->listed | bank->active)) |
		  targets(vm, n, bits & vgic_pending(bank) & ~bank->listed & ~bank->active);
	for (; numbers != 0; numbers &= numbers - 1) {
		vgic_refresh(&vm->cpus[__builtin_ctz(numbers)]);
	}
}

void vgic_all_changed(struct vm *vm)
{
	for (uint32_t n = 0; n < vm->n_cpus; n++) {
		vgic_prepare(&vm->cpus[n]);
		vgic_refresh(&vm->cpus[n]);
	}
}

bool vgic_is_write_pending(const struct vm_cpu *cpu)
{
	const struct vm *vm = cpu->vm;

	for (uint32_t n = 0; n < vm->n_cpus; n++) {
		const struct vm_cpu *other = &vm->cpus[n];

		if (other != cpu && vgic_peek(&other->gic.host_cpu) != VGIC_NO_CPU &&
		    __atomic_load_n(&other->gic.has_news, __ATOMIC_RELAXED)) {
			return true;
		}
	}
	return false;
}

/* Has each of those that were asked folded since, or nothing left that is bound? */
static bool have_folded(const struct vm_cpu *cpu, uint32_t numbers)
{
	for (; numbers != 0; numbers &= numbers - 1) {
		uint32_t n = (uint32_t)__builtin_ctz(numbers);
		const struct vgic_cpu *other = &cpu->vm->cpus[n].gic;

		if (other->host_cpu != VGIC_NO_CPU && other->folds == cpu->gic.asked_folds[n]) {
			return false;
		}
	}
	return true;
}

static void ask(struct vm_cpu *cpu, uint32_t numbers, uint64_t ipa)
{
	cpu->gic.asked_ipa = ipa;
	cpu->gic.asked = numbers;
	for (; numbers != 0; numbers &= numbers - 1) {
		uint32_t n = (uint32_t)__builtin_ctz(numbers);
		struct vm_cpu *other = &cpu->vm->cpus[n];

		cpu->gic.asked_folds[n] = other->gic.folds;
		vgic_refresh(other);
	}
}

/* Which vCPUs on other CPUs may have any of them in list registers. Of private ones that cannot be
 * told from the model: a fast path lists them too. */
static uint32_t others_with(const struct vm_cpu *cpu, const struct vm_cpu *owner, uint32_t n,
			    uint32_t bits)
{
	struct vm *vm = cpu->vm;
	uint32_t numbers;

	if (n == 0) {
		return owner == cpu || owner->gic.host_cpu == VGIC_NO_CPU ? 0 : 1u << owner->number;
	}
	numbers = holders(&vm->gic.spis[n - 1], bits & vm->gic.spis[n - 1].listed);
	return numbers & ~(1u << cpu->number);
}

bool vgic_has_seen(struct vm_cpu *cpu, struct vm_cpu *owner, uint32_t n, uint32_t bits,
		   uint64_t ipa)
{
	bool is_again = cpu->gic.asked != 0 && cpu->gic.asked_ipa == ipa;
	uint32_t numbers;

	vgic_refresh(cpu);
	if (is_again) {
		if (!have_folded(cpu, cpu->gic.asked)) {
			return false;
		}
		cpu->gic.asked = 0;
		return true;
	}
	numbers = others_with(cpu, owner, n, bits);
	if (numbers == 0) {
		return true;
	}
	ask(cpu, numbers, ipa);
	return false;
}
