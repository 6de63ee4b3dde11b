/* SPDX-License-Identifier: Apache-2.0 */
/* One physical CPU, enabled, and one vCPU on the way to it. */
#ifndef TEST_FIXTURE_H
#define TEST_FIXTURE_H

#include <vcpu/pcpu.h>
#include <vcpu/vcpu.h>

#include <fake_cpu.h>

#define FIXTURE_CPU_ID       3u
#define FIXTURE_HOST_HCR     UINT64_C(0x0000000080000002)
#define FIXTURE_HOST_MDCR    UINT64_C(0x4006) /* TPMS; six counters */
#define FIXTURE_HOST_CPTR    UINT64_C(0x37ff) /* TFP too */
#define FIXTURE_HOST_CNTHCTL UINT64_C(0x3)
#define FIXTURE_HOST_SP_EL0  UINT64_C(0x0000000040099000)
#define FIXTURE_VBAR         UINT64_C(0x0000000040081000)
#define FIXTURE_MIDR         UINT64_C(0x00000000411fd070)
#define FIXTURE_VMPIDR       UINT64_C(0x0102)
#define FIXTURE_ENTRY        UINT64_C(0x0000000040200000)
#define FIXTURE_VTCR         UINT64_C(0x0000000080023559) /* 39 bits of 40, 3 levels */

/* What a CPU has, as its ID registers tell. */
struct fixture_cpu {
	bool has_pauth;
	bool has_ras;
	bool has_sme;
	bool has_el3;
	bool has_gicv3;
	unsigned int n_list_registers; /* 1 to 16 */
	unsigned int preemption_bits;  /* 5 to 7 */
};

/* Pointer authentication, RAS, EL3, and a GICv3 with 4 list registers and 5 preemption bits. */
extern const struct fixture_cpu fixture_cpu_default;

struct fixture {
	struct vcpu_pcpu pcpu;
	struct vcpu vcpu;
	struct stage2 memory; /* 39 bits, empty */
	unsigned char stack[64] __attribute__((aligned(16)));
};

/* A fake CPU with host values, enabled; a Created vCPU. Empty log. cmocka set-up. */
int fixture_setup(void **state);

/* The same on another kind of CPU. */
struct fixture *fixture_setup_on(const struct fixture_cpu *cpu);

/* The ID registers of @cpu, and what its reset leaves in the registers that only a CPU with them
 * has. */
void fixture_set_id_registers(const struct fixture_cpu *cpu);

/* What the hypervisor had there before the library came. */
void fixture_set_host_registers(void);

/* The fixture's vcpu_setup(), with @flags. */
int fixture_setup_vcpu(struct vcpu *vcpu, uint32_t flags);

/* Brings the vCPU to @state, then empties the log. @flags: enum vcpu_flag. */
void fixture_bring_to_with(struct fixture *f, enum vcpu_state state, uint32_t flags);
void fixture_bring_to(struct fixture *f, enum vcpu_state state); /* no flags */

/* Since the log was emptied nothing of the CPU but TPIDR_EL2 was read, and nothing done to it. */
void fixture_assert_cpu_untouched(void);

/* The log without its rows that begin with @prefix: what does not matter to a test. */
const char *fixture_log_without(const char *prefix);

/* How often the log has @row, such as "w:hcr_el2;". */
unsigned int fixture_count(const char *row);

/* Runs the bound vCPU into @exit, which is played once. */
struct vcpu_exit fixture_run(struct fixture *f, const struct fake_exit *exit);

/* An exit that any guest can cause: HVC #0. */
#define FIXTURE_HVC 0x5a000000

/* A second physical CPU, enabled and current from here on. */
void fixture_move_to_cpu(struct vcpu_pcpu *pcpu, uint32_t cpu_id, void *stack_top);

/* The vCPU that fixture_setup() makes, but for @cpu_set. */
void fixture_init_vcpu(struct vcpu *vcpu, uint64_t cpu_set);

#endif
