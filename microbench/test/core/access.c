/* SPDX-License-Identifier: Apache-2.0 */
#include "test/core/access.h"

#include "test/core/core.h"

GUEST_CODE(access);

#define LINK_REGISTER 30u

bool access_start(struct guest *guest, const struct guest_config *config)
{
	return guest_start(guest, &guest_code_access, config) && guest_bind(guest) &&
	       guest_run(guest) && check(access_has_ended(guest), "the guest asks what to do");
}

bool access_do(struct guest *guest, uint64_t kind, uint64_t ipa, uint64_t value)
{
	(void)vcpu_set_gpr(&guest->vcpu, 0, kind);
	(void)vcpu_set_gpr(&guest->vcpu, 1, ipa);
	(void)vcpu_set_gpr(&guest->vcpu, 2, value);
	return guest_run(guest);
}

bool access_again(struct guest *guest)
{
	return guest_run(guest);
}

bool access_skip(struct guest *guest)
{
	const struct vcpu_exit *exit = &guest->exit;

	if (exit->reason == VCPU_EXIT_NESTED_PAGE_FAULT && exit->fault.is_exec) {
		vcpu_set_pc(&guest->vcpu, vcpu_get_gpr(&guest->vcpu, LINK_REGISTER));
	} else {
		vcpu_finish_step(&guest->vcpu);
	}
	return guest_run(guest) && (access_has_ended(guest) || guest_show_exit(guest));
}

bool access_has_ended(const struct guest *guest)
{
	return guest->exit.reason == VCPU_EXIT_HYPERCALL && guest->exit.call.imm == GUEST_HVC_STEP;
}

bool access_load(struct guest *guest, uint64_t ipa, uint64_t want)
{
	return access_do(guest, ACCESS_LOAD, ipa, ~want) &&
	       (access_has_ended(guest) || guest_show_exit(guest)) &&
	       check_eq(vcpu_get_gpr(&guest->vcpu, 2), want, "what the guest has loaded");
}

bool access_store(struct guest *guest, uint64_t ipa, uint64_t value)
{
	return access_do(guest, ACCESS_STORE, ipa, value) &&
	       (access_has_ended(guest) || guest_show_exit(guest));
}

bool access_was_mmio(struct guest *guest, bool is_write, uint64_t ipa)
{
	if (guest->exit.reason != (is_write ? VCPU_EXIT_MMIO_WRITE : VCPU_EXIT_MMIO_READ)) {
		return guest_show_exit(guest);
	}
	return check_eq(guest->exit.mmio.ipa, ipa, "address of the access");
}

bool access_was_forbidden(struct guest *guest, uint64_t kind, uint64_t ipa)
{
	const struct vcpu_exit_fault *fault = &guest->exit.fault;

	if (guest->exit.reason != VCPU_EXIT_NESTED_PAGE_FAULT) {
		return guest_show_exit(guest);
	}
	return check(fault->is_permission, "the fault is about permission") &&
	       check(fault->is_ipa_valid, "the address is known") &&
	       check_eq(fault->ipa, ipa, "address of the fault") &&
	       check_eq(fault->is_exec, kind == ACCESS_EXECUTE, "it is a fetch") &&
	       check_eq(fault->is_write, kind == ACCESS_STORE, "it is a write");
}
