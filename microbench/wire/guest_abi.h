/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a payload and the bench host agree on. Included by C, assembly and a linker script.
 *
 * Every HVC whose immediate is GUEST_HVC_REPORT or more ends an interval: the host takes the exits
 * since the last such HVC as those between the stamps, and starts counting anew.
 */
#ifndef WIRE_GUEST_ABI_H
#define WIRE_GUEST_ABI_H

#define GUEST_RAM_IPA  0x80000000 /* entry point and load address; no host address looks like it */
#define GUEST_RAM_SIZE 0x10000

#define BENCH_DEVICE_IPA  0x0a000000 /* never mapped: each access is an exit */
#define BENCH_DEVICE_TICK 0x0 /* read: 1 more than the last read; write: checked to be that too */

#define GUEST_HVC_SMCCC  0x0 /* function in x0 (PSCI) */
#define GUEST_HVC_NOP    0x1 /* returns to the run loop, which resumes: the null hypercall */
#define GUEST_HVC_REPORT 0x10
#define GUEST_HVC_FRAME  0x10 /* x0, x1: stamps of an empty frame */
#define GUEST_HVC_SAMPLE 0x11 /* x0, x1: stamps around the operation; x2: what it answered */
#define GUEST_HVC_READY  0x12 /* prepare the next one; the host may answer in x0 */
#define GUEST_HVC_FLOOR  0x13 /* x0, x1: stamps around the operation with nothing to trap into */
#define GUEST_HVC_FAULT                                                                            \
	0x1f /* unexpected exception at EL1. x0 ESR, x1 ELR, x2 FAR, x3 vector offset */

#define GUEST_FRAMES 16 /* empty frames a payload reports before its first sample */

#endif
