/* SPDX-License-Identifier: Apache-2.0 */
#include "test/ref_idregs.h"

#include <string.h>

#include "test/ref_exception.h"

/*
 * DDI 0487, the page of each register. Hidden is
 *  - what has state that does not move between guests, and traps: SVE, SME, MTE, error records
 *    (RAS), activity monitors, MPAM, performance monitors, trace, profiling, LORegions, breakpoints
 *    that know contexts, guarded control stacks, permission indirection (in registers that read 0);
 *  - what is of EL2 or EL3: virtualization, nested virtualization, Secure state, fine-grained
 *  traps;
 *  - what asks for a control that only EL2 can turn on: LS64, MOPS, non-maskable interrupts, WFxT,
 *  TLBI nXS;
 *  - what the emulation of an access does not know: mixed endianness.
 */
/* clang-format off */
const struct ref_id_reg ref_id_regs[] = {
	{ FAKE_id_aa64pfr0_el1, 4, 0, {
		{ "EL0", 0, 1 }, { "EL1", 4, 1 }, { "EL2", 8, REF_HIDDEN }, { "EL3", 12, REF_HIDDEN },
		{ "FP", 16, REF_AS_IT_IS }, { "AdvSIMD", 20, REF_AS_IT_IS }, { "GIC", 24, 1 },
		{ "RAS", 28, REF_HIDDEN }, { "SVE", 32, REF_HIDDEN }, { "SEL2", 36, REF_HIDDEN },
		{ "MPAM", 40, REF_HIDDEN }, { "AMU", 44, REF_HIDDEN }, { "DIT", 48, 1 },
		{ "RME", 52, REF_HIDDEN }, { "CSV2", 56, 1 }, { "CSV3", 60, 1 },
	} },
	{ FAKE_id_aa64pfr1_el1, 4, 1, {
		{ "BT", 0, 1 }, { "SSBS", 4, 2 }, { "MTE", 8, REF_HIDDEN }, { "RAS_frac", 12, REF_HIDDEN },
		{ "MPAM_frac", 16, REF_HIDDEN }, { "bits 23:20", 20, REF_HIDDEN }, { "SME", 24, REF_HIDDEN },
		{ "RNDR_trap", 28, REF_HIDDEN }, { "CSV2_frac", 32, REF_HIDDEN }, { "NMI", 36, REF_HIDDEN },
		{ "MTE_frac", 40, REF_HIDDEN }, { "GCS", 44, REF_HIDDEN }, { "THE", 48, REF_HIDDEN },
		{ "MTEX", 52, REF_HIDDEN }, { "DF2", 56, REF_HIDDEN }, { "PFAR", 60, REF_HIDDEN },
	} },
	/* 6 is Armv8.0; one breakpoint and one watchpoint more than 1 and 1 says are the fewest there can be. */
	{ FAKE_id_aa64dfr0_el1, 5, 0, {
		{ "DebugVer", 0, 6 }, { "TraceVer", 4, REF_HIDDEN }, { "PMUVer", 8, REF_HIDDEN },
		{ "BRPs", 12, 1 }, { "PMSS", 16, REF_HIDDEN }, { "WRPs", 20, 1 }, { "SEBEP", 24, REF_HIDDEN },
		{ "CTX_CMPs", 28, REF_HIDDEN }, { "PMSVer", 32, REF_HIDDEN }, { "DoubleLock", 36, REF_AS_IT_IS },
		{ "TraceFilt", 40, REF_HIDDEN }, { "TraceBuffer", 44, REF_HIDDEN }, { "MTPMU", 48, REF_HIDDEN },
		{ "BRBE", 52, REF_HIDDEN }, { "ExtTrcBuff", 56, REF_HIDDEN }, { "HPMN0", 60, REF_HIDDEN },
	} },
	{ FAKE_id_aa64isar0_el1, 6, 0, {
		{ "bits 3:0", 0, REF_HIDDEN }, { "AES", 4, 2 }, { "SHA1", 8, 1 }, { "SHA2", 12, 2 },
		{ "CRC32", 16, 1 }, { "Atomic", 20, 2 }, { "TME", 24, REF_HIDDEN }, { "RDM", 28, 1 },
		{ "SHA3", 32, 1 }, { "SM3", 36, 1 }, { "SM4", 40, 1 }, { "DP", 44, 1 }, { "FHM", 48, 1 },
		{ "TS", 52, 2 }, { "TLB", 56, 2 }, { "RNDR", 60, 1 },
	} },
	{ FAKE_id_aa64isar1_el1, 6, 1, {
		{ "DPB", 0, 2 }, { "APA", 4, 5 }, { "API", 8, 5 }, { "JSCVT", 12, 1 }, { "FCMA", 16, 1 },
		{ "LRCPC", 20, 2 }, { "GPA", 24, 1 }, { "GPI", 28, 1 }, { "FRINTTS", 32, 1 }, { "SB", 36, 1 },
		{ "SPECRES", 40, 1 }, { "BF16", 44, 1 }, { "DGH", 48, 1 }, { "I8MM", 52, 1 },
		{ "XS", 56, REF_HIDDEN }, { "LS64", 60, REF_HIDDEN },
	} },
	{ FAKE_id_aa64isar2_el1, 6, 2, {
		{ "WFxT", 0, REF_HIDDEN }, { "RPRES", 4, REF_HIDDEN }, { "GPA3", 8, 1 }, { "APA3", 12, 5 },
		{ "MOPS", 16, REF_HIDDEN }, { "BC", 20, 1 }, { "PAC_frac", 24, 1 }, { "CLRBHB", 28, REF_HIDDEN },
		{ "SYSREG_128", 32, REF_HIDDEN }, { "SYSINSTR_128", 36, REF_HIDDEN },
		{ "PRFMSLC", 40, REF_HIDDEN }, { "PCDPHINT", 44, REF_HIDDEN }, { "RPRFM", 48, REF_HIDDEN },
		{ "CSSC", 52, REF_HIDDEN }, { "LUT", 56, REF_HIDDEN }, { "ATS1A", 60, REF_HIDDEN },
	} },
	/* PARange 5 is 48 bits. */
	{ FAKE_id_aa64mmfr0_el1, 7, 0, {
		{ "PARange", 0, 5 }, { "ASIDBits", 4, 2 }, { "BigEnd", 8, REF_HIDDEN },
		{ "SNSMem", 12, REF_HIDDEN }, { "BigEndEL0", 16, REF_HIDDEN }, { "TGran16", 20, REF_AS_IT_IS },
		{ "TGran64", 24, REF_AS_IT_IS }, { "TGran4", 28, REF_AS_IT_IS }, { "TGran16_2", 32, REF_HIDDEN },
		{ "TGran64_2", 36, REF_HIDDEN }, { "TGran4_2", 40, REF_HIDDEN }, { "ExS", 44, REF_HIDDEN },
		{ "bits 51:48", 48, REF_HIDDEN }, { "bits 55:52", 52, REF_HIDDEN }, { "FGT", 56, REF_HIDDEN },
		{ "ECV", 60, REF_HIDDEN },
	} },
	{ FAKE_id_aa64mmfr1_el1, 7, 1, {
		{ "HAFDBS", 0, 2 }, { "VMIDBits", 4, REF_HIDDEN }, { "VH", 8, REF_HIDDEN }, { "HPDS", 12, 2 },
		{ "LO", 16, REF_HIDDEN }, { "PAN", 20, 3 }, { "SpecSEI", 24, REF_HIDDEN }, { "XNX", 28, REF_HIDDEN },
		{ "TWED", 32, REF_HIDDEN }, { "ETS", 36, 1 }, { "HCX", 40, REF_HIDDEN }, { "AFP", 44, REF_HIDDEN },
		{ "nTLBPA", 48, 1 }, { "TIDCP1", 52, REF_HIDDEN }, { "CMOW", 56, REF_HIDDEN },
		{ "ECBHB", 60, REF_HIDDEN },
	} },
	{ FAKE_id_aa64mmfr2_el1, 7, 2, {
		{ "CnP", 0, 1 }, { "UAO", 4, 1 }, { "LSM", 8, 1 }, { "IESB", 12, REF_HIDDEN },
		{ "VARange", 16, 1 }, { "CCIDX", 20, 1 }, { "NV", 24, REF_HIDDEN }, { "ST", 28, 1 },
		{ "AT", 32, 1 }, { "IDS", 36, 1 }, { "FWB", 40, REF_HIDDEN }, { "bits 47:44", 44, REF_HIDDEN },
		{ "TTL", 48, 1 }, { "BBM", 52, 2 }, { "EVT", 56, REF_HIDDEN }, { "E0PD", 60, 1 },
	} },
};
/* clang-format on */
const size_t ref_n_id_regs = sizeof(ref_id_regs) / sizeof(ref_id_regs[0]);

const struct ref_id_reg *ref_id_find(uint64_t crm, uint64_t op2)
{
	for (size_t i = 0; i < ref_n_id_regs; i++) {
		if (ref_id_regs[i].crm == crm && ref_id_regs[i].op2 == op2) {
			return &ref_id_regs[i];
		}
	}
	return NULL;
}

uint64_t ref_id_read(const struct ref_id_reg *reg, uint64_t value, bool has_gic)
{
	uint64_t seen = 0;

	for (const struct ref_id_field *field = reg->fields; field->name != NULL; field++) {
		uint64_t is = ref_bits(value, field->lsb + 3, field->lsb);

		if (is > field->most) {
			is = field->most;
		}
		if (strcmp(field->name, "GIC") == 0 && !has_gic) {
			is = 0;
		}
		seen += is << field->lsb;
	}
	return seen;
}
