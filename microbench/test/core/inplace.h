/* SPDX-License-Identifier: Apache-2.0 */
/* What the handlers of inplace/ share with the tests: they decline whatever no test has asked for. */
#ifndef CORE_INPLACE_H
#define CORE_INPLACE_H

#include <stdbool.h>
#include <stdint.h>

/* enum vcpu_inplace_*() that are to answer, and how often each did. */
enum inplace_kind {
	INPLACE_HVC,
	INPLACE_SMC,
	INPLACE_MSR,
	INPLACE_LOAD,
	INPLACE_IRQ,
	INPLACE_SPILL, /* an HVC that uses the whole stack */
	INPLACE_KINDS,
};

/* Answered: PSCI_VERSION by HVC and SMC, MSR MDSCR_EL1, aligned loads of 4 and 8 bytes in the page
 * INPLACE_IPA, the host's timer; by HVC, the sum of 1 to x0's lower half. */
#define INPLACE_PSCI_VERSION 0x84000000u
#define INPLACE_SPILL_CALL   UINT64_C(0x8600000000000000) /* no identifier of DEN 0028 */
/* With the 14 registers that the narrow convention has a handler save here, x4 to x15, x19 and x30, the
 * whole stack. */
#define INPLACE_SPILLED_WORDS 18u

#define INPLACE_ANSWER UINT64_C(0x1234567800010001)
#define INPLACE_IPA    0x70001000u

struct inplace {
	uint32_t answers;    /* bit n: enum inplace_kind */
	uint64_t written;    /* by the last MSR */
	uint64_t loaded;     /* by each load */
	uint64_t tick_ticks; /* until the timer fires again; 0: not */
	uint64_t n[INPLACE_KINDS];
};

extern struct inplace inplace;

/* Undefined where this image has no handlers: nothing is answered in place. */
extern const char inplace_has_handlers __attribute__((weak));
extern const char inplace_has_irq_handler __attribute__((weak));

#endif
