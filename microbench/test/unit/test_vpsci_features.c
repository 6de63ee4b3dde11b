/* SPDX-License-Identifier: Apache-2.0 */
/* What there is and what not: PSCI_FEATURES, SMCCC_ARCH_FEATURES, and what unknown functions get.
 * Numbers are those of DEN 0022, "Function prototypes", and DEN 0028, "Arm Architecture Calls". */
#include "unit/cm.h"
#include "unit/vpsci_fixture.h"

#define PSCI_FEATURES       0x8400000a
#define SMCCC_VERSION       0x80000000
#define SMCCC_ARCH_FEATURES 0x80000001
#define SMCCC_ARCH_SOC_ID   0x80000002
#define WORKAROUND_1        0x80008000
#define WORKAROUND_2        0x80007fff
#define WORKAROUND_3        0x80003fff
#define NOT_SUPPORTED       UINT64_C(0xffffffffffffffff)

#define CSV2(n)  ((uint64_t)(n) << 56) /* of ID_AA64PFR0_EL1 */
#define ECBHB(n) ((uint64_t)(n) << 60) /* of ID_AA64MMFR1_EL1 */

/* Of PSCI functions 0 to 31: those in SMC32 form, and those in SMC64 form. PSCI_VERSION, CPU_SUSPEND,
 * CPU_OFF, CPU_ON, AFFINITY_INFO, MIGRATE_INFO_TYPE, SYSTEM_OFF, SYSTEM_RESET, PSCI_FEATURES,
 * SYSTEM_RESET2. */
#define HAS_32 0x0004075fu
#define HAS_64 0x0004001au
/* Of these, what the library decodes, and vpsci_call() never sees. */
#define DECODED 0x0004030cu

static uint64_t psci_features(struct vm *vm, uint64_t function)
{
	return call(vm, PSCI_FEATURES, (struct psci_args){ .x1 = function });
}

static uint64_t arch_features(struct vm *vm, uint64_t function)
{
	return call(vm, SMCCC_ARCH_FEATURES, (struct psci_args){ .x1 = function });
}

static void versions_are_psci_1_1_and_smccc_1_2(void **state)
{
	assert_int_equal(call(*state, 0x84000000, (struct psci_args){ 0 }), 0x00010001);
	assert_int_equal(call(*state, 0x80000000, (struct psci_args){ 0 }), 0x00010002);
	/* The identifier is w0. */
	assert_int_equal(call(*state, 0x1234567884000000, (struct psci_args){ 0 }), 0x00010001);
}

static void psci_features_has_what_there_is_and_nothing_else(void **state)
{
	for (unsigned int n = 0; n < 32; n++) {
		assert_int_equal(psci_features(*state, 0x84000000 + n),
				 (HAS_32 >> n & 1) != 0 ? 0 : NOT_SUPPORTED);
		assert_int_equal(psci_features(*state, 0xc4000000 + n),
				 (HAS_64 >> n & 1) != 0 ? 0 : NOT_SUPPORTED);
	}
	assert_int_equal(psci_features(*state, SMCCC_VERSION), 0);
	assert_int_equal(psci_features(*state, SMCCC_ARCH_FEATURES), NOT_SUPPORTED);
	assert_int_equal(psci_features(*state, 0), NOT_SUPPORTED);
	assert_int_equal(psci_features(*state, 0xffffffff), NOT_SUPPORTED);
	/* Its argument is w1. */
	assert_int_equal(psci_features(*state, 0xffffffff84000000), 0);
}

static void a_call_is_answered_exactly_where_psci_features_says_so(void **state)
{
	for (unsigned int n = 0; n < 32; n++) {
		uint64_t got_32 = call(*state, 0x84000000 + n, (struct psci_args){ 0 });
		uint64_t got_64 = call(*state, 0xc4000000 + n, (struct psci_args){ 0 });

		if ((DECODED >> n & 1) != 0) {
			continue;
		}
		/* PSCI_FEATURES of 0, which is no function, is the one honest NOT_SUPPORTED. */
		assert_int_equal(got_32 == NOT_SUPPORTED, (HAS_32 >> n & 1) == 0 || n == 10);
		assert_int_equal(got_64 == NOT_SUPPORTED, (HAS_64 >> n & 1) == 0);
	}
}

