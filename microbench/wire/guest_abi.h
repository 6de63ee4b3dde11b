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

/* Never mapped: each access is an exit. One register, which an access of any size reaches: the
 * lower bytes of a counter. A read counts up; what is written is checked to be one more. */
#define BENCH_DEVICE_IPA   0x0a000000
#define BENCH_DEVICE_TICK  0x0
#define BENCH_DEVICE_FIRST 0x1f2e3d4c5b6a7988 /* at the start; no two bytes are the same */

/* In a page of its own, never mapped either: any store is for a handler that waits on another
 * CPU. */
#define BENCH_DOORBELL_IPA 0x0a001000

/* A page of RAM that is mapped, or writable, only once the guest has stored to it. In the same 2
 * MiB as the rest, so that the tables down to its entry are there. */
#define BENCH_WINDOW_IPA  0x80100000
#define BENCH_WINDOW_SIZE 0x1000

/* A virtual PL011, where QEMU's virt machine has one. */
#define GUEST_UART_IPA  0x09000000
#define GUEST_UART_SIZE 0x1000

/* The interrupt controller, where QEMU's virt machine has it. GICv3: distributor, then the
 * redistributors; GICv2: distributor, CPU interface. */
#define GUEST_GICD_IPA     0x08000000
#define GUEST_GICD_SIZE    0x10000
#define GUEST_GICR_IPA     0x080a0000
#define GUEST_GICR_STRIDE  0x20000 /* one a vCPU, in order of their numbers */
#define GUEST_GICD_V2_SIZE 0x1000
#define GUEST_GICC_IPA     0x08010000
#define GUEST_GICC_SIZE    0x2000

#define GUEST_HVC_SMCCC  0x0 /* function in x0 (PSCI) */
#define GUEST_HVC_NOP    0x1 /* returns to the run loop, which resumes: the null hypercall */
#define GUEST_HVC_VECTOR 0x2 /* VCPU_VECTOR_NULL_CALL of vcpu/inplace.h */
#define GUEST_HVC_REPORT 0x10
#define GUEST_HVC_FRAME  0x10 /* x0, x1: stamps of an empty frame */
#define GUEST_HVC_SAMPLE 0x11 /* x0, x1: stamps around the operation; x2: what it answered */
#define GUEST_HVC_READY  0x12 /* prepare the next one; the host may answer in x0 */
#define GUEST_HVC_FLOOR  0x13 /* x0, x1: stamps around the operation with nothing to trap into */
#define GUEST_HVC_FAULT                                                                            \
	0x1f /* unexpected exception at EL1. x0 ESR, x1 ELR, x2 FAR, x3 vector offset */

/* An SMCCC function that nobody has, of the vendor-specific hypervisor range (DEN 0028). */
#define GUEST_SMCCC_NOBODYS 0xc6000000
/* One of the same range that answers 0 and does nothing. */
#define GUEST_SMCCC_NULL 0xc6000001

/* ECHO of the monitor at EL3 (el3/el3.h), and what it is to invert. */
#define GUEST_SMCCC_ECHO 0xc3000001
#define GUEST_ECHO_VALUE 0x0123456789abcdef

#define GUEST_FP_VALUE 0x4009abcdef123456 /* what a guest keeps in d0 */

#define GUEST_TIMER_FAR 0x00ffffffffff0000 /* a count that no guest lives to see */

#define GUEST_SPI 40 /* of a device that the benchmark itself is */

/* Of GICD_ISENABLER1, what a guest enables. */
#define GUEST_SPIS_ENABLED 0x00a500c3

/* How many interrupts a storm has, and where the guest notes when each came. */
#define GUEST_STORM     128
#define GUEST_STORM_IPA (GUEST_RAM_IPA + 0x8000)

#define GUEST_CHECK_CALLS 256 /* null hypercalls in the interval of payload self_check */

#define GUEST_FRAMES 16 /* empty frames a payload reports before its first sample */

#endif
