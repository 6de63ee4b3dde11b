/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest: its memory with a payload in it, its virtual CPUs, its virtual devices. There are
 * VMS_MAX places for one; each keeps its own memory.
 */
#ifndef HOST_VM_H
#define HOST_VM_H

#include <stdbool.h>
#include <stdint.h>

#include <vcpu/stage2.h>
#include <vcpu/vcpu.h>

#include "devices/vgic.h"
#include "devices/vpsci.h"

#define VMS_MAX     2u
#define VM_CPUS_MAX 4u

struct payload {
	const char *name;
	const unsigned char *start;
	const unsigned char *end;
};

/* Made by the build from guest-payloads/src; ends with a NULL name. */
extern const struct payload payloads[];

struct vm;

struct vm_cpu {
	struct vcpu vcpu; /* first: whoever has the one has the other */
	struct vgic_cpu gic;
	struct vpsci_cpu psci;
	struct vm *vm;
	uint32_t number;         /* in its guest; Aff0 of the MPIDR_EL1 that it reads */
	uint32_t host_cpu;       /* physical CPU that runs it, of smp.h */
	uint64_t interrupted_pc; /* at the last physical interrupt that the run loop saw */
};

struct vm {
	struct vm_cpu cpus[VM_CPUS_MAX];
	uint32_t n_cpus;
	struct stage2 memory;
	unsigned char *ram; /* GUEST_RAM_SIZE bytes at GUEST_RAM_IPA */
	struct vgic gic;
	uint64_t bench_device_tick; /* of BENCH_DEVICE_TICK() */
	bool is_device_confused;    /* a store to the bench device was not what it had to be */
};

/* What a guest is made of. Zero, or NULL, in a field is what most guests have. */
struct vm_spec {
	uint32_t n_cpus;    /* 0: one. Number 0 runs on the CPU that starts it, number n on CPU n */
	uint32_t flags_off; /* enum vcpu_flag: of VM_FLAGS, what this guest does not have */
	uint32_t flags_on;  /* and what it has besides */
};

#define VM_FLAGS VCPU_FLAG_VIRTUAL_GIC

/* Builds the address spaces, once. Panics when it cannot. */
void vm_init_memory(void);

extern struct vm vms[VMS_MAX];

static inline struct vm_cpu *vm_cpu_of(struct vcpu *vcpu)
{
	return (struct vm_cpu *)(void *)vcpu;
}

/* Loads @payload into zeroed guest memory and binds a fresh vCPU 0 at its first instruction; the
 * others are off until the guest turns them on. False: the library refused; the reason is on the
 * console.
 * noinline: in a trace of instructions its address is where a guest begins. */
bool vm_start(struct vm *vm, const struct payload *payload, const struct vm_spec *spec)
	__attribute__((noinline));

/* Ends every vCPU, wherever it runs, and unbinds the one that is bound here. */
void vm_stop(struct vm *vm);

const struct payload *payload_find(const char *name); /* NULL: no such payload */

#endif
