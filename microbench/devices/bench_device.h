/* SPDX-License-Identifier: Apache-2.0 */
/* A device that answers so that both sides can tell a lost, doubled, cut or widened access.
 * wire/guest_abi.h. */
#ifndef DEVICES_BENCH_DEVICE_H
#define DEVICES_BENCH_DEVICE_H

#include "host/action.h"
#include "host/vm.h"

/* Completes an access to its page. ACTION_STOP: another address, a register it does not have, or one
 * of another size. */
enum exit_action bench_device_access(struct vm_cpu *cpu, const struct vcpu_exit *exit);

/* What the last access of @size_bytes read or wrote. */
static inline uint64_t bench_device_last(const struct vm *vm, unsigned int size_bytes)
{
	return vm->bench_device_tick & (~UINT64_C(0) >> (64 - 8 * size_bytes));
}

#endif
