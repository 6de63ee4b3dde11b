/* SPDX-License-Identifier: Apache-2.0 */
#include <vcpu/vcpu.h>

#include <stddef.h>

#include <vcpu/arch.h>
#include <vcpu/run.h>

/* The arrows of the picture in <vcpu/vcpu.h>: bit n, state n may follow. */
static const uint8_t next_states[VCPU_STATES] = {
	[VCPU_STATE_CREATED] = 1u << VCPU_STATE_FREE,
	[VCPU_STATE_FREE] = 1u << VCPU_STATE_READY | 1u << VCPU_STATE_BLOCKED,
	[VCPU_STATE_READY] = 1u << VCPU_STATE_FREE | 1u << VCPU_STATE_RUNNING,
	[VCPU_STATE_RUNNING] = 1u << VCPU_STATE_READY,
	[VCPU_STATE_BLOCKED] = 1u << VCPU_STATE_FREE,
};

static int refuse(struct vcpu *vcpu)
{
	vcpu->state = VCPU_STATE_INVALID;
	return VCPU_EBADSTATE;
}

/* The library calls out only from vcpu_transition() and, through the HAL, from vcpu_run(). */
static bool is_nested(const struct vcpu_pcpu *pcpu)
{
	return pcpu->is_in_operation ||
	       (pcpu->current != NULL && pcpu->current->state == VCPU_STATE_RUNNING &&
		!pcpu->is_running_by_word);
}

static struct vcpu *bound_here(const struct vcpu_pcpu *pcpu)
{
	return pcpu->is_in_operation ? pcpu->aside : pcpu->current;
}

/* vcpu_run() looks for nothing but a bound vCPU that is Ready: in an operation there is none. */
static int call_operation(struct vcpu_pcpu *pcpu, struct vcpu *vcpu,
			  int (*op)(struct vcpu *vcpu, void *arg), void *arg)
{
	int err;

	pcpu->aside = pcpu->current;
	pcpu->current = NULL;
	pcpu->is_in_operation = true;
	err = op(vcpu, arg);
	pcpu->is_in_operation = false;
	pcpu->current = pcpu->aside;
	return err;
}

static bool is_allowed_on(uint64_t cpu_set, uint32_t cpu_id)
{
	return cpu_set == 0 || (cpu_id < VCPU_CPUS_MAX && (cpu_set >> cpu_id & 1) != 0);
}

int vcpu_init(struct vcpu *vcpu, const struct vcpu_config *config)
{
	/* Its context is where SP_EL2 points while the guest runs. */
	if (vcpu == NULL || config == NULL || (uintptr_t)vcpu % 16 != 0) {
		return VCPU_EINVAL;
	}
	if (config->preferred_cpu != VCPU_CPU_ANY &&
	    !is_allowed_on(config->cpu_set, config->preferred_cpu)) {
		return VCPU_EINVAL;
	}
	vcpu->state = VCPU_STATE_CREATED;
	vcpu->vm_id = config->vm_id;
	vcpu->vcpu_id = config->vcpu_id;
	vcpu->preferred_cpu = config->preferred_cpu;
	vcpu->cpu_set = config->cpu_set;
	arch_vcpu_init(&vcpu->arch, config);
	return VCPU_OK;
}

int vcpu_transition(struct vcpu *vcpu, enum vcpu_state from, enum vcpu_state to,
		    int (*op)(struct vcpu *vcpu, void *arg), void *arg)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();
	int err = VCPU_OK;

	if (vcpu == NULL || (unsigned int)from >= VCPU_STATES || (unsigned int)to >= VCPU_STATES) {
		return VCPU_EINVAL;
	}
	if (is_nested(pcpu)) {
		return VCPU_ENESTED;
	}
	if (vcpu->state != from || (next_states[from] >> to & 1) == 0) {
		return refuse(vcpu);
	}
	if (op != NULL) {
		err = call_operation(pcpu, vcpu, op, arg);
	}
	if (err != VCPU_OK) {
		return err;
	}
	vcpu->state = to;
	if (pcpu->current == vcpu) {
		pcpu->is_running_by_word = to == VCPU_STATE_RUNNING;
	}
	return VCPU_OK;
}

