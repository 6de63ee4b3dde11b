/* SPDX-License-Identifier: Apache-2.0 */
/* CPU_ON of what is no CPU, with what is no entry: each row is function, target, entry and answer.
 * CPU 1 stays off throughout. Bench: smp/garbage. */
#include "smp.h"

#define CPU_ON_32     0x84000003
#define INVALID       -2	/* INVALID_PARAMETERS */
#define ALREADY_ON    -4
#define ADDRESS       -9	/* INVALID_ADDRESS */
#define RAM_LAST      (GUEST_RAM_IPA + GUEST_RAM_SIZE - 4)
#define HIGH          0x1111111100000000

	payload
1:	adr	x26, rows
	mov	x27, #1
2:	ldp	x0, x1, [x26], #16
	cbz	x0, 4f
	ldp	x2, x28, [x26], #16
	mov	x3, xzr
	hvc	#GUEST_HVC_SMCCC
	cmp	x0, x28
	b.eq	3f
	mov	x3, x0
	mov	x2, x27				/* the row */
	hvc	#GUEST_HVC_SAMPLE
3:	add	x27, x27, #1
	b	2b
4:	mov	x1, #1
	mov	x2, xzr
	psci_function PSCI_AFFINITY_INFO
	hvc	#GUEST_HVC_SMCCC
	check	100, x0, #PSCI_AFFINITY_OFF
	round_ok
	b	1b

	.balign	16
rows:
	.quad	PSCI_CPU_ON, 2, GUEST_RAM_IPA, INVALID
	.quad	PSCI_CPU_ON, 0x100, GUEST_RAM_IPA, INVALID
	.quad	PSCI_CPU_ON, 0x80000001, GUEST_RAM_IPA, INVALID
	.quad	PSCI_CPU_ON, 0x100000001, GUEST_RAM_IPA, INVALID
	.quad	PSCI_CPU_ON, 0x10000000001, GUEST_RAM_IPA, INVALID
	.quad	PSCI_CPU_ON, -1, GUEST_RAM_IPA, INVALID
	.quad	PSCI_CPU_ON, 0, GUEST_RAM_IPA, ALREADY_ON
	.quad	PSCI_CPU_ON, 1, 0, ADDRESS
	.quad	PSCI_CPU_ON, 1, GUEST_RAM_IPA + 2, ADDRESS
	.quad	PSCI_CPU_ON, 1, GUEST_RAM_IPA - 4, ADDRESS
	.quad	PSCI_CPU_ON, 1, RAM_LAST + 4, ADDRESS
	.quad	PSCI_CPU_ON, 1, -4, ADDRESS
	.quad	PSCI_CPU_ON, 1, HIGH + GUEST_RAM_IPA, ADDRESS
	.quad	HIGH + CPU_ON_32, HIGH + 0, HIGH + GUEST_RAM_IPA, ALREADY_ON
	.quad	HIGH + CPU_ON_32, HIGH + 2, HIGH + GUEST_RAM_IPA, INVALID
	.quad	HIGH + CPU_ON_32, HIGH + 1, HIGH + 8, ADDRESS
	.quad	0, 0
