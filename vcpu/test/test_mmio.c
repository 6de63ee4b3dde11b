/* SPDX-License-Identifier: Apache-2.0 */
/* Completing trapped accesses. Source: DDI 0487, the instructions LDRB, LDRH, LDR, LDRSB, LDRSH,
 * LDRSW; ESR_EL2, "ISS encoding for an exception from a Data Abort", SAS, SSE, SRT, SF. */
#include <string.h>

#include <vcpu/vcpu.h>

#include "test/cm.h"

#define PC   UINT64_C(0x40200100)
#define JUNK UINT64_C(0x5555555555555555) /* what was in the register before */

static struct vcpu vcpu;

static int vcpu_clean(void **state)
{
	(void)state;
	memset(&vcpu, 0, sizeof(vcpu));
	for (unsigned int reg = 0; reg < 31; reg++) {
		vcpu.arch.ctx.x[reg] = JUNK;
	}
	vcpu.arch.ctx.elr = PC;
	return 0;
}

static struct vcpu_exit load(uint8_t size_bytes, bool is_sign_extend, bool reg_is_64bit,
			     uint8_t reg)
{
	return (struct vcpu_exit){
		.reason = VCPU_EXIT_MMIO_READ,
		.mmio = { .size_log2 = (unsigned int)__builtin_ctz(size_bytes) & 3,
			  .reg = reg & 31u,
			  .reg_is_64bit = reg_is_64bit,
			  .is_sign_extend = is_sign_extend },
	};
}

static const struct {
	uint8_t size_bytes;
	bool is_sign_extend;
	bool reg_is_64bit;
	uint64_t value;
	uint64_t want;
} loads[] = {
	/* LDRB, LDRH, LDR Wt: zero-extended to the whole of Xt */
	{ 1, false, false, 0x80, 0x80 },
	{ 2, false, false, 0x8000, 0x8000 },
	{ 4, false, false, 0x80000000, 0x80000000 },
	/* LDR Xt */
	{ 8, false, true, UINT64_C(0x8000000000000001), UINT64_C(0x8000000000000001) },
	/* LDRSB, LDRSH Wt: to bit 31, and bits above it zero */
	{ 1, true, false, 0x80, 0xffffff80 },
	{ 1, true, false, 0x7f, 0x7f },
	{ 2, true, false, 0x8000, 0xffff8000 },
	{ 2, true, false, 0x7fff, 0x7fff },
	/* LDRSB, LDRSH, LDRSW Xt */
	{ 1, true, true, 0x80, UINT64_C(0xffffffffffffff80) },
	{ 1, true, true, 0x7f, 0x7f },
	{ 2, true, true, 0x8000, UINT64_C(0xffffffffffff8000) },
	{ 2, true, true, 0x7fff, 0x7fff },
	{ 4, true, true, 0x80000000, UINT64_C(0xffffffff80000000) },
	{ 4, true, true, 0x7fffffff, 0x7fffffff },
	/* No such instructions; the rule is the same. */
	{ 4, true, false, 0x80000000, 0x80000000 },
	{ 8, true, true, UINT64_C(0x8000000000000000), UINT64_C(0x8000000000000000) },
	{ 1, false, true, 0xff, 0xff },
};

static void each_load_fills_its_register_as_the_instruction_would(void **state)
{
	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		struct vcpu_exit exit = load(loads[i].size_bytes, loads[i].is_sign_extend,
					     loads[i].reg_is_64bit, 5);

		vcpu_clean(state);
		vcpu_finish_mmio_read(&vcpu, &exit, loads[i].value);
		assert_int_equal(vcpu.arch.ctx.x[5], loads[i].want);
		assert_int_equal(vcpu_pc(&vcpu), PC + 4);
	}
}

static void bytes_beyond_the_size_of_a_load_are_ignored(void **state)
{
	static const struct {
		uint8_t size_bytes;
		bool is_sign_extend;
		uint64_t value;
		uint64_t want;
	} cases[] = {
		{ 1, false, UINT64_C(0xffffffffffffff12), 0x12 },
		{ 2, false, UINT64_C(0xffffffffffff1234), 0x1234 },
		{ 4, false, UINT64_C(0xffffffff12345678), 0x12345678 },
		{ 1, true, UINT64_C(0xffffffffffffff12), 0x12 },
		{ 2, true, UINT64_C(0x0000000000018000), UINT64_C(0xffffffffffff8000) },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vcpu_exit exit = load(cases[i].size_bytes, cases[i].is_sign_extend, true, 0);

		vcpu_clean(state);
		vcpu_finish_mmio_read(&vcpu, &exit, cases[i].value);
		assert_int_equal(vcpu.arch.ctx.x[0], cases[i].want);
	}
}

static void a_load_changes_one_register(void **state)
{
	(void)state;
	for (uint8_t reg = 0; reg < 31; reg++) {
		struct vcpu_exit exit = load(8, false, true, reg);

		vcpu_clean(state);
		vcpu_finish_mmio_read(&vcpu, &exit, 1);
		for (unsigned int other = 0; other < 31; other++) {
			assert_int_equal(vcpu_get_gpr(&vcpu, other), other == reg ? 1 : JUNK);
		}
	}
}

