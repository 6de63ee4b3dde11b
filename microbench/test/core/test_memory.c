/* SPDX-License-Identifier: Apache-2.0 */
/* Stage 2 as a guest feels it: every shape of address space, and what a change does to it. */
#include <vcpu/stage2.h>

#include "host/cache.h"
#include "test/core/access.h"
#include "test/core/core.h"

#define PAGE  UINT64_C(0x1000)
#define BLOCK UINT64_C(0x200000)
#define GIB   UINT64_C(0x40000000)

#define IPA     UINT64_C(0x10000000) /* of what is mapped beside the guest's own */
#define A64_RET UINT64_C(0xd65f03c0)
#define N_PAGES 64u

static const struct guest_config any_config = { .vcpu.preferred_cpu = VCPU_CPU_ANY };
static struct guest guest;

static uint64_t address_of(const void *memory)
{
	return (uintptr_t)memory;
}

/* The guest's MMU is off: it reads and writes memory itself, past the host's cache. */
static uint64_t *word_for_guest(void *memory)
{
	cache_publish_code(memory, (char *)memory + sizeof(uint64_t));
	return memory;
}

static void set_word(void *memory, uint64_t value)
{
	*word_for_guest(memory) = value;
	(void)word_for_guest(memory);
}

static bool is_done(int status, const char *call)
{
	return check_eq((uint64_t)status, VCPU_OK, call);
}

static bool maps(uint64_t ipa, const void *memory, uint64_t size, enum stage2_memory type)
{
	return is_done(stage2_map(&guest.memory, ipa, address_of(memory), size, type),
		       "stage2_map");
}

static bool is_mapped_by(uint64_t ipa, uint64_t size)
{
	struct stage2_mapping mapping;

	return is_done(stage2_query(&guest.memory, ipa, &mapping), "stage2_query") &&
	       check_eq(mapping.size_bytes, size, "size of what maps it");
}

/* @ipa leads to @memory, for reading and for writing. */
static bool is_usable(uint64_t ipa, void *memory)
{
	set_word(memory, ~ipa);
	return access_load(&guest, ipa, ~ipa) && access_store(&guest, ipa, ipa) &&
	       check_eq(*word_for_guest(memory), ipa, "what the guest has stored");
}

static void end(void)
{
	if (guest_unbind(&guest)) {
		guest_destroy(&guest);
	}
}

/* Pages, a 2 MiB block and a 1 GiB block at the top of an address space, and what is above it. */
static bool use_space(unsigned int ipa_bits, unsigned int levels, unsigned char *page,
		      unsigned char *block)
{
	const struct guest_config config = {
		.vcpu.preferred_cpu = VCPU_CPU_ANY,
		.ipa_bits = ipa_bits,
		.levels = levels,
	};
	uint64_t top = UINT64_C(1) << ipa_bits;
	uint64_t gib_base = address_of(block) & ~(GIB - 1);
	uint64_t gib = top - 2 * GIB;

	if (!access_start(&guest, &config) || !maps(top - PAGE, page, PAGE, STAGE2_NORMAL_RWX) ||
	    !maps(top - 2 * BLOCK, block, BLOCK, STAGE2_NORMAL_RWX) ||
	    (gib >= GUEST_IPA + GIB &&
	     !maps(gib, (const void *)gib_base, GIB, STAGE2_NORMAL_RWX))) {
		return false;
	}
	if (!is_mapped_by(top - PAGE, PAGE) || !is_mapped_by(top - 2 * BLOCK, BLOCK) ||
	    !is_usable(top - 8, page + PAGE - 8) || !is_usable(top - 2 * BLOCK, block) ||
	    !is_usable(top - BLOCK - 8, block + BLOCK - 8)) {
		return false;
	}
	if (gib >= GUEST_IPA + GIB &&
	    (!is_mapped_by(gib, GIB) || !is_usable(gib + (address_of(page) - gib_base), page))) {
		return false;
	}
	if (ipa_bits < stage2_ipa_bits_max() &&
	    (!access_do(&guest, ACCESS_LOAD, top, 0) || !access_was_mmio(&guest, false, top) ||
	     !access_skip(&guest))) {
		return false;
	}
	end();
	return true;
}

CORE_TEST(every_shape_of_address_space_is_usable)
{
	unsigned char *block = core_alloc(BLOCK, BLOCK);
	unsigned char *page = core_alloc(PAGE, PAGE);
	unsigned int max = stage2_ipa_bits_max();

	core_note("bits of guest-physical address:", max);
	core_note("levels of table:", stage2_levels_max());
	for (unsigned int bits = 32; bits <= max && bits <= 43; bits++) {
		if (!use_space(bits, 3, page, block)) {
			core_note("3 levels, bits:", bits);
			return;
		}
	}
	for (unsigned int bits = 40; bits <= max && stage2_levels_max() == 4; bits++) {
		if (!use_space(bits, 4, page, block)) {
			core_note("4 levels, bits:", bits);
			return;
		}
	}
}

