/* SPDX-License-Identifier: Apache-2.0 */
/* A page of RAM at BENCH_WINDOW_IPA that a guest gets, or may write, only once it has tried to:
 * what a hypervisor does that gives memory out on demand, or copies it on write. */
#ifndef DEVICES_FAULT_WINDOW_H
#define DEVICES_FAULT_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "host/action.h"
#include "host/vm.h"

enum fault_window {
	FAULT_WINDOW_UNMAPPED,
	FAULT_WINDOW_READ_ONLY,
	FAULT_WINDOW_MAPPED,
};

/* Makes it what @state says, whatever it was. False: the tables refused. */
bool fault_window_set(struct vm *vm, enum fault_window state);

/* Answers VCPU_EXIT_NESTED_PAGE_FAULT: maps the page, or makes it writable, and has the guest try
 * again. ACTION_STOP: it is not about this page. */
enum exit_action fault_window_fault(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* The first 8 bytes of the page, as a guest with its MMU off stored them. */
uint64_t fault_window_first_word(const struct vm *vm);

#endif
