/* SPDX-License-Identifier: Apache-2.0 */
/* One physical CPU, enabled, and one vCPU on the way to it. */
#ifndef TEST_FIXTURE_H
#define TEST_FIXTURE_H

#include <vcpu/pcpu.h>
#include <vcpu/vcpu.h>

#define FIXTURE_CPU_ID    3u
#define FIXTURE_HOST_HCR  UINT64_C(0x0000000080000002)
#define FIXTURE_HOST_MDCR UINT64_C(0x4006) /* TPMS; six counters */
#define FIXTURE_HOST_CPTR UINT64_C(0x37ff) /* TFP too */
#define FIXTURE_VBAR      UINT64_C(0x0000000040081000)
#define FIXTURE_MIDR      UINT64_C(0x00000000411fd070)
#define FIXTURE_ENTRY     UINT64_C(0x0000000040200000)
#define FIXTURE_VTCR      UINT64_C(0x0000000080023559)
#define FIXTURE_VTTBR     UINT64_C(0x0005000000123000)

struct fixture {
	struct vcpu_pcpu pcpu;
	struct vcpu vcpu;
	unsigned char stack[64] __attribute__((aligned(16)));
};

/* A fake CPU with host values, enabled; a Created vCPU. Empty log. cmocka set-up. */
int fixture_setup(void **state);

/* Brings the vCPU to Created, Free, Ready or Invalid, then empties the log. */
void fixture_bring_to(struct fixture *f, enum vcpu_state state);

/* A second physical CPU, enabled and current from here on. */
void fixture_move_to_cpu(struct vcpu_pcpu *pcpu, uint32_t cpu_id, void *stack_top);

/* The vCPU that fixture_setup() makes, but for @cpu_set. */
void fixture_init_vcpu(struct vcpu *vcpu, uint64_t cpu_set);

#endif
