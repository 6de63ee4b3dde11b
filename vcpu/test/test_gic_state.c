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
 * come first: another order is UNPREDICTABLE. List registers that hold nothing are left alone. The
 * interface goes on last. */
static void binding_loads_the_registers_that_the_cpu_has_in_order(void **state)
{
	static const unsigned int n_aps[] = { 1, 2, 4 };

	(void)state;
	for (unsigned int i = 0; i < 17 * 3; i++) {
		unsigned int n_lrs = i / 3;
		struct fixture *f = gic_fixture(n_lrs == 0 ? 4 : n_lrs, i % 3 + 5, VCPU_STATE_FREE);
		char want[1024] = "w:ich_vmcr_el2;";

		for (unsigned int n = 0; n < n_lrs; n++) {
			assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 32 + n), VCPU_OK);
		}
		fake_log_clear();
		append_rows(want, sizeof(want), "ich_lr", n_lrs);
		append_rows(want, sizeof(want), "ich_ap0r", n_aps[i % 3]);
		append_rows(want, sizeof(want), "ich_ap1r", n_aps[i % 3]);
		(void)strcat(want, "w:ich_hcr_el2;");
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		assert_non_null(strstr(fake_log(), want));
		/* ICH_HCR_EL2.En 0; nothing of it traps. */
		assert_int_equal(fake_get(FAKE_ich_hcr_el2), 1);
	}
}

/* What a CPU's list registers hold when it comes is anything: a vCPU's must hold what is its own. */
static void enabling_a_cpu_empties_its_list_registers(void **state)
{
	struct fixture *f = gic_fixture(3, 5, VCPU_STATE_READY);
	struct vcpu_pcpu other;

	(void)state;
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	gic_fixture_move(f, &other, 1, 16);
	for (unsigned int n = 0; n < 16; n++) {
		assert_int_equal(fake_get(gic_lrs[n]), 0);
	}
	assert_int_equal(fake_get(FAKE_ich_hcr_el2), 0x1c00);
}

/* Any set of them: what is empty is neither read nor written, and nothing stays for the next one. */
static void only_what_is_in_use_moves_and_none_of_it_stays(void **state)
{
	(void)state;
	for (uint32_t set = 0; set < 1u << 6; set++) {
		struct fixture *f = gic_fixture(6, 5, VCPU_STATE_READY);
		char row[32];

		for (unsigned int n = 0; n < 6; n++) {
			fake_set(gic_lrs[n],
				 (set >> n & 1) != 0 ? LR_ACTIVE(40 + n) : LR_EMPTY(60));
		}
		assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
		for (unsigned int n = 0; n < 6; n++) {
			(void)snprintf(row, sizeof(row), "r:ich_lr%u_el2;", n);
			assert_int_equal(fixture_count(row), set >> n & 1);
			row[0] = 'w';
			assert_int_equal(fixture_count(row), set >> n & 1);
			assert_int_equal(fake_get(gic_lrs[n]) >> 62, 0);
		}
		fake_log_clear();
		assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
		for (unsigned int n = 0; n < 6; n++) {
			(void)snprintf(row, sizeof(row), "w:ich_lr%u_el2;", n);
			assert_int_equal(fixture_count(row), set >> n & 1);
			if ((set >> n & 1) != 0) {
				assert_int_equal(fake_get(gic_lrs[n]), LR_ACTIVE(40 + n));
			}
		}
	}
}

/* EOI 41 without HW 61: the guest has ended it, and a maintenance interrupt is to tell. */
static void an_end_that_is_still_to_be_told_of_moves_too(void **state)
{
	const uint64_t ended = LR_EMPTY(40) | UINT64_C(1) << 41;
	struct fixture *f = gic_fixture(4, 5, VCPU_STATE_READY);

	(void)state;
	fake_set(gic_lrs[2], ended);
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[2]), 0);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(fake_get(gic_lrs[2]), ended);
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
		cmocka_unit_test_setup(enabling_a_cpu_empties_its_list_registers, fixture_setup),
		cmocka_unit_test_setup(only_what_is_in_use_moves_and_none_of_it_stays,
				       fixture_setup),
		cmocka_unit_test_setup(an_end_that_is_still_to_be_told_of_moves_too, fixture_setup),
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
