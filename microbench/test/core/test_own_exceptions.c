/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is a guest's own affair stays that, and what it is not offered does not exist for it. Single step
 * is not offered: MDSCR_EL1 traps (test_exit_calls.c). QEMU 7.2 has no SP alignment fault.
 */
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(brk);
PROBE(svc);
PROBE(branch);
PROBE(ldr_x);
PROBE(ldr_q);
PROBE(sctlr);
PROBE(cpacr);
PROBE(bad_eret);
PROBE(nothing);
PROBE(sve);
PROBE(sme);
PROBE(smstart);

#define IL         (UINT64_C(1) << 25)
#define CLASS(ec)  ((uint64_t)(ec) << 26)
#define SCTLR_A    (UINT64_C(1) << 1)
#define SCTLR_RES1 UINT64_C(0x30d00800)
#define BTYPE      UINT64_C(0xc00) /* a branch leaves its kind */
#define FROM_EL0   0x400u
#define FROM_EL1H  0x200u

static struct guest guest;

/* The one run of it ends in the report: nothing came to EL2 before. */
static bool reports_at_once(const unsigned char *label, uint64_t pstate, uint64_t esr, uint64_t elr)
{
	uint64_t vector = (pstate & 0xf) == PROBE_EL0T ? FROM_EL0 : FROM_EL1H;

	probe_set_pstate(&guest, pstate);
	return probe_run_once(&guest, label, VCPU_EXIT_HYPERCALL) &&
	       check_eq(guest.exit.call.imm, GUEST_HVC_FAULT, "HVC of the handler") &&
	       check_eq(vcpu_get_gpr(&guest.vcpu, 3), vector, "vector offset") &&
	       check_eq(vcpu_get_gpr(&guest.vcpu, 0), esr, "ESR_EL1") &&
	       check_eq(vcpu_get_gpr(&guest.vcpu, 1), elr, "ELR_EL1") &&
	       check_eq(vcpu_get_gpr(&guest.vcpu, 4) & ~BTYPE, pstate, "SPSR_EL1");
}

static void set(const unsigned char *label, uint64_t value)
{
	probe_set_pstate(&guest, PROBE_DAIF | PROBE_EL1H);
	vcpu_set_gpr(&guest.vcpu, 2, value);
	probe_do(&guest, label);
}

static void check_at(uint64_t pstate)
{
	uint64_t unaligned = GUEST_IPA + GUEST_DATA + 1;
	uint64_t same = (pstate & 0xf) == PROBE_EL0T ? 0 : CLASS(1);

	reports_at_once(exits_brk, pstate, CLASS(0x3c) | IL | 0x1234, probe_at(exits_brk));
	reports_at_once(exits_svc, pstate, CLASS(0x15) | IL | 0x4321, probe_at(exits_svc) + 4);
	vcpu_set_gpr(&guest.vcpu, 1, unaligned);
	if (reports_at_once(exits_ldr_x, pstate, (CLASS(0x24) + same) | IL | 0x21,
			    probe_at(exits_ldr_x))) {
		check_eq(vcpu_get_gpr(&guest.vcpu, 2), unaligned, "FAR_EL1");
	}
	vcpu_set_gpr(&guest.vcpu, 1, probe_at(exits_nothing) | 2);
	if (reports_at_once(exits_branch, pstate, CLASS(0x22) | IL, probe_at(exits_nothing) | 2)) {
		check_eq(vcpu_get_gpr(&guest.vcpu, 2), probe_at(exits_nothing) | 2, "FAR_EL1");
	}
	/* EL1 forbids FP/SIMD: 'access to SVE, Advanced SIMD or floating-point', condition always. */
	set(exits_cpacr, 0);
	reports_at_once(exits_ldr_q, pstate, CLASS(0x07) | IL | UINT64_C(0xe) << 20 | 1 << 24,
			probe_at(exits_ldr_q));
	set(exits_cpacr, UINT64_C(3) << 20);
}

CORE_TEST(a_guests_own_exceptions_go_to_its_own_el1)
{
	if (!probe_start(&guest, 0)) {
		return;
	}
	set(exits_sctlr, SCTLR_RES1 | SCTLR_A);
	check_at(PROBE_DAIF | PROBE_EL1H);
	check_at(PROBE_EL0T);
	/* An ERET of the guest's that is illegal: PSTATE.IL, at the instruction that it leads to. */
	probe_set_pstate(&guest, PROBE_DAIF | PROBE_EL1H);
	if (probe_run_once(&guest, exits_bad_eret, VCPU_EXIT_HYPERCALL)) {
		check_eq(vcpu_get_gpr(&guest.vcpu, 0), CLASS(0x0e) | IL, "ESR_EL1");
		check_eq(vcpu_get_gpr(&guest.vcpu, 1), probe_at(exits_nothing), "ELR_EL1");
		check_eq(vcpu_get_gpr(&guest.vcpu, 3), FROM_EL1H, "vector offset");
	}
	probe_end(&guest);
}

CORE_TEST(instructions_that_are_not_offered_do_not_exist)
{
	static const unsigned char *const labels[] = { exits_sve, exits_sme, exits_smstart };

	if (!probe_start(&guest, 0)) {
		return;
	}
	/* The guest itself would allow them: FPEN, ZEN, SMEN. */
	set(exits_cpacr, UINT64_C(3) << 20 | 3 << 16 | 3 << 24);
	for (unsigned int i = 0; i < 3; i++) {
		probe_set_pstate(&guest, PROBE_DAIF | PROBE_EL1H);
		vcpu_set_pc(&guest.vcpu, probe_at(labels[i]));
		probe_reports(&guest, FROM_EL1H, IL, probe_at(labels[i]));
		probe_set_pstate(&guest, PROBE_EL0T);
		vcpu_set_pc(&guest.vcpu, probe_at(labels[i]));
		probe_reports(&guest, FROM_EL0, IL, probe_at(labels[i]));
	}
	probe_end(&guest);
}
