/* SPDX-License-Identifier: Apache-2.0 */
/* A guest of four vCPUs, of which number 0 calls. A kick and a wait are noted. */
#ifndef UNIT_VPSCI_FIXTURE_H
#define UNIT_VPSCI_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>

#include "host/vm.h"

#define GUEST_CPUS 4u
#define RAM        UINT64_C(0x80000000)
#define RAM_END    UINT64_C(0x80010000)
#define CALL_PC    UINT64_C(0x80001000)
#define NOT_KICKED UINT32_MAX

struct psci_args {
	uint64_t x1;
	uint64_t x2;
	uint64_t x3;
};

/* ID registers of the CPU. */
extern uint64_t id_aa64pfr0_el1;
extern uint64_t id_aa64mmfr1_el1;

extern uint32_t kicked_cpu; /* the last one */
extern unsigned int n_kicks;
extern unsigned int n_waits;

/* vCPU 0 is on, the others are off; no kick, no wait; ID registers are 0. A cmocka setup function; *state becomes the
 * struct vm. */
int vpsci_setup(void **state);

/* HVC #0 of vCPU 0 that the library does not decode, with x0 to x3 as given and all others
 * distinctive. Checks that only x0 has changed and that the guest goes on, and returns x0. */
uint64_t call(struct vm *vm, uint64_t x0, struct psci_args args);

/* CPU_ON, decoded by the library. */
uint64_t turn_on(struct vm *vm, uint64_t target, uint64_t entry_ipa, uint64_t arg);

#endif
