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

/* DDI 0487, HCR_EL2. RW 31: EL1 is AArch64. TACR 21, TIDCP 20, TSC 19: ACTLR_EL1, implementation
 * defined registers and SMC trap. TWE 14, TWI 13: WFE and WFI trap. BSU 11:10 = 0b01, FB 9: barriers
 * and maintenance reach the Inner Shareable domain. AMO 5, IMO 4, FMO 3: SError, IRQ and FIQ come to
 * EL2. PTW 2, SWIO 1, VM 0: stage 2 on, and protected walks. */
#define GUEST_HCR                                                                                  \
	(UINT64_C(0x80000000) + 0x200000 + 0x100000 + 0x80000 + 0x4000 + 0x2000 + 0x400 + 0x200 +  \
	 0x20 + 0x10 + 0x8 + 0x4 + 0x2 + 0x1)

static unsigned char stack[4096] __attribute__((aligned(16)));

static int cpu_setup(void **state)
{
	(void)state;
	fake_reset();
	hal_test_reset();
	fake_set(FAKE_vbar_el2, FIXTURE_VBAR);
	fake_set(FAKE_hcr_el2, FIXTURE_HOST_HCR);
	fake_set(FAKE_mdcr_el2, FIXTURE_HOST_MDCR);
	fake_set(FAKE_cptr_el2, FIXTURE_HOST_CPTR);
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
	assert_string_equal(fake_log(), "w:tpidr_el2;");
	assert_int_equal(fake_get(FAKE_tpidr_el2), (uintptr_t)&pcpu);
	assert_null(pcpu.current);
	assert_int_equal(pcpu.emergency_sp, (uintptr_t)(stack + sizeof(stack)));
	assert_int_equal(pcpu.cpu_id, 7);
	assert_false(pcpu.is_enabled);
}

static void a_cpu_without_a_usable_emergency_stack_is_refused(void **state)
{
	struct vcpu_pcpu pcpu;

	(void)state;
	assert_int_equal(vcpu_pcpu_init(NULL, 0, stack + sizeof(stack)), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_init(&pcpu, 0, stack + 8), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_init(&pcpu, 0, stack + 1), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_init(&pcpu, 0, NULL), VCPU_EINVAL);
	assert_string_equal(fake_log(), "");
}

/* The new HCR_EL2 is in force before stale translations go, and they are gone before it returns. */
static void enabling_saves_installs_and_invalidates_in_this_order(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_true(pcpu.is_enabled);
	assert_string_equal(fake_log(),
			    "r:vbar_el2;r:hcr_el2;r:mdcr_el2;r:cptr_el2;w:vbar_el2;w:hcr_el2;"
			    "w:mdcr_el2;w:cptr_el2;isb;tlbi_alle1;dsb_nsh;isb;");
}

static void guests_run_under_the_vectors_and_traps_of_the_library(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_vbar_el2), (uintptr_t)vcpu_vectors);
	assert_int_equal(fake_get(FAKE_hcr_el2), GUEST_HCR);
	/* DDI 0487, "MDCR_EL2": HPMN as it was; TPMCR, TPM, TDA, TDOSA, TDRA; no other */
	assert_int_equal(fake_get(FAKE_mdcr_el2), 0x6 + 0x20 + 0x40 + 0x200 + 0x400 + 0x800);
	/* "CPTR_EL2", E2H 0: RES1 bits 7 to 0, 9 and 13; TZ, TSM, TTA; TFP, bit 10, is 0 */
	assert_int_equal(fake_get(FAKE_cptr_el2), 0x2ff + 0x2000 + 0x100 + 0x1000 + 0x100000);
}

static void disabling_puts_back_what_was_there(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	fake_log_clear();
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	assert_false(pcpu.is_enabled);
	assert_string_equal(fake_log(), "w:vbar_el2;w:hcr_el2;w:mdcr_el2;w:cptr_el2;isb;");
	assert_int_equal(fake_get(FAKE_vbar_el2), FIXTURE_VBAR);
	assert_int_equal(fake_get(FAKE_hcr_el2), FIXTURE_HOST_HCR);
	assert_int_equal(fake_get(FAKE_mdcr_el2), FIXTURE_HOST_MDCR);
	assert_int_equal(fake_get(FAKE_cptr_el2), FIXTURE_HOST_CPTR);
}

static void enabling_twice_is_refused_and_keeps_the_hosts_registers(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	fake_log_clear();
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_EBADSTATE);
	assert_string_equal(fake_log(), "");
	assert_int_equal(pcpu.host_vbar, FIXTURE_VBAR);
	assert_int_equal(pcpu.host_hcr, FIXTURE_HOST_HCR);
}

static void disabling_a_cpu_that_is_not_enabled_is_refused(void **state)
{
	struct vcpu_pcpu pcpu = new_cpu();

	(void)state;
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_EBADSTATE);
	assert_string_equal(fake_log(), "");
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_EBADSTATE);
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
}

static void a_cpu_with_a_vcpu_bound_stays_enabled(void **state)
{
	struct fixture *f;

	fixture_setup(state);
	f = *state;
	fixture_bring_to(f, VCPU_STATE_READY);
	assert_int_equal(vcpu_pcpu_disable(&f->pcpu), VCPU_EBUSY);
	assert_true(f->pcpu.is_enabled);
	assert_ptr_equal(f->pcpu.current, &f->vcpu);
	assert_string_equal(fake_log(), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_cpu_is_found_through_tpidr_el2, cpu_setup),
		cmocka_unit_test_setup(a_cpu_without_a_usable_emergency_stack_is_refused,
				       cpu_setup),
		cmocka_unit_test_setup(enabling_saves_installs_and_invalidates_in_this_order,
				       cpu_setup),
		cmocka_unit_test_setup(guests_run_under_the_vectors_and_traps_of_the_library,
				       cpu_setup),
		cmocka_unit_test_setup(disabling_puts_back_what_was_there, cpu_setup),
		cmocka_unit_test_setup(enabling_twice_is_refused_and_keeps_the_hosts_registers,
				       cpu_setup),
		cmocka_unit_test_setup(disabling_a_cpu_that_is_not_enabled_is_refused, cpu_setup),
		cmocka_unit_test_setup(a_cpu_can_be_enabled_again, cpu_setup),
		cmocka_unit_test_setup(a_cpu_with_a_vcpu_bound_stays_enabled, cpu_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
