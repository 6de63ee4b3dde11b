/* SPDX-License-Identifier: Apache-2.0 */
/* The call that a guest runs in. */
#ifndef CPU_RUN_H
#define CPU_RUN_H

#include <stdint.h>

struct arch_vcpu;
struct vcpu_exit;

/**
 * arch_vcpu_run - enter the guest, come back at its next exit, and say why
 *
 * Not a function of the usual convention: no register but x18, x29 and x30 survives, which
 * cpu_run() tells the compiler. FP/SIMD registers do not either: the caller is compiled without
 * them. Calls arch_vcpu_end_run() once the guest is out and the HAL will not be called any more.
 */
void arch_vcpu_run(struct arch_vcpu *arch, struct vcpu_exit *exit);

static inline __attribute__((always_inline)) void cpu_run(struct arch_vcpu *arch,
							  struct vcpu_exit *exit)
{
	register uint64_t x0 __asm__("x0") = (uintptr_t)arch;
	register uint64_t x1 __asm__("x1") = (uintptr_t)exit;

	__asm__ volatile("bl %c[run]"
			 : "+r"(x0), "+r"(x1)
			 : [run] "S"(arch_vcpu_run)
			 : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12",
			   "x13", "x14", "x15", "x16", "x17", "x19", "x20", "x21", "x22", "x23",
			   "x24", "x25", "x26", "x27", "x28", "x30", "memory", "cc");
}

#endif
