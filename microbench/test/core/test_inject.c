/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a guest's own handler finds of an exception that the hypervisor injected. The reference is the CPU:
 * the same guest takes an Undefined Instruction exception by itself in the same state, and but for the
 * class both must look alike. Models clear flags and DIT on the way into the handler, which the
 * architecture leaves: they are looked at by themselves.
 */
#include <vcpu/sysreg.h>

#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(udf);
PROBE(ldr_x);
PROBE(sctlr);
PROBE(nothing);
PROBE(vectors);

#define KEPT      (UINT64_C(0xf0000000) | UINT64_C(1) << 24) /* NZCV, DIT */
#define IL        (UINT64_C(1) << 25)
#define CLASS(ec) ((uint64_t)(ec) << 26)
#define FAULT_VA  UINT64_C(0x0000123456789abc)
/* SCTLR_EL1, bits that are RES1 where nothing gives them a meaning, less SPAN */
#define SCTLR       UINT64_C(0x30500800)
#define SCTLR_SPAN  (UINT64_C(1) << 23)
#define SCTLR_DSSBS (UINT64_C(1) << 44)

struct seen {
	uint64_t esr;
	uint64_t elr;
	uint64_t far;
	uint64_t vector;
	uint64_t spsr;
	uint64_t pstate;
};

static struct guest guest;

/* PSTATE at @label, without the bits that this CPU does not have: an EL0 or EL1 that exits once. */
static bool go_to(const unsigned char *label, uint64_t pstate)
{
	probe_set_pstate(&guest, pstate);
	vcpu_set_gpr(&guest.vcpu, 1, PROBE_NOWHERE);
	if (!probe_run_once(&guest, exits_ldr_x, VCPU_EXIT_MMIO_READ)) {
		return false;
	}
	vcpu_set_pc(&guest.vcpu, probe_at(label));
	return true;
}

static bool see(struct seen *seen)
{
	if (!guest_run(&guest) ||
	    !check_eq(guest.exit.reason, VCPU_EXIT_HYPERCALL, "exit reason") ||
	    !check_eq(guest.exit.call.imm, GUEST_HVC_FAULT, "HVC of the handler")) {
		return false;
	}
	*seen = (struct seen){
		.esr = vcpu_get_gpr(&guest.vcpu, 0),
		.elr = vcpu_get_gpr(&guest.vcpu, 1),
		.far = vcpu_get_gpr(&guest.vcpu, 2),
		.vector = vcpu_get_gpr(&guest.vcpu, 3),
		.spsr = vcpu_get_gpr(&guest.vcpu, 4),
		.pstate = vcpu_pstate(&guest.vcpu),
	};
	return true;
}

/* @pstate: without what this CPU does not have. */
static void compare(const struct seen *got, const struct seen *real, uint64_t pstate)
{
	check_eq(got->elr, real->elr, "ELR_EL1");
	check_eq(got->vector, real->vector, "vector offset");
	check_eq(got->spsr, real->spsr, "SPSR_EL1");
	check_eq(got->pstate & ~KEPT, real->pstate & ~KEPT, "PSTATE of the handler");
	check_eq(got->pstate & KEPT, pstate & KEPT, "its flags");
}

static uint64_t class_of(uint64_t pstate, uint64_t from_el0)
{
	return (pstate & 0xf) == 0 ? CLASS(from_el0) : CLASS(from_el0 + 1);
}

/* The real one, then each of the injected ones, from @pstate. */
static void check_from(uint64_t pstate)
{
	struct seen real;
	struct seen got;

	if (!go_to(exits_udf, pstate) || !see(&real)) {
		return;
	}
	check_eq(real.esr, IL, "ESR_EL1 of the real one");
	check_eq(real.elr, probe_at(exits_udf), "ELR_EL1 of the real one");
	if (go_to(exits_udf, pstate)) {
		check_eq((uint64_t)vcpu_inject_undef(&guest.vcpu), VCPU_OK, "vcpu_inject_undef");
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_vectors) + real.vector, "its PC");
		if (see(&got)) {
			check_eq(got.esr, real.esr, "ESR_EL1");
			compare(&got, &real, real.spsr);
		}
	}
	for (unsigned int is_exec = 0; is_exec < 2; is_exec++) {
		uint64_t class = class_of(pstate, is_exec != 0 ? 0x20 : 0x24);

		if (!go_to(exits_udf, pstate)) {
			return;
		}
		check_eq((uint64_t)vcpu_inject_abort(&guest.vcpu, FAULT_VA, is_exec != 0), VCPU_OK,
			 "vcpu_inject_abort");
		if (see(&got)) {
			/* Synchronous External abort, not on a walk */
			check_eq(got.esr, class | IL | 0x10, "ESR_EL1 of an abort");
			check_eq(got.far, FAULT_VA, "FAR_EL1");
			compare(&got, &real, real.spsr);
		}
	}
}