static int op_setup(struct vcpu *vcpu, void *arg)
{
	const struct vcpu_setup *setup = arg;

	arch_vcpu_set_entry(&vcpu->arch, setup->entry_ipa);
	arch_vcpu_set_stage2(&vcpu->arch, setup->memory);
	arch_vcpu_setup(&vcpu->arch, setup->flags);
	return VCPU_OK;
}

int vcpu_setup(struct vcpu *vcpu, const struct vcpu_setup *setup)
{
	const uint32_t both_gics = VCPU_FLAG_VIRTUAL_GIC | VCPU_FLAG_INTERRUPT_PASSTHROUGH;
	struct vcpu_setup copy;

	if (setup == NULL || !stage2_is_there(setup->memory) || (setup->entry_ipa & 3) != 0 ||
	    (setup->flags & ~(uint32_t)VCPU_FLAGS_ALL) != 0 ||
	    (setup->flags & both_gics) == both_gics) {
		return VCPU_EINVAL;
	}
	copy = *setup;
	return vcpu_transition(vcpu, VCPU_STATE_CREATED, VCPU_STATE_FREE, op_setup, &copy);
}

/* Whether @pcpu may load it, and can. */
static inline __attribute__((always_inline)) int may_load(const struct vcpu *vcpu,
							  const struct vcpu_pcpu *pcpu)
{
	if (!is_allowed_on(vcpu->cpu_set, pcpu->cpu_id) || !stage2_is_there(vcpu->arch.memory)) {
		return VCPU_EINVAL;
	}
	if (((vcpu->arch.flags & VCPU_FLAG_VIRTUAL_GIC) != 0 && pcpu->n_list_registers == 0) ||
	    !arch_vcpu_is_supported(&vcpu->arch, pcpu)) {
		return VCPU_EUNSUPPORTED;
	}
	return VCPU_OK;
}

static int op_bind(struct vcpu *vcpu, void *arg)
{
	struct vcpu_pcpu *pcpu = arg;
	int err;

	if (pcpu->aside != NULL) {
		return VCPU_EBUSY;
	}
	err = may_load(vcpu, pcpu);
	if (err == VCPU_OK) {
		arch_vcpu_bind(&vcpu->arch, pcpu);
		pcpu->aside = vcpu;
	}
	return err;
}

int vcpu_bind(struct vcpu *vcpu)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();

	if (vcpu == NULL) {
		return VCPU_EINVAL;
	}
	if (!pcpu->is_enabled && !is_nested(pcpu)) {
		/* Of the CPU, not of the vCPU: another CPU may take it. */
		return VCPU_EBADSTATE;
	}
	return vcpu_transition(vcpu, VCPU_STATE_FREE, VCPU_STATE_READY, op_bind, pcpu);
}

static int op_unbind(struct vcpu *vcpu, void *arg)
{
	struct vcpu_pcpu *pcpu = arg;

	if (pcpu->aside != vcpu) {
		return refuse(vcpu);
	}
	arch_vcpu_unbind(&vcpu->arch, pcpu);
	pcpu->aside = NULL;
	return VCPU_OK;
}

int vcpu_unbind(struct vcpu *vcpu)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();

	if (vcpu == NULL) {
		return VCPU_EINVAL;
	}
	/* One that became Invalid here is let go, or its CPU would never take another. */
	if (vcpu->state == VCPU_STATE_INVALID && !is_nested(pcpu)) {
		return call_operation(pcpu, vcpu, op_unbind, pcpu);
	}
	return vcpu_transition(vcpu, VCPU_STATE_READY, VCPU_STATE_FREE, op_unbind, pcpu);
}

