/* SPDX-License-Identifier: Apache-2.0 */
#include "devices/bench_device.h"

void bench_device_write(struct vm_cpu *cpu, const struct vcpu_exit *exit)
{
	struct vm *vm = cpu->vm;

	vm->bench_device_tick++;
	if (vcpu_mmio_write_value(&cpu->vcpu, exit) !=
	    bench_device_last(vm, vcpu_mmio_size_bytes(&exit->mmio))) {
		vm->is_device_confused = true;
	}
	vcpu_finish_step(&cpu->vcpu);
}
