/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <stddef.h>

#include <vcpu/arch.h>
#include <vcpu/vcpu.h>

static int refuse(struct vcpu *vcpu)
{
	vcpu->state = VCPU_STATE_INVALID;
	return VCPU_EBADSTATE;
}

int vcpu_init(struct vcpu *vcpu, const struct vcpu_config *config)
{
	if (vcpu == NULL || config == NULL) {
		return VCPU_EINVAL;
	}
	vcpu->state = VCPU_STATE_CREATED;
	vcpu->vm_id = config->vm_id;
	vcpu->vcpu_id = config->vcpu_id;
	vcpu->cpu_set = config->cpu_set;
	arch_vcpu_init(&vcpu->arch, config);
	return VCPU_OK;
}

int vcpu_setup(struct vcpu *vcpu, uint64_t entry_ipa, uint64_t vtcr, uint64_t vttbr)
{
	if (vcpu->state != VCPU_STATE_CREATED) {
		return refuse(vcpu);
	}
	if ((entry_ipa & 3) != 0) {
		return VCPU_EINVAL;
	}
	arch_vcpu_set_entry(&vcpu->arch, entry_ipa);
	arch_vcpu_set_stage2(&vcpu->arch, vtcr, vttbr);
	vcpu->state = VCPU_STATE_FREE;
	return VCPU_OK;
}

static int is_allowed_on(const struct vcpu *vcpu, uint32_t cpu_id)
{
	return vcpu->cpu_set == 0 || (cpu_id < 64 && (vcpu->cpu_set >> cpu_id & 1) != 0);
}

int vcpu_bind(struct vcpu *vcpu)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();

	if (vcpu->state != VCPU_STATE_FREE || !pcpu->is_enabled) {
		return refuse(vcpu);
	}
	if (pcpu->current != NULL) {
		return VCPU_EBUSY;
	}
	if (!is_allowed_on(vcpu, pcpu->cpu_id)) {
		return VCPU_EINVAL;
	}
	arch_vcpu_bind(&vcpu->arch);
	pcpu->current = vcpu;
	vcpu->state = VCPU_STATE_READY;
	return VCPU_OK;
}

int vcpu_unbind(struct vcpu *vcpu)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();
	/* One that became Invalid here is let go, or its CPU would never take another. */
	bool is_lost = vcpu->state == VCPU_STATE_INVALID;

	if ((vcpu->state != VCPU_STATE_READY && !is_lost) || pcpu->current != vcpu) {
		return refuse(vcpu);
	}
	arch_vcpu_unbind(&vcpu->arch);
	pcpu->current = NULL;
	if (!is_lost) {
		vcpu->state = VCPU_STATE_FREE;
	}
	return VCPU_OK;
}

int vcpu_run(struct vcpu *vcpu, struct vcpu_exit *exit)
{
	int err;

	/* Bound to another CPU: its state is in that CPU's registers, not here. */
	if (vcpu->state != VCPU_STATE_READY || arch_pcpu_this()->current != vcpu) {
		return refuse(vcpu);
	}
	vcpu->state = VCPU_STATE_RUNNING;
	err = arch_vcpu_run(&vcpu->arch, exit);
	/* A call that was refused meanwhile made it Invalid, for good. */
	if (vcpu->state == VCPU_STATE_RUNNING) {
		vcpu->state = VCPU_STATE_READY;
	}
	return err;
}
