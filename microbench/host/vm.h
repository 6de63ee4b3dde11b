/* SPDX-License-Identifier: Apache-2.0 */
/* The guest: one vCPU, 64 KiB of memory, a payload in it. */
#ifndef HOST_VM_H
#define HOST_VM_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/vcpu.h>

struct payload {
	const char *name;
	const unsigned char *start;
	const unsigned char *end;
};

/* Made by the build from guest-payloads/src; ends with a NULL name. */
extern const struct payload payloads[];

struct vm {
	struct vcpu vcpu;
	uint32_t bench_device_tick; /* of BENCH_DEVICE_TICK */
	bool is_device_confused;    /* a store to the bench device was not what it had to be */
	uint64_t interrupted_pc;    /* of the guest, at the last interrupt */
};

/* Builds the guest's address space, once. Panics when it cannot. */
void vm_init_memory(void);

/* Loads @payload into zeroed guest memory and binds a fresh vCPU at its first instruction. False:
 * the library refused; the reason is on the console.
 * noinline: in a trace of instructions its address is where a guest begins. */
bool vm_start(struct vm *vm, const struct payload *payload) __attribute__((noinline));
void vm_stop(struct vm *vm);

const struct payload *payload_find(const char *name); /* NULL: no such payload */

#endif