int vcpu_switch(struct vcpu *from, struct vcpu *to)
{
	struct vcpu_pcpu *pcpu = arch_pcpu_this();
	int err;

	if (from == NULL || to == NULL) {
		return VCPU_EINVAL;
	}
	/* One that is bound here and Ready is not inside an operation. */
	if (from->state != VCPU_STATE_READY || pcpu->current != from) {
		return is_nested(pcpu) ? VCPU_ENESTED : refuse(from);
	}
	if (to->state != VCPU_STATE_FREE) {
		return from == to ? VCPU_EINVAL : refuse(to);
	}
	err = may_load(to, pcpu);
	if (err != VCPU_OK) {
		return err;
	}
	from->state = VCPU_STATE_FREE;
	to->state = VCPU_STATE_READY;
	pcpu->current = to;
	return arch_vcpu_switch(&from->arch, &to->arch, pcpu);
}

int vcpu_block(struct vcpu *vcpu)
{
	return vcpu_transition(vcpu, VCPU_STATE_FREE, VCPU_STATE_BLOCKED, NULL, NULL);
}

int vcpu_unblock(struct vcpu *vcpu)
{
	return vcpu_transition(vcpu, VCPU_STATE_BLOCKED, VCPU_STATE_FREE, NULL, NULL);
}

struct vcpu *vcpu_current(void)
{
	return bound_here(arch_pcpu_this());
}

int vcpu_refuse_run(struct vcpu *vcpu)
{
	return is_nested(arch_pcpu_this()) ? VCPU_ENESTED : refuse(vcpu);
}

int vcpu_run(struct vcpu *vcpu, struct vcpu_exit *exit)
{
	if (vcpu == NULL || exit == NULL) {
		return VCPU_EINVAL;
	}
	return vcpu_run_inline(vcpu, exit);
}

/* VCPU_OK, and whether its registers are in this CPU. */
static int may_change(const struct vcpu *vcpu, bool *is_loaded)
{
	if (vcpu == NULL) {
		return VCPU_EINVAL;
	}
	*is_loaded = bound_here(arch_pcpu_this()) == vcpu;
	if (vcpu->state == VCPU_STATE_FREE || vcpu->state == VCPU_STATE_BLOCKED ||
	    (vcpu->state == VCPU_STATE_READY && *is_loaded)) {
		return VCPU_OK;
	}
	return VCPU_EBADSTATE;
}

int vcpu_inject_undef(struct vcpu *vcpu)
{
	bool is_loaded;
	int err = may_change(vcpu, &is_loaded);

	if (err == VCPU_OK) {
		arch_vcpu_inject_undef(&vcpu->arch, is_loaded);
	}
	return err;
}

int vcpu_inject_abort(struct vcpu *vcpu, uint64_t va, bool is_exec)
{
	bool is_loaded;
	int err = may_change(vcpu, &is_loaded);

	if (err == VCPU_OK) {
		arch_vcpu_inject_abort(&vcpu->arch, is_loaded, va, is_exec);
	}
	return err;
}

int vcpu_inject_serror(struct vcpu *vcpu, uint64_t iss)
{
	bool is_loaded;
	int err = may_change(vcpu, &is_loaded);

	return err != VCPU_OK ? err : arch_vcpu_inject_serror(&vcpu->arch, is_loaded, iss);
}

int vcpu_inject_interrupt(struct vcpu *vcpu, uint32_t vector)
{
	bool is_loaded;
	int err = may_change(vcpu, &is_loaded);

	return err != VCPU_OK ? err : arch_vcpu_inject_interrupt(&vcpu->arch, is_loaded, vector);
}

int vcpu_set_pstate(struct vcpu *vcpu, uint64_t pstate)
{
	bool is_loaded;
	int err = may_change(vcpu, &is_loaded);

	return err != VCPU_OK ? err : arch_vcpu_set_pstate(&vcpu->arch, is_loaded, pstate);
}

int vcpu_forward_smc(struct vcpu *vcpu)
{
	bool is_loaded;
	int err = may_change(vcpu, &is_loaded);

	if (err != VCPU_OK) {
		return err;
	}
	return is_loaded ? arch_vcpu_forward_smc(&vcpu->arch) : VCPU_EBADSTATE;
}
