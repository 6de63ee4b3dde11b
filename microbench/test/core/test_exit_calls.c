/* SPDX-License-Identifier: Apache-2.0 */
/* HVC, SMC, PSCI through both, WFx, trapped registers, SGIs. */
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(hvc_0);
PROBE(hvc_ffff);
PROBE(smc_0);
PROBE(smc_8001);
PROBE(wfi);
PROBE(wfe);
PROBE(mrs_pfr0);
PROBE(mrs_newer_id);
PROBE(mrs_mdscr);
PROBE(mrs_mdscr_xzr);
PROBE(msr_mdscr);
PROBE(msr_mdscr_xzr);
PROBE(mrs_pmccntr);
PROBE(sgi);
PROBE(sgi_xzr);

static struct guest guest;

CORE_TEST(calls_are_told_with_their_immediate)
{
	if (!probe_start(&guest, 0)) {
		return;
	}
	vcpu_set_gpr(&guest.vcpu, 0, 0x1234);
	if (probe_run_once(&guest, exits_hvc_0, VCPU_EXIT_HYPERCALL)) {
		check_eq(guest.exit.call.imm, 0, "HVC immediate");
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_hvc_0) + 4, "PC of an HVC");
		vcpu_finish_call(&guest.vcpu, &guest.exit, 77);
		probe_is_done(&guest);
		check_eq(vcpu_get_gpr(&guest.vcpu, 0), 77, "answer");
	}
	/* What would be PSCI's CPU_OFF is not looked at. */
	vcpu_set_gpr(&guest.vcpu, 0, 0x84000002);
	if (probe_run_once(&guest, exits_hvc_ffff, VCPU_EXIT_HYPERCALL)) {
		check_eq(guest.exit.call.imm, 0xffff, "HVC immediate");
		probe_is_done(&guest);
	}
	if (probe_run_once(&guest, exits_smc_8001, VCPU_EXIT_SMC)) {
		check_eq(guest.exit.call.imm, 0x8001, "SMC immediate");
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_smc_8001), "PC of an SMC");
		vcpu_finish_call(&guest.vcpu, &guest.exit, 78);
		probe_is_done(&guest);
		check_eq(vcpu_get_gpr(&guest.vcpu, 0), 78, "answer");
	}
	/* A PSCI function that is answered with a value: VERSION. */
	vcpu_set_gpr(&guest.vcpu, 0, 0x84000000);
	if (probe_run_once(&guest, exits_smc_0, VCPU_EXIT_SMC)) {
		check_eq(guest.exit.call.imm, 0, "SMC immediate");
	}
	probe_end(&guest);
}

#define NARROW UINT64_C(0xffffffff)
#define X1     UINT64_C(0x1111222233334444)
#define X2     UINT64_C(0x5555666677778888)
#define X3     UINT64_C(0x9999aaaabbbbcccc)

/* One PSCI call; DEN 0022, "Function prototypes". */
static bool call_psci(uint64_t function, bool is_smc, enum vcpu_exit_reason reason)
{
	/* The identifier is W0. */
	vcpu_set_gpr(&guest.vcpu, 0, function | UINT64_C(0xabcd) << 32);
	vcpu_set_gpr(&guest.vcpu, 1, X1);
	vcpu_set_gpr(&guest.vcpu, 2, X2);
	vcpu_set_gpr(&guest.vcpu, 3, X3);
	return probe_run_once(&guest, is_smc ? exits_smc_0 : exits_hvc_0, reason);
}

static void finish_psci(bool is_smc)
{
	check_eq(vcpu_pc(&guest.vcpu), probe_at(is_smc ? exits_smc_0 : exits_hvc_0 + 4), "PC");
	vcpu_finish_call(&guest.vcpu, &guest.exit, (uint64_t)-2);
	probe_is_done(&guest);
	check_eq(vcpu_get_gpr(&guest.vcpu, 0), (uint64_t)-2, "answer");
}

static void check_cpu_up(bool is_smc, uint64_t function, uint64_t mask)
{
	if (!call_psci(function, is_smc, VCPU_EXIT_CPU_UP)) {
		return;
	}
	check_eq(guest.exit.cpu_up.target, X1 & mask, "target");
	check_eq(guest.exit.cpu_up.entry_ipa, X2 & mask, "entry");
	check_eq(guest.exit.cpu_up.arg, X3 & mask, "argument");
	check_eq(guest.exit.cpu_up.is_smc, is_smc, "by SMC");
	finish_psci(is_smc);
}

