/* SPDX-License-Identifier: Apache-2.0 */
#include "test/fixture.h"

#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"

#define N_PAGES    4u
#define PAGES_PHYS UINT64_C(0x0000000048000000)

const struct fixture_cpu fixture_cpu_default = {
	.has_pauth = true,
	.has_ras = true,
	.has_el3 = true,
	.has_gicv3 = true,
	.n_list_registers = 4,
	.preemption_bits = 5,
};

static struct fixture fixture;
static uint64_t pages[N_PAGES][512] __attribute__((aligned(4096)));
static struct ptable_pool pool;
static struct vmid_pool vmids;
static uint64_t vmids_used[VMID_POOL_WORDS(VMID_POOL_BITS_DEFAULT)];

/* ICH_VTR_EL2: ListRegs 4:0 is one less than there are, PREbits 28:26 too. IHI 0069. */
static void set_gic(const struct fixture_cpu *cpu)
{
	fake_set(FAKE_icc_sre_el2, 0);
	fake_set(FAKE_icc_sre_el1, 0);
	fake_set(FAKE_ich_hcr_el2, 0);
	fake_set(FAKE_ich_vtr_el2,
		 (uint64_t)(cpu->preemption_bits - 1) << 26 | (cpu->n_list_registers - 1));
	fake_set(FAKE_ich_elrsr_el2, (UINT64_C(1) << cpu->n_list_registers) - 1);
}

/* DDI 0487: ID_AA64PFR0_EL1 has EL3 in 15:12, GIC in 27:24, RAS in 31:28, EL2 to EL0 in 11:0 (2:
 * AArch32 too); ID_AA64PFR1_EL1 SME in 27:24; ID_AA64ISAR1_EL1 APA in 7:4, GPA in 27:24;
 * ID_AA64MMFR0_EL1 PARange in 3:0, 2 being 40 bits; ID_AA64DFR0_EL1 DebugVer in 3:0. */
void fixture_set_id_registers(const struct fixture_cpu *cpu)
{
	fake_set(FAKE_midr_el1, FIXTURE_MIDR);
	fake_set(FAKE_id_aa64pfr0_el1, 0x112 | (cpu->has_el3 ? 0x1000 : 0) |
					       (cpu->has_gicv3 ? 0x1000000 : 0) |
					       (cpu->has_ras ? 0x10000000 : 0));
	fake_set(FAKE_id_aa64pfr1_el1, cpu->has_sme ? 0x1000000 : 0);
	fake_set(FAKE_id_aa64dfr0_el1, 0x6);
	fake_set(FAKE_id_aa64isar0_el1, 0);
	fake_set(FAKE_id_aa64isar1_el1, cpu->has_pauth ? 0x1000010 : 0);
	fake_set(FAKE_id_aa64isar2_el1, 0);
	fake_set(FAKE_id_aa64mmfr0_el1, 0x2);
	fake_set(FAKE_id_aa64mmfr1_el1, 0);
	fake_set(FAKE_id_aa64mmfr2_el1, 0);
	if (cpu->has_gicv3) {
		set_gic(cpu);
	}
}

void fixture_set_host_registers(void)
{
	fake_set(FAKE_vbar_el2, FIXTURE_VBAR);
	fake_set(FAKE_hcr_el2, FIXTURE_HOST_HCR);
	fake_set(FAKE_mdcr_el2, FIXTURE_HOST_MDCR);
	fake_set(FAKE_cptr_el2, FIXTURE_HOST_CPTR);
	fake_set(FAKE_cnthctl_el2, FIXTURE_HOST_CNTHCTL);
	fake_set(FAKE_sp_el0, FIXTURE_HOST_SP_EL0);
	/* Nobody writes these, and every CPU has them. */
	fake_set(FAKE_actlr_el1, 0);
	fake_set(FAKE_pmcr_el0, 0x41003000);
	fake_set(FAKE_cntvct_el0, 0x1000);
	fake_set(FAKE_cntp_ctl_el0, 0);
	fake_set(FAKE_cntp_tval_el0, 0);
	fake_set(FAKE_cntv_tval_el0, 0);
}

void fixture_init_vcpu(struct vcpu *vcpu, uint64_t cpu_set)
{
	struct vcpu_config config = {
		.vm_id = 1,
		.vcpu_id = 2,
		.preferred_cpu = VCPU_CPU_ANY,
		.cpu_set = cpu_set,
		.vmpidr = FIXTURE_VMPIDR,
		.cntvoff = 0x123456789,
		.boot_arg = 0x48000000,
	};

	memset(vcpu, 0xa5, sizeof(*vcpu));
	assert_int_equal(vcpu_init(vcpu, &config), VCPU_OK);
}