/* Flags; PAN, UAO, DIT, TCO, SSBS, which this CPU may have; some of the masks. */
static const uint64_t pstates[] = {
	0,
	UINT64_C(0x50000000) | 0x3c0,
	UINT64_C(0xa0000000) | 1 << 22 | 0x100,
	UINT64_C(0xf0000000) | 1 << 25 | 1 << 24 | 1 << 23 | 1 << 12 | 0x200,
	UINT64_C(1) << 12,
	UINT64_C(1) << 22,
};

static const uint64_t modes[] = { PROBE_EL0T, PROBE_EL1T, PROBE_EL1H };

static void check_all_states(uint64_t sctlr)
{
	probe_set_pstate(&guest, PROBE_DAIF | PROBE_EL1H);
	vcpu_set_gpr(&guest.vcpu, 2, sctlr);
	if (!probe_do(&guest, exits_sctlr)) {
		return;
	}
	for (unsigned int mode = 0; mode < 3; mode++) {
		for (unsigned int i = 0; i < sizeof(pstates) / sizeof(pstates[0]); i++) {
			check_from(pstates[i] | modes[mode]);
		}
	}
}

CORE_TEST(injected_exceptions_look_like_the_cpus_own)
{
	if (!probe_start(&guest, 0)) {
		return;
	}
	check_all_states(SCTLR | SCTLR_SPAN);
	check_all_states(SCTLR);
	check_all_states(SCTLR | SCTLR_SPAN | SCTLR_DSSBS);
	probe_end(&guest);
}

CORE_TEST(an_exception_injected_while_not_bound_comes_at_the_next_run)
{
	struct seen seen;

	if (!probe_start(&guest, 0)) {
		return;
	}
	if (go_to(exits_nothing, PROBE_DAIF | PROBE_EL1T) && guest_unbind(&guest)) {
		check_eq((uint64_t)vcpu_inject_abort(&guest.vcpu, FAULT_VA, false), VCPU_OK,
			 "vcpu_inject_abort");
		if (guest_bind(&guest) && see(&seen)) {
			check_eq(seen.esr, CLASS(0x25) | IL | 0x10, "ESR_EL1");
			check_eq(seen.elr, probe_at(exits_nothing), "ELR_EL1");
			check_eq(seen.far, FAULT_VA, "FAR_EL1");
			check_eq(seen.vector, 0, "vector offset");
			check_eq(seen.spsr, PROBE_DAIF | PROBE_EL1T, "SPSR_EL1");
		}
	}
	probe_end(&guest);
}

PROBE(unmask_serror);

#define PSTATE_A 0x100u

static void check_serror(uint64_t iss, bool has_ras)
{
	static struct guest other;
	struct seen seen;

	probe_set_pstate(&guest, PROBE_DAIF | PROBE_EL1H);
	check_eq((uint64_t)vcpu_inject_serror(&guest.vcpu, iss), VCPU_OK, "vcpu_inject_serror");
	/* Masked, it waits, and it is nobody else's. */
	if (!probe_do(&guest, exits_nothing) || !guest_unbind(&guest) || !probe_start(&other, 0) ||
	    !probe_do(&other, exits_unmask_serror)) {
		return;
	}
	probe_end(&other);
	vcpu_set_pc(&guest.vcpu, probe_at(exits_unmask_serror));
	if (!guest_bind(&guest) || !see(&seen)) {
		return;
	}
	check_eq(seen.esr & (has_ras ? ~UINT64_C(0) : CLASS(0x3f)),
		 CLASS(0x2f) | (has_ras ? IL | iss : 0), "ESR_EL1");
	check_eq(seen.elr, probe_at(exits_unmask_serror) + 4, "ELR_EL1");
	check_eq(seen.vector, 0x380, "vector offset");
	check_eq(seen.spsr & 0x3cf, (PROBE_DAIF & ~PSTATE_A) | PROBE_EL1H, "SPSR_EL1");
	/* Once. */
	probe_set_pstate(&guest, (PROBE_DAIF & ~PSTATE_A) | PROBE_EL1H);
	probe_do(&guest, exits_nothing);
	/* Below EL1 it is not masked by EL1's handler: at once. */
	if (go_to(exits_ldr_x, PROBE_EL0T)) {
		check_eq((uint64_t)vcpu_inject_serror(&guest.vcpu, iss), VCPU_OK,
			 "vcpu_inject_serror");
		if (see(&seen)) {
			check_eq(seen.vector, 0x580, "vector offset from EL0");
			check_eq(seen.elr, probe_at(exits_ldr_x), "ELR_EL1 from EL0");
		}
	}
}

CORE_TEST(an_injected_serror_waits_until_it_is_not_masked)
{
	/* ID_AA64PFR0_EL1.RAS */
	bool has_ras = (sysreg_read_id_aa64pfr0_el1() >> 28 & 15) != 0;

	if (!probe_start(&guest, 0)) {
		return;
	}
	check_serror(0, has_ras);
	if (has_ras) {
		check_serror(UINT64_C(0x1a5a5a5), true);
	} else {
		check_eq((uint64_t)vcpu_inject_serror(&guest.vcpu, 1), (uint64_t)VCPU_EUNSUPPORTED,
			 "a syndrome without RAS");
	}
	probe_end(&guest);
}
