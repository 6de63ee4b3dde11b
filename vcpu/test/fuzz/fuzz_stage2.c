/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any sequence of changes of a guest's memory, with any 64-bit addresses and sizes, against a list
 * of what is mapped. Each change is a byte that says what, and three numbers.
 */
#include <stdlib.h>
#include <string.h>

#include <vcpu/stage2.h>
#include <vcpu/status.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/tables.h"

#define PAGE       UINT64_C(4096)
#define RANGES_MAX 128u
#define PA_BITS    44u

static struct ptable_pool pool;
static struct vmid_pool vmids;
static uint64_t vmids_used[4];
static struct stage2 s2;
static uint64_t vttbr;
static unsigned int ipa_bits;

/* What is mapped; none overlaps another. */
static struct range {
	uint64_t start;
	uint64_t end;
	uint64_t pa;
	enum stage2_memory memory;
} ranges[RANGES_MAX];
static size_t n_ranges;

static void require(bool is_true)
{
	if (!is_true) {
		abort();
	}
}

static void add_range(uint64_t start, uint64_t end, uint64_t pa, enum stage2_memory memory)
{
	if (start < end) {
		require(n_ranges < RANGES_MAX);
		ranges[n_ranges++] = (struct range){ start, end, pa, memory };
	}
}

/* The bytes of [start, end) that are mapped. */
static uint64_t count_mapped(uint64_t start, uint64_t end)
{
	uint64_t n = 0;

	for (size_t i = 0; i < n_ranges; i++) {
		uint64_t from = ranges[i].start > start ? ranges[i].start : start;
		uint64_t to = ranges[i].end < end ? ranges[i].end : end;

		n += from < to ? to - from : 0;
	}
	return n;
}

/* Takes [start, end) out of the list. With @memory it comes back as that. */
static void cut_ranges(uint64_t start, uint64_t end, const enum stage2_memory *memory)
{
	size_t n = n_ranges;

	for (size_t i = 0; i < n; i++) {
		struct range old = ranges[i];
		uint64_t from = old.start > start ? old.start : start;
		uint64_t to = old.end < end ? old.end : end;

		if (from >= to) {
			continue;
		}
		ranges[i].end = from;
		add_range(to, old.end, old.pa + (to - old.start), old.memory);
		if (memory != NULL) {
			add_range(from, to, old.pa + (from - old.start), *memory);
		}
	}
	for (size_t i = 0; i < n_ranges;) {
		if (ranges[i].start == ranges[i].end) {
			ranges[i] = ranges[--n_ranges];
		} else {
			i++;
		}
	}
}

static int status_of_range(uint64_t start, uint64_t size, unsigned int bits)
{
	if (size == 0 || start % PAGE != 0 || size % PAGE != 0) {
		return VCPU_EINVAL;
	}
	return start >> bits != 0 || size > (UINT64_C(1) << bits) - start ? VCPU_ERANGE : VCPU_OK;
}

static void check_map(uint64_t ipa, uint64_t pa, uint64_t size, enum stage2_memory memory)
{
	int got = stage2_map(&s2, ipa, pa, size, memory);
	int want = status_of_range(ipa, size, ipa_bits);

	if (memory >= STAGE2_MEMORIES || pa % PAGE != 0) {
		want = VCPU_EINVAL;
	} else if (want == VCPU_OK && status_of_range(pa, size, PA_BITS) != VCPU_OK) {
		want = VCPU_ERANGE;
	} else if (want == VCPU_OK && count_mapped(ipa, ipa + size) != 0) {
		want = VCPU_EEXIST;
	}
	/* Which of the two is found first is not promised. */
	require(got == want || (got == VCPU_ENOMEM && (want == VCPU_OK || want == VCPU_EEXIST)));
	if (got == VCPU_OK) {
		add_range(ipa, ipa + size, pa, memory);
	}
}

static void check_change(uint64_t ipa, uint64_t size, const enum stage2_memory *memory)
{
	int got = memory == NULL ? stage2_unmap(&s2, ipa, size)
				 : stage2_protect(&s2, ipa, size, *memory);
	int want = status_of_range(ipa, size, ipa_bits);

	if (memory != NULL && *memory >= STAGE2_MEMORIES) {
		want = VCPU_EINVAL;
	} else if (want == VCPU_OK && count_mapped(ipa, ipa + size) != size) {
		want = VCPU_ENOENT;
	}
	require(got == want || (got == VCPU_ENOMEM && want == VCPU_OK));
	if (got == VCPU_OK) {
		cut_ranges(ipa, ipa + size, memory);
	}
}

