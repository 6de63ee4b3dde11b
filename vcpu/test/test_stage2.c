/* SPDX-License-Identifier: Apache-2.0 */
/* A guest's memory: what is refused, and what each kind is. Expected bits: DDI 0487, VTTBR_EL2,
 * "VMSAv8-64 translation table format descriptors", written out here. */
#include <string.h>

#include <vcpu/stage2.h>
#include <vcpu/status.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/tables.h"

#define PAGE    UINT64_C(4096)
#define MIB(n)  ((uint64_t)(n) << 20)
#define N_PAGES 32u

static struct ptable_pool pool;
static struct vmid_pool vmids;
static uint64_t vmids_used[1024];
static struct stage2 s2;

/* ID_AA64MMFR0_EL1.PARange, 3:0; 52 bits are used as 48. */
static const unsigned int pa_bits[] = { 32, 36, 40, 42, 44, 48, 48 };

static int init_with(uint64_t mmfr0, unsigned int vmid_bits, unsigned int ipa_bits,
		     unsigned int levels)
{
	tables_pool(&pool, N_PAGES);
	memset(&s2, 0xa5, sizeof(s2));
	fake_set(FAKE_id_aa64mmfr1_el1, 0x20);
	assert_int_equal(vmid_pool_init(&vmids, vmids_used, vmid_bits), VCPU_OK);
	fake_set(FAKE_id_aa64mmfr0_el1, mmfr0);
	return stage2_init(&s2, &pool, &vmids, ipa_bits, levels);
}

static int init(uint64_t mmfr0, unsigned int ipa_bits)
{
	return init_with(mmfr0, 8, ipa_bits, 0);
}

static void a_root_without_room_is_refused(void **state)
{
	struct stage2 before;

	(void)state;
	assert_int_equal(init(5, 39), VCPU_OK);
	tables_pool(&pool, 15);
	fake_set(FAKE_id_aa64mmfr0_el1, 5);
	memset(&s2, 0xa5, sizeof(s2));
	before = s2;
	assert_int_equal(stage2_init(&s2, &pool, &vmids, 43, 3), VCPU_ENOMEM);
	assert_memory_equal(&s2, &before, sizeof(before));
	assert_int_equal(pool.n_free, 15);
	assert_int_equal(stage2_init(&s2, &pool, &vmids, 43, 4), VCPU_OK);
}

