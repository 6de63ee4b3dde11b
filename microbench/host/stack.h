/* SPDX-License-Identifier: Apache-2.0 */
/* How a CPU's stacks lie in memory; for C, assembly and the linker script. */
#ifndef HOST_STACK_H
#define HOST_STACK_H

/* Low to high: a page that is never mapped, the stack, and the one for a fatal exception. */
#define STACK_GUARD_BYTES     4096
#define STACK_BYTES           16384
#define STACK_EMERGENCY_BYTES 8192
#define STACK_STRIDE_BYTES    (STACK_GUARD_BYTES + STACK_BYTES + STACK_EMERGENCY_BYTES)

/* How many CPUs have stacks; a CPU that is never started costs this memory and nothing else. */
#define HOST_CPUS_MAX 8

#endif
