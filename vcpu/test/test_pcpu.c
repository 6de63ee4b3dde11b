/* SPDX-License-Identifier: Apache-2.0 */
/* Taking a physical CPU and giving it back. */
#include <string.h>

#include <vcpu/pcpu.h>
#include <vcpu/status.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "aarch64/trap.h"
#include "test/cm.h"
#include "test/fixture.h"

/* DDI 0487, HCR_EL2. RW 31: EL1 is AArch64. TACR 21, TIDCP 20, TSC 19, TID3 18: ACTLR_EL1,
 * implementation defined registers, SMC and ID registers trap. TWE 14, TWI 13: WFE and WFI trap.
 * BSU 11:10 = 0b01, FB 9: barriers and maintenance reach the Inner Shareable domain. AMO 5, IMO 4,
 * FMO 3: SError, IRQ and FIQ come to EL2. PTW 2, SWIO 1, VM 0: stage 2 on, and protected walks. */
#define GUEST_HCR                                                                                  \
	(UINT64_C(0x80000000) + 0x200000 + 0x100000 + 0x80000 + 0x40000 + 0x4000 + 0x2000 +        \
	 0x400 + 0x200 + 0x20 + 0x10 + 0x8 + 0x4 + 0x2 + 0x1)

static unsigned char stack[4096] __attribute__((aligned(16)));

/* A CPU with nothing that is optional. */
static const struct fixture_cpu plain = { 0 };

static int cpu_setup(void **state)
{
	(void)state;
	fake_reset();
	hal_test_reset();
	fixture_set_id_registers(&plain);
	fixture_set_host_registers();
	return 0;
}

static struct vcpu_pcpu new_cpu(void)
{
	struct vcpu_pcpu pcpu;

	memset(&pcpu, 0xa5, sizeof(pcpu));
	assert_int_equal(vcpu_pcpu_init(&pcpu, 7, stack + sizeof(stack)), VCPU_OK);
	fake_log_clear();
	return pcpu;
}

static void a_cpu_is_found_through_tpidr_el2(void **state)
{
	struct vcpu_pcpu pcpu;

	(void)state;
	memset(&pcpu, 0xa5, sizeof(pcpu));
	assert_int_equal(vcpu_pcpu_init(&pcpu, 7, stack + sizeof(stack)), VCPU_OK);
	assert_string_equal(fixture_log_without("r:id_aa64"), "r:hcr_el2;w:tpidr_el2;");
	assert_int_equal(fake_get(FAKE_tpidr_el2), (uintptr_t)&pcpu);
	assert_null(vcpu_current());
	assert_int_equal(pcpu.emergency_sp, (uintptr_t)(stack + sizeof(stack)));
	assert_int_equal(pcpu.cpu_id, 7);
	assert_false(vcpu_pcpu_is_enabled(&pcpu));
}

