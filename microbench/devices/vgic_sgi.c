/* SPDX-License-Identifier: Apache-2.0 */
/* Software-generated interrupts. */
#include "devices/vgic_model.h"
#include "host/lock.h"

void vgic_pend_sgi(struct vm_cpu *target, const struct vm_cpu *source, uint32_t sgi)
{
	struct vgic_cpu *gic = &target->gic;

	gic->irqs.pending |= 1u << sgi;
	if (!target->vm->gic.is_v3) {
		gic->sources[sgi] |= (uint8_t)(1u << source->number);
	}
	vgic_refresh(target);
}

/* Affinities of a guest's vCPUs differ in Aff0 only, which is the number. Both forms of the list
 * are of 16 CPUs; whoever is not there is not sent anything. */
static uint32_t targets_of(const struct vm_cpu *cpu, const struct vcpu_exit_ipi *ipi)
{
	uint32_t all = (1u << cpu->vm->n_cpus) - 1;

	if (ipi->is_to_all) {
		return all & ~(1u << cpu->number);
	}
	if (ipi->target >= cpu->vm->n_cpus) {
		return 0;
	}
	return (uint32_t)ipi->aux_list << ipi->target & all;
}

static void send(struct vm_cpu *cpu, uint32_t numbers, uint32_t sgi)
{
	struct vm *vm = cpu->vm;

	lock_take(&vm->gic.lock);
	for (; numbers != 0; numbers &= numbers - 1) {
		vgic_pend_sgi(&vm->cpus[__builtin_ctz(numbers)], cpu, sgi);
	}
	lock_give(&vm->gic.lock);
}

enum exit_action vgic_send_sgi(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	uint32_t numbers = targets_of(cpu, &exit->ipi);

	if (numbers != 0 && cpu->vm->gic.is_there) {
		send(cpu, numbers, exit->ipi.vector);
	}
	vcpu_finish_step(&cpu->vcpu);
	return ACTION_RESUME;
}
