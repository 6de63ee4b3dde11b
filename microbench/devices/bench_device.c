/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/bench_device.h"

enum exit_action bench_device_read_other(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	vcpu_finish_mmio_read(&cpu->vcpu, exit, ++cpu->vm->bench_device_tick);
	return ACTION_RESUME;
}

enum exit_action bench_device_write(struct vm_cpu *cpu, const struct vcpu_exit *exit)
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