void fixture_move_to_cpu(struct vcpu_pcpu *pcpu, uint32_t cpu_id, void *stack_top)
{
	fixture_set_host_registers();
	assert_int_equal(vcpu_pcpu_init(pcpu, cpu_id, stack_top), VCPU_OK);
	assert_int_equal(vcpu_pcpu_enable(pcpu), VCPU_OK);
	fake_log_clear();
}

static void make_memory(struct stage2 *memory)
{
	hal_test_arena(pages, sizeof(pages), PAGES_PHYS);
	assert_int_equal(ptable_pool_init(&pool, pages, N_PAGES), VCPU_OK);
	assert_int_equal(vmid_pool_init(&vmids, vmids_used, VMID_POOL_BITS_DEFAULT), VCPU_OK);
	assert_int_equal(stage2_init(memory, &pool, &vmids, 39, 3), VCPU_OK);
}

struct fixture *fixture_setup_on(const struct fixture_cpu *cpu)
{
	fake_reset();
	hal_test_reset();
	memset(&fixture, 0xa5, sizeof(fixture));
	fixture_set_id_registers(cpu);
	fixture_move_to_cpu(&fixture.pcpu, FIXTURE_CPU_ID, fixture.stack + sizeof(fixture.stack));
	make_memory(&fixture.memory);
	fixture_init_vcpu(&fixture.vcpu, 0);
	fake_log_clear();
	return &fixture;
}

int fixture_setup(void **state)
{
	*state = fixture_setup_on(&fixture_cpu_default);
	return 0;
}

int fixture_setup_vcpu(struct vcpu *vcpu, uint32_t flags)
{
	struct vcpu_setup setup = {
		.entry_ipa = FIXTURE_ENTRY,
		.memory = &fixture.memory,
		.flags = flags,
	};

	return vcpu_setup(vcpu, &setup);
}

void fixture_bring_to_with(struct fixture *f, enum vcpu_state state, uint32_t flags)
{
	if (state != VCPU_STATE_CREATED) {
		assert_int_equal(fixture_setup_vcpu(&f->vcpu, flags), VCPU_OK);
	}
	if (state == VCPU_STATE_READY || state == VCPU_STATE_RUNNING) {
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	}
	if (state == VCPU_STATE_RUNNING) {
		assert_int_equal(
			vcpu_transition(&f->vcpu, VCPU_STATE_READY, VCPU_STATE_RUNNING, NULL, NULL),
			VCPU_OK);
	} else if (state == VCPU_STATE_BLOCKED) {
		assert_int_equal(vcpu_block(&f->vcpu), VCPU_OK);
	} else if (state == VCPU_STATE_INVALID) {
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_EBADSTATE);
	}
	assert_int_equal(f->vcpu.state, state);
	fake_log_clear();
}

void fixture_bring_to(struct fixture *f, enum vcpu_state state)
{
	fixture_bring_to_with(f, state, 0);
}

void fixture_assert_cpu_untouched(void)
{
	static const char row[] = "r:tpidr_el2;";
	const char *at = fake_log();

	while (strncmp(at, row, sizeof(row) - 1) == 0) {
		at += sizeof(row) - 1;
	}
	assert_string_equal(at, "");
}

const char *fixture_log_without(const char *prefix)
{
	static char kept[16384];
	size_t len = 0;

	for (const char *row = fake_log(); *row != '\0';) {
		size_t row_len = (size_t)(strchr(row, ';') - row) + 1;

		if (strncmp(row, prefix, strlen(prefix)) != 0) {
			assert_true(len + row_len < sizeof(kept));
			memcpy(kept + len, row, row_len);
			len += row_len;
		}
		row += row_len;
	}
	kept[len] = '\0';
	return kept;
}

unsigned int fixture_count(const char *row)
{
	unsigned int n = 0;

	for (const char *at = fake_log(); *at != '\0'; at = strchr(at, ';') + 1) {
		n += strncmp(at, row, strlen(row)) == 0 ? 1 : 0;
	}
	return n;
}

struct vcpu_exit fixture_run(struct fixture *f, const struct fake_exit *script)
{
	struct vcpu_exit exit;

	memset(&exit, 0xa5, sizeof(exit));
	fake_script_exit(script);
	assert_int_equal(vcpu_run(&f->vcpu, &exit), VCPU_OK);
	assert_int_equal(f->vcpu.state, VCPU_STATE_READY);
	return exit;
}
