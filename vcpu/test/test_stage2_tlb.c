/* SPDX-License-Identifier: Apache-2.0 */
/* Which barriers and which TLB maintenance each change of a guest's memory comes with, in which
 * order, and what a processor could walk meanwhile. DDI 0487, "TLB maintenance requirements". */
#include <string.h>

#include <vcpu/stage2.h>
#include <vcpu/status.h>

#include <fake_cpu.h>
#include <fake_tlb.h>

#include "test/cm.h"
#include "test/tables.h"

#define PAGE   UINT64_C(4096)
#define MIB(n) ((uint64_t)(n) << 20)

#define OTHER_VTCR  UINT64_C(0x80053590)
#define OTHER_VTTBR UINT64_C(0x0077000012345000)
#define GUEST_TCR   UINT64_C(0x00000004b5103510)
#define GUEST_SCTLR UINT64_C(0x30d00804)

#define BORROW                                                                                     \
	"r:vtcr_el2;r:vttbr_el2;r:tcr_el1;r:sctlr_el1;w:tcr_el1;isb;w:sctlr_el1;isb;"              \
	"w:vtcr_el2;w:vttbr_el2;isb;"
#define RETURN "w:vtcr_el2;w:vttbr_el2;isb;w:sctlr_el1;isb;w:tcr_el1;isb;"

static struct ptable_pool pool;
static struct vmid_pool vmids;
static uint64_t vmids_used[4];
static struct stage2 s2;
static uint64_t vttbr;

static unsigned int n_maintained;

/*
 * While another's VMID is in VTTBR_EL2, EPD0 7 and EPD1 23 of TCR_EL1 forbid walks of stage 1, and
 * M 0 of SCTLR_EL1 is on, without which an address is looked up in stage 2 alone. The rest is the
 * guest's.
 */
static void assert_nothing_walks(const char *event)
{
	(void)event;
	n_maintained++;
	assert_int_equal(fake_get(FAKE_vttbr_el2), vttbr);
	assert_int_equal(fake_get(FAKE_vtcr_el2), stage2_vtcr(&s2));
	assert_int_equal(fake_get(FAKE_tcr_el1), GUEST_TCR | 0x800080);
	assert_int_equal(fake_get(FAKE_sctlr_el1), GUEST_SCTLR | 1);
}

static void assert_returned(void)
{
	assert_int_equal(fake_get(FAKE_vttbr_el2), OTHER_VTTBR);
	assert_int_equal(fake_get(FAKE_vtcr_el2), OTHER_VTCR);
	assert_int_equal(fake_get(FAKE_tcr_el1), GUEST_TCR);
	assert_int_equal(fake_get(FAKE_sctlr_el1), GUEST_SCTLR);
}

/* 4 GiB from 4 GiB on in blocks of 1 GiB, never loaded. */
static int setup(void **state)
{
	(void)state;
	fake_tlb_hook = NULL;
	n_maintained = 0;
	tables_pool(&pool, 8);
	assert_int_equal(vmid_pool_init(&vmids, vmids_used, 8), VCPU_OK);
	fake_set(FAKE_id_aa64mmfr0_el1, 5);
	assert_int_equal(stage2_init(&s2, &pool, &vmids, 39, 0), VCPU_OK);
	assert_int_equal(stage2_map(&s2, MIB(4096), 0, MIB(4096), STAGE2_NORMAL_RWX), VCPU_OK);
	fake_log_clear();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	fake_tlb_hook = NULL;
	return 0;
}

/* Another CPU runs in it; this one has another guest in its registers. */
static void load_elsewhere(void)
{
	vttbr = stage2_load(&s2, 1);
	assert_int_equal(vttbr >> 48, 1);
	fake_set(FAKE_vtcr_el2, OTHER_VTCR);
	fake_set(FAKE_vttbr_el2, OTHER_VTTBR);
	fake_set(FAKE_tcr_el1, GUEST_TCR);
	fake_set(FAKE_sctlr_el1, GUEST_SCTLR);
	fake_tlb_hook = assert_nothing_walks;
	fake_log_clear();
}

static void load_here(void)
{
	vttbr = stage2_load(&s2, 0);
	fake_set(FAKE_vtcr_el2, stage2_vtcr(&s2));
	fake_set(FAKE_vttbr_el2, vttbr);
	fake_log_clear();
}

