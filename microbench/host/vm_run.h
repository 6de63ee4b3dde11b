/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The run loop of those vCPUs of a guest that no benchmark runs itself: all but number 0.
 *
 * A vCPU is bound to its CPU from CPU_ON to CPU_OFF. All that time its virtual timer counts in the
 * CPU, and wakes it by a physical interrupt. One that a benchmark unbinds and binds again has kept
 * the timer's registers: an interrupt that was due meanwhile comes then.
 */
#ifndef HOST_VM_RUN_H
#define HOST_VM_RUN_H

#include <stdbool.h>

#include "host/vm.h"

/* An smp_fn, with a struct vm_cpu. Runs the vCPU on the calling CPU whenever the guest has it on,
 * until the guest is stopped. An exit that nothing answers stops the guest: struct vm's
 * stopped_cpu. */
void vm_run_cpu(void *vm_cpu);

/* The vCPU that it was, NULL: none. Its stop_ fields may be read. */
const struct vm_cpu *vm_stopped_cpu(const struct vm *vm);

/* Has somebody asked that all run loops of this guest end? */
bool vm_is_stopped(const struct vm *vm);

/* What the WFI of a guest does, for a vCPU that is bound here: returns once there may be something
 * for it or for this CPU. Interrupts stay pending: the guest that is run next exits with them. */
void vm_wait(struct vm_cpu *cpu);

#endif
