/* SPDX-License-Identifier: Apache-2.0 */
/* guests/exits.S as a place to execute single instructions in. */
#ifndef CORE_PROBE_H
#define CORE_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "test/core/guest.h"

/* PROBE(ldr_w) declares exits_ldr_w, for probe_at(). */
#define PROBE(name) extern const unsigned char exits_##name[]

/* Nothing is mapped there. */
#define PROBE_NOWHERE 0x70000000u

#define PROBE_EL0T 0x0u
#define PROBE_EL1T 0x4u
#define PROBE_EL1H 0x5u
#define PROBE_DAIF 0x3c0u

/* The vCPU has MPIDR_EL1 05.00.03.12: the first affinity level above 15. */
#define PROBE_VMPIDR UINT64_C(0x0500000312)

/* Started with @flags, bound, and with its vectors in place; FP/SIMD does not trap. */
bool probe_start(struct guest *guest, uint32_t flags);
void probe_end(struct guest *guest);

/* Where a label is for the guest. */
uint64_t probe_at(const unsigned char *label);

/* Goes on at @label to the next exit, interrupts served: it is to be @reason. */
bool probe_run(struct guest *guest, const unsigned char *label, enum vcpu_exit_reason reason);

/* The same with one vcpu_run(): VCPU_EXIT_NOTHING is an exit. */
bool probe_run_once(struct guest *guest, const unsigned char *label, enum vcpu_exit_reason reason);

/* Goes on where it is, to the GUEST_HVC_STEP behind the instruction. */
bool probe_is_done(struct guest *guest);

/* As probe_run(), of a thing that does not exit but behind itself. */
bool probe_do(struct guest *guest, const unsigned char *label);

/* Goes on where it is: its next exit is to be a report of an exception at EL1, through the vector at
 * @vector, with syndrome @esr, of the instruction at @elr. */
bool probe_reports(struct guest *guest, uint64_t vector, uint64_t esr, uint64_t elr);

void probe_set_pstate(struct guest *guest, uint64_t pstate);

#endif
