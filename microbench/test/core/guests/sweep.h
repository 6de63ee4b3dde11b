/* SPDX-License-Identifier: Apache-2.0 */
/* What guests/sweep.S and its host agree on. */
#ifndef GUESTS_SWEEP_H
#define GUESTS_SWEEP_H

/* For each register a piece of code of two functions. */
#define SWEEP_STUBS       0x90000000
#define SWEEP_STUB_BYTES  16
#define SWEEP_STUBS_BYTES 0x80000
#define SWEEP_READ        0      /* MRS x0; RET */
#define SWEEP_WRITE       8      /* MSR x0; RET */
#define SWEEP_STUBS_MAX   0x8000 /* op0 2 and 3, op1, CRn, CRm, op2 */

/* Numbers of pieces, two bytes each. */
#define SWEEP_LIST       0x98000000
#define SWEEP_LIST_BYTES 0x10000

/* Where results go: two words for each stub, the value and 0 or ESR_EL1 of its exception; behind them
 * what is no such register. */
#define SWEEP_RESULTS       0xa0000000
#define SWEEP_RESULT_BYTES  16
#define SWEEP_OWN           0x80000 /* SWEEP_STUBS_MAX of them */
#define SWEEP_OWN_WORDS     80 /* ELR, SPSR, ESR, FAR, VBAR, PAR of EL1, FPCR, FPSR, q0 to q31 */
#define SWEEP_RESULTS_BYTES 0x81000

#endif
