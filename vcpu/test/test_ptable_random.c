/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Long sequences of changes against a flat model, and against a processor of the worst kind: its
 * TLB holds every translation that was there since the last flush of it.
 *
 * Ranges begin and end at chosen addresses ("cuts"), so what lies between two neighbours is always
 * mapped alike; the model has one entry for each, and its first and last page are watched.
 */
#include <string.h>

#include <vcpu/ptable.h>
#include <vcpu/status.h>

#include "test/cm.h"
#include "test/tables.h"

#define MIB(n)  ((uint64_t)(n) << 20)
#define GIB(n)  ((uint64_t)(n) << 30)
#define PAGE    UINT64_C(4096)
#define LIVE    UINT64_C(0x00400000000000c0) /* XN, S2AP */
#define N_STEPS 3000u

static const uint64_t cuts[] = {
	0,
	PAGE,
	3 * PAGE,
	MIB(2) - PAGE,
	MIB(2),
	MIB(4),
	MIB(4) + PAGE,
	MIB(100),
	GIB(1) - MIB(2),
	GIB(1) - PAGE,
	GIB(1),
	GIB(1) + PAGE,
	GIB(1) + MIB(2),
	GIB(2) - MIB(2),
	GIB(2) - PAGE,
	GIB(2),
	GIB(3),
	GIB(3) + MIB(600),
	GIB(3) + MIB(600) + PAGE,
	GIB(4) - MIB(4) - PAGE,
	GIB(4) - MIB(4),
	GIB(4) - PAGE,
	GIB(4),
};
#define N_CUTS    (sizeof(cuts) / sizeof(cuts[0]))
#define N_PARTS   (N_CUTS - 1)
#define N_WATCHED (2 * N_PARTS)

static const uint64_t kinds[] = { 0x7fc, 0x77c, 0x00400000000007fc, 0x00400000000004c4 };

static struct ptable_pool pool;
static struct ptable pt;
static uint64_t base; /* of cuts[0]: the last 4 GiB of the address space */

static struct {
	bool is_mapped;
	uint64_t out; /* of its first address */
	uint64_t attrs;
} model[N_PARTS];

/* What the processor's TLB may hold of each watched page; descriptor 0: nothing. */
static struct tables_leaf tlb[N_WATCHED];

static uint64_t seed;

static uint64_t random_below(uint64_t limit)
{
	/* Knuth, "The Art of Computer Programming", volume 2, 3.3.4: MMIX */
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (seed >> 33) % limit;
}

static uint64_t watched(size_t i)
{
	return base + (i % 2 == 0 ? cuts[i / 2] : cuts[i / 2 + 1] - PAGE);
}

/* Two valid entries that differ in more than permissions must never meet in a TLB. */
static void assert_no_conflict(const struct tables_leaf *old, const struct tables_leaf *now)
{
	if (old->descriptor != 0 && now->descriptor != 0) {
		assert_int_equal(old->level, now->level);
		assert_int_equal(old->descriptor & ~LIVE, now->descriptor & ~LIVE);
	}
}

static void on_flush(struct ptable *flushed, uint64_t in, uint64_t size)
{
	for (size_t i = 0; i < N_WATCHED; i++) {
		struct tables_leaf now = tables_leaf(flushed, watched(i));

		assert_no_conflict(&tlb[i], &now);
		if (watched(i) - in < size) {
			tlb[i] = now;
		}
	}
}

/* Memory says what the model says, and no TLB anything else. */
static void assert_as_modelled(void)
{
	for (size_t i = 0; i < N_WATCHED; i++) {
		struct tables_leaf now = tables_leaf(&pt, watched(i));
		struct ptable_leaf leaf;
		int err = ptable_query(&pt, watched(i), &leaf);

		if (!model[i / 2].is_mapped) {
			assert_int_equal(now.out, TABLES_WALK_NONE);
			assert_int_equal(err, VCPU_ENOENT);
		} else {
			uint64_t out = model[i / 2].out + watched(i) - base - cuts[i / 2];

			assert_int_equal(now.out, out);
			assert_int_equal(now.descriptor & UINT64_C(0xffff000000000ffc) &
						 ~(now.level == 3 ? UINT64_C(2) : 0),
					 model[i / 2].attrs);
			assert_int_equal(err, VCPU_OK);
			assert_int_equal(leaf.out, out);
			assert_int_equal(leaf.attrs, model[i / 2].attrs);
			assert_int_equal(leaf.size_bytes, PAGE << (9 * (3 - now.level)));
		}
		if (tlb[i].descriptor != 0) {
			assert_int_equal(tlb[i].descriptor, now.descriptor);
		}
		tlb[i] = now;
	}
}

