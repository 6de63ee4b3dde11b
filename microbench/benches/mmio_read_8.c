/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An 8-byte load from a device that the host emulates: stage-2 fault, decode, returned to the run
 * loop, answered by the bench device, stepped over and resumed. From the stamp before the load to
 * the stamp behind it, both taken by the guest.
 */
#include "devices/bench_device.h"
#include "measure/bench.h"

static bool is_next_tick(struct bench_run *run, uint64_t answer)
{
	return answer == bench_device_last(run->vm, 8);
}

DEFINE_BENCH(mmio_read_8) = {
	.name = "mmio/read_8",
	.payload = "mmio_read_8",
	.expect = { VCPU_EXIT_MMIO_READ, 1 },
	.check = is_next_tick,
};
