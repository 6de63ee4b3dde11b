/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An 8-byte store to a device that the host emulates: stage-2 fault, decode, returned to the run
 * loop, taken by the bench device, stepped over and resumed. From the stamp before the store to the
 * stamp behind it, both taken by the guest.
 */
#include "devices/bench_device.h"
#include "measure/bench.h"

static bool is_stored(struct bench_run *run, uint64_t answer)
{
	return !run->vm->is_device_confused && answer == run->vm->bench_device_tick;
}

DEFINE_BENCH(mmio_write_8) = {
	.name = "mmio/write_8",
	.payload = "mmio_write_8",
	.expect = { VCPU_EXIT_MMIO_WRITE, 1 },
	.check = is_stored,
};