static void a_cpu_that_cannot_be_is_refused(void **state)
{
	struct vcpu_pcpu pcpu;
	struct vcpu_pcpu before;
	void *top = stack + sizeof(stack);

	(void)state;
	memset(&pcpu, 0xa5, sizeof(pcpu));
	memset(&before, 0xa5, sizeof(before));
	assert_int_equal(vcpu_pcpu_init(NULL, 0, top), VCPU_EINVAL);
	for (size_t offset = 1; offset < 16; offset++) {
		assert_int_equal(vcpu_pcpu_init(&pcpu, 0, stack + offset), VCPU_EINVAL);
	}
	assert_int_equal(vcpu_pcpu_init(&pcpu, 0, NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_init(&pcpu, 64, top), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_init(&pcpu, UINT32_MAX, top), VCPU_EINVAL);
	assert_string_equal(fake_log(), "");
	assert_memory_equal(&pcpu, &before, sizeof(pcpu));
	/* HCR_EL2.E2H, 34 */
	fake_set(FAKE_hcr_el2, FIXTURE_HOST_HCR | UINT64_C(0x400000000));
	assert_int_equal(vcpu_pcpu_init(&pcpu, 63, top), VCPU_EUNSUPPORTED);
	assert_memory_equal(&pcpu, &before, sizeof(pcpu));
	fake_set(FAKE_hcr_el2, FIXTURE_HOST_HCR);
	assert_int_equal(vcpu_pcpu_init(&pcpu, 63, top), VCPU_OK);
}

/* The new HCR_EL2 is in force and nothing can be walked (EPD bits of TCR_EL1, M of SCTLR_EL1, VMID 0)
 * before stale translations go, and they are gone before it returns. */
static void enabling_saves_installs_and_invalidates_in_this_order(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_true(vcpu_pcpu_is_enabled(&pcpu));
	assert_string_equal(
		fixture_log_without("r:id_aa64"),
		"r:vbar_el2;r:hcr_el2;r:mdcr_el2;r:cptr_el2;r:cnthctl_el2;w:vbar_el2;"
		"w:hcr_el2;w:mdcr_el2;w:cptr_el2;w:hstr_el2;w:tcr_el1;isb;w:sctlr_el1;isb;"
		"w:vttbr_el2;isb;tlbi_alle1;dsb_nsh;isb;");
	assert_int_equal(fake_get(FAKE_tcr_el1), 0x800080);
	assert_int_equal(fake_get(FAKE_sctlr_el1) & 1, 1);
	assert_int_equal(fake_get(FAKE_vttbr_el2), 0);
	assert_int_equal(pcpu.host_vbar, FIXTURE_VBAR);
	assert_int_equal(pcpu.host_hcr, FIXTURE_HOST_HCR);
	assert_int_equal(pcpu.host_mdcr, FIXTURE_HOST_MDCR);
	assert_int_equal(pcpu.host_cptr, FIXTURE_HOST_CPTR);
	assert_int_equal(pcpu.host_cnthctl, FIXTURE_HOST_CNTHCTL);
}

static void guests_run_under_the_vectors_and_traps_of_the_library(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_vbar_el2), (uintptr_t)vcpu_vectors);
	assert_int_equal(fake_get(FAKE_hcr_el2), GUEST_HCR);
	/* MDCR_EL2: HPMN as it was; TDA 9, TDOSA 10, TDRA 11; no other */
	assert_int_equal(fake_get(FAKE_mdcr_el2), 0x6 + 0x200 + 0x400 + 0x800);
	/* CPTR_EL2, E2H 0: RES1 13, 12, 9 to 0, of which TSM 12 and TZ 8 are RES1 without SME and
	 * SVE; TFP 10 is 0 */
	assert_int_equal(fake_get(FAKE_cptr_el2), 0x33ff);
	assert_int_equal(fake_get(FAKE_hstr_el2), 0);
}

/* FMO 3, IMO 4 and AMO 5: without them a physical interrupt goes to the guest's EL1. */
static void enabling_routes_physical_interrupts_to_el2(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	fake_set(FAKE_hcr_el2, 0);
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_hcr_el2) & 0x38, 0x38);
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_hcr_el2), 0);
}

static void disabling_puts_back_what_was_there(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	fake_set(FAKE_cnthctl_el2, 0);
	fake_log_clear();
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	assert_false(vcpu_pcpu_is_enabled(&pcpu));
	assert_string_equal(fake_log(),
			    "w:vbar_el2;w:hcr_el2;w:mdcr_el2;w:cptr_el2;w:cnthctl_el2;isb;");
	assert_int_equal(fake_get(FAKE_vbar_el2), FIXTURE_VBAR);
	assert_int_equal(fake_get(FAKE_hcr_el2), FIXTURE_HOST_HCR);
	assert_int_equal(fake_get(FAKE_mdcr_el2), FIXTURE_HOST_MDCR);
	assert_int_equal(fake_get(FAKE_cptr_el2), FIXTURE_HOST_CPTR);
	assert_int_equal(fake_get(FAKE_cnthctl_el2), FIXTURE_HOST_CNTHCTL);
}

static void a_null_cpu_is_refused(void **state)
{
	(void)state;
	assert_int_equal(vcpu_pcpu_enable(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_disable(NULL), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_set_irq_handler(NULL, NULL), VCPU_EINVAL);
	assert_string_equal(fake_log(), "");
}

static void enabling_twice_is_refused_and_keeps_the_hosts_registers(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();
	struct vcpu_pcpu before;

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	fake_log_clear();
	memcpy(&before, &pcpu, sizeof(before));
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_EBADSTATE);
	assert_string_equal(fake_log(), "");
	assert_memory_equal(&pcpu, &before, sizeof(pcpu));
}

