/* SPDX-License-Identifier: Apache-2.0 */
#include "test/core/probe.h"

#include "test/core/core.h"

GUEST_CODE(exits);

uint64_t probe_at(const unsigned char *label)
{
	return GUEST_IPA + (uint64_t)(label - guest_code_exits.start);
}

static bool is_exit(struct guest *guest, enum vcpu_exit_reason reason)
{
	if (check_eq(guest->exit.reason, reason, "exit reason")) {
		return true;
	}
	core_note("PC", vcpu_pc(&guest->vcpu) - GUEST_IPA);
	core_note("ESR_EL2", vcpu_last_esr());
	core_note("x0", vcpu_get_gpr(&guest->vcpu, 0));
	core_note("x1", vcpu_get_gpr(&guest->vcpu, 1));
	return false;
}

bool probe_run(struct guest *guest, const unsigned char *label, enum vcpu_exit_reason reason)
{
	vcpu_set_pc(&guest->vcpu, probe_at(label));
	return guest_run(guest) && is_exit(guest, reason);
}

bool probe_run_once(struct guest *guest, const unsigned char *label, enum vcpu_exit_reason reason)
{
	vcpu_set_pc(&guest->vcpu, probe_at(label));
	return check_eq((uint64_t)vcpu_run(&guest->vcpu, &guest->exit), VCPU_OK, "vcpu_run") &&
	       is_exit(guest, reason);
}

bool probe_is_done(struct guest *guest)
{
	return guest_run(guest) && is_exit(guest, VCPU_EXIT_HYPERCALL) &&
	       check_eq(guest->exit.call.imm, GUEST_HVC_STEP, "HVC behind the instruction");
}

bool probe_do(struct guest *guest, const unsigned char *label)
{
	vcpu_set_pc(&guest->vcpu, probe_at(label));
	return probe_is_done(guest);
}

bool probe_reports(struct guest *guest, uint64_t vector, uint64_t esr, uint64_t elr)
{
	return guest_run(guest) && is_exit(guest, VCPU_EXIT_HYPERCALL) &&
	       check_eq(guest->exit.call.imm, GUEST_HVC_FAULT, "HVC of the handler") &&
	       check_eq(vcpu_get_gpr(&guest->vcpu, 3), vector, "vector offset") &&
	       check_eq(vcpu_get_gpr(&guest->vcpu, 0), esr, "ESR_EL1") &&
	       check_eq(vcpu_get_gpr(&guest->vcpu, 1), elr, "ELR_EL1");
}

void probe_set_pstate(struct guest *guest, uint64_t pstate)
{
	check_eq((uint64_t)vcpu_set_pstate(&guest->vcpu, pstate), VCPU_OK, "vcpu_set_pstate");
}

bool probe_start(struct guest *guest, uint32_t flags)
{
	const struct guest_config config = {
		.vcpu = { .preferred_cpu = VCPU_CPU_ANY, .vmpidr = PROBE_VMPIDR },
		.flags = flags,
	};

	return guest_start(guest, &guest_code_exits, &config) && guest_bind(guest) &&
	       probe_is_done(guest);
}

void probe_end(struct guest *guest)
{
	if (guest_unbind(guest)) {
		guest_destroy(guest);
	}
}
