/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CPUs below a monitor of ours: the first goes on to EL2, the others sleep until PSCI CPU_ON names
 * them. All of it runs at EL3, with the MMU off; what it writes is in a section of its own, of which
 * EL2 reads el3_is_ours alone: no cache holds any of the rest.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vcpu/sysreg.h>

#include "boards/board.h"
#include "drivers/gic_el3.h"
#include "el3/el3.h"
#include "host/stack.h"

#define EL3_DATA __attribute__((section(".el3_data"), aligned(256)))

#define MPIDR_AFFINITY 0xff00ffffffu

/* DEN 0022, "Return error codes" */
#define PSCI_SUCCESS            0
#define PSCI_INVALID_PARAMETERS (-2)
#define PSCI_ALREADY_ON         (-4)

/* Returned in x0 and x1. */
struct el3_entry {
	uint64_t address;
	uint64_t arg;
};

/* For monitor.S, which does not know where in a board its fields are. */
extern const uint64_t *const *const el3_mpidrs;
const uint64_t *const *const el3_mpidrs = &board.cpu_mpidrs;
extern const size_t *const el3_n_cpus;
const size_t *const el3_n_cpus = &board.n_cpus;

/* Called there. */
struct el3_entry el3_take_cpu(uint32_t cpu);
int64_t el3_cpu_on(uint64_t mpidr, uint64_t address, uint64_t arg);

extern const char image_entry[] __asm__("_start");

uint64_t el3_is_ours EL3_DATA;

static struct el3_cpu {
	/* Written by who starts it. */
	struct el3_entry entry;
	uint64_t is_on;
	uint64_t is_late; /* it had not come when it was asked for */
	/* Written by the CPU itself. */
	uint64_t is_here;
} cpus[HOST_CPUS_MAX] EL3_DATA;

/* All CPUs come at once, but an emulator may let them run one after the other. */
#define COME_POLLS_MAX 300000u

/* What CPU @cpu, which has just come, goes to EL2 with. */
struct el3_entry el3_take_cpu(uint32_t cpu)
{
	volatile struct el3_cpu *own = &cpus[cpu];

	if (cpu == 0) {
		gic_el3_init();
		gic_el3_init_cpu(0);
		el3_is_ours = 1;
		return (struct el3_entry){ (uintptr_t)image_entry, 0 };
	}
	gic_el3_init_cpu(cpu);
	own->is_here = 1;
	while (own->is_on == 0) {
		gic_el3_sleep(cpu);
	}
	return (struct el3_entry){ own->entry.address, own->entry.arg };
}

/* The machine has it, which is not to say that it was let go: there, nobody does that. */
static bool has_come(uint32_t number)
{
	volatile struct el3_cpu *cpu = &cpus[number];

	/* Who was late once is not waited for again. */
	for (uint32_t i = 0; i < COME_POLLS_MAX && cpu->is_here == 0 && cpu->is_late == 0; i++) {
		__asm__ volatile("yield" : : : "memory");
	}
	cpu->is_late = cpu->is_here == 0;
	return cpu->is_here != 0;
}

/* DEN 0022, "CPU_ON" */
int64_t el3_cpu_on(uint64_t mpidr, uint64_t address, uint64_t arg)
{
	uint32_t cpu = 0;

	while (cpu < board.n_cpus && cpu < HOST_CPUS_MAX && board.cpu_mpidrs[cpu] != mpidr) {
		cpu++;
	}
	if (cpu >= board.n_cpus || cpu >= HOST_CPUS_MAX || !gic_el3_has_cpu(cpu)) {
		return PSCI_INVALID_PARAMETERS;
	}
	if (cpu == 0) {
		return PSCI_ALREADY_ON;
	}
	if (!has_come(cpu)) {
		return PSCI_INVALID_PARAMETERS;
	}
	if (cpus[cpu].is_on != 0) {
		return PSCI_ALREADY_ON;
	}
	cpus[cpu].entry = (struct el3_entry){ address, arg };
	/* Where to is there before it is told to go. */
	cpu_dsb_sy();
	cpus[cpu].is_on = 1;
	gic_el3_wake(cpu);
	return PSCI_SUCCESS;
}
