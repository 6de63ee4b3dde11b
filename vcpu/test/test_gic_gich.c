/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The virtual interface of a GICv2, whose registers are memory here. Source of every bit: IHI 0048,
 * "GIC virtual interface control registers"; the other form: IHI 0069, ICH_LR<n>_EL2.
 */
#include <string.h>

#include <fake_cpu.h>
#include <vcpu/gic.h>

#include "test/cm.h"
#include "test/gic_fixture.h"

static uint32_t gich[1024] __attribute__((aligned(4096)));

/* Byte offsets. */
#define HCR   gich[0x00 / 4]
#define VTR   gich[0x04 / 4]
#define VMCR  gich[0x08 / 4]
#define ELRSR gich[0x30 / 4]
#define APR   gich[0xf0 / 4]
#define LR(n) gich[0x100 / 4 + (n)]

/* HW 31, Group 1 30, active 29, pending 28, priority 27:23, EOI 19 or physical INTID 19:10, sender
 * 12:10, INTID 9:0; and the same in the other form. */
static const struct {
	uint32_t gich;
	uint64_t ich;
} lrs[] = {
	{ 0x00000000, 0 },
	{ 0x5a00001b, UINT64_C(0x50a000000000001b) },
	{ 0x6a0003fb, UINT64_C(0x90a00000000003fb) },
	{ 0x7a000020, UINT64_C(0xd0a0000000000020) },
	{ 0x10000020, UINT64_C(0x4000000000000020) },
	{ 0x1f800020, UINT64_C(0x40f8000000000020) },
	{ 0x10800020, UINT64_C(0x4008000000000020) },
	{ 0x10080020, UINT64_C(0x4000020000000020) },
	{ 0x10001c0f, UINT64_C(0x4000000000001c0f) },
	{ 0xda006c1b, UINT64_C(0x70a0001b0000001b) },
	{ 0x900ffc20, UINT64_C(0x600003ff00000020) },
	{ 0x90080020, UINT64_C(0x6000020000000020) },
};
#define N_LRS (sizeof(lrs) / sizeof(lrs[0]))

/* GICH_ELRSR0 follows State 29:28, and EOI 19 without HW 31. */
static void follow(void)
{
	ELRSR = 0;
	for (unsigned int n = 0; n < 32; n++) {
		bool is_ended = (LR(n) >> 31) == 0 && (LR(n) >> 19 & 1) != 0;

		ELRSR |= (uint32_t)((LR(n) >> 28 & 3) == 0 && !is_ended) << n;
	}
}

static struct vcpu_pcpu pcpu;

/* A CPU with @n_lrs list registers, and a vCPU in @state. What is in them is anything. */
static struct fixture *setup(unsigned int n_lrs, enum vcpu_state state)
{
	struct fixture_cpu cpu = fixture_cpu_default;
	struct fixture *f;

	cpu.has_gicv3 = false;
	f = fixture_setup_on(&cpu);
	memset(gich, 0xff, sizeof(gich));
	VTR = 0x90000000 | (n_lrs - 1);
	assert_int_equal(vcpu_pcpu_init(&pcpu, 1, f->stack + sizeof(f->stack)), VCPU_OK);
	assert_int_equal(vcpu_pcpu_set_gich(&pcpu, (uintptr_t)gich), VCPU_OK);
	assert_int_equal(vcpu_pcpu_enable(&pcpu), VCPU_OK);
	follow();
	fixture_bring_to_with(f, state, VCPU_FLAG_VIRTUAL_GIC);
	return f;
}

static void unbind(struct fixture *f)
{
	follow();
	assert_int_equal(vcpu_unbind(&f->vcpu), VCPU_OK);
	follow();
}

/* Up to 64, of which 16 are used; the others stay empty. */
static void enabling_a_cpu_empties_its_list_registers(void **state)
{
	static const unsigned int numbers[] = { 1, 4, 16, 17, 64 };

	(void)state;
	for (unsigned int i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		unsigned int n_lrs = numbers[i];

		(void)setup(n_lrs, VCPU_STATE_CREATED);
		assert_int_equal(vcpu_gic_n_list_registers(), n_lrs < 16 ? n_lrs : 16);
		assert_int_equal(HCR, 0);
		for (unsigned int n = 0; n < 64; n++) {
			assert_int_equal(LR(n), n < n_lrs ? 0 : 0xffffffff);
		}
	}
}

static void a_list_register_has_the_same_meaning_in_both_forms(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < N_LRS; i++) {
		struct fixture *f = setup(4, VCPU_STATE_READY);

		vcpu_gic_set_lr(&f->vcpu, 2, lrs[i].ich);
		assert_int_equal(LR(2), lrs[i].gich);
		LR(2) = 0;
		LR(3) = lrs[i].gich;
		assert_int_equal(vcpu_gic_lr(&f->vcpu, 3), lrs[i].ich);
		assert_int_equal(vcpu_gic_lr(&f->vcpu, 2), 0);
	}
}

/* GICH_HCR.En 0. All that the interface holds: 5 bits of mask in VMCR 31:27, one register of active
 * priorities, EOICount 31:27. */
