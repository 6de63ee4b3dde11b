/* SPDX-License-Identifier: Apache-2.0 */
/* More address spaces than there are VMIDs: each guest sees its own memory and nobody else's. */
#include <vcpu/stage2.h>
#include <vcpu/sysreg.h>
#include <vcpu/vcpu.h>

#include "host/cache.h"
#include "host/smp.h"
#include "host/string.h"
#include "test/core/access.h"
#include "test/core/core.h"

GUEST_CODE(access);

#define PAGE     UINT64_C(0x1000)
#define CPUS     4u
#define ROUNDS   3u
#define TABLES   3u /* pages, of each address space */
#define IPA_BITS 32u

#define VTTBR_VMID_SHIFT 48

/* Of one CPU: many guests with the code in common and one page of their own each. */
struct crowd {
	struct guest *guests;
	uint64_t n_guests;
	uint64_t first_value;
	struct ptable_pool pool;
	bool is_ok;
	bool has_ended;
};

static unsigned char *code;

static bool load_code(void)
{
	size_t size = (size_t)(guest_code_access.end - guest_code_access.start);

	code = core_alloc(PAGE, PAGE);
	if (!check(size <= PAGE, "the code is one page")) {
		return false;
	}
	memcpy(code, guest_code_access.start, size);
	cache_publish_code(code, code + PAGE);
	return true;
}

static bool is_done(int status, const char *call)
{
	return check_eq((uint64_t)status, VCPU_OK, call);
}

static bool make_guest(struct crowd *crowd, struct guest *guest)
{
	static const struct vcpu_config config = { .preferred_cpu = VCPU_CPU_ANY };
	const struct vcpu_setup setup = { .entry_ipa = GUEST_IPA, .memory = &guest->memory };

	guest->ram = core_alloc(PAGE, PAGE);
	cache_publish_code(guest->ram, guest->ram + PAGE);
	return is_done(stage2_init(&guest->memory, &crowd->pool, guest_vmids(), IPA_BITS, 3),
		       "stage2_init") &&
	       is_done(stage2_map(&guest->memory, GUEST_IPA, (uintptr_t)code, PAGE,
				  STAGE2_NORMAL_RX),
		       "stage2_map") &&
	       is_done(stage2_map(&guest->memory, GUEST_ALIVE, (uintptr_t)guest->ram, PAGE,
				  STAGE2_NORMAL_RW),
		       "stage2_map") &&
	       is_done(vcpu_init(&guest->vcpu, &config), "vcpu_init") &&
	       is_done(vcpu_setup(&guest->vcpu, &setup), "vcpu_setup");
}

static bool make_crowd(struct crowd *crowd, uint64_t n_guests, uint64_t first_value)
{
	uint64_t n_tables = n_guests * TABLES;

	*crowd = (struct crowd){ .n_guests = n_guests, .first_value = first_value };
	crowd->guests = core_alloc(n_guests * sizeof(struct guest), PAGE);
	if (!is_done(ptable_pool_init(&crowd->pool, core_alloc(n_tables * PAGE, PAGE), n_tables),
		     "ptable_pool_init")) {
		return false;
	}
	for (uint64_t i = 0; i < n_guests; i++) {
		if (!make_guest(crowd, &crowd->guests[i])) {
			return false;
		}
	}
	return true;
}

/* Of the guest that is bound to each CPU; 0: none. */
static uint64_t vmid_on[CPUS];

static uint64_t *vmid_here(void)
{
	return &vmid_on[smp_this_cpu() % CPUS];
}

/* No other CPU runs another guest under the VMID of the one that is bound here. */
static bool is_vmid_alone(void)
{
	uint64_t vmid = sysreg_read_vttbr_el2() >> VTTBR_VMID_SHIFT;

	__atomic_store_n(vmid_here(), vmid, __ATOMIC_SEQ_CST);
	for (uint32_t cpu = 0; cpu < CPUS; cpu++) {
		if (cpu != smp_this_cpu() &&
		    !check(__atomic_load_n(&vmid_on[cpu], __ATOMIC_SEQ_CST) != vmid,
			   "no two guests run under one VMID")) {
			return false;
		}
	}
	return check(vmid != 0, "a guest has a VMID of its own");
}

static bool leave(struct guest *guest)
{
	__atomic_store_n(vmid_here(), 0, __ATOMIC_SEQ_CST);
	return guest_unbind(guest);
}

