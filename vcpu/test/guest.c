/* SPDX-License-Identifier: Apache-2.0 */
#include "test/guest.h"

#include <string.h>

#include "test/cm.h"

#define KIND_FIQ 2u

/* PSTATE in SPSR_EL2, DDI 0487, "SPSR_EL2". From AArch64: NZCV, TCO 25, DIT 24, UAO 23, PAN 22, SS
 * 21, IL 20, ALLINT 13, SSBS 12, BTYPE 11:10, DAIF 9:6. From AArch32: NZCVQ, IT 26:25 and 15:10,
 * DIT 24, SSBS 23, PAN 22, SS 21, IL 20, GE 19:16, E 9, AIF 8:6, T 5. */
#define PSTATE_A64 UINT64_C(0xf3f03fc0)
#define PSTATE_A32 UINT64_C(0xffffffe0)

static struct guest *here;

static void load(struct vcpu_ctx *ctx)
{
	memcpy(ctx->x, here->x, sizeof(ctx->x));
	ctx->elr = here->pc;
	ctx->spsr = here->pstate;
	fake_set(FAKE_elr_el1, here->elr_el1);
	fake_set(FAKE_spsr_el1, here->spsr_el1);
	fake_set(FAKE_esr_el1, here->esr_el1);
	fake_set(FAKE_far_el1, here->far_el1);
	fake_set(FAKE_vbar_el1, here->vbar_el1);
	fake_set(FAKE_sctlr_el1, here->sctlr_el1);
	fake_set(FAKE_par_el1, here->par_el1);
}

static void look(struct vcpu_ctx *ctx)
{
	memcpy(here->x, ctx->x, sizeof(here->x));
	here->pc = ctx->elr;
	here->pstate = ctx->spsr;
	here->elr_el1 = fake_get(FAKE_elr_el1);
	here->spsr_el1 = fake_get(FAKE_spsr_el1);
	here->esr_el1 = fake_get(FAKE_esr_el1);
	here->far_el1 = fake_get(FAKE_far_el1);
	here->vbar_el1 = fake_get(FAKE_vbar_el1);
	here->sctlr_el1 = fake_get(FAKE_sctlr_el1);
	here->par_el1 = fake_get(FAKE_par_el1);
}

void guest_run(struct vcpu *vcpu, const struct guest *guest, const struct fake_exit *script,
	       struct vcpu_exit *exit)
{
	struct guest copy = *guest;
	struct fake_exit row = *script;

	here = &copy;
	row.guest = load;
	memset(exit, 0xa5, sizeof(*exit));
	fake_log_clear();
	fake_script_exit(&row);
	assert_int_equal(vcpu_run(vcpu, exit), VCPU_OK);
	assert_int_equal(vcpu->state, VCPU_STATE_READY);
}

void guest_look(struct vcpu *vcpu, struct guest *guest)
{
	struct vcpu_exit exit;

	here = guest;
	fake_script_exit(&(struct fake_exit){ .kind = KIND_FIQ, .guest = look });
	assert_int_equal(vcpu_run(vcpu, &exit), VCPU_OK);
	assert_int_equal(exit.reason, VCPU_EXIT_FIQ);
}

void guest_assert_same(const struct guest *got, const struct guest *want)
{
	for (unsigned int reg = 0; reg < 31; reg++) {
		assert_int_equal(got->x[reg], want->x[reg]);
	}
	assert_int_equal(got->pc, want->pc);
	assert_int_equal(got->pstate, want->pstate);
	assert_int_equal(got->elr_el1, want->elr_el1);
	assert_int_equal(got->spsr_el1, want->spsr_el1);
	assert_int_equal(got->esr_el1, want->esr_el1);
	assert_int_equal(got->far_el1, want->far_el1);
	assert_int_equal(got->vbar_el1, want->vbar_el1);
	assert_int_equal(got->sctlr_el1, want->sctlr_el1);
	assert_int_equal(got->par_el1, want->par_el1);
}

uint64_t guest_random(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * UINT64_C(0x2545f4914f6cdd1d);
}

void guest_random_state(struct guest *guest, uint64_t mode, uint64_t *seed)
{
	for (unsigned int reg = 0; reg < 31; reg++) {
		guest->x[reg] = guest_random(seed);
	}
	guest->pc = guest_random(seed) / 4 * 4;
	guest->pstate =
		(guest_random(seed) & (mode == GUEST_EL0_A32 ? PSTATE_A32 : PSTATE_A64)) | mode;
	guest->elr_el1 = guest_random(seed);
	guest->spsr_el1 = guest_random(seed);
	guest->esr_el1 = guest_random(seed);
	guest->far_el1 = guest_random(seed);
	guest->vbar_el1 = guest_random(seed);
	guest->sctlr_el1 = guest_random(seed);
	guest->par_el1 = guest_random(seed);
}