static void disabling_a_cpu_that_is_not_enabled_is_refused(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_EBADSTATE);
	assert_string_equal(fake_log(), "");
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	fake_log_clear();
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_EBADSTATE);
	assert_string_equal(fake_log(), "");
}

static void a_cpu_can_be_enabled_again(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	fake_set(FAKE_hcr_el2, 0x80000000);
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_int_equal(pcpu.host_hcr, 0x80000000);
	assert_int_equal(fake_get(FAKE_hcr_el2), GUEST_HCR);
}

static void a_cpu_with_a_vcpu_bound_stays_enabled(void **state)
{
	struct fixture *f;

	fixture_setup(state);
	f = *state;
	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_pcpu_disable(&f->pcpu), VCPU_EBUSY);
	assert_true(vcpu_pcpu_is_enabled(&f->pcpu));
	assert_ptr_equal(vcpu_current(), &f->vcpu);
	fixture_assert_cpu_untouched();
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_pcpu_disable(&f->pcpu), VCPU_OK);
}

static struct vcpu_pcpu *interrupted;

static void on_interrupt(struct vcpu_pcpu *pcpu)
{
	interrupted = pcpu;
	fake_cpu_note("on_interrupt");
}

/* As the vector does. */
static void interrupt(struct vcpu_pcpu *pcpu)
{
	fake_log_clear();
	pcpu->irq_handler(pcpu);
}

static void an_interrupt_of_the_hypervisor_goes_to_the_hal_unless_a_handler_is_registered(
	void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	hal_test_raise(30);
	interrupt(&pcpu);
	assert_string_equal(fake_log(), "irq_fetch;irq_handle;");

	assert_int_equal(vcpu_pcpu_set_irq_handler(&pcpu, on_interrupt), VCPU_OK);
	interrupt(&pcpu);
	assert_string_equal(fake_log(), "on_interrupt;");
	assert_ptr_equal(interrupted, &pcpu);

	assert_int_equal(vcpu_pcpu_set_irq_handler(&pcpu, NULL), VCPU_OK);
	hal_test_raise(31);
	interrupt(&pcpu);
	assert_string_equal(fake_log(), "irq_fetch;irq_handle;");
}

/* ID_AA64MMFR0_EL1.PARange: 0 to 6 are 32, 36, 40, 42, 44, 48 and 52 bits. VTCR_EL2.SL0 can begin
 * at level 0 from 44 bits on. */
static void the_most_levels_of_a_guests_tables_follow_from_the_address_size(void **state)
{
	static const unsigned int levels[] = { 3, 3, 3, 3, 4, 4, 4 };

	(void)state;
	for (uint64_t pa_range = 0; pa_range < 7; pa_range++) {
		fake_set(FAKE_id_aa64mmfr0_el1, pa_range);
		assert_int_equal(vcpu_pcpu_max_stage2_levels(), levels[pa_range]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_cpu_is_found_through_tpidr_el2, cpu_setup),
		cmocka_unit_test_setup(a_cpu_that_cannot_be_is_refused, cpu_setup),
		cmocka_unit_test_setup(enabling_saves_installs_and_invalidates_in_this_order,
				       cpu_setup),
		cmocka_unit_test_setup(guests_run_under_the_vectors_and_traps_of_the_library,
				       cpu_setup),
		cmocka_unit_test_setup(enabling_routes_physical_interrupts_to_el2, cpu_setup),
		cmocka_unit_test_setup(disabling_puts_back_what_was_there, cpu_setup),
		cmocka_unit_test_setup(a_null_cpu_is_refused, cpu_setup),
		cmocka_unit_test_setup(enabling_twice_is_refused_and_keeps_the_hosts_registers,
				       cpu_setup),
		cmocka_unit_test_setup(disabling_a_cpu_that_is_not_enabled_is_refused, cpu_setup),
		cmocka_unit_test_setup(a_cpu_can_be_enabled_again, cpu_setup),
		cmocka_unit_test_setup(a_cpu_with_a_vcpu_bound_stays_enabled, cpu_setup),
		cmocka_unit_test_setup(
			an_interrupt_of_the_hypervisor_goes_to_the_hal_unless_a_handler_is_registered,
			cpu_setup),
		cmocka_unit_test_setup(
			the_most_levels_of_a_guests_tables_follow_from_the_address_size, cpu_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