static void a_load_to_xzr_only_steps(void **state)
{
	struct vcpu_exit exit = load(8, false, true, 31);
	struct vcpu_ctx want;

	(void)state;
	want = vcpu.arch.ctx;
	want.elr = PC + 4;
	vcpu_finish_mmio_read(&vcpu, &exit, UINT64_MAX);
	want.x[31] = vcpu.arch.ctx.x[31]; /* no register of the guest's */
	assert_int_equal(vcpu_get_gpr(&vcpu, 31), 0);
	assert_int_equal(vcpu_mmio_write_value(&vcpu, &exit), 0);
	assert_memory_equal(&vcpu.arch.ctx, &want, sizeof(want));
}

static void a_step_ends_the_instruction_as_its_execution_would(void **state)
{
	(void)state;
	/* DDI 0487, "SPSR_EL2": SS is bit 21, BTYPE bits 11 to 10 */
	vcpu.arch.ctx.elr = PC;
	vcpu.arch.ctx.spsr = ~UINT64_C(0);
	vcpu_finish_step(&vcpu);
	assert_int_equal(vcpu_pc(&vcpu), PC + 4);
	assert_int_equal(vcpu.arch.ctx.spsr, ~(UINT64_C(0x200000) + 0xc00));
}

static void a_store_gives_as_many_bytes_as_it_has(void **state)
{
	static const struct {
		uint8_t size_bytes;
		uint64_t want;
	} cases[] = {
		{ 1, 0xef },
		{ 2, 0xcdef },
		{ 4, 0x89abcdef },
		{ 8, UINT64_C(0x0123456789abcdef) },
	};

	(void)state;
	vcpu_set_gpr(&vcpu, 7, UINT64_C(0x0123456789abcdef));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vcpu_exit exit = load(cases[i].size_bytes, false, true, 7);

		exit.reason = VCPU_EXIT_MMIO_WRITE;
		assert_int_equal(vcpu_mmio_write_value(&vcpu, &exit), cases[i].want);
	}
	assert_int_equal(vcpu_pc(&vcpu), PC);
}

static void a_store_of_xzr_is_a_store_of_zero(void **state)
{
	struct vcpu_exit exit = load(8, false, true, 31);

	(void)state;
	exit.reason = VCPU_EXIT_MMIO_WRITE;
	assert_int_equal(vcpu_mmio_write_value(&vcpu, &exit), 0);
}

static void register_31_reads_zero_and_keeps_nothing(void **state)
{
	struct vcpu before;

	(void)state;
	memcpy(&before, &vcpu, sizeof(before));
	assert_int_equal(vcpu_set_gpr(&vcpu, 30, JUNK), VCPU_OK);
	assert_int_equal(vcpu_set_gpr(&vcpu, 31, JUNK), VCPU_OK);
	assert_int_equal(vcpu_get_gpr(&vcpu, 31), 0);
	before.arch.ctx.x[31] = vcpu.arch.ctx.x[31]; /* no register of the guest's */
	assert_memory_equal(&vcpu, &before, sizeof(before));
}

static void registers_above_31_are_refused_and_read_zero(void **state)
{
	static const unsigned int regs[] = { 32, 33, 63, 255, 0x80000000, 0xffffffff };
	struct vcpu before;

	(void)state;
	memcpy(&before, &vcpu, sizeof(before));
	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		assert_int_equal(vcpu_set_gpr(&vcpu, regs[i], 1), VCPU_EINVAL);
		assert_int_equal(vcpu_get_gpr(&vcpu, regs[i]), 0);
	}
	assert_memory_equal(&vcpu, &before, sizeof(before));
}

static void a_trapped_mrs_gets_its_value_and_is_stepped_over(void **state)
{
	struct vcpu_exit exit = { .reason = VCPU_EXIT_SYSREG_READ, .sysreg = { .reg = 9 } };

	(void)state;
	vcpu_finish_sysreg_read(&vcpu, &exit, UINT64_C(0xfedcba9876543210));
	assert_int_equal(vcpu_get_gpr(&vcpu, 9), UINT64_C(0xfedcba9876543210));
	assert_int_equal(vcpu_pc(&vcpu), PC + 4);
	exit.sysreg.reg = 31;
	vcpu_finish_sysreg_read(&vcpu, &exit, 1);
	assert_int_equal(vcpu_get_gpr(&vcpu, 31), 0);
	assert_int_equal(vcpu_pc(&vcpu), PC + 8);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_load_fills_its_register_as_the_instruction_would,
				       vcpu_clean),
		cmocka_unit_test_setup(bytes_beyond_the_size_of_a_load_are_ignored, vcpu_clean),
		cmocka_unit_test_setup(a_load_changes_one_register, vcpu_clean),
		cmocka_unit_test_setup(a_load_to_xzr_only_steps, vcpu_clean),
		cmocka_unit_test_setup(a_step_ends_the_instruction_as_its_execution_would,
				       vcpu_clean),
		cmocka_unit_test_setup(a_store_gives_as_many_bytes_as_it_has, vcpu_clean),
		cmocka_unit_test_setup(a_store_of_xzr_is_a_store_of_zero, vcpu_clean),
		cmocka_unit_test_setup(register_31_reads_zero_and_keeps_nothing, vcpu_clean),
		cmocka_unit_test_setup(registers_above_31_are_refused_and_read_zero, vcpu_clean),
		cmocka_unit_test_setup(a_trapped_mrs_gets_its_value_and_is_stepped_over,
				       vcpu_clean),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
