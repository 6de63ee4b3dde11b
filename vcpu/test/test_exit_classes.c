/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of each of the 64 Exception classes, one row each. DDI 0487, ESR_EL2, "EC, bits
 * [31:26]". */
#include "test/cm.h"
#include "test/fixture.h"
#include "test/guest.h"

enum answer {
	UNDEF, /* an Undefined Instruction exception of the guest */
	REFLECT, /* the same exception, the guest's own; the class of its own level where there is one */
	EXIT,
};

static const struct {
	enum answer answer;
	enum vcpu_exit_reason reason; /* of EXIT, with ISS 0 but for ISV where there is one */
	const char *what;
} classes[64] = {
	[0x00] = { UNDEF, 0, "unknown reason" },
	[0x01] = { EXIT, VCPU_EXIT_HALT, "WFI, WFE" },
	[0x03] = { UNDEF, 0, "MCR, MRC of CP15" },
	[0x04] = { UNDEF, 0, "MCRR, MRRC of CP15" },
	[0x05] = { UNDEF, 0, "MCR, MRC of CP14" },
	[0x06] = { UNDEF, 0, "LDC, STC of CP14" },
	[0x07] = { UNDEF, 0, "SVE, AdvSIMD, FP" },
	[0x08] = { UNDEF, 0, "VMRS" },
	[0x09] = { UNDEF, 0, "pointer authentication" },
	[0x0a] = { UNDEF, 0, "LD64B, ST64B" },
	[0x0c] = { UNDEF, 0, "MRRC of CP14" },
	[0x0d] = { REFLECT, 0, "Branch Target" },
	[0x0e] = { REFLECT, 0, "Illegal Execution state" },
	[0x11] = { UNDEF, 0, "SVC, AArch32" },
	[0x12] = { UNDEF, 0, "HVC, AArch32" },
	[0x13] = { UNDEF, 0, "SMC, AArch32" },
	[0x14] = { UNDEF, 0, "MSRR, MRRS" },
	[0x15] = { REFLECT, 0, "SVC" },
	[0x16] = { EXIT, VCPU_EXIT_HYPERCALL, "HVC" },
	[0x17] = { EXIT, VCPU_EXIT_SMC, "SMC" },
	[0x18] = { EXIT, VCPU_EXIT_SYSREG_WRITE, "MSR, MRS" },
	[0x19] = { UNDEF, 0, "SVE" },
	[0x1a] = { UNDEF, 0, "ERET, nested" },
	[0x1b] = { UNDEF, 0, "TSTART" },
	[0x1c] = { REFLECT, 0, "pointer authentication failed" },
	[0x1d] = { UNDEF, 0, "SME" },
	[0x1e] = { UNDEF, 0, "Granule Protection Check" },
	[0x20] = { EXIT, VCPU_EXIT_NESTED_PAGE_FAULT, "Instruction Abort, lower" },
	[0x21] = { UNDEF, 0, "Instruction Abort, EL2" },
	[0x22] = { REFLECT, 0, "PC alignment" },
	[0x24] = { EXIT, VCPU_EXIT_NESTED_PAGE_FAULT, "Data Abort, lower" },
	[0x25] = { UNDEF, 0, "Data Abort, EL2" },
	[0x26] = { REFLECT, 0, "SP alignment" },
	[0x27] = { UNDEF, 0, "memory copy and set" },
	[0x28] = { UNDEF, 0, "floating-point, AArch32" },
	[0x2c] = { REFLECT, 0, "floating-point" },
	[0x2d] = { UNDEF, 0, "guarded control stack" },
	[0x2f] = { UNDEF, 0, "SError, which is no synchronous one" },
	[0x30] = { REFLECT, 0, "Breakpoint, lower" },
	[0x31] = { UNDEF, 0, "Breakpoint, EL2" },
	[0x32] = { REFLECT, 0, "Software Step, lower" },
	[0x33] = { UNDEF, 0, "Software Step, EL2" },
	[0x34] = { REFLECT, 0, "Watchpoint, lower" },
	[0x35] = { UNDEF, 0, "Watchpoint, EL2" },
	[0x38] = { UNDEF, 0, "BKPT, AArch32" },
	[0x3a] = { UNDEF, 0, "Vector Catch, AArch32" },
	[0x3c] = { REFLECT, 0, "BRK" },
	[0x3d] = { UNDEF, 0, "profiling" },
	/* All others are unallocated: UNDEF is 0. */
};

