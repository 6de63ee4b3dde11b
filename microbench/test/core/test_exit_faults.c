/* SPDX-License-Identifier: Apache-2.0 */
/* Accesses that stage 2 refuses and nothing can emulate, with the guest's own stage 1 off and on. */
#include "host/cache.h"
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(call);
PROBE(ldr_x);
PROBE(str_x);
PROBE(ldp);
PROBE(stp);
PROBE(ldr_q);
PROBE(ldr_post);
PROBE(dc_zva);
PROBE(mmu_on);
PROBE(par_write);
PROBE(par_read);

static struct guest guest;

struct want {
	uint64_t va;
	uint64_t ipa;
	bool is_write;
	bool is_exec;
	bool is_permission;
	bool is_stage1_walk;
	uint8_t status_code; /* DDI 0487, ESR_EL2, DFSC and IFSC; of a walk without the level */
};

static void check_fault(const unsigned char *label, const struct want *want)
{
	const struct vcpu_exit_fault *fault = &guest.exit.fault;

	vcpu_set_gpr(&guest.vcpu, 1, want->va);
	if (!probe_run_once(&guest, label, VCPU_EXIT_NESTED_PAGE_FAULT)) {
		return;
	}
	check(fault->is_va_valid, "the VA is valid");
	check(fault->is_ipa_valid, "the IPA is valid");
	check_eq(fault->va, want->va, "VA");
	check_eq(fault->ipa, want->ipa, "IPA");
	check_eq(fault->is_write, want->is_write, "write");
	check_eq(fault->is_exec, want->is_exec, "exec");
	check_eq(fault->is_permission, want->is_permission, "permission");
	check_eq(fault->is_stage1_walk, want->is_stage1_walk, "stage-1 walk");
	/* Which level of stage 2 refused a walk's access: QEMU 7.2 gives the level of the walk. */
	check_eq(fault->status_code & (want->is_stage1_walk ? 0x3c : 0x3f), want->status_code,
		 "status code");
	if (!want->is_exec) {
		check_eq(vcpu_pc(&guest.vcpu), probe_at(label), "PC");
	}
}

/* Of the last page of the guest's, for which there is nothing else. */
#define PAGE    (GUEST_IPA + 0xf000u)
#define LEVEL_1 0x05u /* translation fault */
#define LEVEL_3 0x0fu /* permission fault */
#define WALK    0x04u /* translation fault */
#define TABLES  (GUEST_IPA + GUEST_DATA)
#define ROOT    0x0u
#define MIDDLE  0x1000u
#define LAST    0x2000u

static void protect(enum stage2_memory memory)
{
	check_eq((uint64_t)stage2_protect(&guest.memory, PAGE, 0x1000, memory), VCPU_OK,
		 "stage2_protect");
}

CORE_TEST(accesses_without_a_syndrome_are_page_faults)
{
	struct want want = { .va = PROBE_NOWHERE + 0x40, .ipa = PROBE_NOWHERE + 0x40 };

	if (!probe_start(&guest, 0)) {
		return;
	}
	/* Nothing else is in that GiB: the walk, from level 1 on, ends there. */
	want.status_code = LEVEL_1;
	check_fault(exits_ldp, &want);
	check_fault(exits_ldr_q, &want);
	check_fault(exits_ldr_post, &want);
	want.is_write = true;
	check_fault(exits_stp, &want);
	check_fault(exits_dc_zva, &want);
	want.is_write = false;
	want.is_exec = true;
	check_fault(exits_call, &want);
	check_eq(vcpu_pc(&guest.vcpu), want.va, "PC of the fetch");
	probe_end(&guest);
}

/* Both that the access has a syndrome and that it has none. */
static void check_permissions(uint64_t va)
{
	struct want want = {
		.va = va + 0x18,
		.ipa = PAGE + 0x18,
		.is_permission = true,
		.status_code = LEVEL_3,
	};

	protect(STAGE2_NORMAL_RW);
	want.is_exec = true;
	check_fault(exits_call, &want);
	want.is_exec = false;
	protect(STAGE2_NORMAL_RO);
	want.is_write = true;
	check_fault(exits_str_x, &want);
	check_fault(exits_stp, &want);
	vcpu_set_gpr(&guest.vcpu, 1, want.va);
	check(probe_run_once(&guest, exits_ldr_x, VCPU_EXIT_HYPERCALL), "it may be read");
}

