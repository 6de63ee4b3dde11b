/* SPDX-License-Identifier: Apache-2.0 */
/* The decoder beside an independent one, over random syndromes. */
#include <inttypes.h>

#include <vcpu/status.h>

#include "test/cm.h"
#include "test/ref_decode.h"

#define TRIPLES 1200000u

/* xorshift64*, so that a failure can be repeated. */
static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * UINT64_C(0x2545f4914f6cdd1d);
}

static void check(uint64_t esr, uint64_t far, uint64_t hpfar)
{
	struct vcpu_exit want;
	struct vcpu_exit got;
	bool is_known;
	bool is_right;
	int err;

	ref_fill(&got);
	err = ref_ask_library(esr, far, hpfar, &got);
	is_known = ref_decode(esr, far, hpfar, &want);
	is_right = is_known ? err == VCPU_OK && ref_is_same(&got, &want)
			    : err == VCPU_EUNKNOWN_EC && ref_is_untouched(&got);
	if (!is_right) {
		fail_msg("esr %#" PRIx64 " far %#" PRIx64 " hpfar %#" PRIx64, esr, far, hpfar);
	}
}

static void random_syndromes_are_decoded_as_the_reference_does(void **state)
{
	uint64_t seed = 0x7261706c696e65;

	(void)state;
	for (unsigned int i = 0; i < TRIPLES; i++) {
		uint64_t esr = next_random(&seed);
		uint64_t far = next_random(&seed);
		uint64_t hpfar = next_random(&seed);

		check(esr, far, hpfar);
	}
}

/* Random bits rarely make an abort that is MMIO: one in 64 is one, and then all else must agree. */
static void random_aborts_are_decoded_as_the_reference_does(void **state)
{
	uint64_t seed = 0x74726170;

	(void)state;
	for (unsigned int i = 0; i < TRIPLES; i++) {
		uint64_t iss = next_random(&seed) % 0x2000000;
		uint64_t ec = i % 4 == 0 ? 0x20 : 0x24;
		uint64_t far = next_random(&seed);
		uint64_t hpfar = next_random(&seed);

		if (i % 2 != 0) { /* ISV, a translation fault, FnV and S1PTW mostly off */
			iss = (iss & ~UINT64_C(0x3c)) | 0x1000004;
			iss &= i % 8 != 1 ? ~UINT64_C(0x480) : ~UINT64_C(0);
		}
		check(ec << 26 | iss, far, hpfar);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_syndromes_are_decoded_as_the_reference_does),
		cmocka_unit_test(random_aborts_are_decoded_as_the_reference_does),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