/* Finds what it left the last time, and leaves @value + 1. */
static bool visit(struct guest *guest, uint64_t value, bool is_first)
{
	bool is_ok = guest_bind(guest) && is_vmid_alone();

	/* The first run ends where the guest asks what to do. */
	if (is_ok && is_first) {
		is_ok = guest_run(guest) && access_store(guest, GUEST_ALIVE, value);
	}
	return is_ok && access_load(guest, GUEST_ALIVE, value) &&
	       access_store(guest, GUEST_ALIVE, value + 1) && is_vmid_alone() && leave(guest);
}

static void visit_all(void *arg)
{
	struct crowd *crowd = arg;

	crowd->is_ok = true;
	for (uint64_t round = 0; round < ROUNDS && crowd->is_ok; round++) {
		for (uint64_t i = 0; i < crowd->n_guests && crowd->is_ok; i++) {
			crowd->is_ok = visit(&crowd->guests[i],
					     crowd->first_value + i * ROUNDS + round, round == 0);
		}
	}
	__atomic_store_n(&crowd->has_ended, true, __ATOMIC_RELEASE);
}

static bool end_crowd(struct crowd *crowd)
{
	for (uint64_t i = 0; i < crowd->n_guests; i++) {
		stage2_destroy(&crowd->guests[i].memory);
	}
	return check_eq(crowd->pool.n_free, crowd->n_guests * TABLES, "pages given back");
}

/* Each generation has fewer VMIDs than were needed. */
static void check_generations(uint64_t before, uint64_t n_loads)
{
	uint64_t n_vmids = UINT64_C(1) << guest_vmids()->bits;

	check((guest_vmids()->generation - before) >> 16 >= n_loads / n_vmids - 1,
	      "VMIDs ran out again and again");
}

CORE_TEST(guests_of_one_cpu_outnumber_vmids)
{
	const uint64_t n_guests = 400;
	uint64_t generation = guest_vmids()->generation;
	static struct crowd crowd;

	if (!load_code() || !make_crowd(&crowd, n_guests, 0)) {
		return;
	}
	visit_all(&crowd);
	if (crowd.is_ok && end_crowd(&crowd)) {
		check_generations(generation, n_guests * ROUNDS);
	}
}

static bool have_all_ended(struct crowd *crowds)
{
	for (uint32_t cpu = 1; cpu < CPUS; cpu++) {
		if (!__atomic_load_n(&crowds[cpu].has_ended, __ATOMIC_ACQUIRE)) {
			return false;
		}
	}
	return true;
}

/* This one keeps its VMID while those of the others run out. */
static void stay_bound(struct guest *guest, struct crowd *crowds)
{
	uint64_t value = 0;

	if (!guest_bind(guest) || !guest_run(guest) || !access_store(guest, GUEST_ALIVE, value)) {
		return;
	}
	while (!have_all_ended(crowds)) {
		if (!is_vmid_alone() || !access_load(guest, GUEST_ALIVE, value) ||
		    !access_store(guest, GUEST_ALIVE, ++value)) {
			return;
		}
	}
	(void)leave(guest);
}

CORE_TEST(guests_of_four_cpus_outnumber_vmids)
{
	const uint64_t n_guests = 250;
	uint64_t generation = guest_vmids()->generation;
	static struct crowd crowds[CPUS];

	if (core_n_cpus < CPUS) {
		core_skip("needs 4 CPUs");
		return;
	}
	if (!load_code() || !make_crowd(&crowds[0], 1, 0)) {
		return;
	}
	for (uint32_t cpu = 1; cpu < CPUS; cpu++) {
		if (!make_crowd(&crowds[cpu], n_guests, cpu * UINT64_C(0x100000))) {
			return;
		}
	}
	for (uint32_t cpu = 1; cpu < CPUS; cpu++) {
		smp_run_on(cpu, visit_all, &crowds[cpu]);
	}
	stay_bound(crowds[0].guests, crowds);
	for (uint32_t cpu = 1; cpu < CPUS; cpu++) {
		smp_wait(cpu);
		if (!crowds[cpu].is_ok || !end_crowd(&crowds[cpu])) {
			return;
		}
	}
	(void)end_crowd(&crowds[0]);
	check_generations(generation, (CPUS - 1) * n_guests * ROUNDS);
}
