/* SPDX-License-Identifier: Apache-2.0 */
/* Writes of ICC_SGI1R_EL1. Expected bits: IHI 0069, ICC_SGI1R_EL1: TargetList 15:0, Aff1 23:16,
 * INTID 27:24, Aff2 39:32, IRM 40, RS 47:44, Aff3 55:48. The register is S3_0_C12_C11_5. */
#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"

#define MSR_SGI1R UINT64_C(0x623a3016) /* EC 0x18, IL; Rt is 9:5 */

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to_with(*state, VCPU_STATE_READY, VCPU_FLAG_VIRTUAL_GIC);
	return 0;
}

/* MSR ICC_SGI1R_EL1, X7 */
static struct vcpu_exit_ipi send(struct fixture *f, uint64_t value)
{
	struct guest guest = { .x[7] = value, .pc = FIXTURE_ENTRY, .pstate = GUEST_EL1H };
	struct vcpu_exit exit;

	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = MSR_SGI1R | 7 << 5 }, &exit);
	assert_int_equal(exit.reason, VCPU_EXIT_SEND_IPI);
	assert_int_equal(vcpu_pc(&f->vcpu), FIXTURE_ENTRY);
	return exit.ipi;
}

static void each_affinity_is_where_mpidr_el1_has_it(void **state)
{
	assert_int_equal(send(*state, UINT64_C(0x00ab000000000001)).target,
			 UINT64_C(0x000000ab00000000));
	assert_int_equal(send(*state, UINT64_C(0x000000cd00000001)).target, 0x00cd0000);
	assert_int_equal(send(*state, UINT64_C(0x0000000000ef0001)).target, 0x0000ef00);
	assert_int_equal(send(*state, UINT64_C(0x00ab00cd00ef0001)).target,
			 UINT64_C(0x000000ab00cdef00));
}

static void the_list_is_of_sixteen_neighbours(void **state)
{
	assert_int_equal(send(*state, 0x8001).aux_list, 0x8001);
	assert_int_equal(send(*state, 0xffff).aux_list, 0xffff);
	assert_int_equal(send(*state, 0).aux_list, 0);
	assert_int_equal(send(*state, 0xffff).target, 0);
}

/* The range selector: bit n of the list is Aff0 RS * 16 + n. Who leaves it out sends to Aff0 0
 * instead of 16. */
static void the_range_selector_reaches_affinities_above_15(void **state)
{
	for (uint64_t range = 0; range < 16; range++) {
		struct vcpu_exit_ipi ipi = send(*state, range << 44 | 0x0002);

		assert_int_equal(ipi.target, range * 16);
		assert_int_equal(ipi.aux_list, 0x0002);
	}
}

static void each_of_sixteen_interrupts_can_be_sent(void **state)
{
	for (uint64_t intid = 0; intid < 16; intid++) {
		assert_int_equal(send(*state, intid << 24 | 1).vector, intid);
	}
}

static void the_routing_mode_is_all_but_self(void **state)
{
	struct vcpu_exit_ipi ipi = send(*state, UINT64_C(1) << 40 | 5 << 24);

	assert_true(ipi.is_to_all);
	assert_false(ipi.is_to_self);
	assert_int_equal(ipi.vector, 5);
	assert_false(send(*state, 5 << 24 | 1).is_to_all);
}

/* The fixture's vCPU is 0.0.1.2: Aff1 1, bit 2 of the list. */
static void self_is_the_sender_and_nobody_else(void **state)
{
	assert_true(send(*state, 0x010004).is_to_self);
	assert_true(send(*state, 0x0f010004).is_to_self);
	assert_int_equal(send(*state, 0x0f010004).vector, 15);
	assert_false(send(*state, 0x010006).is_to_self);
	assert_false(send(*state, 0x010000).is_to_self);
	assert_false(send(*state, 0x010002).is_to_self);
	assert_false(send(*state, 0x000004).is_to_self);
	assert_false(send(*state, 0x020004).is_to_self);
	assert_false(send(*state, UINT64_C(0x0000000100010004)).is_to_self); /* Aff2 1 */
	assert_false(send(*state, UINT64_C(0x0001000000010004)).is_to_self); /* Aff3 1 */
	assert_false(send(*state, UINT64_C(0x0000100000010004)).is_to_self); /* Aff0 18 */
	assert_false(send(*state, UINT64_C(0x0000010000010004)).is_to_self); /* IRM */
}

