/* SPDX-License-Identifier: Apache-2.0 */
/* Any exception of any guest: vcpu_run() and the reference must agree. Input: see struct input. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "test/differential.h"

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	uint64_t esr;
	uint64_t far;
	uint64_t hpfar;
	uint64_t par;
	uint64_t seed; /* of the guest's registers */
	uint8_t kind;
	uint8_t mode;
	uint8_t flags;
	uint8_t has_el3;
};

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t modes[] = { GUEST_EL1H, GUEST_EL1T, GUEST_EL0T, GUEST_EL0_A32 };
	struct fake_exit exception;
	struct input in = { 0 };
	struct ref_cpu cpu;
	struct guest guest;
	struct fixture *f;
	uint64_t ec;

	memcpy(&in, data, size < sizeof(in) ? size : sizeof(in));
	in.seed |= 1; /* 0 is no seed */
	f = differential_setup(&cpu, in.flags & VCPU_FLAGS_ALL, in.has_el3 % 2 != 0, &in.seed);
	guest_random_state(&guest, modes[in.mode % 4], &in.seed);
	exception = (struct fake_exit){
		.kind = in.kind % 5,
		.esr = in.esr,
		.far = in.far,
		.hpfar = in.hpfar,
	};
	/* HVC, SMC and MSR of A64 have no AArch32 source. */
	ec = in.esr >> 26 & 0x3f;
	if (modes[in.mode % 4] == GUEST_EL0_A32 && ec >= 0x15 && ec <= 0x18) {
		return -1;
	}
	cpu.par = in.par;
	differential_check(f, &cpu, &guest, &exception);
	return 0;
}
