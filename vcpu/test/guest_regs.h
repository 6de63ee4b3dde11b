/* SPDX-License-Identifier: Apache-2.0 */
/* What moves with a vCPU: the rows of sysreg.def that a guest owns, and guests that change them
 * all. */
#ifndef TEST_GUEST_REGS_H
#define TEST_GUEST_REGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <fake_cpu.h>
#include <vcpu/vcpu.h>

struct guest_reg {
	const char *name;
	enum fake_reg reg;
	uint32_t feature; /* enum vcpu_feature; GUEST_REG_ALWAYS; 0: no guest changes it */
	size_t offset;    /* in struct vcpu_el1_state */
};

extern const struct guest_reg guest_regs[];
extern const size_t guest_regs_count;

#define GUEST_REG_ALWAYS (1u << 31)

static inline bool guest_reg_is_there(const struct guest_reg *reg, uint32_t features)
{
	return (reg->feature & (features | GUEST_REG_ALWAYS)) != 0;
}

/* True for those that are not the guest's to change: the hypervisor's own, and what bind computes anew
 * from CPU and vCPU. */
bool guest_reg_is_computed(const struct guest_reg *reg);

/* Of those that @features have, each that is not computed gets a value of its own, which follows
 * from
 * @seed, and so does FP/SIMD. */
void guest_regs_set(uint32_t features, uint64_t seed);

/* Fails the test if they are not what guest_regs_set() made them. */
void guest_regs_assert(uint32_t features, uint64_t seed);

/* Guests for a script: check that everything is as @guest_regs_seen says, then change it to what
 * @guest_regs_left says. A seen 0 is not checked. */
extern uint32_t guest_regs_features;
extern uint64_t guest_regs_seen;
extern uint64_t guest_regs_left;
void guest_changes_all(struct vcpu_ctx *ctx);

/* One exit of such a guest in bound @vcpu, an HVC: it finds @seen, and leaves @left. */
void guest_regs_run(struct vcpu *vcpu, uint64_t seen, uint64_t left);

#endif