static void check_system_down(bool is_smc, uint64_t function, bool is_reset, uint32_t type,
			      uint64_t cookie)
{
	if (!call_psci(function, is_smc, VCPU_EXIT_SYSTEM_DOWN)) {
		return;
	}
	check_eq(guest.exit.system_down.is_reset, is_reset, "reset");
	check_eq(guest.exit.system_down.is_smc, is_smc, "by SMC");
	check_eq(guest.exit.system_down.reset_type, type, "type of reset");
	check_eq(guest.exit.system_down.cookie, cookie, "cookie");
	finish_psci(is_smc);
}

CORE_TEST(psci_calls_come_by_hvc_and_smc_in_both_widths)
{
	if (!probe_start(&guest, 0)) {
		return;
	}
	for (unsigned int is_smc = 0; is_smc < 2; is_smc++) {
		check_cpu_up(is_smc != 0, 0x84000003, NARROW);
		check_cpu_up(is_smc != 0, 0xc4000003, ~UINT64_C(0));
		if (call_psci(0x84000002, is_smc != 0, VCPU_EXIT_CPU_DOWN)) {
			check_eq(guest.exit.cpu_down.is_smc, is_smc, "by SMC");
			finish_psci(is_smc != 0);
		}
		check_system_down(is_smc != 0, 0x84000008, false, 0, 0);
		check_system_down(is_smc != 0, 0x84000009, true, 0, 0);
		check_system_down(is_smc != 0, 0x84000012, true, (uint32_t)X1, X2 & NARROW);
		check_system_down(is_smc != 0, 0xc4000012, true, (uint32_t)X1, X2);
	}
	probe_end(&guest);
}

CORE_TEST(wfi_and_wfe_are_halts)
{
	if (!probe_start(&guest, 0)) {
		return;
	}
	if (probe_run_once(&guest, exits_wfi, VCPU_EXIT_HALT)) {
		check_eq(guest.exit.halt.is_wfe, false, "WFE");
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_wfi), "PC");
		vcpu_finish_step(&guest.vcpu);
		probe_is_done(&guest);
	}
	/* Models may take WFE for a NOP. A real CPU lets one fall through where an event is pending. */
	vcpu_set_pc(&guest.vcpu, probe_at(exits_wfe));
	if (guest_run(&guest) && guest.exit.reason == VCPU_EXIT_HALT) {
		check_eq(guest.exit.halt.is_wfe, true, "WFE");
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_wfe), "PC");
		vcpu_finish_step(&guest.vcpu);
		probe_is_done(&guest);
	} else {
		core_note("here WFE is a NOP", 0);
		check_eq(guest.exit.reason, VCPU_EXIT_HYPERCALL, "exit behind WFE");
	}
	probe_end(&guest);
}

static void check_sysreg_read(const unsigned char *label, uint32_t id, uint8_t reg, uint64_t seen)
{
	if (!probe_run_once(&guest, label, VCPU_EXIT_SYSREG_READ)) {
		return;
	}
	check_eq(guest.exit.sysreg.id, id, "register");
	check_eq(guest.exit.sysreg.reg, reg, "Rt");
	check_eq(vcpu_pc(&guest.vcpu), probe_at(label), "PC");
	vcpu_finish_sysreg_read(&guest.vcpu, &guest.exit, X1);
	probe_is_done(&guest);
	check_eq(vcpu_get_gpr(&guest.vcpu, reg), seen, "what was read");
}

static void check_sysreg_write(const unsigned char *label, uint32_t id, uint8_t reg)
{
	if (!probe_run_once(&guest, label, VCPU_EXIT_SYSREG_WRITE)) {
		return;
	}
	check_eq(guest.exit.sysreg.id, id, "register");
	check_eq(guest.exit.sysreg.reg, reg, "Rt");
	check_eq(vcpu_pc(&guest.vcpu), probe_at(label), "PC");
	vcpu_finish_step(&guest.vcpu);
	probe_is_done(&guest);
}

CORE_TEST(trapped_registers_are_told_with_their_encoding)
{
	/* op0 21:20, op2 19:17, op1 16:14, CRn 13:10, CRm 4:1. */
	const uint32_t mdscr = 2u << 20 | 2u << 17 | 0u << 14 | 0u << 10 | 2u << 1;
	const uint32_t pmccntr = 3u << 20 | 0u << 17 | 3u << 14 | 9u << 10 | 13u << 1;

	if (!probe_start(&guest, 0)) {
		return;
	}
	check_sysreg_read(exits_mrs_mdscr, mdscr, 2, X1);
	check_sysreg_read(exits_mrs_mdscr_xzr, mdscr, 31, 0);
	check_sysreg_read(exits_mrs_pmccntr, pmccntr, 29, X1);
	vcpu_set_gpr(&guest.vcpu, 2, X2);
	check_sysreg_write(exits_msr_mdscr, mdscr, 2);
	check_eq(vcpu_get_gpr(&guest.vcpu, 2), X2, "value");
	check_sysreg_write(exits_msr_mdscr_xzr, mdscr, 31);
	probe_end(&guest);
}

