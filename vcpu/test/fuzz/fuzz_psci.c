/* SPDX-License-Identifier: Apache-2.0 */
/* Calls: any function, any argument, both conduits; the reference must agree. Input: see struct
 * input. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "test/differential.h"

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	uint64_t x[4];
	uint16_t imm;
	uint8_t how; /* bit 0: SMC; 1: no immediate; 2: the function is PSCI's; 3: forwarding; 4: EL3 */
};

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t seed = 1;
	struct fake_exit exception = { .kind = 0 };
	struct input in = { 0 };
	struct ref_cpu cpu;
	struct guest guest;
	struct fixture *f;

	memcpy(&in, data, size < sizeof(in) ? size : sizeof(in));
	f = differential_setup(&cpu, (in.how & 8) != 0 ? VCPU_FLAG_SMC_FORWARD : 0,
			       (in.how & 16) != 0, &seed);
	guest_random_state(&guest, GUEST_EL1H, &seed);
	memcpy(guest.x, in.x, sizeof(in.x));
	if ((in.how & 4) != 0) {
		guest.x[0] = (guest.x[0] & UINT64_C(0xffffffff4000001f)) | 0x84000000;
	}
	exception.esr = (in.how & 1) != 0 ? 0x5e000000 : 0x5a000000;
	exception.esr |= (in.how & 2) != 0 ? 0 : in.imm;
	differential_check(f, &cpu, &guest, &exception);
	return 0;
}
