/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/bench_device.h"

#include "wire/guest_abi.h"

/* Not inlined: it needs a stack frame, which a load would pay for. */
__attribute__((noinline)) static enum exit_action write_tick(struct vm_cpu *cpu,
							     const struct vcpu_exit *exit)
{
	struct vm *vm = cpu->vm;

	vm->bench_device_tick++;
	if (vcpu_mmio_write_value(&cpu->vcpu, exit) !=
	    bench_device_last(vm, vcpu_mmio_size_bytes(&exit->mmio))) {
		vm->is_device_confused = true;
	}
	vcpu_finish_step(&cpu->vcpu);
	return ACTION_RESUME;
}

enum exit_action bench_device_access(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	uint64_t offset = exit->mmio.ipa - BENCH_DEVICE_IPA;

	if (offset != BENCH_DEVICE_TICK(vcpu_mmio_size_bytes(&exit->mmio))) {
		return ACTION_STOP;
	}
	if (exit->reason == VCPU_EXIT_MMIO_WRITE) {
		return write_tick(cpu, exit);
	}
	vcpu_finish_mmio_read(&cpu->vcpu, exit, ++cpu->vm->bench_device_tick);
	return ACTION_RESUME;
}