static void no_trusted_os_has_to_be_migrated(void **state)
{
	assert_int_equal(call(*state, 0x84000006, (struct psci_args){ 0 }), 2);
}

static void unknown_functions_are_not_supported(void **state)
{
	/* Yielding calls, other owners, both widths; bits that must be zero. */
	static const uint64_t functions[] = { 0,          0x40000000, 0x04000000, 0x80010000,
					      0x84010000, 0xc6000000, 0x86000000, 0x8600ff01,
					      0xb2000000, 0xffffffff, 0xc0000000, 0x80000003 };

	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		assert_int_equal(call(*state, functions[i], (struct psci_args){ 0 }),
				 NOT_SUPPORTED);
	}
}

static void another_immediate_is_no_call(void **state)
{
	struct vm *vm = *state;
	struct vcpu_exit exit = { .reason = VCPU_EXIT_SMC, .call = { .imm = 1 } };

	(void)vcpu_set_gpr(&vm->cpus[0].vcpu, 0, 0x84000000);
	vcpu_set_pc(&vm->cpus[0].vcpu, CALL_PC);
	assert_int_equal(vpsci_call(&vm->cpus[0], &exit), ACTION_RESUME);
	assert_int_equal(vcpu_get_gpr(&vm->cpus[0].vcpu, 0), NOT_SUPPORTED);
	/* A trapped SMC is stepped over. */
	assert_int_equal(vcpu_pc(&vm->cpus[0].vcpu), CALL_PC + 4);
}

static void arch_features_has_what_there_is(void **state)
{
	assert_int_equal(arch_features(*state, SMCCC_VERSION), 0);
	assert_int_equal(arch_features(*state, SMCCC_ARCH_FEATURES), 0);
	assert_int_equal(arch_features(*state, SMCCC_ARCH_SOC_ID), NOT_SUPPORTED);
	assert_int_equal(arch_features(*state, WORKAROUND_2), NOT_SUPPORTED);
	assert_int_equal(arch_features(*state, 0x84000000), NOT_SUPPORTED);
	assert_int_equal(call(*state, SMCCC_ARCH_SOC_ID, (struct psci_args){ 0 }), NOT_SUPPORTED);
	assert_int_equal(call(*state, WORKAROUND_2, (struct psci_args){ 0 }), NOT_SUPPORTED);
}

static void assert_workaround(struct vm *vm, uint64_t function, bool is_there)
{
	/* 1: it may be called, and this CPU does not need it. */
	assert_int_equal(arch_features(vm, function), is_there ? 1 : NOT_SUPPORTED);
	assert_int_equal(call(vm, function, (struct psci_args){ 0 }), is_there ? 0 : NOT_SUPPORTED);
}

static void a_workaround_is_there_where_the_cpu_does_not_need_it(void **state)
{
	for (unsigned int csv2 = 0; csv2 <= 3; csv2++) {
		for (unsigned int ecbhb = 0; ecbhb <= 1; ecbhb++) {
			id_aa64pfr0_el1 = CSV2(csv2) | ~CSV2(15);
			id_aa64mmfr1_el1 = ECBHB(ecbhb) | ~ECBHB(15);
			assert_workaround(*state, WORKAROUND_1, csv2 >= 1);
			assert_workaround(*state, WORKAROUND_3, csv2 == 3 || ecbhb == 1);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(versions_are_psci_1_1_and_smccc_1_2, vpsci_setup),
		cmocka_unit_test_setup(psci_features_has_what_there_is_and_nothing_else,
				       vpsci_setup),
		cmocka_unit_test_setup(a_call_is_answered_exactly_where_psci_features_says_so,
				       vpsci_setup),
		cmocka_unit_test_setup(no_trusted_os_has_to_be_migrated, vpsci_setup),
		cmocka_unit_test_setup(unknown_functions_are_not_supported, vpsci_setup),
		cmocka_unit_test_setup(another_immediate_is_no_call, vpsci_setup),
		cmocka_unit_test_setup(arch_features_has_what_there_is, vpsci_setup),
		cmocka_unit_test_setup(a_workaround_is_there_where_the_cpu_does_not_need_it,
				       vpsci_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
