/* SPDX-License-Identifier: Apache-2.0 */
#include "test/guest_regs.h"

#include <string.h>

#include <vcpu/pcpu.h>

#include "test/cm.h"
#include "test/fixture.h"

#define NEEDS_FIXED  0
#define NEEDS_ALWAYS GUEST_REG_ALWAYS
#define NEEDS_LAST   GUEST_REG_ALWAYS
#define NEEDS_RAS    VCPU_FEATURE_RAS
#define NEEDS_SME    VCPU_FEATURE_SME
#define NEEDS_PAUTH  VCPU_FEATURE_PAUTH
#define NEEDS_CNTP   VCPU_FEATURE_CNTP

const struct guest_reg guest_regs[] = {
#define SYSREG_EL1(needs, reg_name, ...)                                                           \
	{ .name = #reg_name,                                                                       \
	  .reg = FAKE_##reg_name,                                                                  \
	  .feature = NEEDS_##needs,                                                                \
	  .offset = offsetof(struct vcpu_el1_state, reg_name) },
#include <vcpu/sysreg.def>
};
const size_t guest_regs_count = sizeof(guest_regs) / sizeof(guest_regs[0]);

uint32_t guest_regs_features;
uint64_t guest_regs_seen;
uint64_t guest_regs_left;

bool guest_reg_is_computed(const struct guest_reg *reg)
{
	return reg->feature == 0 || reg->reg == FAKE_hcr_el2 || reg->reg == FAKE_vtcr_el2 ||
	       reg->reg == FAKE_vttbr_el2;
}

static bool is_there(const struct guest_reg *reg, uint32_t features)
{
	return guest_reg_is_there(reg, features) && !guest_reg_is_computed(reg);
}

/* No two registers and no two seeds below 2^32 have a value in common. */
static uint64_t value_of(size_t n, uint64_t seed)
{
	return seed << 32 | (n + 1) << 8 | 1;
}

void guest_regs_set(uint32_t features, uint64_t seed)
{
	for (size_t n = 0; n < guest_regs_count; n++) {
		if (is_there(&guest_regs[n], features)) {
			fake_set(guest_regs[n].reg, value_of(n, seed));
		}
	}
	for (size_t q = 0; q < 32; q++) {
		memset(fake_fp.q[q], (int)((seed + q) & 0xff), sizeof(fake_fp.q[q]));
	}
	fake_fp.fpsr = seed << 8 | 1;
	fake_fp.fpcr = seed << 8 | 2;
}

void guest_regs_assert(uint32_t features, uint64_t seed)
{
	struct vcpu_fp_state now = fake_fp;

	for (size_t n = 0; n < guest_regs_count; n++) {
		if (is_there(&guest_regs[n], features) &&
		    fake_get(guest_regs[n].reg) != value_of(n, seed)) {
			fail_msg("%s", guest_regs[n].name);
		}
	}
	for (size_t q = 0; q < 32; q++) {
		for (size_t byte = 0; byte < 16; byte++) {
			assert_int_equal(now.q[q][byte], (seed + q) & 0xff);
		}
	}
	assert_int_equal(now.fpsr, seed << 8 | 1);
	assert_int_equal(now.fpcr, seed << 8 | 2);
}

void guest_changes_all(struct vcpu_ctx *ctx)
{
	(void)ctx;
	if (guest_regs_seen != 0) {
		guest_regs_assert(guest_regs_features, guest_regs_seen);
	}
	guest_regs_set(guest_regs_features, guest_regs_left);
}

void guest_regs_run(struct vcpu *vcpu, uint64_t seen, uint64_t left)
{
	struct vcpu_exit exit;

	guest_regs_features = vcpu->arch.features;
	guest_regs_seen = seen;
	guest_regs_left = left;
	fake_script_exit(&(struct fake_exit){ .esr = FIXTURE_HVC, .guest = guest_changes_all });
	assert_int_equal(vcpu_run(vcpu, &exit), VCPU_OK);
	assert_int_equal(exit.reason, VCPU_EXIT_HYPERCALL);
}
