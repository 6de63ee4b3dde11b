/* SPDX-License-Identifier: Apache-2.0 */
/* Every exception that a guest can leave with, beside an independent answer: the exit, and what the
 * guest goes on with. From a fixed seed. */
#include "test/cm.h"
#include "test/differential.h"

#define RUNS_PER_CLASS 300u

static const uint32_t flags[] = {
	0,
	VCPU_FLAG_VIRTUAL_GIC,
	VCPU_FLAG_SMC_FORWARD,
	VCPU_FLAG_VIRTUAL_GIC | VCPU_FLAG_SMC_FORWARD,
};

static uint64_t seed;

static int seed_setup(void **state)
{
	(void)state;
	seed = UINT64_C(0x7261706c696e65);
	return 0;
}

static void check_one(struct fixture *f, struct ref_cpu *cpu, unsigned int kind, uint64_t mode,
		      uint64_t esr)
{
	struct fake_exit exception = {
		.kind = kind,
		.esr = esr,
		.far = guest_random(&seed),
		.hpfar = guest_random(&seed),
	};
	struct guest guest;

	guest_random_state(&guest, mode, &seed);
	cpu->par = guest_random(&seed);
	differential_check(f, cpu, &guest, &exception);
}

/* Bits 63:56 are RES0; 55:32, ISS2, have a meaning for some classes. */
static uint64_t random_syndrome(unsigned int ec)
{
	return (guest_random(&seed) & UINT64_C(0x00ffffff03ffffff)) | (uint64_t)ec << 26;
}

static void every_class_from_aarch64_has_the_reference_answer(void **state)
{
	static const uint64_t modes[] = { GUEST_EL1H, GUEST_EL1T, GUEST_EL0T };
	struct ref_cpu cpu;

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		struct fixture *f = differential_setup(&cpu, flags[i], i != 2, &seed);

		for (unsigned int run = 0; run < 64 * RUNS_PER_CLASS / 4; run++) {
			check_one(f, &cpu, 0, modes[guest_random(&seed) % 3],
				  random_syndrome(run % 64));
		}
	}
}

/* HVC, SMC and MSR of A64, 0x15 to 0x18, have no AArch32 source. */
static void every_class_from_an_aarch32_el0_has_the_reference_answer(void **state)
{
	struct ref_cpu cpu;
	struct fixture *f = differential_setup(&cpu, VCPU_FLAG_VIRTUAL_GIC, true, &seed);

	(void)state;
	for (unsigned int run = 0; run < 64 * RUNS_PER_CLASS / 4; run++) {
		if (run % 64 < 0x15 || run % 64 > 0x18) {
			check_one(f, &cpu, 0, GUEST_EL0_A32, random_syndrome(run % 64));
		}
	}
}

/* Random bits rarely make an abort that is MMIO, one in 64: ISV and a translation fault on, FnV and
 * S1PTW mostly off. */
static void data_aborts_that_are_nearly_mmio_have_the_reference_answer(void **state)
{
	struct ref_cpu cpu;
	struct fixture *f = differential_setup(&cpu, 0, true, &seed);

	(void)state;
	for (unsigned int run = 0; run < 16 * RUNS_PER_CLASS; run++) {
		uint64_t esr = (random_syndrome(0x24) & ~UINT64_C(0x38)) | 0x1000004;

		if (run % 4 != 0) {
			esr &= ~UINT64_C(0x480);
		}
		check_one(f, &cpu, 0, run % 8 == 1 ? GUEST_EL0_A32 : GUEST_EL1H, esr);
	}
}

/* DFSC and IFSC, FnV, S1PTW, ISV, WnR: all of them, with each class. */
static void every_kind_of_abort_has_the_reference_answer(void **state)
{
	struct ref_cpu cpu;
	struct fixture *f = differential_setup(&cpu, 0, true, &seed);

	(void)state;
	for (uint64_t bits = 0; bits < 2048; bits++) {
		uint64_t esr = (bits % 2 != 0 ? UINT64_C(0x82000000) : UINT64_C(0x92000000)) |
			       (bits >> 1) % 64 | (bits >> 7) % 2 << 24 | (bits >> 8) % 2 << 10 |
			       (bits >> 9) % 2 << 7 | (bits >> 10) % 2 << 6;

		check_one(f, &cpu, 0, GUEST_EL1H, esr);
		check_one(f, &cpu, 0, GUEST_EL0T, esr);
	}
}

/* All immediates are one field; all waits are four. */
static void every_wait_and_every_kind_of_immediate_has_the_reference_answer(void **state)
{
	static const uint64_t imms[] = { 0, 1, 0x7fff, 0x8000, 0xffff };
	struct ref_cpu cpu;
	struct fixture *f = differential_setup(&cpu, VCPU_FLAG_SMC_FORWARD, true, &seed);

	(void)state;
	for (unsigned int i = 0; i < 5; i++) {
		check_one(f, &cpu, 0, GUEST_EL1H, UINT64_C(0x5a000000) | imms[i]);
		check_one(f, &cpu, 0, GUEST_EL1H, UINT64_C(0x5e000000) | imms[i]);
		check_one(f, &cpu, 0, GUEST_EL0T, UINT64_C(0x06000000) | i % 4);
		check_one(f, &cpu, 0, GUEST_EL0_A32, UINT64_C(0x06000000) | i % 4);
	}
}

/* Op0, Op1, CRn, CRm, Op2 and direction: 2^17 encodings, one register each. */
static void every_register_encoding_has_the_reference_answer(void **state)
{
	struct ref_cpu cpu;
	struct fixture *f = differential_setup(&cpu, VCPU_FLAG_VIRTUAL_GIC, true, &seed);

	(void)state;
	for (uint64_t code = 0; code < 1u << 17; code += 1 + guest_random(&seed) % 16) {
		uint64_t esr = UINT64_C(0x62000000) | (code & 0x1f) | (code >> 5) << 10 |
			       guest_random(&seed) % 32 << 5;

		check_one(f, &cpu, 0, GUEST_EL1H, esr);
	}
}

static void interrupts_serrors_and_refused_entries_have_the_reference_answer(void **state)
{
	static const uint64_t modes[] = { GUEST_EL1H, GUEST_EL1T, GUEST_EL0T, GUEST_EL0_A32 };
	struct ref_cpu cpu;
	struct fixture *f = differential_setup(&cpu, 0, true, &seed);

	(void)state;
	for (unsigned int kind = 1; kind <= 4; kind++) {
		for (unsigned int i = 0; i < 64; i++) {
			cpu.vector = (uint32_t)guest_random(&seed) % 1024;
			check_one(f, &cpu, kind, modes[i % 4], guest_random(&seed));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_class_from_aarch64_has_the_reference_answer,
				       seed_setup),
		cmocka_unit_test_setup(every_class_from_an_aarch32_el0_has_the_reference_answer,
				       seed_setup),
		cmocka_unit_test_setup(data_aborts_that_are_nearly_mmio_have_the_reference_answer,
				       seed_setup),
		cmocka_unit_test_setup(every_kind_of_abort_has_the_reference_answer, seed_setup),
		cmocka_unit_test_setup(
			every_wait_and_every_kind_of_immediate_has_the_reference_answer,
			seed_setup),
		cmocka_unit_test_setup(every_register_encoding_has_the_reference_answer,
				       seed_setup),
		cmocka_unit_test_setup(
			interrupts_serrors_and_refused_entries_have_the_reference_answer,
			seed_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
