/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PSCI calls, for payloads with several CPUs. Each answers in x0; x0 to x3 are its. Source: DEN
 * 0022, "Function prototypes".
 *
 *	psci_cpu_on_args number, entry, [arg]	loads what `hvc #GUEST_HVC_SMCCC` needs to start one
 *	psci_cpu_on number, entry, [arg]	that, and the call
 *	psci_wait_off number			returns once it is off
 *	psci_cpu_off				turns the calling CPU off
 *
 * A CPU begins at its entry with its MMU off and @arg in x0, and has neither stack nor vectors.
 */
#ifndef LIB_PSCI_H
#define LIB_PSCI_H

#include "wire/guest_abi.h"

#define PSCI_CPU_OFF       0x84000002
#define PSCI_CPU_ON        0xc4000003
#define PSCI_AFFINITY_INFO 0xc4000004

#define PSCI_AFFINITY_OFF 1

.macro psci_function function
	mov	w0, #(\function & 0xffff)
	movk	w0, #(\function >> 16), lsl #16
.endm

.macro psci_cpu_on_args number, entry, arg=xzr
	mov	x1, \number
	adr	x2, \entry
	mov	x3, \arg
	psci_function PSCI_CPU_ON
.endm

.macro psci_cpu_on number, entry, arg=xzr
	psci_cpu_on_args \number, \entry, \arg
	hvc	#GUEST_HVC_SMCCC
.endm

/* YIELD: where an emulator runs one CPU at a time, it is the other's turn. */
.macro psci_wait_off number
.Lwait_off\@:
	yield
	mov	x1, \number
	mov	x2, xzr
	psci_function PSCI_AFFINITY_INFO
	hvc	#GUEST_HVC_SMCCC
	cmp	x0, #PSCI_AFFINITY_OFF
	b.ne	.Lwait_off\@
.endm

.macro psci_cpu_off
	psci_function PSCI_CPU_OFF
	hvc	#GUEST_HVC_SMCCC
.endm

#endif
