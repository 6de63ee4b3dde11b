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
#define HCR_FB     BIT(9) /* guest TLB and I-cache maintenance reaches all CPUs */
#define HCR_BSU_IS BIT(10)
#define HCR_TWI    BIT(13)
#define HCR_TWE    BIT(14)
#define HCR_TSC    BIT(19)
#define HCR_TIDCP  BIT(20) /* implementation-defined registers trap */
#define HCR_TACR   BIT(21)
#define HCR_RW     BIT(31) /* EL1 is AArch64 */

/* MDCR_EL2: what debug and performance-monitor registers trap */
#define MDCR_HPMN  FIELD_MASK(4, 0) /* how many counters EL1 may use; kept */
#define MDCR_TPMCR BIT(5)
#define MDCR_TPM   BIT(6)
#define MDCR_TDA   BIT(9)
#define MDCR_TDOSA BIT(10)
#define MDCR_TDRA  BIT(11)

/* CPTR_EL2 with HCR_EL2.E2H 0. FP/SIMD does not trap: TFP is 0. */
#define CPTR_RES1 (FIELD_MASK(7, 0) | BIT(9) | BIT(13))
#define CPTR_TZ   BIT(8)  /* SVE; RES1 without it */
#define CPTR_TSM  BIT(12) /* SME; RES1 without it */
#define CPTR_TTA  BIT(20) /* trace registers */

#define ESR_EC(esr) FIELD(esr, 31, 26)

/* ESR_EL2.EC, "Exception class" */
enum esr_ec {
	EC_WFX = 0x01,
	EC_HVC64 = 0x16,
	EC_SMC64 = 0x17,
	EC_SYS64 = 0x18,
	EC_IABT_LOWER = 0x20,
	EC_DABT_LOWER = 0x24,
};

#define SPSR_EL1H (BIT(2) | BIT(0))
#define SPSR_DAIF (BIT(9) | BIT(8) | BIT(7) | BIT(6))

#define VMPIDR_RES1 BIT(31)

#endif
