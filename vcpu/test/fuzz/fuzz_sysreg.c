/* SPDX-License-Identifier: Apache-2.0 */
/* Trapped MSR and MRS, ID registers and SGIs among them, several of one guest: the reference must
 * agree. Input: flags and a seed of the CPU, then rows of 12 bytes. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "test/differential.h"

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HEAD 5u
#define ROW  12u

/* The first byte of a row is a place where something is answered, or says that the encoding is the
 * input's. */
static uint32_t encoding(uint8_t place, uint32_t iss)
{
	switch (place % 4) {
	case 0: /* S3_0_C0_C0_0 to S3_0_C0_C7_7 */
		return 0x300000 | (iss & 0x0e03ef);
	case 1: /* ICC_SGI1R_EL1, write */
		return 0x3a3016 | (iss & 0x3e0);
	case 2: /* ICC_SRE_EL1 */
		return 0x3a3018 | (iss & 0x3e1);
	default:
		return iss & 0x1ffffff;
	}
}

static void run_row(struct fixture *f, const struct ref_cpu *cpu, const uint8_t *row,
		    uint64_t *seed)
{
	struct fake_exit exception = { .kind = 0 };
	struct guest guest;
	uint64_t value = 0;
	uint32_t iss = 0;

	memcpy(&iss, row + 1, 3);
	memcpy(&value, row + 4, 8);
	guest_random_state(&guest, GUEST_EL1H, seed);
	iss = encoding(row[0], iss);
	guest.x[(iss >> 5 & 31) % 31] = value;
	exception.esr = UINT64_C(0x62000000) | iss;
	differential_check(f, cpu, &guest, &exception);
}

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint64_t seed = 0;
	struct ref_cpu cpu;
	struct fixture *f;

	if (size < HEAD) {
		return -1;
	}
	memcpy(&seed, data + 1, 4);
	seed |= UINT64_C(1) << 32;
	f = differential_setup(&cpu, data[0] & VCPU_FLAGS_ALL, true, &seed);
	for (size_t at = HEAD; at + ROW <= size; at += ROW) {
		run_row(f, &cpu, data + at, &seed);
	}
	return 0;
}