CORE_TEST(id_registers_are_answered_inside)
{
	if (!probe_start(&guest, 0)) {
		return;
	}
	vcpu_set_gpr(&guest.vcpu, 2, ~UINT64_C(0));
	if (probe_run_once(&guest, exits_mrs_pfr0, VCPU_EXIT_NOTHING)) {
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_mrs_pfr0) + 4, "PC");
		probe_is_done(&guest);
		/* EL0 and EL1 in AArch64 only; no EL2, EL3, GIC, RAS, SVE, MPAM, AMU. */
		check_eq(vcpu_get_gpr(&guest.vcpu, 2) & UINT64_C(0x00f0ffffff00ffff), 0x11,
			 "ID_AA64PFR0_EL1");
	}
	vcpu_set_gpr(&guest.vcpu, 2, ~UINT64_C(0));
	if (probe_run_once(&guest, exits_mrs_newer_id, VCPU_EXIT_NOTHING)) {
		probe_is_done(&guest);
		check_eq(vcpu_get_gpr(&guest.vcpu, 2), 0, "an ID register that nobody knows");
	}
	probe_end(&guest);
}

struct sgi {
	uint64_t value; /* ICC_SGI1R_EL1; IHI 0069 */
	uint64_t target;
	uint16_t aux_list;
	uint8_t vector;
	bool is_to_all;
	bool is_to_self;
};

static const struct sgi sgis[] = {
	/* INTID 27:24, list 15:0 */
	{ 0x05000001, 0, 1, 5, false, false },
	{ 0x0f00ffff, 0, 0xffff, 15, false, false },
	/* Aff1 23:16, Aff2 39:32, Aff3 55:48 */
	{ UINT64_C(0x00ab00cd07ef8000), UINT64_C(0xab00cdef00), 0x8000, 7, false, false },
	/* range selector 47:44 */
	{ UINT64_C(0x0000f00001000002), 0xf0, 2, 1, false, false },
	/* IRM 40 */
	{ UINT64_C(0x0000010003000000), 0, 0, 3, true, false },
	/* PROBE_VMPIDR: Aff3 5, Aff1 3, Aff0 0x12 */
	{ UINT64_C(0x0005100009030004), UINT64_C(0x0500000310), 4, 9, false, true },
	{ UINT64_C(0x0005100009030005), UINT64_C(0x0500000310), 5, 9, false, false },
	{ UINT64_C(0x0005000009030004), UINT64_C(0x0500000300), 4, 9, false, false },
};

static void check_sgi(const struct sgi *sgi)
{
	const struct vcpu_exit_ipi *ipi = &guest.exit.ipi;

	vcpu_set_gpr(&guest.vcpu, 2, sgi->value);
	if (!probe_run_once(&guest, exits_sgi, VCPU_EXIT_SEND_IPI)) {
		return;
	}
	check_eq(ipi->vector, sgi->vector, "SGI");
	check_eq(ipi->is_to_all, sgi->is_to_all, "to all");
	check_eq(ipi->is_to_self, sgi->is_to_self, "to self");
	if (!sgi->is_to_all) {
		check_eq(ipi->target, sgi->target, "target");
		check_eq(ipi->aux_list, sgi->aux_list, "list");
	}
	check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_sgi), "PC");
	vcpu_finish_step(&guest.vcpu);
	probe_is_done(&guest);
}

static void check_sgis(uint32_t flags)
{
	if (!probe_start(&guest, flags)) {
		return;
	}
	for (unsigned int i = 0; i < sizeof(sgis) / sizeof(sgis[0]); i++) {
		check_sgi(&sgis[i]);
	}
	if (probe_run_once(&guest, exits_sgi_xzr, VCPU_EXIT_SEND_IPI)) {
		check_eq(guest.exit.ipi.vector, 0, "SGI of XZR");
		check_eq(guest.exit.ipi.aux_list, 0, "list of XZR");
	}
	probe_end(&guest);
}

CORE_TEST(writes_to_icc_sgi1r_ask_for_ipis)
{
	check_sgis(0);
	check_sgis(VCPU_FLAG_VIRTUAL_GIC);
}