#define VBAR UINT64_C(0x40000000)
#define FAR  UINT64_C(0xffff000000001237)

static int ready_setup(void **state)
{
	fixture_setup(state);
	fixture_bring_to(*state, VCPU_STATE_READY);
	return 0;
}

static const struct guest el1 = {
	.pc = 0x8000,
	.pstate = GUEST_EL1H,
	.vbar_el1 = VBAR,
	.sctlr_el1 = 0x800000,
	.far_el1 = 1,
};

static enum vcpu_exit_reason run_class(struct fixture *f, const struct guest *guest, uint64_t ec,
				       struct guest *got)
{
	struct fake_exit exception = { .esr = ec << 26 | 0x02000000, .far = FAR };
	struct vcpu_exit exit;

	guest_run(&f->vcpu, guest, &exception, &exit);
	guest_look(&f->vcpu, got);
	return exit.reason;
}

static void each_class_has_the_answer_of_its_row(void **state)
{
	struct guest got;

	for (uint64_t ec = 0; ec < 64; ec++) {
		enum vcpu_exit_reason reason = run_class(*state, &el1, ec, &got);

		if (reason !=
		    (classes[ec].answer == EXIT ? classes[ec].reason : VCPU_EXIT_NOTHING)) {
			fail_msg("class %#x, %s: %s", (unsigned int)ec,
				 classes[ec].what == NULL ? "unallocated" : classes[ec].what,
				 vcpu_exit_reason_str(reason));
		}
		if (classes[ec].answer == EXIT) {
			guest_assert_same(&got, &el1);
			continue;
		}
		assert_int_equal(got.pc, VBAR + 0x200);
		assert_int_equal(got.elr_el1, 0x8000);
		assert_int_equal(got.spsr_el1, GUEST_EL1H);
		if (classes[ec].answer == UNDEF) {
			assert_int_equal(got.esr_el1, 0x02000000);
			assert_int_equal(got.far_el1, 1);
		}
	}
}

/* Breakpoint, Software Step and Watchpoint of EL1's own level are 0x31, 0x33 and 0x35. */
static void a_reflected_class_is_of_the_level_that_it_came_from(void **state)
{
	struct guest el0 = el1;
	struct guest got;

	el0.pstate = GUEST_EL0T;
	for (uint64_t ec = 0; ec < 64; ec++) {
		if (classes[ec].answer != REFLECT) {
			continue;
		}
		(void)run_class(*state, &el0, ec, &got);
		assert_int_equal(got.pc, VBAR + 0x400);
		assert_int_equal(got.esr_el1, ec << 26 | 0x02000000);
		(void)run_class(*state, &el1, ec, &got);
		assert_int_equal(got.esr_el1 >> 26,
				 ec == 0x30 || ec == 0x32 || ec == 0x34 ? ec + 1 : ec);
	}
}

/* FAR_EL1 has the PC of a PC alignment fault and the address of a Watchpoint. */
static void a_reflected_class_takes_its_address_along(void **state)
{
	struct guest got;

	for (uint64_t ec = 0; ec < 64; ec++) {
		if (classes[ec].answer == REFLECT) {
			(void)run_class(*state, &el1, ec, &got);
			assert_int_equal(got.far_el1, ec == 0x22 || ec == 0x34 ? FAR : 1);
		}
	}
}

/* Bits 55:32, ISS2 */
static void a_reflected_syndrome_is_whole(void **state)
{
	struct fixture *f = *state;
	struct fake_exit exception = { .esr = UINT64_C(0x00abcdefd0123456) };
	struct vcpu_exit exit;
	struct guest got;

	exception.far = FAR;
	guest_run(&f->vcpu, &el1, &exception, &exit);
	guest_look(&f->vcpu, &got);
	assert_int_equal(got.esr_el1, UINT64_C(0x00abcdefd4123456));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_class_has_the_answer_of_its_row, ready_setup),
		cmocka_unit_test_setup(a_reflected_class_is_of_the_level_that_it_came_from,
				       ready_setup),
		cmocka_unit_test_setup(a_reflected_class_takes_its_address_along, ready_setup),
		cmocka_unit_test_setup(a_reflected_syndrome_is_whole, ready_setup),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
