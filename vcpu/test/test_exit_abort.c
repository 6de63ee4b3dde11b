/* SPDX-License-Identifier: Apache-2.0 */
/* Instruction and data aborts of a guest. Expected bits: DDI 0487, ESR_EL2, "ISS encoding for an
 * exception from a Data Abort" and "... from an Instruction Abort"; HPFAR_EL2; FAR_EL2. */
#include <string.h>

#include "aarch64/exit_decode.h"
#include "test/cm.h"

#define DABT_ESR UINT64_C(0x92000000) /* EC 0x24, IL */
#define IABT_ESR UINT64_C(0x82000000) /* EC 0x20, IL */
#define ISV      0x1000000u
#define SAS_4    0x800000u
#define SSE      0x200000u
#define SF       0x8000u
#define FNV      0x400u
#define CM       0x100u
#define S1PTW    0x80u
#define WNR      0x40u
#define TRANS_L3 0x07u
#define PERM_L3  0x0fu

#define FAR   UINT64_C(0xffff800012345abc)
#define HPFAR UINT64_C(0x0000000000090010) /* IPA 0x9001xxx */
#define IPA   UINT64_C(0x0000000009001abc)

static struct vcpu_exit decode(uint64_t esr)
{
	struct vcpu_exit exit;

	memset(&exit, 0xa5, sizeof(exit));
	if (exit_is_mmio(esr)) {
		exit_decode_mmio(esr, FAR, HPFAR, &exit);
	} else {
		exit_decode_fault(esr, FAR, HPFAR, &exit);
	}
	return exit;
}

/* LDR W3: 0x93830007 is what a processor reports. */
static void a_load_from_nowhere_is_an_mmio_read(void **state)
{
	struct vcpu_exit exit = decode(UINT64_C(0x93830007));

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_MMIO_READ);
	assert_int_equal(exit.mmio.ipa, IPA);
	assert_int_equal(vcpu_mmio_size_bytes(&exit.mmio), 4);
	assert_int_equal(exit.mmio.reg, 3);
	assert_false(exit.mmio.reg_is_64bit);
	assert_false(exit.mmio.is_sign_extend);
}

/* STR X30: 0x93de8046, level 2. */
static void a_store_to_nowhere_is_an_mmio_write(void **state)
{
	struct vcpu_exit exit = decode(UINT64_C(0x93de8046));

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_MMIO_WRITE);
	assert_int_equal(exit.mmio.ipa, IPA);
	assert_int_equal(vcpu_mmio_size_bytes(&exit.mmio), 8);
	assert_int_equal(exit.mmio.reg, 30);
	assert_true(exit.mmio.reg_is_64bit);
	assert_false(exit.mmio.is_sign_extend);
}

/* SAS: 0b00 byte, 0b01 halfword, 0b10 word, 0b11 doubleword */
static void each_access_size_is_in_bytes(void **state)
{
	(void)state;
	assert_int_equal(1u << decode(DABT_ESR | ISV | 0x000000 | TRANS_L3).mmio.size_log2, 1);
	assert_int_equal(1u << decode(DABT_ESR | ISV | 0x400000 | TRANS_L3).mmio.size_log2, 2);
	assert_int_equal(1u << decode(DABT_ESR | ISV | 0x800000 | TRANS_L3).mmio.size_log2, 4);
	assert_int_equal(1u << decode(DABT_ESR | ISV | 0xc00000 | TRANS_L3).mmio.size_log2, 8);
}

static void each_transfer_register_is_named_31_too(void **state)
{
	(void)state;
	for (unsigned int reg = 0; reg < 32; reg++) {
		uint64_t esr = DABT_ESR | ISV | SAS_4 | (uint64_t)reg << 16 | TRANS_L3;

		assert_int_equal(decode(esr).mmio.reg, reg);
		assert_int_equal(decode(esr | WNR).mmio.reg, reg);
	}
}

