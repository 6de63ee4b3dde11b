/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/bench_device.h"

#include "wire/guest_abi.h"

static void access_tick(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	struct vm *vm = cpu->vm;
	uint64_t tick = ++vm->bench_device_tick;

	if (exit->reason == VCPU_EXIT_MMIO_READ) {
		vcpu_finish_mmio_read(&cpu->vcpu, exit, tick);
		return;
	}
	if (vcpu_mmio_write_value(&cpu->vcpu, exit) !=
	    bench_device_last(vm, vcpu_mmio_size_bytes(&exit->mmio))) {
		vm->is_device_confused = true;
	}
	vcpu_finish_step(&cpu->vcpu);
}

enum exit_action bench_device_access(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	uint64_t offset = exit->mmio.ipa - BENCH_DEVICE_IPA;

	if (offset != BENCH_DEVICE_TICK(vcpu_mmio_size_bytes(&exit->mmio))) {
		return ACTION_STOP;
	}
	access_tick(cpu, exit);
	return ACTION_RESUME;
}
