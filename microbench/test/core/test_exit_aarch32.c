/* SPDX-License-Identifier: Apache-2.0 */
/* What a guest's EL0 may do in AArch32 where the CPU has it: nothing of it is emulated. */
#include <vcpu/sysreg.h>

#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(a32_ldr);
PROBE(a32_wfi);
PROBE(a32_cntpct);
PROBE(a32_svc);
PROBE(sctlr);
PROBE(cntkctl);

#define USR             0x10u /* M: AArch32 User mode, A32 */
#define AIF             0x1c0u
#define UNKNOWN         UINT64_C(0x02000000) /* EC 0, IL 1 */
#define VECTOR_AARCH32  0x600u
#define SCTLR_RES1      UINT64_C(0x30d00800)
#define SCTLR_NTWE_NTWI (UINT64_C(1) << 18 | UINT64_C(1) << 16)

static struct guest guest;

static bool has_aarch32(void)
{
	return (sysreg_read_id_aa64pfr0_el1() & 15) == 2;
}

/* At EL0 in AArch32 at @label. */
static void go_down(const unsigned char *label)
{
	probe_set_pstate(&guest, UINT64_C(0x60000000) | AIF | USR);
	vcpu_set_pc(&guest.vcpu, probe_at(label));
	vcpu_set_gpr(&guest.vcpu, 1, PROBE_NOWHERE + 0x30);
}

static void check_is_undefined(const unsigned char *label)
{
	go_down(label);
	/* It came to EL2. */
	if (check_eq((uint64_t)vcpu_run(&guest.vcpu, &guest.exit), VCPU_OK, "vcpu_run") &&
	    check_eq(guest.exit.reason, VCPU_EXIT_NOTHING, "exit reason") &&
	    probe_reports(&guest, VECTOR_AARCH32, UNKNOWN, probe_at(label))) {
		check_eq(vcpu_get_gpr(&guest.vcpu, 4), UINT64_C(0x60000000) | AIF | USR, "SPSR");
		check_eq(vcpu_pstate(&guest.vcpu) & UINT64_C(0xf00003df),
			 UINT64_C(0x60000000) | PROBE_DAIF | PROBE_EL1H, "PSTATE of the handler");
	}
}

CORE_TEST(aarch32_at_el0_faults_and_is_not_emulated)
{
	if (!has_aarch32()) {
		core_skip("EL0 has no AArch32");
		return;
	}
	if (!probe_start(&guest, 0)) {
		return;
	}
	/* EL1 lets EL0 wait and read the counter, or it would take these itself. */
	vcpu_set_gpr(&guest.vcpu, 2, SCTLR_RES1 | SCTLR_NTWE_NTWI);
	probe_do(&guest, exits_sctlr);
	vcpu_set_gpr(&guest.vcpu, 2, 1);
	probe_do(&guest, exits_cntkctl);
	check_is_undefined(exits_a32_wfi);
	check_is_undefined(exits_a32_cntpct);

	go_down(exits_a32_ldr);
	if (check_eq((uint64_t)vcpu_run(&guest.vcpu, &guest.exit), VCPU_OK, "vcpu_run") &&
	    check_eq(guest.exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT, "exit reason")) {
		check_eq(guest.exit.fault.ipa, PROBE_NOWHERE + 0x30, "IPA");
		check_eq(guest.exit.fault.is_write, false, "write");
		check_eq(vcpu_pc(&guest.vcpu), probe_at(exits_a32_ldr), "PC");
	}
	/* SVC is EL1's own. EC 0x11, IL, immediate 5. */
	go_down(exits_a32_svc);
	probe_reports(&guest, VECTOR_AARCH32, UINT64_C(0x11) << 26 | 1 << 25 | 5,
		      probe_at(exits_a32_svc) + 4);
	probe_end(&guest);
}