static size_t count_mapped(size_t first, size_t last)
{
	size_t n = 0;

	for (size_t i = first; i < last; i++) {
		n += model[i].is_mapped ? 1 : 0;
	}
	return n;
}

static int random_map(size_t first, size_t last, int *want)
{
	static const uint64_t offsets[] = { 0, 0, 0, MIB(2), PAGE };
	uint64_t attrs = kinds[random_below(sizeof(kinds) / sizeof(kinds[0]))];
	uint64_t out = GIB(8) * random_below(4) + cuts[first] + offsets[random_below(5)];
	int got = ptable_map(&pt, base + cuts[first], out, cuts[last] - cuts[first], attrs);

	*want = count_mapped(first, last) == 0 ? VCPU_OK : VCPU_EEXIST;
	for (size_t i = first; got == VCPU_OK && i < last; i++) {
		model[i].is_mapped = true;
		model[i].attrs = attrs;
		model[i].out = out + cuts[i] - cuts[first];
	}
	return got;
}

static int random_unmap(size_t first, size_t last, int *want)
{
	int got = ptable_unmap(&pt, base + cuts[first], cuts[last] - cuts[first]);

	*want = count_mapped(first, last) == last - first ? VCPU_OK : VCPU_ENOENT;
	for (size_t i = first; got == VCPU_OK && i < last; i++) {
		model[i].is_mapped = false;
	}
	return got;
}

static int random_protect(size_t first, size_t last, int *want)
{
	uint64_t attrs = kinds[random_below(sizeof(kinds) / sizeof(kinds[0]))];
	int got = ptable_protect(&pt, base + cuts[first], cuts[last] - cuts[first], attrs);

	*want = count_mapped(first, last) == last - first ? VCPU_OK : VCPU_ENOENT;
	for (size_t i = first; got == VCPU_OK && i < last; i++) {
		model[i].attrs = attrs;
	}
	return got;
}

/* Mostly where all is alike, or most would be refused. */
static void random_range(size_t *first, size_t *last)
{
	*first = (size_t)random_below(N_PARTS);
	*last = *first + 1;
	while (*last < N_PARTS && model[*last].is_mapped == model[*first].is_mapped &&
	       random_below(3) != 0) {
		(*last)++;
	}
	if (random_below(8) == 0) {
		*last = *first + 1 + (size_t)random_below(N_PARTS - *first);
	}
}

static void run_steps(unsigned int in_bits, unsigned int levels, unsigned int n_pages)
{
	static int (*const changes[])(size_t, size_t, int *) = {
		random_map,
		random_map,
		random_unmap,
		random_protect,
	};
	const struct ptable_config config = {
		.in_bits = in_bits,
		.out_bits = 48,
		.levels = levels,
		.live_attrs = LIVE,
		.flush = on_flush,
	};
	unsigned int n_ok = 0;
	unsigned int n_full = 0;

	tables_pool(&pool, n_pages);
	assert_int_equal(ptable_init(&pt, &pool, &config), VCPU_OK);
	base = (UINT64_C(1) << in_bits) - GIB(4);
	memset(model, 0, sizeof(model));
	memset(tlb, 0, sizeof(tlb));
	for (unsigned int step = 0; step < N_STEPS; step++) {
		size_t n_free = pool.n_free;
		size_t first;
		size_t last;
		int want;
		int got;

		random_range(&first, &last);
		tables_keep();
		got = changes[random_below(4)](first, last, &want);
		if (got == VCPU_ENOMEM) {
			n_full++;
		} else {
			assert_int_equal(got, want);
		}
		if (got == VCPU_OK) {
			n_ok++;
		} else {
			tables_assert_kept();
			assert_int_equal(pool.n_free, n_free);
		}
		assert_as_modelled();
	}
	/* The sequence was worth it. */
	assert_in_range(n_ok, N_STEPS / 4, N_STEPS);
	assert_in_range(n_full, N_STEPS / 100, N_STEPS / 2);
	ptable_destroy(&pt);
	assert_int_equal(pool.n_free, n_pages);
}

static void tables_are_as_a_flat_model_and_no_tlb_is_stale(void **state)
{
	static const struct {
		unsigned int in_bits;
		unsigned int levels;
		unsigned int n_pages;
	} cases[] = {
		{ 32, 3, 10 }, { 39, 3, 12 }, { 43, 3, 30 },
		{ 34, 2, 26 }, { 40, 4, 11 }, { 48, 4, 14 },
	};

	(void)state;
	seed = 1;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		run_steps(cases[i].in_bits, cases[i].levels, cases[i].n_pages);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_as_a_flat_model_and_no_tlb_is_stale),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
