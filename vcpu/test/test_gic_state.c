/* SPDX-License-Identifier: Apache-2.0 */
/* The virtual CPU interface: what moves. Source of every bit: IHI 0069, "AArch64 System register
 * descriptions of the virtual registers". */
#include <stdio.h>
#include <string.h>

#include <fake_cpu.h>

#include "test/cm.h"
#include "test/gic_fixture.h"

static const enum fake_reg aps[8] = {
	FAKE_ich_ap0r0_el2, FAKE_ich_ap0r1_el2, FAKE_ich_ap0r2_el2, FAKE_ich_ap0r3_el2,
	FAKE_ich_ap1r0_el2, FAKE_ich_ap1r1_el2, FAKE_ich_ap1r2_el2, FAKE_ich_ap1r3_el2,
};

/* "w:<group>0_el2;w:<group>1_el2;" and so on, @n rows. */
static void append_rows(char *log, size_t size, const char *group, unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		size_t len = strlen(log);

		(void)snprintf(log + len, size - len, "w:%s%u_el2;", group, i);
	}
}

/* 5, 6 and 7 bits of preemption have 1, 2 and 4 registers of active priorities a group. Group 0's
 * come first: another order is UNPREDICTABLE. The interface goes on last. */
static void binding_loads_the_registers_that_the_cpu_has_in_order(void **state)
{
	static const unsigned int n_aps[] = { 1, 2, 4 };

	(void)state;
	for (unsigned int i = 0; i < 16 * 3; i++) {
		struct fixture *f = gic_fixture(i / 3 + 1, i % 3 + 5, VCPU_STATE_FREE);
		char want[1024] = "w:ich_vmcr_el2;";

		append_rows(want, sizeof(want), "ich_lr", i / 3 + 1);
		append_rows(want, sizeof(want), "ich_ap0r", n_aps[i % 3]);
		append_rows(want, sizeof(want), "ich_ap1r", n_aps[i % 3]);
		(void)strcat(want, "w:ich_hcr_el2;");
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		assert_non_null(strstr(fake_log(), want));
		/* ICH_HCR_EL2.En 0; nothing of it traps. */
		assert_int_equal(fake_get(FAKE_ich_hcr_el2), 1);
	}
}

static void guest_uses_its_interface(struct vcpu_ctx *ctx)
{
	(void)ctx;
	fake_set(FAKE_ich_vmcr_el2, 0xf00c0002);
	/* EOIcount 31:27 */
	fake_set(FAKE_ich_hcr_el2, 0x10000001);
	for (unsigned int n = 0; n < 16; n++) {
		fake_set(gic_lrs[n], n % 2 == 0 ? LR_BOTH(100 + n) : LR_EMPTY(100 + n));
	}
	for (unsigned int n = 0; n < 8; n++) {
		fake_set(aps[n], UINT64_C(0x8000000000000100) + n);
	}
}

static void what_the_guest_left_is_stored_and_loaded_again(void **state)
{
	struct fixture *f = gic_fixture(16, 7, VCPU_STATE_READY);

	(void)state;
	(void)fixture_run(
		f, &(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_uses_its_interface });
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	fake_set(FAKE_ich_vmcr_el2, 0);
	for (unsigned int n = 0; n < 16; n++) {
		fake_set(gic_lrs[n], 0);
	}
	for (unsigned int n = 0; n < 8; n++) {
		fake_set(aps[n], 0);
	}
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_ich_vmcr_el2), 0xf00c0002);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x10000001);
	for (unsigned int n = 0; n < 16; n++) {
		assert_int_equal(fake_get(gic_lrs[n]), n % 2 == 0 ? LR_BOTH(100 + n) : 0);
	}
	for (unsigned int n = 0; n < 8; n++) {
		assert_int_equal(fake_get(aps[n]), UINT64_C(0x8000000000000100) + n);
	}
}

/* TALL1 12, TALL0 11, TC 10, En 0 off. */
static void after_unbinding_the_interface_is_off_and_traps(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x1c00);
}

static void a_vcpu_without_an_interface_traps_and_moves_nothing_of_it(void **state)
{
	struct fixture *f = *state;

	fake_set(FAKE_ich_hcr_el2, 1);
	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x1c00);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fixture_count("r:ich"), 0);
	assert_int_equal(fixture_count("w:ich"), fixture_count("w:ich_hcr_el2;"));
}

static void a_vcpu_with_the_physical_interface_reaches_it(void **state)
{
	struct fixture *f = *state;

	fixture_bring_to_with(f, VCPU_STATE_READY, VCPU_FLAG_INTERRUPT_PASSTHROUGH);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x1c00);
}

static void a_cpu_without_a_gic_has_nothing_moved(void **state)
{
	struct fixture_cpu cpu = fixture_cpu_default;
	struct fixture *f;

	(void)state;
	cpu.has_gicv3 = false;
	f = fixture_setup_on(&cpu);
	fixture_bring_to(f, VCPU_STATE_FREE);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fixture_count("r:ich"), 0);
	assert_int_equal(fixture_count("w:ich"), 0);
}

/* What does not fit into the new CPU's list registers waits, and no INTID is there twice. */
static void a_cpu_with_fewer_list_registers_takes_what_it_can(void **state)
{
	struct fixture *f = gic_fixture(8, 5, VCPU_STATE_READY);
	struct vcpu_pcpu small;

	(void)state;
	for (unsigned int n = 0; n < 8; n++) {
		fake_set(gic_lrs[n], n < 3 ? LR_EMPTY(90) : LR_PENDING(40 + n));
	}
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);

	gic_fixture_move(f, &small, 1, 4);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[3]), LR_PENDING(43));
	for (unsigned int n = 0; n < 3; n++) {
		assert_int_equal(fake_get(gic_lrs[n]), LR_PENDING(44 + n));
	}
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 47), VCPU_OK);
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 60), VCPU_ENOSPC);
	/* The guest has served 44. */
	fake_set(gic_lrs[0], 0);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[0]), LR_PENDING(47));
	assert_int_equal(fake_get(gic_lrs[1]), LR_PENDING(45));
}

static void two_vcpus_keep_their_interrupts_apart(void **state)
{
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);
	static struct vcpu second;

	(void)state;
	fixture_init_vcpu(&second, 0);
	assert_int_equal(fixture_setup_vcpu(&second, VCPU_FLAG_VIRTUAL_GIC), VCPU_OK);
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 27), VCPU_OK);
	assert_int_equal(vcpu_inject_interrupt(&second, 33), VCPU_OK);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_bind(&second), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[0]), LR_PENDING(33));
	assert_int_equal(fake_get(gic_lrs[1]), 0);
	assert_int_equal(vcpu_unbind(&second), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[0]), LR_PENDING(27));
	assert_int_equal(fake_get(gic_lrs[1]), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(binding_loads_the_registers_that_the_cpu_has_in_order,
				       fixture_setup),
		cmocka_unit_test_setup(what_the_guest_left_is_stored_and_loaded_again,
				       fixture_setup),
		cmocka_unit_test_setup(after_unbinding_the_interface_is_off_and_traps,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_without_an_interface_traps_and_moves_nothing_of_it,
				       fixture_setup),
		cmocka_unit_test_setup(a_vcpu_with_the_physical_interface_reaches_it,
				       fixture_setup),
		cmocka_unit_test_setup(a_cpu_without_a_gic_has_nothing_moved, fixture_setup),
		cmocka_unit_test_setup(a_cpu_with_fewer_list_registers_takes_what_it_can,
				       fixture_setup),
		cmocka_unit_test_setup(two_vcpus_keep_their_interrupts_apart, fixture_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