static void sign_extension_and_register_width_are_told_apart(void **state)
{
	struct vcpu_exit ldrsw = decode(DABT_ESR | ISV | SAS_4 | SSE | SF | TRANS_L3);
	struct vcpu_exit ldrsh = decode(DABT_ESR | ISV | 0x400000 | SSE | TRANS_L3);
	struct vcpu_exit ldr = decode(DABT_ESR | ISV | 0xc00000 | SF | TRANS_L3);

	(void)state;
	assert_true(ldrsw.mmio.is_sign_extend);
	assert_true(ldrsw.mmio.reg_is_64bit);
	assert_true(ldrsh.mmio.is_sign_extend);
	assert_false(ldrsh.mmio.reg_is_64bit);
	assert_false(ldr.mmio.is_sign_extend);
	assert_true(ldr.mmio.reg_is_64bit);
}

/* LDP, or an access with writeback: ISV is 0, and bits 23:14 mean nothing. */
static void without_a_valid_syndrome_it_is_a_fault_with_both_addresses(void **state)
{
	struct vcpu_exit exit = decode(DABT_ESR | WNR | TRANS_L3);

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_va_valid);
	assert_int_equal(exit.fault.va, FAR);
	assert_true(exit.fault.is_ipa_valid);
	assert_int_equal(exit.fault.ipa, IPA);
	assert_true(exit.fault.is_write);
	assert_false(exit.fault.is_exec);
	assert_false(exit.fault.is_permission);
	assert_false(exit.fault.is_stage1_walk);
	assert_int_equal(exit.fault.status_code, 0x07);
}

static void cache_maintenance_is_no_mmio(void **state)
{
	struct vcpu_exit exit = decode(DABT_ESR | CM | WNR | TRANS_L3);

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_int_equal(exit.fault.ipa, IPA);
}

/* FAR has the address that was being translated: of the descriptor's address only the page is
 * known, and WnR is not the walk's. */
static void a_fault_on_the_guests_own_walk_knows_the_page_of_the_descriptor(void **state)
{
	struct vcpu_exit exit = decode(DABT_ESR | ISV | SAS_4 | S1PTW | WNR | TRANS_L3);

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_stage1_walk);
	assert_true(exit.fault.is_ipa_valid);
	assert_int_equal(exit.fault.ipa, 0x9001000);
	assert_int_equal(exit.fault.va, FAR);
	assert_false(exit.fault.is_write);
}

/* Synchronous External abort, FnV */
static void an_invalid_far_is_not_called_valid(void **state)
{
	struct vcpu_exit exit = decode(DABT_ESR | FNV | 0x10);

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_false(exit.fault.is_va_valid);
	assert_false(exit.fault.is_ipa_valid);
}

static void mmio_needs_a_valid_far(void **state)
{
	(void)state;
	assert_int_equal(decode(DABT_ESR | ISV | SAS_4 | FNV | TRANS_L3).reason,
			 VCPU_EXIT_NESTED_PAGE_FAULT);
}