static void a_new_mapping_is_published_and_nothing_is_invalidated(void **state)
{
	(void)state;
	load_here();
	assert_int_equal(stage2_map(&s2, 0, 0, MIB(4), STAGE2_NORMAL_RWX), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ishst;");
}

/* Nothing of VTTBR_EL2 and the like is read: they may never have been set. */
static void what_never_had_a_vmid_is_in_no_tlb(void **state)
{
	(void)state;
	assert_int_equal(stage2_unmap(&s2, MIB(4096), MIB(1024)), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;");
	fake_log_clear();
	assert_int_equal(stage2_protect(&s2, MIB(6144), MIB(1024), STAGE2_DEVICE_RW), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;dsb_ishst;");
	fake_log_clear();
	stage2_destroy(&s2);
	assert_string_equal(fake_log(), "dsb_ish;");
}

static void pages_are_invalidated_one_by_one_then_what_combines_both_stages(void **state)
{
	(void)state;
	assert_int_equal(stage2_map(&s2, 0, 0, 3 * PAGE, STAGE2_NORMAL_RWX), VCPU_OK);
	load_here();
	assert_int_equal(stage2_unmap(&s2, PAGE, 2 * PAGE), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;r:vtcr_el2;r:vttbr_el2;"
					"tlbi_ipas2e1is:0x1000@1;tlbi_ipas2e1is:0x2000@1;dsb_ish;"
					"tlbi_vmalle1is@1;dsb_ish;isb;");
}

static void many_pages_are_invalidated_at_once(void **state)
{
	static const struct {
		unsigned int n_pages;
		bool is_at_once;
	} cases[] = { { 32, false }, { 33, true } };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(setup(state), 0);
		assert_int_equal(stage2_map(&s2, 0, 0, MIB(1), STAGE2_NORMAL_RWX), VCPU_OK);
		load_here();
		assert_int_equal(stage2_unmap(&s2, 0, cases[i].n_pages * PAGE), VCPU_OK);
		if (cases[i].is_at_once) {
			assert_string_equal(fake_log(), "dsb_ish;r:vtcr_el2;r:vttbr_el2;"
							"tlbi_vmalls12e1is@1;dsb_ish;isb;");
		} else {
			assert_non_null(strstr(fake_log(), ";tlbi_ipas2e1is:0x1f000@1;dsb_ish;"));
			assert_null(strstr(fake_log(), "vmalls12"));
		}
	}
}

static void another_guest_does_not_walk_while_its_vmid_is_away(void **state)
{
	(void)state;
	assert_int_equal(stage2_map(&s2, 0, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_OK);
	load_elsewhere();
	assert_int_equal(stage2_unmap(&s2, 0, PAGE), VCPU_OK);
	assert_string_equal(fake_log(),
			    "dsb_ish;" BORROW
			    "tlbi_ipas2e1is:0@1;dsb_ish;tlbi_vmalle1is@1;dsb_ish;" RETURN);
	assert_int_equal(n_maintained, 2);
	assert_returned();
}

/* Its VMID is there, but not as wide: VS of VTCR_EL2 is not yet what it must be. */
static void vtcr_is_held_against_the_address_space_too(void **state)
{
	(void)state;
	load_elsewhere();
	fake_set(FAKE_vttbr_el2, vttbr);
	assert_int_equal(stage2_unmap(&s2, MIB(4096), MIB(1024)), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;" BORROW "tlbi_vmalls12e1is@1;dsb_ish;" RETURN);
	assert_int_equal(fake_get(FAKE_vtcr_el2), OTHER_VTCR);
}

/* A block of 1 GiB, then one of 2 MiB: each is invalidated while nothing is in its place. */
static void each_split_is_invalidated_on_its_own(void **state)
{
	(void)state;
	load_elsewhere();
	assert_int_equal(stage2_unmap(&s2, MIB(4096), PAGE), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;" BORROW "tlbi_vmalls12e1is@1;dsb_ish;" RETURN
					"dsb_ish;" BORROW "tlbi_vmalls12e1is@1;dsb_ish;" RETURN
					"dsb_ish;" BORROW "tlbi_ipas2e1is:0x100000000@1;dsb_ish;"
					"tlbi_vmalle1is@1;dsb_ish;" RETURN);
	assert_returned();
}

/* What the tables hold when the TLBs forget. */
static uint64_t found_at_maintenance;

static void look_at_the_first_block(const char *event)
{
	(void)event;
	found_at_maintenance =
		tables_walk_stage2(stage2_vtcr(&s2), vttbr, 48, MIB(4096)).descriptor;
}

static void permissions_change_without_a_break(void **state)
{
	(void)state;
	load_here();
	fake_tlb_hook = look_at_the_first_block;
	assert_int_equal(stage2_protect(&s2, MIB(4096), MIB(1024), STAGE2_NORMAL_RO), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;r:vtcr_el2;r:vttbr_el2;"
					"tlbi_vmalls12e1is@1;dsb_ish;isb;dsb_ishst;");
	assert_int_equal(found_at_maintenance, UINT64_C(0x004000000000077d));
}

static void a_type_of_memory_changes_with_a_break(void **state)
{
	(void)state;
	load_here();
	fake_tlb_hook = look_at_the_first_block;
	found_at_maintenance = 1;
	assert_int_equal(stage2_protect(&s2, MIB(4096), MIB(1024), STAGE2_DEVICE_RW), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;r:vtcr_el2;r:vttbr_el2;"
					"tlbi_vmalls12e1is@1;dsb_ish;isb;dsb_ishst;");
	assert_int_equal(found_at_maintenance, 0);
	assert_int_equal(tables_walk_stage2(stage2_vtcr(&s2), vttbr, 48, MIB(4096)).descriptor,
			 UINT64_C(0x00400000000004c5));
}

static size_t n_free_at_maintenance;

static void look_at_the_pool(const char *event)
{
	(void)event;
	n_free_at_maintenance = pool.n_free;
}

static void the_end_of_an_address_space_leaves_no_tlb_entry(void **state)
{
	(void)state;
	load_elsewhere();
	stage2_unload(&s2, 1);
	fake_tlb_hook = look_at_the_pool;
	stage2_destroy(&s2);
	assert_string_equal(fake_log(), "dsb_ish;" BORROW "tlbi_vmalls12e1is@1;dsb_ish;" RETURN);
	assert_int_equal(n_free_at_maintenance, 7);
	assert_int_equal(pool.n_free, 8);
	assert_returned();
}

/* A CPU runs on under the number it has when a generation begins: that is what must be invalidated,
 * whatever generation it is of. */
static void a_number_from_the_last_generation_is_invalidated_too(void **state)
{
	struct vmid other;

	(void)state;
	load_elsewhere();
	fake_tlb_hook = NULL;
	for (unsigned int i = 2; i <= 256; i++) {
		other = (struct vmid){ 0 };
		vmid_load(&vmids, &other, 0);
	}
	assert_non_null(strstr(fake_log(), "tlbi_alle1is;"));
	fake_log_clear();
	fake_tlb_hook = assert_nothing_walks;
	assert_int_equal(stage2_unmap(&s2, MIB(4096), MIB(1024)), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;" BORROW "tlbi_vmalls12e1is@1;dsb_ish;" RETURN);
	assert_int_equal(n_maintained, 1);
}

/* VTCR_EL2.VS: a number above 255 is not what its low 8 bits are. */
static void a_vmid_of_16_bits_is_invalidated_whole(void **state)
{
	static uint64_t used[1024];
	struct vmid other;

	(void)state;
	tables_pool(&pool, 8);
	fake_set(FAKE_id_aa64mmfr0_el1, 5);
	fake_set(FAKE_id_aa64mmfr1_el1, 0x20);
	assert_int_equal(vmid_pool_init(&vmids, used, 16), VCPU_OK);
	assert_int_equal(stage2_init(&s2, &pool, &vmids, 39, 0), VCPU_OK);
	assert_int_equal(stage2_map(&s2, MIB(4096), 0, MIB(4096), STAGE2_NORMAL_RWX), VCPU_OK);
	for (unsigned int i = 0; i < 0x1234 - 1; i++) {
		other = (struct vmid){ 0 };
		vmid_load(&vmids, &other, 5);
		fake_log_clear();
	}
	assert_int_equal(stage2_load(&s2, 1) >> 48, 0x1234);
	fake_set(FAKE_vtcr_el2, OTHER_VTCR);
	fake_set(FAKE_vttbr_el2, OTHER_VTTBR);
	fake_set(FAKE_tcr_el1, GUEST_TCR);
	fake_set(FAKE_sctlr_el1, GUEST_SCTLR);
	fake_log_clear();
	assert_int_equal(stage2_unmap(&s2, MIB(4096), MIB(1024)), VCPU_OK);
	assert_string_equal(fake_log(), "dsb_ish;" BORROW "tlbi_vmalls12e1is@4660;dsb_ish;" RETURN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_new_mapping_is_published_and_nothing_is_invalidated, setup, teardown),
		cmocka_unit_test_setup_teardown(what_never_had_a_vmid_is_in_no_tlb, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			pages_are_invalidated_one_by_one_then_what_combines_both_stages, setup,
			teardown),
		cmocka_unit_test_setup_teardown(many_pages_are_invalidated_at_once, setup,
						teardown),
		cmocka_unit_test_setup_teardown(another_guest_does_not_walk_while_its_vmid_is_away,
						setup, teardown),
		cmocka_unit_test_setup_teardown(vtcr_is_held_against_the_address_space_too, setup,
						teardown),
		cmocka_unit_test_setup_teardown(each_split_is_invalidated_on_its_own, setup,
						teardown),
		cmocka_unit_test_setup_teardown(permissions_change_without_a_break, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_type_of_memory_changes_with_a_break, setup,
						teardown),
		cmocka_unit_test_setup_teardown(the_end_of_an_address_space_leaves_no_tlb_entry,
						setup, teardown),
		cmocka_unit_test_setup_teardown(
			a_number_from_the_last_generation_is_invalidated_too, setup, teardown),
		cmocka_unit_test_setup_teardown(a_vmid_of_16_bits_is_invalidated_whole, setup,
						teardown),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