CORE_TEST(refused_accesses_are_page_faults_with_an_address)
{
	if (probe_start(&guest, 0)) {
		check_permissions(PAGE);
		probe_end(&guest);
	}
}

/*
 * The guest's own tables: 39 bits of address, 4 KiB granule. The first GiBs are as they are; VA has three
 * levels to a page of the guest's; BAD_WALK begins with a table that stage 2 does not have.
 */
#define VA        UINT64_C(0x1000000000)
#define BAD_WALK  UINT64_C(0x2000000000)
#define NO_TABLE  UINT64_C(0x70003000)
#define AF        (UINT64_C(1) << 10)
#define SH_INNER  (UINT64_C(3) << 8)
#define DESC_PAGE (AF | SH_INNER | 3)
/* T0SZ 25; write-back, inner shareable walks; TTBR1 off; 40-bit PA */
#define TCR  (UINT64_C(25) | 1 << 8 | 1 << 10 | 3 << 12 | 1 << 23 | UINT64_C(2) << 32)
#define MAIR UINT64_C(0xff)

static uint64_t *table(uint32_t offset)
{
	return (uint64_t *)(void *)(guest.ram + GUEST_DATA + offset);
}

static bool turn_mmu_on(void)
{
	for (uint64_t gib = 0; gib < 4; gib++) {
		table(ROOT)[gib] = gib << 30 | AF | SH_INNER | 1;
	}
	table(ROOT)[VA >> 30] = (TABLES + MIDDLE) | 3;
	table(ROOT)[BAD_WALK >> 30] = NO_TABLE | 3;
	table(MIDDLE)[0] = (TABLES + LAST) | 3;
	table(LAST)[3] = PAGE | DESC_PAGE;
	cache_clean(guest.ram, guest.ram + GUEST_SIZE_BYTES);
	vcpu_set_gpr(&guest.vcpu, 0, TABLES + ROOT);
	vcpu_set_gpr(&guest.vcpu, 1, TCR);
	vcpu_set_gpr(&guest.vcpu, 2, MAIR);
	return probe_do(&guest, exits_mmu_on);
}

CORE_TEST(with_stage_1_on_a_refused_access_has_the_address_that_it_leads_to)
{
	if (!probe_start(&guest, 0) || !turn_mmu_on()) {
		return;
	}
	/* What the guest's own last AT said; bit 0: it failed. */
	vcpu_set_gpr(&guest.vcpu, 2, 0x801);
	probe_do(&guest, exits_par_write);
	check_permissions(VA + 0x3000);
	vcpu_set_gpr(&guest.vcpu, 2, 0);
	if (probe_do(&guest, exits_par_read)) {
		check_eq(vcpu_get_gpr(&guest.vcpu, 2), 0x801, "PAR_EL1");
	}
	probe_end(&guest);
}

CORE_TEST(faults_of_the_guests_own_walk_are_told_as_that)
{
	const struct want want = {
		.va = BAD_WALK + 0x5128,
		/* Of a walk, the page. */
		.ipa = NO_TABLE,
		.is_stage1_walk = true,
		.status_code = WALK,
	};
	struct want fetch = want;

	if (!probe_start(&guest, 0) || !turn_mmu_on()) {
		return;
	}
	check_fault(exits_ldr_x, &want);
	check_fault(exits_ldp, &want);
	/* The walk reads, whatever it is for. */
	check_fault(exits_str_x, &want);
	fetch.is_exec = true;
	check_fault(exits_call, &fetch);
	/* A plain load through the same tables is an MMIO access. */
	table(LAST)[4] = (PROBE_NOWHERE + 0x4000) | DESC_PAGE;
	cache_clean(table(LAST), table(LAST) + 5);
	vcpu_set_gpr(&guest.vcpu, 1, VA + 0x4234);
	if (probe_run_once(&guest, exits_ldr_x, VCPU_EXIT_MMIO_READ)) {
		check_eq(guest.exit.mmio.ipa, PROBE_NOWHERE + 0x4234, "IPA of the load");
	}
	probe_end(&guest);
}