/* RES0: 63:56, 43:41, 31:28 */
static void reserved_bits_are_nobody(void **state)
{
	struct vcpu_exit_ipi ipi = send(*state, UINT64_C(0xff000e00f0010004));

	assert_true(ipi.is_to_self);
	assert_false(ipi.is_to_all);
	assert_int_equal(ipi.target, 0x100);
	assert_int_equal(ipi.vector, 0);
}

/* MPIDR_EL1 3.2.1.0xc5: Aff0 is 12 * 16 + 5. */
static void self_has_all_four_affinities(void **state)
{
	static const struct vcpu_config config = {
		.preferred_cpu = VCPU_CPU_ANY,
		.vmpidr = UINT64_C(0x00000003000201c5),
	};
	struct fixture *f = *state;

	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	assert_int_equal(vcpu_init(&f->vcpu, &config), VCPU_OK);
	assert_int_equal(fixture_setup_vcpu(&f->vcpu, 0), VCPU_OK);
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_true(send(f, UINT64_C(0x0003c00200010020)).is_to_self);
	assert_int_equal(send(f, UINT64_C(0x0003c00200010020)).target,
			 UINT64_C(0x00000003000201c0));
	assert_false(send(f, UINT64_C(0x0003b00200010020)).is_to_self);
	assert_false(send(f, UINT64_C(0x0003c00200010010)).is_to_self);
}

/* Rt 31 is XZR: no target, interrupt 0. */
static void the_zero_register_is_a_source(void **state)
{
	struct fixture *f = *state;
	struct guest guest = { .pc = FIXTURE_ENTRY, .pstate = GUEST_EL1H };
	struct vcpu_exit exit;

	for (unsigned int reg = 0; reg < 31; reg++) {
		guest.x[reg] = UINT64_MAX;
	}
	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = MSR_SGI1R | 31 << 5 }, &exit);
	assert_int_equal(exit.reason, VCPU_EXIT_SEND_IPI);
	assert_int_equal(exit.ipi.target, 0);
	assert_int_equal(exit.ipi.aux_list, 0);
	assert_int_equal(exit.ipi.vector, 0);
	assert_false(exit.ipi.is_to_all);
	assert_false(exit.ipi.is_to_self);
}

static void a_step_completes_it_and_changes_no_register(void **state)
{
	struct fixture *f = *state;
	struct guest guest;

	(void)send(f, 0x010004);
	vcpu_finish_step(&f->vcpu);
	guest_look(&f->vcpu, &guest);
	assert_int_equal(guest.pc, FIXTURE_ENTRY + 4);
	assert_int_equal(guest.x[7], 0x010004);
}

/* ICC_SGI0R_EL1 is S3_0_C12_C11_7, ICC_ASGI1R_EL1 S3_0_C12_C11_6. MRS of ICC_SGI1R_EL1 is no
 * register. */
static void the_other_two_registers_are_plain_writes(void **state)
{
	static const uint64_t others[] = { 0x623e3016, 0x623c3016 };
	struct fixture *f = *state;
	struct guest guest = { .pc = FIXTURE_ENTRY, .pstate = GUEST_EL1H };
	struct vcpu_exit exit;

	for (unsigned int i = 0; i < 2; i++) {
		guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = others[i] }, &exit);
		assert_int_equal(exit.reason, VCPU_EXIT_SYSREG_WRITE);
	}
	guest_run(&f->vcpu, &guest, &(struct fake_exit){ .esr = MSR_SGI1R | 1 }, &exit);
	assert_int_equal(exit.reason, VCPU_EXIT_SYSREG_READ);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_affinity_is_where_mpidr_el1_has_it, ready_setup),
		cmocka_unit_test_setup(the_list_is_of_sixteen_neighbours, ready_setup),
		cmocka_unit_test_setup(the_range_selector_reaches_affinities_above_15, ready_setup),
		cmocka_unit_test_setup(each_of_sixteen_interrupts_can_be_sent, ready_setup),
		cmocka_unit_test_setup(the_routing_mode_is_all_but_self, ready_setup),
		cmocka_unit_test_setup(self_is_the_sender_and_nobody_else, ready_setup),
		cmocka_unit_test_setup(reserved_bits_are_nobody, ready_setup),
		cmocka_unit_test_setup(self_has_all_four_affinities, ready_setup),
		cmocka_unit_test_setup(the_zero_register_is_a_source, ready_setup),
		cmocka_unit_test_setup(a_step_completes_it_and_changes_no_register, ready_setup),
		cmocka_unit_test_setup(the_other_two_registers_are_plain_writes, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
