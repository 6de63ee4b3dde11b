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
#include "devices/vtimer_phys.h"
#include "devices/vuart.h"

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
	struct vtimer_phys phys_timer;
	struct vm *vm;
	uint32_t number;         /* in its guest; Aff0 of the MPIDR_EL1 that it reads */
	uint32_t host_cpu;       /* physical CPU that runs it, of smp.h */
	uint64_t interrupted_pc; /* at the last physical interrupt that the run loop saw */
	/* Of a vCPU that vm_run.h runs: how it stopped, once struct vm's stopped_cpu says so. */
	struct vcpu_exit stop_exit; /* the last one */
	uint64_t stop_esr;
	int stop_status; /* VCPU_OK: nothing answered stop_exit */
};

struct vm {
	struct vm_cpu cpus[VM_CPUS_MAX];
	uint32_t n_cpus;
	struct stage2 memory;
	unsigned char *ram; /* GUEST_RAM_SIZE bytes at GUEST_RAM_IPA */
	struct vgic gic;
	struct vuart uart;
	uint32_t flags;       /* enum vcpu_flag, of each vCPU */
	uint64_t cntvoff;     /* CNTVOFF_EL2 of each vCPU: the guest has one time */
	uint32_t is_stopping; /* its vCPUs are to end, wherever they run; release and acquire */
	/* The first vCPU that could not go on, of those that vm_run.h runs; 0: none. A release,
	 * behind what it says of itself; an acquire for who reads that. */
	uint32_t stopped_cpu;
	uint64_t bench_device_tick; /* of BENCH_DEVICE_TICK */
	bool is_device_confused;    /* a store to the bench device was not what it had to be */
};

/* What a guest is made of. Zero, or NULL, in a field is what most guests have. */
struct vm_spec {
	uint32_t n_cpus;    /* 0: one. Number 0 runs on the CPU that starts it, number n on CPU n */
	uint32_t flags_off; /* enum vcpu_flag: of VM_FLAGS, what this guest does not have */
	uint32_t flags_on;  /* and what it has besides */
	/* Its virtual count begins at 0 when it starts. Else it is the physical count: stamps that
	 * the host takes with and without this guest bound are of one clock. */
	bool has_own_time;
};

#define VM_FLAGS VCPU_FLAG_VIRTUAL_GIC

/* Builds the address spaces, once. Panics when it cannot. */
void vm_init_memory(void);

extern struct vm vms[VMS_MAX];

static inline struct vm_cpu *vm_cpu_of(struct vcpu *vcpu)
{
	return (struct vm_cpu *)(void *)vcpu;
}

/* Loads @payload into zeroed guest memory and binds a fresh vCPU 0 at its first instruction, on
 * this CPU, which is CPU 0; the others are off until the guest turns them on, and their CPUs wait
 * for that. False: the library refused, or there is no such CPU; the reason is on the console.
 * noinline: in a trace of instructions its address is where a guest begins. */
bool vm_start(struct vm *vm, const struct payload *payload, const struct vm_spec *spec)
	__attribute__((noinline));

/* Ends every vCPU, wherever it runs, and unbinds the one that is bound here. What stopped_cpu says
 * stays. */
void vm_stop(struct vm *vm);

/* Makes the vCPU anew, as reset leaves one, and binds it to the calling CPU. A status of the
 * library. */
int vm_cpu_start(struct vm_cpu *cpu, uint64_t entry_ipa, uint64_t arg);

/* Unbinds it from the calling CPU; whatever became of it, it is not run again as it is. */
void vm_cpu_end(struct vm_cpu *cpu);

const struct payload *payload_find(const char *name); /* NULL: no such payload */

#endif
