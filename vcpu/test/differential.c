/* SPDX-License-Identifier: Apache-2.0 */
#include "test/differential.h"

#include <inttypes.h>
#include <string.h>

#include <hal_host.h>

#include "test/cm.h"
#include "test/ref_idregs.h"

#define KIND_IRQ 1u

struct fixture *differential_setup(struct ref_cpu *cpu, uint32_t flags, bool has_el3,
				   uint64_t *seed)
{
	struct fixture_cpu kind = fixture_cpu_default;
	struct fixture *f;

	kind.has_el3 = has_el3;
	/* They exclude each other. */
	if ((flags & VCPU_FLAG_INTERRUPT_PASSTHROUGH) != 0) {
		flags &= ~(uint32_t)VCPU_FLAG_VIRTUAL_GIC;
	}
	f = fixture_setup_on(&kind);
	fixture_bring_to_with(f, VCPU_STATE_READY, flags);
	fake_script_firmware(ref_firmware);
	memset(cpu, 0, sizeof(*cpu));
	cpu->has_gic = (flags & (VCPU_FLAG_VIRTUAL_GIC | VCPU_FLAG_INTERRUPT_PASSTHROUGH)) != 0;
	cpu->is_forwarding = (flags & VCPU_FLAG_SMC_FORWARD) != 0 && has_el3;
	cpu->is_fp_awaited = (flags & VCPU_FLAG_FP_ON_USE) != 0;
	cpu->mpidr = FIXTURE_VMPIDR;
	cpu->vector = 1019;
	for (size_t i = 0; i < ref_n_id_regs; i++) {
		cpu->id_regs[i] = guest_random(seed);
		fake_set(ref_id_regs[i].reg, cpu->id_regs[i]);
	}
	return f;
}

/* DDI 0487, HPFAR_EL2: FIPA for addresses of 52 bits is 47:4, of which no address space here has the upper
 * ones; above it all is RES0 but NS, bit 63. */
static struct fake_exit possible(const struct fake_exit *exception)
{
	struct fake_exit possible = *exception;

	possible.hpfar &= UINT64_C(0x80000fffffffffff);
	return possible;
}

void differential_check(struct fixture *f, const struct ref_cpu *cpu, const struct guest *guest,
			const struct fake_exit *exception)
{
	const struct fake_exit script = possible(exception);
	struct guest want = *guest;
	struct guest got;
	struct vcpu_exit want_exit = { 0 };
	struct vcpu_exit exit;

	exception = &script;
	ref_answer(cpu, &want, exception, &want_exit);
	fake_script_par(cpu->par);
	if (exception->kind == KIND_IRQ) {
		hal_test_raise(cpu->vector);
	}
	guest_run(&f->vcpu, guest, exception, &exit);
	if (!ref_is_same(&exit, &want_exit)) {
		fail_msg("kind %u esr %#" PRIx64 " far %#" PRIx64 " hpfar %#" PRIx64 ": %s, not %s",
			 exception->kind, exception->esr, exception->far, exception->hpfar,
			 vcpu_exit_reason_str(exit.reason), vcpu_exit_reason_str(want_exit.reason));
	}
	guest_look(&f->vcpu, &got);
	if (memcmp(&got, &want, sizeof(got)) != 0) {
		print_error("kind %u esr %#" PRIx64 " pstate %#" PRIx64 "\n", exception->kind,
			    exception->esr, guest->pstate);
		guest_assert_same(&got, &want);
	}
}
