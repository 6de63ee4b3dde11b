/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/drivers_cpu.h"

#include <vcpu/pcpu.h>

#include "boards/board.h"
#include "test/fake/fake_cpu.h"
#include "unit/cm.h"

const struct board board = {
	.uart_base = DRIVERS_UART_BASE,
	.local_base = DRIVERS_LOCAL_BASE,
	.gpu_irq_base = DRIVERS_GPU_IRQ_BASE,
};

static struct vcpu_pcpu pcpu;

void drivers_be_cpu(uint32_t cpu)
{
	pcpu.cpu_id = cpu;
}

/* Of system registers they read who they are, and nothing of a GIC's. */
uint64_t fake_cpu_read(enum fake_reg reg)
{
	assert_int_equal(reg, FAKE_tpidr_el2);
	return (uintptr_t)&pcpu;
}

void fake_cpu_write(enum fake_reg reg, uint64_t value)
{
	fail_msg("writes system register %d, %llu", (int)reg, (unsigned long long)value);
}

void fake_cpu_note(const char *event)
{
	assert_non_null(event);
}
