/* SPDX-License-Identifier: Apache-2.0 */
/* Encodings and accesses: DDI 0487, "AArch64 System Register Encoding"; IHI 0069. Not the library's list. */
#include "test/core/registers.h"

#include <stddef.h>

#include <vcpu/vcpu.h>

#include "test/core/sweep.h"

#define RW                         (READ | WRITE)
#define GIC                        VCPU_FLAG_VIRTUAL_GIC
#define TIMER                      VCPU_FLAG_TIMER_PASSTHROUGH
#define R(op0, op1, crn, crm, op2) SWEEP_REGISTER(op0, op1, crn, crm, op2)

/* clang-format off */
static const struct known_register registers[] = {
	/* What the CPU is. */
	{ R(3, 0,  0,  0, 0), READ, 0, true, false },  /* MIDR_EL1 */
	{ R(3, 0,  0,  0, 5), READ, 0, true, false },  /* MPIDR_EL1 */
	{ R(3, 0,  0,  0, 6), READ, 0, true, false },  /* REVIDR_EL1 */
	{ R(3, 1,  0,  0, 0), READ, 0, true, false },  /* CCSIDR_EL1 */
	{ R(3, 1,  0,  0, 1), READ, 0, true, false },  /* CLIDR_EL1 */
	{ R(3, 1,  0,  0, 2), READ, 0, false, false }, /* CCSIDR2_EL1 */
	{ R(3, 1,  0,  0, 6), READ, 0, false, false }, /* SMIDR_EL1 */
	{ R(3, 1,  0,  0, 7), READ, 0, true, false },  /* AIDR_EL1 */
	{ R(3, 3,  0,  0, 1), READ, 0, true, false },  /* CTR_EL0 */
	{ R(3, 3,  0,  0, 7), READ, 0, true, false },  /* DCZID_EL0 */
	/* What the guest makes of it. */
	{ R(3, 2,  0,  0, 0), RW, 0, true, false },    /* CSSELR_EL1 */
	{ R(3, 0,  1,  0, 0), RW, 0, true, false },    /* SCTLR_EL1 */
	{ R(3, 0,  1,  0, 2), RW, 0, true, false },    /* CPACR_EL1 */
	{ R(3, 0,  2,  0, 0), RW, 0, true, false },    /* TTBR0_EL1 */
	{ R(3, 0,  2,  0, 1), RW, 0, true, false },    /* TTBR1_EL1 */
	{ R(3, 0,  2,  0, 2), RW, 0, true, false },    /* TCR_EL1 */
	{ R(3, 0,  2,  1, 0), RW, 0, false, false },   /* APIAKeyLo_EL1 */
	{ R(3, 0,  2,  1, 1), RW, 0, false, false },   /* APIAKeyHi_EL1 */
	{ R(3, 0,  2,  1, 2), RW, 0, false, false },   /* APIBKeyLo_EL1 */
	{ R(3, 0,  2,  1, 3), RW, 0, false, false },   /* APIBKeyHi_EL1 */
	{ R(3, 0,  2,  2, 0), RW, 0, false, false },   /* APDAKeyLo_EL1 */
	{ R(3, 0,  2,  2, 1), RW, 0, false, false },   /* APDAKeyHi_EL1 */
	{ R(3, 0,  2,  2, 2), RW, 0, false, false },   /* APDBKeyLo_EL1 */
	{ R(3, 0,  2,  2, 3), RW, 0, false, false },   /* APDBKeyHi_EL1 */
	{ R(3, 0,  2,  3, 0), RW, 0, false, false },   /* APGAKeyLo_EL1 */
	{ R(3, 0,  2,  3, 1), RW, 0, false, false },   /* APGAKeyHi_EL1 */
	{ R(3, 0,  4,  0, 0), RW, 0, true, false },    /* SPSR_EL1 */
	{ R(3, 0,  4,  0, 1), RW, 0, true, false },    /* ELR_EL1 */
	{ R(3, 0,  4,  1, 0), RW, 0, true, false },    /* SP_EL0 */
	{ R(3, 0,  4,  2, 0), RW, 0, true, false },    /* SPSel */
	{ R(3, 0,  4,  2, 2), READ, 0, true, false },  /* CurrentEL */
	{ R(3, 0,  4,  2, 3), RW, 0, false, false },   /* PAN */
	{ R(3, 0,  4,  2, 4), RW, 0, false, false },   /* UAO */
	{ R(3, 0,  5,  1, 0), RW, 0, true, false },    /* AFSR0_EL1 */
	{ R(3, 0,  5,  1, 1), RW, 0, true, false },    /* AFSR1_EL1 */
	{ R(3, 0,  5,  2, 0), RW, 0, true, false },    /* ESR_EL1 */
	{ R(3, 0,  6,  0, 0), RW, 0, true, false },    /* FAR_EL1 */
	{ R(3, 0,  7,  4, 0), RW, 0, true, false },    /* PAR_EL1 */
	{ R(3, 0, 10,  2, 0), RW, 0, true, false },    /* MAIR_EL1 */
	{ R(3, 0, 10,  3, 0), RW, 0, true, false },    /* AMAIR_EL1 */
	{ R(3, 0, 12,  0, 0), RW, 0, true, false },    /* VBAR_EL1 */
	{ R(3, 0, 12,  1, 0), READ, 0, true, false },  /* ISR_EL1 */
	{ R(3, 0, 12,  1, 1), RW, 0, false, false },   /* DISR_EL1 */
	{ R(3, 0, 13,  0, 1), RW, 0, true, false },    /* CONTEXTIDR_EL1 */
	{ R(3, 0, 13,  0, 4), RW, 0, true, false },    /* TPIDR_EL1 */
	{ R(3, 0, 14,  1, 0), RW, 0, true, false },    /* CNTKCTL_EL1 */
	{ R(3, 3,  2,  4, 0), READ, 0, false, true },  /* RNDR */
	{ R(3, 3,  2,  4, 1), READ, 0, false, true },  /* RNDRRS */
	{ R(3, 3,  4,  2, 0), RW, 0, true, false },    /* NZCV */
	{ R(3, 3,  4,  2, 1), RW, 0, true, false },    /* DAIF */
	{ R(3, 3,  4,  2, 5), RW, 0, false, false },   /* DIT */
	{ R(3, 3,  4,  2, 6), RW, 0, false, false },   /* SSBS */
	{ R(3, 3,  4,  2, 7), RW, 0, false, false },   /* TCO */
	{ R(3, 3,  4,  4, 0), RW, 0, true, false },    /* FPCR */
	{ R(3, 3,  4,  4, 1), RW, 0, true, false },    /* FPSR */
	{ R(3, 3, 13,  0, 2), RW, 0, true, false },    /* TPIDR_EL0 */
	{ R(3, 3, 13,  0, 3), RW, 0, true, false },    /* TPIDRRO_EL0 */
	{ R(3, 3, 13,  0, 5), RW, 0, false, false },   /* TPIDR2_EL0 */
	/* Timers. */
	{ R(3, 3, 14,  0, 0), READ, 0, true, false },      /* CNTFRQ_EL0 */
	{ R(3, 3, 14,  0, 1), READ, TIMER, true, true },   /* CNTPCT_EL0 */
	{ R(3, 3, 14,  0, 2), READ, 0, true, true },       /* CNTVCT_EL0 */
	{ R(3, 3, 14,  0, 5), READ, TIMER, false, true },  /* CNTPCTSS_EL0 */
	{ R(3, 3, 14,  0, 6), READ, 0, false, true },      /* CNTVCTSS_EL0 */
	{ R(3, 3, 14,  2, 0), RW, TIMER, true, true },     /* CNTP_TVAL_EL0 */
	{ R(3, 3, 14,  2, 1), RW, TIMER, true, false },    /* CNTP_CTL_EL0 */
	{ R(3, 3, 14,  2, 2), RW, TIMER, true, false },    /* CNTP_CVAL_EL0 */
	{ R(3, 3, 14,  3, 0), RW, 0, true, true },         /* CNTV_TVAL_EL0 */
	{ R(3, 3, 14,  3, 1), RW, 0, true, false },        /* CNTV_CTL_EL0 */
	{ R(3, 3, 14,  3, 2), RW, 0, true, false },        /* CNTV_CVAL_EL0 */
	/* The virtual CPU interface. */
	{ R(3, 0,  4,  6, 0), RW, GIC, true, false },      /* ICC_PMR_EL1 */
	{ R(3, 0, 12,  8, 0), READ, GIC, true, false },    /* ICC_IAR0_EL1 */
	{ R(3, 0, 12,  8, 1), WRITE, GIC, true, false },   /* ICC_EOIR0_EL1 */
	{ R(3, 0, 12,  8, 2), READ, GIC, true, false },    /* ICC_HPPIR0_EL1 */
	{ R(3, 0, 12,  8, 3), RW, GIC, true, false },      /* ICC_BPR0_EL1 */
	{ R(3, 0, 12,  8, 4), RW, GIC, true, false },      /* ICC_AP0R0_EL1 */
	{ R(3, 0, 12,  8, 5), RW, GIC, false, false },     /* ICC_AP0R1_EL1 */
	{ R(3, 0, 12,  8, 6), RW, GIC, false, false },     /* ICC_AP0R2_EL1 */
	{ R(3, 0, 12,  8, 7), RW, GIC, false, false },     /* ICC_AP0R3_EL1 */
	{ R(3, 0, 12,  9, 0), RW, GIC, true, false },      /* ICC_AP1R0_EL1 */
	{ R(3, 0, 12,  9, 1), RW, GIC, false, false },     /* ICC_AP1R1_EL1 */
	{ R(3, 0, 12,  9, 2), RW, GIC, false, false },     /* ICC_AP1R2_EL1 */
	{ R(3, 0, 12,  9, 3), RW, GIC, false, false },     /* ICC_AP1R3_EL1 */
	{ R(3, 0, 12, 11, 1), WRITE, GIC, true, false },   /* ICC_DIR_EL1 */
	{ R(3, 0, 12, 11, 3), READ, GIC, true, false },    /* ICC_RPR_EL1 */
	{ R(3, 0, 12, 12, 0), READ, GIC, true, false },    /* ICC_IAR1_EL1 */
	{ R(3, 0, 12, 12, 1), WRITE, GIC, true, false },   /* ICC_EOIR1_EL1 */
	{ R(3, 0, 12, 12, 2), READ, GIC, true, false },    /* ICC_HPPIR1_EL1 */
	{ R(3, 0, 12, 12, 3), RW, GIC, true, false },      /* ICC_BPR1_EL1 */
	{ R(3, 0, 12, 12, 4), RW, GIC, true, false },      /* ICC_CTLR_EL1 */
	{ R(3, 0, 12, 12, 6), RW, GIC, true, false },      /* ICC_IGRPEN0_EL1 */
	{ R(3, 0, 12, 12, 7), RW, GIC, true, false },      /* ICC_IGRPEN1_EL1 */
	/* Constants of the models: QEMU 7.2 traps neither as the CPU is asked to. */
	{ R(3, 0, 12, 12, 5), RW, 0, false, false },       /* ICC_SRE_EL1: ICC_SRE_EL2.Enable */
	{ R(3, 0,  1,  2, 4), RW, 0, false, false },       /* SMPRI_EL1: HFGRTR_EL2.nSMPRI_EL1 */
};
/* clang-format on */

/* ID_*_EL1, each of which the library answers: 3, 0, 0, 1 to 7, any. */
static const struct known_register id_register = { 0, READ, 0, true, false };

/* HCR_EL2.TIDCP traps the encodings of CRn 11 and 15; QEMU 7.2 does not, and has constants there: nothing that a guest leaves. */
static const struct known_register of_the_cpu = { 0, RW, 0, false, false };

const struct known_register *register_find(uint32_t encoding)
{
	uint32_t crn = encoding >> 7 & 15;

	if (encoding >> 7 == R(3, 0, 0, 0, 0) >> 7 && (encoding >> 3 & 15) - 1 < 7) {
		return &id_register;
	}
	if (encoding >> 14 == 1 && (crn == 11 || crn == 15)) {
		return &of_the_cpu;
	}
	for (size_t i = 0; i < sizeof(registers) / sizeof(registers[0]); i++) {
		if (registers[i].encoding == encoding) {
			return &registers[i];
		}
	}
	return NULL;
}
