/* SPDX-License-Identifier: Apache-2.0 */
/* No operation inside another on the same CPU. */
#include <stddef.h>

#include <gic.h>
#include <vcpu/arch.h>

#include "drivers/timer.h"
#include "test/core/core.h"
#include "test/core/probe.h"

PROBE(nothing);
PROBE(spin);

static struct guest guest;

/* Each call from inside another operation, and what it did. */
static struct vcpu free_vcpu;
static uint64_t n_nested;

static int do_nothing(struct vcpu *vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	return VCPU_OK;
}

static void call_nested(void)
{
	struct vcpu_exit exit;
	const uint64_t nested = (uint64_t)VCPU_ENESTED;

	n_nested++;
	check_eq((uint64_t)vcpu_run(&guest.vcpu, &exit), nested, "vcpu_run");
	check_eq((uint64_t)vcpu_unbind(&guest.vcpu), nested, "vcpu_unbind");
	check_eq((uint64_t)vcpu_bind(&free_vcpu), nested, "vcpu_bind");
	check_eq((uint64_t)vcpu_block(&free_vcpu), nested, "vcpu_block");
	check_eq((uint64_t)vcpu_transition(&free_vcpu, VCPU_STATE_FREE, VCPU_STATE_BLOCKED,
					   do_nothing, NULL),
		 nested, "vcpu_transition");
	check_eq((uint64_t)vcpu_pcpu_disable(arch_pcpu_this()), (uint64_t)VCPU_EBUSY, "disable");
	check_eq(free_vcpu.state, VCPU_STATE_FREE, "state of the other");
}

static bool start_nested(void)
{
	if (!probe_start(&guest, 0)) {
		return false;
	}
	free_vcpu = guest.vcpu;
	free_vcpu.state = VCPU_STATE_FREE;
	n_nested = 0;
	return true;
}

static int op_nested(struct vcpu *vcpu, void *arg)
{
	(void)vcpu;
	(void)arg;
	call_nested();
	return VCPU_OK;
}

CORE_TEST(an_operation_inside_an_operation_is_refused)
{
	if (!start_nested()) {
		return;
	}
	check_eq((uint64_t)vcpu_transition(&guest.vcpu, VCPU_STATE_READY, VCPU_STATE_RUNNING,
					   op_nested, NULL),
		 VCPU_OK, "vcpu_transition");
	check_eq(n_nested, 1, "operations");
	check_eq((uint64_t)vcpu_transition(&guest.vcpu, VCPU_STATE_RUNNING, VCPU_STATE_READY, NULL,
					   NULL),
		 VCPU_OK, "back to Ready");
	probe_do(&guest, exits_nothing);
	probe_end(&guest);
}

/* HAL=table alone has a place where a test can come between; as vcpu/hal/table/hal_bind.h says. */
struct hal_ops {
	uint32_t (*irq_fetch)(void);
	void (*irq_handle)(uint32_t vector);
	uint64_t (*virt_to_phys)(const void *virt);
	void *(*phys_to_virt)(uint64_t phys);
};
extern const struct hal_ops *vcpu_hal_ops __attribute__((weak));

static uint32_t fetch_nested(void)
{
	call_nested();
	return gic_acknowledge();
}

CORE_TEST(an_operation_inside_a_call_of_the_hal_is_refused)
{
	const struct hal_ops *original;
	struct hal_ops ops;

	if (&vcpu_hal_ops == NULL) {
		core_skip("needs HAL=table");
		return;
	}
	if (!start_nested()) {
		return;
	}
	original = vcpu_hal_ops;
	ops = *original;
	ops.irq_fetch = fetch_nested;
	vcpu_hal_ops = &ops;
	timer_arm(sysreg_read_cntfrq_el0() / 50000);
	probe_run_once(&guest, exits_spin, VCPU_EXIT_EXTERNAL_INTERRUPT);
	vcpu_hal_ops = original;
	vcpu_hal_ops->irq_handle(TIMER_INTID);
	check_eq(n_nested, 1, "calls of the HAL");
	probe_do(&guest, exits_nothing);
	probe_end(&guest);
}
