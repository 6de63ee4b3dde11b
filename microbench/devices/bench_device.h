/* SPDX-License-Identifier: Apache-2.0 */
/* A device that answers so that both sides can tell a lost, doubled, cut or widened access.
 * wire/guest_abi.h. */
#ifndef DEVICES_BENCH_DEVICE_H
#define DEVICES_BENCH_DEVICE_H

#include <stdbool.h>

#include "host/action.h"
#include "host/vm.h"
#include "wire/guest_abi.h"

static inline bool bench_device_is_there(uint64_t ipa)
{
	return ipa == BENCH_DEVICE_IPA + BENCH_DEVICE_TICK;
}

/* Answer and complete an access to its register. The read is inline: it is what a benchmark times,
 * and the word what most devices are read by. */
enum exit_action bench_device_write(struct vm_cpu *cpu, const struct vcpu_exit *exit);
enum exit_action bench_device_read_other(struct vm_cpu *cpu, const struct vcpu_exit *exit);

static inline enum exit_action bench_device_read(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	uint64_t tick = cpu->vm->bench_device_tick + 1;

	if (!vcpu_mmio_is_word(&exit->mmio)) {
		return bench_device_read_other(cpu, exit);
	}
	vcpu_finish_mmio_read(&cpu->vcpu, exit, tick);
	cpu->vm->bench_device_tick = tick;
	return ACTION_RESUME;
}

/* What the last access of @size_bytes read or wrote. */
static inline uint64_t bench_device_last(const struct vm *vm, unsigned int size_bytes)
{
	return vm->bench_device_tick & (~UINT64_C(0) >> (64 - 8 * size_bytes));
}

#endif
