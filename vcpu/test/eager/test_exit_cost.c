/* SPDX-License-Identifier: Apache-2.0 */
/* SWITCH=eager: what moves at each exit and entry, in which order. The lists are written out: they
 * are what the policy is the reference for. */
#include <string.h>

#include <fake_cpu.h>
#include <hal_host.h>

#include "test/cm.h"
#include "test/fixture.h"

#define STORED                                                                                     \
	"r:cntvoff_el2;r:cntv_cval_el0;r:cntkctl_el1;r:cntp_ctl_el0;r:cntv_ctl_el0;"               \
	"r:cntp_tval_el0;r:cntv_tval_el0;r:cntvct_el0;r:cnthctl_el2;r:vmpidr_el2;r:sp_el0;"        \
	"r:sp_el1;r:elr_el1;r:spsr_el1;r:sctlr_el1;r:cpacr_el1;r:ttbr0_el1;r:ttbr1_el1;"           \
	"r:tcr_el1;r:esr_el1;r:far_el1;r:par_el1;r:mair_el1;r:amair_el1;r:vbar_el1;"               \
	"r:contextidr_el1;r:tpidr_el0;r:tpidr_el1;r:tpidrro_el0;r:pmcr_el0;r:actlr_el1;"           \
	"r:vtcr_el2;r:vttbr_el2;r:hcr_el2;"
#define RESTORED                                                                                   \
	"w:cntvoff_el2;w:cntv_cval_el0;w:cntkctl_el1;w:cntv_ctl_el0;w:cnthctl_el2;w:vmpidr_el2;"   \
	"w:sp_el0;w:sp_el1;w:elr_el1;w:spsr_el1;w:sctlr_el1;w:cpacr_el1;w:ttbr0_el1;w:ttbr1_el1;"  \
	"w:tcr_el1;w:esr_el1;w:far_el1;w:par_el1;w:mair_el1;w:amair_el1;w:vbar_el1;"               \
	"w:contextidr_el1;w:tpidr_el0;w:tpidr_el1;w:tpidrro_el0;w:pmcr_el0;w:actlr_el1;"           \
	"w:vtcr_el2;w:vttbr_el2;w:hcr_el2;"
#define INVALIDATED "ic_iallu;tlbi_alle2;tlbi_alle1;dsb_nsh;isb;"

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

static size_t count_rows(const char *log)
{
	size_t n = 0;

	for (const char *at = strchr(log, ';'); at != NULL; at = strchr(at + 1, ';')) {
		n++;
	}
	return n;
}

static void the_lists_have_34_and_30_registers(void **state)
{
	(void)state;
	assert_int_equal(count_rows(STORED), 34);
	assert_int_equal(count_rows(RESTORED), 30);
}

/* The hypervisor's own SP_EL0 is kept around it. The vector has read the syndrome before any of it
 * moves: it asks whether the exit is answered in place. */
static void an_exit_moves_exactly_the_lists_and_invalidates(void **state)
{
	struct fixture *f = *state;

	for (unsigned int n = 0; n < 3; n++) {
		fake_log_clear();
		(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
		assert_string_equal(fixture_log_without("r:tpidr_el2;"),
				    "r:sp_el0;" RESTORED INVALIDATED "enter;r:esr_el2;" STORED
				    "w:sp_el0;");
	}
}

static void every_kind_of_exit_moves_the_same(void **state)
{
	struct fixture *f = *state;

	/* What the hypervisor reads of a synchronous one, an IRQ, an FIQ, an SError */
	static const char *const logs[4] = {
		"r:sp_el0;" RESTORED INVALIDATED "enter;r:esr_el2;" STORED "w:sp_el0;",
		"r:sp_el0;" RESTORED INVALIDATED "enter;" STORED "w:sp_el0;irq_fetch;",
		"r:sp_el0;" RESTORED INVALIDATED "enter;" STORED "w:sp_el0;",
		"r:sp_el0;" RESTORED INVALIDATED "enter;" STORED "w:sp_el0;r:esr_el2;",
	};

	for (unsigned int kind = 0; kind < 4; kind++) {
		hal_test_raise(30);
		fake_log_clear();
		(void)fixture_run(
			f, &(struct fake_exit){ .kind = kind,
						.esr = kind == 3 ? 0xbe000000 : FIXTURE_HVC });
		assert_string_equal(fixture_log_without("r:tpidr_el2;"), logs[kind]);
	}
}

/* Interrupts are fetched by the hypervisor, after its SP_EL0 is back. */
static void the_hal_is_called_with_the_hypervisors_sp_el0(void **state)
{
	struct fixture *f = *state;

	hal_test_raise(30);
	(void)fixture_run(f, &(struct fake_exit){ .kind = 1 });
	assert_non_null(strstr(fake_log(), "w:sp_el0;irq_fetch;"));
	assert_int_equal(fake_get(FAKE_sp_el0), FIXTURE_HOST_SP_EL0);
}

static void the_hypervisor_may_change_its_sp_el0_between_exits(void **state)
{
	struct fixture *f = *state;

	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	fake_set(FAKE_sp_el0, 0x7700);
	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	assert_int_equal(fake_get(FAKE_sp_el0), 0x7700);
	fake_set(FAKE_sp_el0, 0x7800);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_sp_el0), 0x7800);
	assert_int_equal(f->vcpu.arch.el1.sp_el0, 0);
}

static void guest_takes_its_abort(struct vcpu_ctx *ctx)
{
	assert_int_equal(fake_get(FAKE_far_el1), 0x1234);
	assert_int_equal(fake_get(FAKE_elr_el1), FIXTURE_ENTRY);
	assert_int_equal(ctx->elr, 0x200);
}

static void what_is_injected_is_in_the_cpu_at_the_next_entry(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(vcpu_inject_abort(&f->vcpu, 0x1234, false), VCPU_OK);
	assert_int_equal(fake_get(FAKE_far_el1), 0);
	(void)fixture_run(
		f, &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_takes_its_abort });
}

static void what_is_injected_survives_an_unbind_before_the_next_entry(void **state)
{
	struct fixture *f = *state;

	(void)fixture_run(f, &(struct fake_exit){ .esr = FIXTURE_HVC });
	assert_int_equal(vcpu_inject_abort(&f->vcpu, 0x1234, false), VCPU_OK);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	(void)fixture_run(
		f, &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_takes_its_abort });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_lists_have_34_and_30_registers, ready_setup),
		cmocka_unit_test_setup(an_exit_moves_exactly_the_lists_and_invalidates,
				       ready_setup),
		cmocka_unit_test_setup(every_kind_of_exit_moves_the_same, ready_setup),
		cmocka_unit_test_setup(the_hal_is_called_with_the_hypervisors_sp_el0, ready_setup),
		cmocka_unit_test_setup(the_hypervisor_may_change_its_sp_el0_between_exits,
				       ready_setup),
		cmocka_unit_test_setup(what_is_injected_is_in_the_cpu_at_the_next_entry,
				       ready_setup),
		cmocka_unit_test_setup(what_is_injected_survives_an_unbind_before_the_next_entry,
				       ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