static void a_null_pointer_is_refused(void **state)
{
	struct stage2_mapping mapping;

	(void)state;
	assert_int_equal(init(5, 39), VCPU_OK);
	tables_keep();
	assert_int_equal(stage2_init(NULL, &pool, &vmids, 39, 0), VCPU_EINVAL);
	assert_int_equal(stage2_init(&s2, NULL, &vmids, 39, 0), VCPU_EINVAL);
	assert_int_equal(stage2_init(&s2, &pool, NULL, 39, 0), VCPU_EINVAL);
	assert_int_equal(stage2_map(NULL, 0, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_EINVAL);
	assert_int_equal(stage2_unmap(NULL, 0, PAGE), VCPU_EINVAL);
	assert_int_equal(stage2_protect(NULL, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_EINVAL);
	assert_int_equal(stage2_query(NULL, 0, &mapping), VCPU_EINVAL);
	assert_int_equal(stage2_query(&s2, 0, NULL), VCPU_EINVAL);
	stage2_destroy(NULL);
	tables_assert_kept();
}

/*
 * Stage 2: XN 54; AF 10; SH 9:8 = 0b11, Inner Shareable; S2AP 7:6 = 0b11 read and write, 0b01 read
 * only; MemAttr 5:2 = 0b1111 Normal Write-Back, 0b0001 Device-nGnRE; 1:0 = 0b11 page, 0b01 block.
 */
static const struct {
	enum stage2_memory memory;
	uint64_t page;
} memories[] = {
	{ STAGE2_NORMAL_RWX, 0x7ff },
	{ STAGE2_NORMAL_RW, UINT64_C(0x00400000000007ff) },
	{ STAGE2_NORMAL_RX, 0x77f },
	{ STAGE2_NORMAL_RO, UINT64_C(0x004000000000077f) },
	{ STAGE2_DEVICE_RW, UINT64_C(0x00400000000004c7) },
	{ STAGE2_DEVICE_RO, UINT64_C(0x0040000000000447) },
};
#define N_MEMORIES (sizeof(memories) / sizeof(memories[0]))

static void each_kind_of_memory_has_its_attributes(void **state)
{
	(void)state;
	assert_int_equal(N_MEMORIES, STAGE2_MEMORIES);
	for (size_t i = 0; i < N_MEMORIES; i++) {
		enum stage2_memory memory = memories[i].memory;
		struct stage2_mapping mapping;

		assert_int_equal(init(5, 39), VCPU_OK);
		assert_int_equal(stage2_map(&s2, PAGE, 0x9000000, PAGE, memory), VCPU_OK);
		assert_int_equal(stage2_map(&s2, MIB(2), MIB(4), MIB(2), memory), VCPU_OK);
		assert_int_equal(tables_walk(TABLES_PHYS, 1, PAGE).descriptor,
				 0x9000000 + memories[i].page);
		assert_int_equal(tables_walk(TABLES_PHYS, 1, MIB(2)).descriptor,
				 MIB(4) + memories[i].page - 2);
		assert_int_equal(stage2_query(&s2, PAGE + 8, &mapping), VCPU_OK);
		assert_int_equal(mapping.memory, memory);
		assert_int_equal(mapping.pa, 0x9000008);
		assert_int_equal(mapping.size_bytes, PAGE);
		assert_int_equal(stage2_query(&s2, MIB(4) - 1, &mapping), VCPU_OK);
		assert_int_equal(mapping.memory, memory);
		assert_int_equal(mapping.pa, MIB(6) - 1);
		assert_int_equal(mapping.size_bytes, MIB(2));
	}
}

static void each_kind_of_memory_can_become_each_other(void **state)
{
	(void)state;
	for (size_t from = 0; from < N_MEMORIES; from++) {
		for (size_t to = 0; to < N_MEMORIES; to++) {
			assert_int_equal(init(5, 39), VCPU_OK);
			assert_int_equal(
				stage2_map(&s2, PAGE, 0x9000000, PAGE, memories[from].memory),
				VCPU_OK);
			assert_int_equal(stage2_protect(&s2, PAGE, PAGE, memories[to].memory),
					 VCPU_OK);
			assert_int_equal(tables_walk(TABLES_PHYS, 1, PAGE).descriptor,
					 0x9000000 + memories[to].page);
		}
	}
}

static void an_unknown_kind_of_memory_is_refused(void **state)
{
	static const unsigned int unknown[] = { STAGE2_MEMORIES, STAGE2_MEMORIES + 1, 0x7fffffff };

	(void)state;
	assert_int_equal(init(5, 39), VCPU_OK);
	assert_int_equal(stage2_map(&s2, 0, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_OK);
	tables_keep();
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		enum stage2_memory memory = (enum stage2_memory)unknown[i];

		assert_int_equal(stage2_map(&s2, MIB(2), 0, PAGE, memory), VCPU_EINVAL);
		assert_int_equal(stage2_protect(&s2, 0, PAGE, memory), VCPU_EINVAL);
	}
	tables_assert_kept();
}

/* An output address that the processor has not: an Address size fault for the guest. */
static void a_physical_address_beyond_the_processors_is_refused(void **state)
{
	(void)state;
	for (unsigned int pa_range = 0; pa_range <= 6; pa_range++) {
		uint64_t end = UINT64_C(1) << pa_bits[pa_range];

		assert_int_equal(init(pa_range, 32), VCPU_OK);
		assert_int_equal(stage2_map(&s2, 0, end - PAGE, PAGE, STAGE2_NORMAL_RWX), VCPU_OK);
		tables_keep();
		assert_int_equal(stage2_map(&s2, PAGE, end, PAGE, STAGE2_NORMAL_RWX), VCPU_ERANGE);
		assert_int_equal(stage2_map(&s2, PAGE, end - PAGE, 2 * PAGE, STAGE2_NORMAL_RWX),
				 VCPU_ERANGE);
		assert_int_equal(stage2_map(&s2, PAGE, UINT64_MAX - 0xfff, PAGE, STAGE2_NORMAL_RWX),
				 VCPU_ERANGE);
		tables_assert_kept();
	}
}

static void a_change_is_refused_as_a_table_refuses_it(void **state)
{
	struct stage2_mapping mapping = { 1, 2, STAGE2_DEVICE_RO };

	(void)state;
	assert_int_equal(init(5, 39), VCPU_OK);
	assert_int_equal(stage2_map(&s2, 0, 0, MIB(2), STAGE2_NORMAL_RWX), VCPU_OK);
	tables_keep();
	fake_log_clear();
	assert_int_equal(stage2_map(&s2, MIB(2), 0, 0, STAGE2_NORMAL_RWX), VCPU_EINVAL);
	assert_int_equal(stage2_map(&s2, MIB(2) + 1, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_EINVAL);
	assert_int_equal(stage2_map(&s2, MIB(2), 1, PAGE, STAGE2_NORMAL_RWX), VCPU_EINVAL);
	assert_int_equal(stage2_map(&s2, MIB(2) - PAGE, 0, PAGE, STAGE2_NORMAL_RWX), VCPU_EEXIST);
	assert_int_equal(stage2_unmap(&s2, MIB(2) - PAGE, 2 * PAGE), VCPU_ENOENT);
	assert_int_equal(stage2_protect(&s2, MIB(2), PAGE, STAGE2_NORMAL_RO), VCPU_ENOENT);
	assert_int_equal(stage2_query(&s2, MIB(2), &mapping), VCPU_ENOENT);
	assert_int_equal(stage2_query(&s2, UINT64_C(1) << 39, &mapping), VCPU_ERANGE);
	assert_int_equal(mapping.pa + mapping.size_bytes + mapping.memory, 3 + STAGE2_DEVICE_RO);
	pool.n_free = 0;
	assert_int_equal(stage2_map(&s2, MIB(2), 0, PAGE, STAGE2_NORMAL_RWX), VCPU_ENOMEM);
	assert_int_equal(stage2_unmap(&s2, 0, PAGE), VCPU_ENOMEM);
	assert_int_equal(stage2_protect(&s2, 0, PAGE, STAGE2_NORMAL_RO), VCPU_ENOMEM);
	tables_assert_kept();
	assert_string_equal(fake_log(), "");
}

/* VTTBR_EL2: VMID 63:48, BADDR 47:1, CnP 0. */
static void vttbr_holds_the_vmid_and_the_root(void **state)
{
	struct stage2 other;

	(void)state;
	assert_int_equal(init_with(5, 16, 43, 3), VCPU_OK);
	assert_int_equal(stage2_init(&other, &pool, &vmids, 39, 0), VCPU_OK);
	assert_int_equal(stage2_load(&s2, 0), 0x0001000000000000 + TABLES_PHYS);
	assert_int_equal(stage2_load(&other, 63), 0x0002000000000000 + TABLES_PHYS + 16 * PAGE);
	assert_int_equal(stage2_load(&s2, 7), 0x0001000000000000 + TABLES_PHYS);
	assert_int_equal(stage2_load(&s2, 64), TABLES_PHYS);
}

static void a_destroyed_address_space_can_be_made_anew(void **state)
{
	(void)state;
	assert_int_equal(init(5, 43), VCPU_OK);
	assert_int_equal(stage2_load(&s2, 0) >> 48, 1);
	stage2_unload(&s2, 0);
	fake_set(FAKE_vtcr_el2, stage2_vtcr(&s2));
	fake_set(FAKE_vttbr_el2, stage2_load(&s2, 0));
	assert_int_equal(stage2_map(&s2, 0, 0, MIB(4) + PAGE, STAGE2_NORMAL_RWX), VCPU_OK);
	stage2_destroy(&s2);
	assert_int_equal(pool.n_free, N_PAGES);
	stage2_destroy(&s2);
	assert_int_equal(pool.n_free, N_PAGES);
	assert_int_equal(stage2_init(&s2, &pool, &vmids, 43, 0), VCPU_OK);
	assert_int_equal(stage2_load(&s2, 0) >> 48, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_root_without_room_is_refused),
		cmocka_unit_test(a_null_pointer_is_refused),
		cmocka_unit_test(each_kind_of_memory_has_its_attributes),
		cmocka_unit_test(each_kind_of_memory_can_become_each_other),
		cmocka_unit_test(an_unknown_kind_of_memory_is_refused),
		cmocka_unit_test(a_physical_address_beyond_the_processors_is_refused),
		cmocka_unit_test(a_change_is_refused_as_a_table_refuses_it),
		cmocka_unit_test(vttbr_holds_the_vmid_and_the_root),
		cmocka_unit_test(a_destroyed_address_space_can_be_made_anew),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