CORE_TEST(an_unmapped_page_faults_at_the_next_access)
{
	unsigned char *pages = core_alloc(2 * PAGE, PAGE);

	if (!access_start(&guest, &any_config) || !maps(IPA, pages, PAGE, STAGE2_NORMAL_RWX) ||
	    !is_usable(IPA, pages) ||
	    !is_done(stage2_unmap(&guest.memory, IPA, PAGE), "stage2_unmap") ||
	    !access_do(&guest, ACCESS_LOAD, IPA, 0) || !access_was_mmio(&guest, false, IPA) ||
	    !access_skip(&guest) || !access_do(&guest, ACCESS_STORE, IPA, 0) ||
	    !access_was_mmio(&guest, true, IPA) || !access_skip(&guest)) {
		return;
	}
	/* And what is mapped there next is seen, not what was there before. */
	if (maps(IPA, pages + PAGE, PAGE, STAGE2_NORMAL_RWX) && is_usable(IPA, pages + PAGE)) {
		end();
	}
}

CORE_TEST(a_page_is_unmapped_out_of_a_block_that_stays)
{
	unsigned char *block = core_alloc(BLOCK, BLOCK);
	uint64_t hole = IPA + 7 * PAGE;

	if (!access_start(&guest, &any_config) || !maps(IPA, block, BLOCK, STAGE2_NORMAL_RWX) ||
	    !is_mapped_by(hole, BLOCK) || !is_usable(hole, block + 7 * PAGE) ||
	    !is_done(stage2_unmap(&guest.memory, hole, PAGE), "stage2_unmap") ||
	    !access_do(&guest, ACCESS_LOAD, hole + 8, 0) ||
	    !access_was_mmio(&guest, false, hole + 8) || !access_skip(&guest)) {
		return;
	}
	if (is_usable(hole - 8, block + 7 * PAGE - 8) && is_usable(hole + PAGE, block + 8 * PAGE) &&
	    is_usable(IPA, block) && is_usable(IPA + BLOCK - 8, block + BLOCK - 8)) {
		end();
	}
}

static bool protects(enum stage2_memory type)
{
	return is_done(stage2_protect(&guest.memory, IPA, PAGE, type), "stage2_protect");
}

static bool is_allowed(uint64_t kind)
{
	/* What is stored is what is there: an instruction. */
	return access_do(&guest, kind, IPA, A64_RET) &&
	       (access_has_ended(&guest) || guest_show_exit(&guest));
}

static bool is_forbidden(uint64_t kind)
{
	return access_do(&guest, kind, IPA, A64_RET) && access_was_forbidden(&guest, kind, IPA) &&
	       access_skip(&guest);
}

CORE_TEST(a_page_allows_what_it_is_given)
{
	unsigned char *page = core_alloc(PAGE, PAGE);

	set_word(page, A64_RET);
	if (!access_start(&guest, &any_config) || !maps(IPA, page, PAGE, STAGE2_NORMAL_RWX) ||
	    !is_allowed(ACCESS_LOAD) || !is_allowed(ACCESS_STORE) || !is_allowed(ACCESS_EXECUTE)) {
		return;
	}
	if (!protects(STAGE2_NORMAL_RX) || !is_allowed(ACCESS_LOAD) ||
	    !is_forbidden(ACCESS_STORE) || !is_allowed(ACCESS_EXECUTE)) {
		return;
	}
	if (!protects(STAGE2_NORMAL_RW) || !is_allowed(ACCESS_LOAD) || !is_allowed(ACCESS_STORE) ||
	    !is_forbidden(ACCESS_EXECUTE)) {
		return;
	}
	if (!protects(STAGE2_NORMAL_RO) || !is_allowed(ACCESS_LOAD) ||
	    !is_forbidden(ACCESS_STORE) || !is_forbidden(ACCESS_EXECUTE)) {
		return;
	}
	if (protects(STAGE2_NORMAL_RWX) && is_allowed(ACCESS_STORE) && is_allowed(ACCESS_EXECUTE)) {
		end();
	}
}

/* One page of many: the access is stopped because nothing is there; then there is something. */
static bool fault_in(unsigned int i, void *page)
{
	uint64_t ipa = IPA + i * PAGE;
	uint64_t kind =
		(uint64_t[]){ ACCESS_LOAD, ACCESS_STORE, ACCESS_EXECUTE, ACCESS_LOAD_PAIR }[i % 4];
	const struct vcpu_exit *exit = &guest.exit;

	set_word(page, A64_RET);
	if (!access_do(&guest, kind, ipa, i)) {
		return false;
	}
	if (kind == ACCESS_LOAD || kind == ACCESS_STORE) {
		if (!access_was_mmio(&guest, kind == ACCESS_STORE, ipa)) {
			return false;
		}
	} else if (exit->reason != VCPU_EXIT_NESTED_PAGE_FAULT) {
		return guest_show_exit(&guest);
	} else if (!check_eq(exit->fault.ipa, ipa, "address of the fault") ||
		   !check_eq(exit->fault.is_exec, kind == ACCESS_EXECUTE, "it is a fetch") ||
		   !check(!exit->fault.is_permission, "nothing is mapped there")) {
		return false;
	}
	return maps(ipa, page, PAGE, STAGE2_NORMAL_RWX) && access_again(&guest) &&
	       (access_has_ended(&guest) || guest_show_exit(&guest)) &&
	       access_load(&guest, ipa, kind == ACCESS_STORE ? i : A64_RET);
}

CORE_TEST(memory_comes_when_it_is_touched)
{
	unsigned char *pages = core_alloc(N_PAGES * PAGE, PAGE);

	if (!access_start(&guest, &any_config)) {
		return;
	}
	for (unsigned int i = 0; i < N_PAGES; i++) {
		/* Not side by side: a wrong page is seen. */
		if (!fault_in(i, pages + (N_PAGES - 1 - i) * PAGE)) {
			return;
		}
	}
	end();
}