/* HPFAR_EL2 is written for a permission fault only when it is on a walk. */
static void a_permission_fault_knows_its_ipa_only_on_a_walk(void **state)
{
	struct vcpu_exit direct = decode(DABT_ESR | ISV | SAS_4 | WNR | PERM_L3);
	struct vcpu_exit walk = decode(DABT_ESR | S1PTW | PERM_L3);

	(void)state;
	assert_int_equal(direct.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(direct.fault.is_permission);
	assert_true(direct.fault.is_write);
	assert_false(direct.fault.is_ipa_valid);
	assert_true(walk.fault.is_permission);
	assert_true(walk.fault.is_ipa_valid);
}

/* DFSC: 0b0000LL address size, 0b0001LL translation, 0b0010LL access flag, 0b0011LL permission; all
 * above 0b001111 is no fault of a stage of this format. */
static void every_status_code_is_mmio_only_for_a_translation_fault(void **state)
{
	(void)state;
	for (unsigned int dfsc = 0; dfsc < 64; dfsc++) {
		struct vcpu_exit exit = decode(DABT_ESR | ISV | SAS_4 | dfsc);

		if (dfsc >= 4 && dfsc <= 7) {
			assert_int_equal(exit.reason, VCPU_EXIT_MMIO_READ);
			continue;
		}
		assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
		assert_int_equal(exit.fault.status_code, dfsc);
		assert_int_equal(exit.fault.is_permission, dfsc >= 12 && dfsc <= 15);
	}
}

/* Shared pseudocode, IPAValid() */
static void every_status_code_has_an_ipa_or_none(void **state)
{
	(void)state;
	for (unsigned int dfsc = 0; dfsc < 64; dfsc++) {
		struct vcpu_exit direct = decode(DABT_ESR | dfsc);
		struct vcpu_exit walk = decode(DABT_ESR | S1PTW | dfsc);
		struct vcpu_exit fetch = decode(IABT_ESR | dfsc);

		assert_int_equal(direct.fault.is_ipa_valid, dfsc <= 11);
		assert_int_equal(walk.fault.is_ipa_valid, dfsc <= 15);
		assert_int_equal(fetch.fault.is_ipa_valid, dfsc <= 11);
	}
}

/* Bits 24:11 and 6 are RES0 in an instruction abort's ISS. */
static void an_instruction_abort_is_never_mmio_and_never_a_write(void **state)
{
	struct vcpu_exit exit = decode(IABT_ESR | ISV | SAS_4 | WNR | TRANS_L3);

	(void)state;
	assert_int_equal(exit.reason, VCPU_EXIT_NESTED_PAGE_FAULT);
	assert_true(exit.fault.is_exec);
	assert_false(exit.fault.is_write);
	assert_int_equal(exit.fault.ipa, IPA);
	assert_int_equal(exit.fault.va, FAR);
	assert_int_equal(exit.fault.status_code, 0x07);
}

static void an_instruction_fetch_without_permission_says_so(void **state)
{
	struct vcpu_exit exit = decode(IABT_ESR | PERM_L3);

	(void)state;
	assert_true(exit.fault.is_exec);
	assert_true(exit.fault.is_permission);
	assert_false(exit.fault.is_ipa_valid);
}

/* FIPA is bits 43:4 and IPA[51:12]; NS is bit 63. */
static void the_ipa_is_fipa_and_the_offset_in_the_page(void **state)
{
	struct vcpu_exit exit;

	(void)state;
	exit_decode_mmio(DABT_ESR | ISV | TRANS_L3, 0xfff, UINT64_C(0x00000ffffffffff0), &exit);
	assert_int_equal(exit.mmio.ipa, UINT64_C(0x000fffffffffffff));
	exit_decode_mmio(DABT_ESR | ISV | TRANS_L3, UINT64_MAX ^ 0xfff,
			 UINT64_C(0x800000000000001f), &exit);
	assert_int_equal(exit.mmio.ipa, 0x1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_load_from_nowhere_is_an_mmio_read),
		cmocka_unit_test(a_store_to_nowhere_is_an_mmio_write),
		cmocka_unit_test(each_access_size_is_in_bytes),
		cmocka_unit_test(each_transfer_register_is_named_31_too),
		cmocka_unit_test(sign_extension_and_register_width_are_told_apart),
		cmocka_unit_test(without_a_valid_syndrome_it_is_a_fault_with_both_addresses),
		cmocka_unit_test(cache_maintenance_is_no_mmio),
		cmocka_unit_test(a_fault_on_the_guests_own_walk_knows_the_page_of_the_descriptor),
		cmocka_unit_test(an_invalid_far_is_not_called_valid),
		cmocka_unit_test(mmio_needs_a_valid_far),
		cmocka_unit_test(a_permission_fault_knows_its_ipa_only_on_a_walk),
		cmocka_unit_test(every_status_code_is_mmio_only_for_a_translation_fault),
		cmocka_unit_test(every_status_code_has_an_ipa_or_none),
		cmocka_unit_test(an_instruction_abort_is_never_mmio_and_never_a_write),
		cmocka_unit_test(an_instruction_fetch_without_permission_says_so),
		cmocka_unit_test(the_ipa_is_fipa_and_the_offset_in_the_page),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