static void check_address(uint64_t ipa)
{
	struct stage2_mapping mapping;
	int got = stage2_query(&s2, ipa, &mapping);
	uint64_t walked;

	if (ipa >> ipa_bits != 0) {
		require(got == VCPU_ERANGE);
		return;
	}
	walked = tables_walk_stage2(stage2_vtcr(&s2), vttbr, PA_BITS, ipa).out;
	for (size_t i = 0; i < n_ranges; i++) {
		if (ipa - ranges[i].start < ranges[i].end - ranges[i].start) {
			require(got == VCPU_OK && mapping.memory == ranges[i].memory);
			require(mapping.pa == ranges[i].pa + (ipa - ranges[i].start));
			require(mapping.pa == walked);
			return;
		}
	}
	require(got == VCPU_ENOENT && walked == TABLES_WALK_NONE);
}

struct input {
	const uint8_t *bytes;
	size_t size;
};

static uint8_t next_byte(struct input *in)
{
	if (in->size == 0) {
		return 0;
	}
	in->size--;
	return *in->bytes++;
}

/* Mostly a byte for a few pages or blocks, so that ranges meet; else eight for any number. */
static uint64_t next_number(struct input *in)
{
	static const unsigned int low_bit[] = { 12, 12, 21, 30 };
	uint8_t byte = next_byte(in);
	uint64_t number = 0;

	if (byte < 240) {
		return (uint64_t)(byte / 4 % 8) << low_bit[byte % 4];
	}
	for (unsigned int i = 0; i < 8; i++) {
		number = number << 8 | next_byte(in);
	}
	if (byte % 4 == 0) {
		return number;
	}
	number = number / PAGE * PAGE;
	/* Also such that sums wrap round. */
	return byte % 4 == 1 ? 0 - number % (256 * PAGE) : number % (UINT64_C(1) << ipa_bits);
}

static void change(struct input *in)
{
	uint8_t what = next_byte(in);
	enum stage2_memory memory = (enum stage2_memory)(what / 4 % (STAGE2_MEMORIES + 1));
	uint64_t ipa = next_number(in);
	uint64_t pa = next_number(in);
	uint64_t size = next_number(in);

	if (what % 4 < 2) {
		check_map(ipa, pa, size, memory);
	} else {
		check_change(ipa, size, what % 4 == 2 ? NULL : &memory);
	}
	check_address(ipa);
	check_address(ipa + size);
	check_address(ipa + size - 1);
	check_address(pa);
}

static void begin(uint8_t choice)
{
	static const struct {
		unsigned int ipa_bits;
		unsigned int levels;
	} widths[] = { { 32, 3 }, { 39, 3 }, { 40, 3 }, { 43, 3 }, { 40, 4 }, { 44, 4 } };

	ipa_bits = widths[choice % 6].ipa_bits;
	tables_pool(&pool, 20 + choice / 6);
	fake_set(FAKE_id_aa64mmfr0_el1, 4);
	require(vmid_pool_init(&vmids, vmids_used, 8) == VCPU_OK);
	require(stage2_init(&s2, &pool, &vmids, ipa_bits, widths[choice % 6].levels) == VCPU_OK);
	vttbr = stage2_load(&s2, 0);
	fake_set(FAKE_vttbr_el2, vttbr);
	fake_set(FAKE_vtcr_el2, stage2_vtcr(&s2));
	n_ranges = 0;
}

/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
/* NOLINTNEXTLINE(readability-identifier-naming): libFuzzer chose the name */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint8_t choice = next_byte(&in);

	begin(choice);
	/* A change may make three ranges of each. */
	while (in.size > 0 && 3 * n_ranges + 1 <= RANGES_MAX) {
		change(&in);
		fake_log_clear();
	}
	for (size_t i = 0; i < n_ranges; i++) {
		check_address(ranges[i].start);
		check_address(ranges[i].end - 1);
		check_address(ranges[i].end);
	}
	stage2_destroy(&s2);
	require(pool.n_free == 20u + choice / 6);
	return 0;
}