static void what_the_guest_left_is_stored_and_loaded_again(void **state)
{
	struct fixture *f = setup(16, VCPU_STATE_READY);

	(void)state;
	assert_int_equal(HCR, 1);
	HCR = 0x10000003;
	VMCR = 0xf84c0201;
	APR = 0x80100002;
	for (unsigned int n = 0; n < 16; n++) {
		LR(n) = n % 3 == 0 ? 0x5a000020 + n : 0x0a000020 + n;
	}
	unbind(f);
	assert_int_equal(HCR, 0);
	for (unsigned int n = 0; n < 16; n++) {
		assert_int_equal(LR(n) >> 28, 0);
		assert_int_equal(vcpu_gic_lr(&f->vcpu, n),
				 n % 3 == 0 ? UINT64_C(0x50a0000000000020) + n : 0);
	}
	assert_int_equal(vcpu_gic_vmcr(&f->vcpu), 0xf84c0201);
	VMCR = 0;
	APR = 0;
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(HCR, 0x10000003);
	assert_int_equal(VMCR, 0xf84c0201);
	assert_int_equal(APR, 0x80100002);
	for (unsigned int n = 0; n < 16; n++) {
		if (n % 3 == 0) {
			assert_int_equal(LR(n), 0x5a000020 + n);
		} else {
			assert_int_equal(LR(n) >> 28, 0);
		}
	}
}

/* Another guest, entered behind it, must not take its interrupt. */
static void it_is_off_before_whoever_comes_next(void **state)
{
	struct fixture *f = setup(4, VCPU_STATE_READY);

	(void)state;
	fake_log_clear();
	unbind(f);
	assert_int_equal(fixture_count("dsb_sy;"), 1);
	assert_int_equal(fixture_count("r:ich"), 0);
	assert_int_equal(fixture_count("w:ich"), 0);
}

static void two_vcpus_keep_their_interrupts_apart(void **state)
{
	struct fixture *f = setup(4, VCPU_STATE_READY);
	static struct vcpu second;

	(void)state;
	fixture_init_vcpu(&second, 0);
	assert_int_equal(fixture_setup_vcpu(&second, VCPU_FLAG_VIRTUAL_GIC), VCPU_OK);
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 27), VCPU_OK);
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 28), VCPU_OK);
	assert_int_equal(vcpu_inject_interrupt(&second, 33), VCPU_OK);
	unbind(f);
	assert_int_equal(vcpu_bind(&second), VCPU_OK);
	assert_int_equal(LR(0), 0x5a000021);
	assert_int_equal(LR(1), 0);
	follow();
	assert_int_equal(vcpu_gic_empty(&second), 0xe);
	assert_int_equal(vcpu_gic_empty(&f->vcpu), 0xc);
	assert_int_equal(vcpu_unbind(&second), VCPU_OK);
	follow();
	assert_int_equal(vcpu_bind(&f->vcpu), VCPU_OK);
	assert_int_equal(LR(0), 0x5a00001b);
	assert_int_equal(LR(1), 0x5a00001c);
	assert_int_equal(LR(2), 0);
}

static void maintenance_conditions_leave_the_rest_alone(void **state)
{
	struct fixture *f = setup(4, VCPU_STATE_READY);

	(void)state;
	HCR = 0x180000f5;
	vcpu_gic_set_maintenance(&f->vcpu, VCPU_GIC_HCR_UIE | VCPU_GIC_HCR_NPIE);
	assert_int_equal(HCR, 0x1800000b);
}

/* INTIDs end at 1019; there are no LPIs. */
static void an_interrupt_must_be_one_that_a_gicv2_has(void **state)
{
	struct fixture *f = setup(4, VCPU_STATE_READY);

	(void)state;
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 1019), VCPU_OK);
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 1020), VCPU_EINVAL);
	assert_int_equal(vcpu_inject_interrupt(&f->vcpu, 8192), VCPU_EINVAL);
}

static void set_gich_is_refused_where_it_cannot_be(void **state)
{
	struct fixture *f = setup(4, VCPU_STATE_CREATED);
	uintptr_t at = (uintptr_t)gich;

	(void)state;
	assert_int_equal(vcpu_pcpu_set_gich(NULL, at), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_set_gich(&pcpu, at), VCPU_EBADSTATE);
	assert_int_equal(vcpu_pcpu_disable(&pcpu), VCPU_OK);
	assert_int_equal(vcpu_pcpu_set_gich(&pcpu, 0), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_set_gich(&pcpu, at + 4), VCPU_EINVAL);
	assert_int_equal(vcpu_pcpu_set_gich(&pcpu, at), VCPU_OK);
	fixture_set_id_registers(&fixture_cpu_default);
	assert_int_equal(vcpu_pcpu_init(&pcpu, 1, f->stack + sizeof(f->stack)), VCPU_OK);
	assert_int_equal(vcpu_pcpu_set_gich(&pcpu, at), VCPU_EUNSUPPORTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(enabling_a_cpu_empties_its_list_registers),
		cmocka_unit_test(a_list_register_has_the_same_meaning_in_both_forms),
		cmocka_unit_test(what_the_guest_left_is_stored_and_loaded_again),
		cmocka_unit_test(it_is_off_before_whoever_comes_next),
		cmocka_unit_test(two_vcpus_keep_their_interrupts_apart),
		cmocka_unit_test(maintenance_conditions_leave_the_rest_alone),
		cmocka_unit_test(an_interrupt_must_be_one_that_a_gicv2_has),
		cmocka_unit_test(set_gich_is_refused_where_it_cannot_be),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
