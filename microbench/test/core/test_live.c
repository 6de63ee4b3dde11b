/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that one CPU takes away while a guest uses it on another. */
#include <vcpu/stage2.h>
#include <vcpu/sysreg.h>

#include "host/cache.h"
#include "host/smp.h"
#include "test/core/access.h"
#include "test/core/core.h"

#define PAGE       UINT64_C(0x1000)
#define BLOCK      UINT64_C(0x200000)
#define IPA        UINT64_C(0x10000000)
#define OTHER_CPU  1u
#define ROUNDS     20u
#define TIMEOUT_MS 10000u

static struct guest guest;

static void start_guest(void *is_ok)
{
	static const struct guest_config config = { .vcpu.preferred_cpu = VCPU_CPU_ANY };

	*(bool *)is_ok = access_start(&guest, &config);
}

struct use {
	uint64_t kind;
	bool is_ok;
	bool is_final; /* the next fault is meant; one before is a moment of a change elsewhere */
};

static void use_memory(void *arg)
{
	struct use *use = arg;

	use->is_ok = access_do(&guest, use->kind, IPA, 0);
	while (use->is_ok && !access_has_ended(&guest) &&
	       !__atomic_load_n(&use->is_final, __ATOMIC_ACQUIRE)) {
		use->is_ok = access_again(&guest);
	}
}

static void stop_guest(void *unused)
{
	(void)unused;
	if (guest_unbind(&guest)) {
		guest_destroy(&guest);
	}
}

static void skip_access(void *is_ok)
{
	/* Of the times it still wants. */
	(void)vcpu_set_gpr(&guest.vcpu, ACCESS_TIMES_REG, 1);
	*(bool *)is_ok = access_skip(&guest);
}

static uint64_t count_of_guest(void)
{
	unsigned char *word = guest.ram + GUEST_DATA;

	cache_publish_code(word, word + sizeof(uint64_t));
	return *(volatile uint64_t *)(void *)word;
}

/* The guest is at its accesses: it counts. */
static bool wait_until_counting(void)
{
	uint64_t first = count_of_guest();
	uint64_t start = sysreg_read_cntpct_el0();
	uint64_t limit = sysreg_read_cntfrq_el0() / 1000 * TIMEOUT_MS;

	while (count_of_guest() == first) {
		if (sysreg_read_cntpct_el0() - start > limit) {
			return check(false, "the guest runs on the other CPU");
		}
	}
	return true;
}

static bool run_there(smp_fn fn)
{
	bool is_ok;

	smp_run_on(OTHER_CPU, fn, &is_ok);
	smp_wait(OTHER_CPU);
	return is_ok;
}

/* @change is made while the guest uses memory; the use must stop, on the spot. */
static bool is_stopped(uint64_t kind, bool (*change)(void))
{
	struct use use = { kind, false, true };
	bool is_changed;

	smp_run_on(OTHER_CPU, use_memory, &use);
	is_changed = wait_until_counting() && change();
	smp_wait(OTHER_CPU);
	return use.is_ok && is_changed;
}

static bool is_done(int status, const char *call)
{
	return check_eq((uint64_t)status, VCPU_OK, call);
}

static bool maps(const void *memory, uint64_t size)
{
	return is_done(stage2_map(&guest.memory, IPA, (uintptr_t)memory, size, STAGE2_NORMAL_RWX),
		       "stage2_map");
}

static bool unmap(void)
{
	return is_done(stage2_unmap(&guest.memory, IPA, PAGE), "stage2_unmap");
}

static bool forbid_writes(void)
{
	return is_done(stage2_protect(&guest.memory, IPA, PAGE, STAGE2_NORMAL_RO),
		       "stage2_protect");
}

static bool allow_writes(void)
{
	return is_done(stage2_protect(&guest.memory, IPA, PAGE, STAGE2_NORMAL_RWX),
		       "stage2_protect");
}

static bool start(const void *memory, uint64_t size)
{
	if (core_n_cpus <= OTHER_CPU) {
		core_skip("needs 2 CPUs");
		return false;
	}
	return run_there(start_guest) && maps(memory, size);
}

static void end(void)
{
	smp_run_on(OTHER_CPU, stop_guest, NULL);
	smp_wait(OTHER_CPU);
}

CORE_TEST(an_unmap_on_one_cpu_stops_a_guest_on_another)
{
	void *page = core_alloc(PAGE, PAGE);

	if (!start(page, PAGE)) {
		return;
	}
	for (unsigned int i = 0; i < ROUNDS; i++) {
		bool is_write = i % 2 != 0;

		if (!is_stopped(is_write ? ACCESS_STORE_ON : ACCESS_LOAD_ON, unmap) ||
		    !access_was_mmio(&guest, is_write, IPA) || !run_there(skip_access) ||
		    !maps(page, PAGE)) {
			return;
		}
	}
	end();
}

CORE_TEST(a_protect_on_one_cpu_stops_writes_on_another)
{
	if (!start(core_alloc(PAGE, PAGE), PAGE)) {
		return;
	}
	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (!is_stopped(ACCESS_STORE_ON, forbid_writes) ||
		    !access_was_forbidden(&guest, ACCESS_STORE, IPA) || !run_there(skip_access) ||
		    !allow_writes()) {
			return;
		}
	}
	end();
}

/* Page by page out of the end of a block whose first page is in use. */
static bool split_block(void)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		if (!is_done(stage2_unmap(&guest.memory, IPA + BLOCK - (i + 1) * PAGE, PAGE),
			     "stage2_unmap") ||
		    !wait_until_counting()) {
			return false;
		}
	}
	return true;
}

CORE_TEST(a_guest_goes_on_in_a_block_that_is_split)
{
	void *block = core_alloc(BLOCK, BLOCK);
	struct use use = { ACCESS_STORE_ON, false, false };
	bool is_split;

	if (!start(block, BLOCK)) {
		return;
	}
	smp_run_on(OTHER_CPU, use_memory, &use);
	is_split = wait_until_counting() && split_block();
	__atomic_store_n(&use.is_final, true, __ATOMIC_RELEASE);
	(void)unmap();
	smp_wait(OTHER_CPU);
	if (is_split && use.is_ok && access_was_mmio(&guest, true, IPA)) {
		end();
	}
}
