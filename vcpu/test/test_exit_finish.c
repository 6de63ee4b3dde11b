/* SPDX-License-Identifier: Apache-2.0 */
/* A trapped access from the guest's instruction to its next one. Syndromes: DDI 0487, ESR_EL2, "ISS
 * encoding for an exception from a Data Abort": SAS 23:22, SSE 21, SRT 20:16, SF 15, WnR 6; "...
 * from MSR, MRS, ...". */
#include <string.h>

#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"

#define LOAD UINT64_C(0x93000007) /* EC 0x24, IL, ISV, translation fault at level 3 */
#define SSE  0x200000u
#define SF   0x8000u
#define WNR  0x40u

#define PC     UINT64_C(0x8000)
#define PSTATE UINT64_C(0x60200c05) /* EL1h; Z and C; SS; BTYPE 3 */
#define NEXT   UINT64_C(0x60000005)

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

/* All registers all ones. The exit leaves everything as it was. */
static struct vcpu_exit run_to(struct fixture *f, uint64_t esr, struct guest *guest)
{
	struct fake_exit exception = { .esr = esr, .far = 0xabc, .hpfar = 0x90000 };
	struct vcpu_exit exit;
	struct guest got;

	memset(guest, 0, sizeof(*guest));
	memset(guest->x, 0xff, sizeof(guest->x));
	guest->pc = PC;
	guest->pstate = PSTATE;
	guest_run(&f->vcpu, guest, &exception, &exit);
	guest_look(&f->vcpu, &got);
	guest_assert_same(&got, guest);
	return exit;
}

static void assert_goes_on(struct fixture *f, struct guest *guest)
{
	struct guest got;

	guest->pc = PC + 4;
	guest->pstate = NEXT;
	guest_look(&f->vcpu, &got);
	guest_assert_same(&got, guest);
}

static uint64_t sas(unsigned int log2_size)
{
	return (uint64_t)log2_size << 22;
}

/* Moving it before the access is answered skips one that the caller wants to see again. */
static void the_pc_stays_on_a_trapped_access_until_it_is_finished(void **state)
{
	static const uint64_t syndromes[] = {
		LOAD,
		LOAD | WNR,
		LOAD | SF | SSE,
		0x92000007 /* ISV 0 */,
		0x62280400,
		0x6232f801 /* MRS CNTPCT_EL0 */,
		0x623a3016 /* ICC_SGI1R_EL1 */,
		0x5e000001,
		0x06000000,
		0x06000001,
	};
	struct fixture *f = *state;
	struct guest guest;

	for (size_t i = 0; i < sizeof(syndromes) / sizeof(syndromes[0]); i++) {
		for (unsigned int times = 0; times < 2; times++) {
			assert_int_not_equal(run_to(f, syndromes[i], &guest).reason,
					     VCPU_EXIT_NOTHING);
		}
		vcpu_finish_step(&f->vcpu);
		assert_goes_on(f, &guest);
	}
}

/* LDRB, LDRH, LDR W; LDR X; LDRSB, LDRSH W; LDRSB, LDRSH, LDRSW X: the device answers with a 1 in
 * each byte's top. */
static void every_load_ends_as_its_instruction_does(void **state)
{
	static const struct {
		unsigned int log2_size;
		uint64_t bits;
		uint64_t want;
	} loads[] = {
		{ 0, 0, 0x81 },
		{ 1, 0, 0x8281 },
		{ 2, 0, 0x84838281 },
		{ 3, SF, UINT64_C(0x8887868584838281) },
		{ 0, SSE, 0xffffff81 },
		{ 1, SSE, 0xffff8281 },
		{ 0, SSE | SF, UINT64_C(0xffffffffffffff81) },
		{ 1, SSE | SF, UINT64_C(0xffffffffffff8281) },
		{ 2, SSE | SF, UINT64_C(0xffffffff84838281) },
	};
	struct fixture *f = *state;
	struct guest guest;

	for (size_t i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		for (unsigned int reg = 0; reg < 32; reg++) {
			uint64_t esr = LOAD | sas(loads[i].log2_size) | loads[i].bits |
				       (uint64_t)reg << 16;
			struct vcpu_exit exit = run_to(f, esr, &guest);

			assert_int_equal(exit.reason, VCPU_EXIT_MMIO_READ);
			assert_int_equal(exit.mmio.ipa, 0x9000abc);
			assert_int_equal(vcpu_mmio_size_bytes(&exit.mmio),
					 1u << loads[i].log2_size);
			assert_int_equal(exit.mmio.is_sign_extend, (loads[i].bits & SSE) != 0);
			vcpu_finish_mmio_read(&f->vcpu, &exit, UINT64_C(0x8887868584838281));
			if (reg < 31) {
				guest.x[reg] = loads[i].want;
			}
			assert_goes_on(f, &guest);
		}
	}
}

static void every_store_gives_the_lower_bytes_of_its_register(void **state)
{
	static const uint64_t want[] = { 0xff, 0xffff, 0xffffffff, UINT64_MAX };
	struct fixture *f = *state;
	struct guest guest;

	for (unsigned int log2_size = 0; log2_size < 4; log2_size++) {
		for (unsigned int reg = 0; reg < 32; reg++) {
			uint64_t esr = LOAD | WNR | sas(log2_size) | (uint64_t)reg << 16;
			struct vcpu_exit exit = run_to(f, esr, &guest);

			assert_int_equal(exit.reason, VCPU_EXIT_MMIO_WRITE);
			assert_int_equal(vcpu_mmio_write_value(&f->vcpu, &exit),
					 reg == 31 ? 0 : want[log2_size]);
			vcpu_finish_step(&f->vcpu);
			assert_goes_on(f, &guest);
		}
	}
}

static void a_trapped_read_fills_its_register(void **state)
{
	struct fixture *f = *state;
	struct guest guest;

	for (unsigned int reg = 0; reg < 32; reg++) {
		struct vcpu_exit exit = run_to(f, 0x6232f801 | (uint64_t)reg << 5, &guest);

		assert_int_equal(exit.reason, VCPU_EXIT_SYSREG_READ);
		assert_int_equal(exit.sysreg.reg, reg);
		vcpu_finish_sysreg_read(&f->vcpu, &exit, 0x123456789);
		if (reg < 31) {
			guest.x[reg] = 0x123456789;
		}
		assert_goes_on(f, &guest);
	}
}

static void an_hvc_ends_behind_itself(void **state)
{
	struct fixture *f = *state;
	struct guest guest;
	struct guest got;
	struct vcpu_exit exit = run_to(f, 0x5a000005, &guest);

	assert_int_equal(exit.reason, VCPU_EXIT_HYPERCALL);
	vcpu_finish_call(&f->vcpu, &exit, 6);
	guest.x[0] = 6;
	guest_look(&f->vcpu, &got);
	guest_assert_same(&got, &guest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(the_pc_stays_on_a_trapped_access_until_it_is_finished,
				       ready_setup),
		cmocka_unit_test_setup(every_load_ends_as_its_instruction_does, ready_setup),
		cmocka_unit_test_setup(every_store_gives_the_lower_bytes_of_its_register,
				       ready_setup),
		cmocka_unit_test_setup(a_trapped_read_fills_its_register, ready_setup),
		cmocka_unit_test_setup(an_hvc_ends_behind_itself, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
