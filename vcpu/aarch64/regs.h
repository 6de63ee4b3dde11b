/* SPDX-License-Identifier: Apache-2.0 */
/* Register fields that the library sets or reads. Source: DDI 0487, the page of each register. */
#ifndef AARCH64_REGS_H
#define AARCH64_REGS_H

#include <stdint.h>

#define BIT(n)               (UINT64_C(1) << (n))
#define FIELD_MASK(hi, lo)   ((BIT((hi) - (lo) + 1) - 1) << (lo))
#define FIELD(value, hi, lo) (((uint64_t)(value) >> (lo)) & (BIT((hi) - (lo) + 1) - 1))

#define HCR_VM     BIT(0) /* stage 2 on */
#define HCR_SWIO   BIT(1) /* set/way invalidation also cleans */
#define HCR_PTW    BIT(2) /* a guest's table walk through Device memory faults */
#define HCR_FMO    BIT(3)
#define HCR_IMO    BIT(4)
#define HCR_AMO    BIT(5)
#define HCR_VSE    BIT(8) /* a virtual SError is pending */
#define HCR_FB     BIT(9) /* guest TLB and I-cache maintenance reaches all CPUs */
#define HCR_BSU_IS BIT(10)
#define HCR_TWI    BIT(13)
#define HCR_TWE    BIT(14)
#define HCR_TID3   BIT(18) /* ID registers trap */
#define HCR_TSC    BIT(19)
#define HCR_TIDCP  BIT(20) /* implementation-defined registers trap */
#define HCR_TACR   BIT(21)
#define HCR_RW     BIT(31) /* EL1 is AArch64 */
#define HCR_E2H    BIT(34) /* EL2 has the registers of EL1: not the layout that this library writes */
#define HCR_TLOR   BIT(35) /* LORegions trap */
#define HCR_TERR   BIT(36) /* error records trap */
#define HCR_APK    BIT(40) /* pointer-authentication keys do not trap */
#define HCR_API    BIT(41) /* nor do the instructions */
#define HCR_TID5   BIT(58) /* GMID_EL1 traps */

/* MDCR_EL2: what debug and performance-monitor registers trap */
#define MDCR_HPMN  FIELD_MASK(4, 0) /* how many counters EL1 may use; kept */
#define MDCR_TPMCR BIT(5)
#define MDCR_TPM   BIT(6)
#define MDCR_TDA   BIT(9)
#define MDCR_TDOSA BIT(10)
#define MDCR_TDRA  BIT(11)
#define MDCR_TPMS  BIT(14) /* statistical profiling */
#define MDCR_TTRF  BIT(19) /* trace filters */

/* CPTR_EL2 with HCR_EL2.E2H 0. FP/SIMD does not trap: TFP is 0. */
#define CPTR_RES1 (FIELD_MASK(7, 0) | BIT(9) | BIT(13))
#define CPTR_TFP  BIT(10)
#define CPTR_TZ   BIT(8)  /* SVE; RES1 without it */
#define CPTR_TSM  BIT(12) /* SME; RES1 without it */
#define CPTR_TTA  BIT(20) /* trace registers */
#define CPTR_TAM  BIT(30) /* activity monitors */

#define CNTHCTL_EL1PCTEN BIT(0) /* EL1 may use the physical counter */
#define CNTHCTL_EL1PCEN  BIT(1) /* and the physical timer */

#define TCR_EL1_EPD0 BIT(7) /* no walk through TTBR0_EL1 */
#define TCR_EL1_EPD1 BIT(23)

#define SCTLR_EL1_M BIT(0)
/* Every optional thing off. Source: DDI 0487, SCTLR_EL1, bits that are RES1 where no extension
 * gives them a meaning: 29, 28, 23, 22, 20, 11. */
#define SCTLR_EL1_RESET (BIT(29) | BIT(28) | BIT(23) | BIT(22) | BIT(20) | BIT(11))
#define SCTLR_EL1_SPAN  BIT(23) /* PSTATE.PAN is left alone when EL1 takes an exception */
#define SCTLR_EL1_DSSBS BIT(44)

#define PAR_F BIT(0) /* the translation failed */

#define ESR_EC(esr) ((uint32_t)FIELD(esr, 31, 26))

/* ESR_ELx.EC, "Exception class". One for a lower Exception level has its sibling for the same level
 * one above it. */
enum esr_ec {
	EC_UNKNOWN = 0x00,
	EC_WFX = 0x01,
	EC_FP_ACCESS = 0x07,
	EC_BTI = 0x0d,
	EC_ILLEGAL_STATE = 0x0e,
	EC_SVC64 = 0x15,
	EC_HVC64 = 0x16,
	EC_SMC64 = 0x17,
	EC_SYS64 = 0x18,
	EC_FPAC = 0x1c,
	EC_IABT_LOWER = 0x20,
	EC_PC_ALIGNMENT = 0x22,
	EC_DABT_LOWER = 0x24,
	EC_SP_ALIGNMENT = 0x26,
	EC_FP64 = 0x2c,
	EC_BREAKPOINT_LOWER = 0x30,
	EC_STEP_LOWER = 0x32,
	EC_WATCHPOINT_LOWER = 0x34,
	EC_BRK64 = 0x3c,
};

#define ESR_EC_SHIFT 26
#define ESR_EC_MASK  FIELD_MASK(31, 26)
#define ESR_IL       BIT(25) /* a 32-bit instruction, and what has no instruction */
#define ESR_ISV      BIT(24) /* of a data abort: the syndrome describes the access */
#define ESR_FNV      BIT(10) /* of an abort: FAR_EL2 is not valid */
#define ESR_S1PTW    BIT(7)  /* of an abort: on the walk of stage 1 */
#define ESR_WNR      BIT(6)  /* of a data abort: a write */

/* ESR_ELx.DFSC and IFSC */
#define FSC_TYPE_MASK     0x3cu
#define FSC_TRANSLATION   0x04u /* to 0x07: level 0 to 3 */
#define FSC_PERMISSION    0x0cu
#define FSC_SYNC_EXTERNAL 0x10u /* "Synchronous External abort, not on translation table walk" */

/* SPSR_ELx */
#define SPSR_M_EL0T  0x0u
#define SPSR_M_EL1T  0x4u
#define SPSR_M_EL1H  0x5u
#define SPSR_M(spsr) FIELD(spsr, 3, 0)
#define SPSR_NRW     BIT(4) /* AArch32 */
#define SPSR_EL1H    UINT64_C(0x5)
#define SPSR_DAIF    (BIT(9) | BIT(8) | BIT(7) | BIT(6))
#define SPSR_BTYPE   (BIT(11) | BIT(10))
#define SPSR_SSBS    BIT(12)
#define SPSR_IL      BIT(20)
#define SPSR_SS      BIT(21)
#define SPSR_PAN     BIT(22)
#define SPSR_UAO     BIT(23)
#define SPSR_DIT     BIT(24)
#define SPSR_TCO     BIT(25)

#define VMPIDR_RES1 BIT(31)

#endif
